use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, Tenant, institution, institution_report, organization};
use shuniu_policy::Period;
use shuniu_policy::pack::Bearer;
use uuid::Uuid;

use super::attach::Attach;
use super::record::{RecordEntry, RecordKind, needs_reason};
use super::submit::Command;
use crate::access::{Permission, may_act_for_bureau};
use crate::desk::{self, PERSON, Standing};
use crate::fault::Fault;
use crate::institution::lock;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Name of the table, and of the thing in the ledger.
const REPORT: &str = "institution_report";

/// What a report says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstitutionReportTerms {
    /// Vocabulary name.
    pub kind: String,
    /// Which period it is for.
    pub period: Period,
    /// Local day of submission.
    pub submitted_on: NaiveDate,
}

/// Records a report of a unit for all of its projects, or of the bureau of the place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordInstitutionReport {
    /// The unit; absent for the bureau.
    pub unit: Option<Uuid>,
    /// The version of the institution that the caller saw.
    pub expected_version: Option<i64>,
    /// What it says.
    pub terms: InstitutionReportTerms,
}

/// Puts a corrected report in the place of one that was wrong; the wrong one is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CorrectInstitutionReport {
    /// The report that was wrong.
    pub report: Uuid,
    /// The version of the institution that the caller saw.
    pub expected_version: Option<i64>,
    /// Why.
    pub reason: String,
    /// What is right.
    pub terms: InstitutionReportTerms,
}

/// Withdraws a report that never was; it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoidInstitutionReport {
    /// The report.
    pub report: Uuid,
    /// The version of the institution that the caller saw.
    pub expected_version: Option<i64>,
    /// Why.
    pub reason: String,
}

/// A report that a command was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstitutionReported {
    /// The report as it is now.
    pub report: Uuid,
}

impl InstitutionReportTerms {
    fn row(
        &self,
        tx: &Tx,
        institution: Uuid,
        corrects: Option<Uuid>,
    ) -> Result<institution_report::Model, Fault> {
        let bearer = if institution == tx.jurisdiction() {
            Bearer::Bureau
        } else {
            Bearer::Unit
        };
        let known = tx.law().reports_of(bearer);
        if !known.contains(self.kind.as_str()) {
            let known = match known.is_empty() {
                true => "none: the law here asks for none".to_owned(),
                false => known.into_iter().collect::<Vec<_>>().join(", "),
            };
            let whose = match bearer {
                Bearer::Bureau => "the bureau",
                _ => "a unit",
            };
            let problem = format!(
                "{:?} is nothing that {whose} hands in for all projects (known: {known}); \
                 `recordReport` takes what is of one project",
                self.kind
            );
            return Err(Fault::invalid("kind", problem));
        }
        // The same checks as for a report of a project.
        let entry = RecordEntry {
            project: institution,
            expected_version: None,
            table: RecordKind::Report,
            kind: self.kind.clone(),
            on: Some(self.submitted_on),
            attributes: BTreeMap::new(),
            occurrence: None,
            period: Some(self.period),
            attach: Attach::Nothing,
        };
        let dated = entry.checked(tx)?;
        Ok(institution_report::Model {
            jurisdiction_id: tx.jurisdiction(),
            id: Uuid::now_v7(),
            institution_id: institution,
            kind: dated.kind,
            period: dated.occurrence,
            submitted_on: self.submitted_on,
            source: PERSON.to_owned(),
            recorded_by: tx.actor().subject.clone(),
            recorded_at: tx.now(),
            standing: Standing::Current.as_str().to_owned(),
            corrects_id: corrects,
            reason: None,
        })
    }
}

/// Locks the institution and has its version grow.
async fn changed(tx: &mut Tx, id: Uuid, expected: Option<i64>) -> Result<(), Fault> {
    if id == tx.jurisdiction() && !may_act_for_bureau(tx.actor()) {
        return Err(Fault::Forbidden {
            permission: Permission::RecordBureau,
            role: tx.actor().role,
        });
    }
    let row = lock(tx, id).await?;
    let key = Some(row.key());
    match expected {
        Some(expected) if expected != row.version => Err(Fault::Conflict {
            key,
            expected,
            actual: row.version,
        }),
        _ => {
            use institution::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::Version, (row.version + 1).into())
                .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
                .filter(Column::Id.eq(id))
                .exec(tx.db())
                .await?;
            tx.touch_institution(id);
            Ok(())
        }
    }
}

