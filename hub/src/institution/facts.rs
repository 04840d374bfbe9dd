use chrono::NaiveDate;
use shuniu_entities::institution_report;
use shuniu_policy::facts::{Facts, Report};
use uuid::Uuid;

use crate::desk::Standing;
use crate::fault::Fault;
use crate::law::LocalLaw;

/// What an institution's own reports tell the law.
pub(super) fn facts(
    law: &LocalLaw,
    reports: &[institution_report::Model],
    since: Option<NaiveDate>,
) -> Result<Facts, Fault> {
    let mut facts = Facts::new(law.vocabulary().clone());
    for row in current(reports) {
        let corrupt = |error: &dyn ToString| Fault::corrupt(&row.kind, error.to_string());
        let report = Report {
            kind: row.kind.clone(),
            period: row.period.parse().map_err(|error| corrupt(&error))?,
            on: row.submitted_on,
        };
        facts.report(report).map_err(|error| corrupt(&error))?;
    }
    if let Some(day) = since {
        facts.tracked_since(day);
    }
    Ok(facts)
}

/// The row of a report that the law names by what it says.
pub(super) fn row_of(
    reports: &[institution_report::Model],
    (kind, period, on): (&str, &str, NaiveDate),
) -> Option<Uuid> {
    let said = |row: &&institution_report::Model| {
        (row.kind.as_str(), row.period.as_str(), row.submitted_on) == (kind, period, on)
    };
    current(reports).find(said).map(|row| row.id)
}

fn current(
    reports: &[institution_report::Model],
) -> impl Iterator<Item = &institution_report::Model> {
    let counts = Standing::Current.as_str();
    reports.iter().filter(move |row| row.standing == counts)
}
