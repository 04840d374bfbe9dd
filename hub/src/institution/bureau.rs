use shuniu_entities::{institution, institution_report, jurisdiction};
use shuniu_policy::assessment::{Obligation, Proof};
use uuid::Uuid;

use super::facts::{facts, row_of};
use super::unite::Duty;
use crate::assess::Owed;
use crate::clock::local_day;
use crate::fault::Fault;
use crate::transact::Tx;

/// What the bureau owes today, from the day on which its place was set up here.
pub(super) async fn owed(
    tx: &Tx,
    row: &mut institution::Model,
    reports: &[institution_report::Model],
) -> Result<Vec<Duty>, Fault> {
    let place = jurisdiction::Entity::of_id(tx.jurisdiction());
    let place = place.one(tx.db()).await?;
    let since = place.map(|place| local_day(place.created_at));
    let (law, today) = (tx.law().clone(), tx.today());
    let (owed, next_change_on) = law.evaluate_bureau(&facts(&law, reports, since)?, today);
    row.assessed_for = Some(today);
    row.assessed_under = Some(law.digest().to_owned());
    row.next_change_on = next_change_on;
    let duties = owed.iter().map(|one| Duty {
        owed: Owed::of(one),
        projects: 0,
        project: None,
        report: performed_by(one, reports),
    });
    Ok(duties.collect())
}

fn performed_by(said: &Obligation, reports: &[institution_report::Model]) -> Option<Uuid> {
    let mut proofs = said.fulfilled_by.iter();
    proofs.find_map(|proof| match proof {
        Proof::Report { kind, period, on } => row_of(reports, (kind, &period.to_string(), *on)),
        _ => None,
    })
}