/// A report that counts, of those that whoever acts may see.
async fn current(tx: &Tx, id: Uuid) -> Result<institution_report::Model, Fault> {
    let row = institution_report::Entity::find_key(tx.scope(), tx.key(id));
    let row = row.one(tx.db()).await?;
    let row = row.ok_or_else(|| Fault::not_found("report", id))?;
    if row.standing == Standing::Current.as_str() {
        return Ok(row);
    }
    let problem = format!(
        "is {} already; only what counts can be changed",
        row.standing
    );
    Err(Fault::invalid("report", problem))
}

async fn must_be_new(tx: &Tx, row: &institution_report::Model) -> Result<(), Fault> {
    use institution_report::{Column, Entity};
    let there = Entity::find_in(tx.scope())
        .filter(Column::InstitutionId.eq(row.institution_id))
        .filter(Column::Kind.eq(&row.kind))
        .filter(Column::Period.eq(&row.period))
        .filter(Column::Standing.eq(Standing::Current.as_str()))
        .filter(row.corrects_id.map_or_else(
            || Column::Id.is_not_null(),
            |corrected| Column::Id.ne(corrected),
        ));
    match there.one(tx.db()).await? {
        None => Ok(()),
        Some(there) => {
            let problem = format!(
                "{} for {} is on record already, submitted on {}; correct that one",
                row.kind, row.period, there.submitted_on
            );
            Err(Fault::invalid("period", problem))
        }
    }
}

fn said(row: &institution_report::Model) -> serde_json::Value {
    json!({"kind": row.kind, "period": row.period, "submitted_on": row.submitted_on})
}

#[async_trait::async_trait]
impl Command for RecordInstitutionReport {
    const NAME: &'static str = "record_institution_report";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = InstitutionReported;

    async fn run(&self, tx: &mut Tx) -> Result<InstitutionReported, Fault> {
        let institution = self.unit.unwrap_or(tx.jurisdiction());
        if let Some(unit) = self.unit {
            let there = organization::Entity::find_key(tx.scope(), tx.key(unit));
            let there = there.one(tx.db()).await?.is_some();
            if !there || !tx.scope().sees_unit(tx.key(unit)) {
                return Err(Fault::not_found("unit", unit));
            }
        }
        changed(tx, institution, self.expected_version).await?;
        let row = self.terms.row(tx, institution, None)?;
        must_be_new(tx, &row).await?;
        let report = row.id;
        let body = json!({"recorded": said(&row), "institution": institution});
        desk::write::<institution_report::Entity>(tx.db(), vec![row]).await?;
        tx.record(Draft::general(REPORT, Some(report), body));
        Ok(InstitutionReported { report })
    }
}

#[async_trait::async_trait]
impl Command for CorrectInstitutionReport {
    const NAME: &'static str = "correct_institution_report";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = InstitutionReported;

    async fn run(&self, tx: &mut Tx) -> Result<InstitutionReported, Fault> {
        needs_reason(&self.reason)?;
        let institution = current(tx, self.report).await?.institution_id;
        changed(tx, institution, self.expected_version).await?;
        // Read again under the lock: somebody may have corrected it in between.
        let mut wrong = current(tx, self.report).await?;
        let right = self.terms.row(tx, institution, Some(wrong.id))?;
        must_be_new(tx, &right).await?;
        wrong.standing = Standing::Corrected.as_str().to_owned();
        wrong.reason = Some(self.reason.clone());
        let report = right.id;
        let body = json!({
            "corrected": {"was": said(&wrong), "is": said(&right)},
            "institution": institution, "reason": self.reason,
        });
        desk::write::<institution_report::Entity>(tx.db(), vec![wrong, right]).await?;
        tx.record(Draft::general(REPORT, Some(report), body));
        Ok(InstitutionReported { report })
    }
}

#[async_trait::async_trait]
impl Command for VoidInstitutionReport {
    const NAME: &'static str = "void_institution_report";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = InstitutionReported;

    async fn run(&self, tx: &mut Tx) -> Result<InstitutionReported, Fault> {
        needs_reason(&self.reason)?;
        let institution = current(tx, self.report).await?.institution_id;
        changed(tx, institution, self.expected_version).await?;
        let mut row = current(tx, self.report).await?;
        row.standing = Standing::Voided.as_str().to_owned();
        row.reason = Some(self.reason.clone());
        let (report, body) = (
            row.id,
            json!({"voided": said(&row), "institution": institution, "reason": self.reason}),
        );
        desk::write::<institution_report::Entity>(tx.db(), vec![row]).await?;
        tx.record(Draft::general(REPORT, Some(report), body));
        Ok(InstitutionReported { report })
    }
}
