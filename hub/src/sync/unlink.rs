use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::match_candidate;
use uuid::Uuid;

use super::barred;
use super::candidate;
use super::matching::awaited_by;
use super::merge::{Incoming, take_back};
use super::no_match::NoMatch;
use super::review::assign;
use super::standing::{RecordName, standing};
use crate::access::Permission;
use crate::command::Command;
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Takes a record of an outside system out of the project that it was merged into, back to the
/// review list. What it brought is withdrawn, and it does not go there again by itself, whatever its
/// system says next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnlinkRecord {
    /// The project that it is in.
    pub project: Uuid,
    /// Its system, such as `trading_centre`.
    pub system: String,
    /// What it was read from there, such as `awards`.
    pub stream: String,
    /// By what it is known there.
    pub external_id: String,
    /// Why, for the ledger.
    pub reason: String,
}

/// It is out of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOut {
    /// The entry of the review list that it is now.
    pub candidate: Uuid,
    /// The project that it was in.
    pub project: Uuid,
}

#[async_trait::async_trait]
impl Command for UnlinkRecord {
    const NAME: &'static str = "unlink_record";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = TakenOut;

    async fn run(&self, tx: &mut Tx) -> Result<TakenOut, Fault> {
        if self.reason.trim().is_empty() {
            let problem = "say why the record is not of the project";
            return Err(Fault::invalid("reason", problem));
        }
        tx.alone_with_codes().await?;
        // Opening proves that it is visible and no state secret.
        tx.file(self.project).await?;
        let name = RecordName {
            system: self.system.clone(),
            stream: self.stream.clone(),
            external_id: self.external_id.clone(),
        };
        let project = self.project;
        let standing = Box::pin(standing(tx, project, &name, "externalId")).await?;
        let one = standing.incoming;
        Box::pin(take_back(tx, one.clone())).await?;
        let one = Incoming {
            earlier: None,
            ..one
        };
        assign(tx, one.source_record, "unmatched", None).await?;
        let candidate = Box::pin(list(tx, &one, project)).await?;
        let body = json!({
            "state": "open", "source_record": one.source_record, "taken_out": true,
            "reason": self.reason,
        });
        tx.record(Draft::of_project(
            "match_candidate",
            candidate,
            project,
            body,
        ));
        tx.touch(project);
        Ok(TakenOut { candidate, project })
    }
}

/// Puts a record on the review list again, with the projects that it may be of and out of which it
/// was taken.
async fn list(tx: &Tx, one: &Incoming, project: Uuid) -> Result<Uuid, Fault> {
    let (mut row, barred) = barred::entry(tx, one, (project, NoMatch::TakenOut)).await?;
    let offered = candidate::offer(tx, &[one], &barred).await?;
    row.candidates = json!(offered.into_iter().next().unwrap_or_default());
    let id = row.id;
    desk::write::<match_candidate::Entity>(tx.db(), vec![row]).await?;
    let keys = awaited_by(one, &tx.places());
    candidate::wait(tx, std::iter::once((id, keys))).await?;
    Ok(id)
}
