use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::policy_exception;
use uuid::Uuid;

use super::record::{Recorded, done};
use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Records an approved exception to an in-principle (原则上) provision. It stays visible for
/// ever; a plain must-provision takes none (R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordException {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The provision.
    pub provision: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_on: NaiveDate,
    /// Why.
    pub reason: String,
}

#[async_trait::async_trait]
impl Command for RecordException {
    const NAME: &'static str = "record_exception";
    const PERMISSION: Permission = Permission::RecordException;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        for (field, text) in [("approvedBy", &self.approved_by), ("reason", &self.reason)] {
            if text.trim().is_empty() {
                return Err(Fault::invalid(
                    field,
                    "an exception needs approver, day and reason",
                ));
            }
        }
        if self.approved_on > tx.today() {
            return Err(Fault::invalid("approvedOn", "the day lies in the future"));
        }
        tx.law().takes_exception(&self.provision)?;
        let row = policy_exception::Model {
            jurisdiction_id: tx.jurisdiction(),
            id: Uuid::now_v7(),
            project_id: self.project,
            provision: self.provision.clone(),
            approved_by: self.approved_by.clone(),
            approved_on: self.approved_on,
            reason: self.reason.clone(),
            recorded_by: tx.actor().subject.clone(),
            recorded_at: tx.now(),
        };
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let id = row.id;
        file.exceptions.add(row);
        let draft = Draft::of_project(
            "policy_exception",
            id,
            self.project,
            json!({"recorded": self}),
        );
        Ok(done(tx, self.project, id, draft))
    }
}
