use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::bounds;
use super::fact::{FactInput, checked_facts};
use super::header::Header;
use super::record::RecordEntry;
use super::submit::{Command, project_version};
use crate::access::{Permission, may_relieve};
use crate::desk::File;
use crate::fault::Fault;
use crate::field::Slot;
use crate::ledger::Draft;
use crate::transact::{Actor, Tx};

/// Enters what the paper file of a project holds, in one step, and says since when that is
/// everything: from that day on a duty that was not performed is late and not merely unknown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttestFile {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// First day since which the file is complete; as it was where nobody vouches for it.
    pub tracked_since: Option<NaiveDate>,
    /// Why that day relieves the project of duties, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Attributes.
    pub facts: Vec<FactInput>,
    /// Events, documents and reports, all of this project.
    pub entries: Vec<RecordEntry>,
}

/// A file was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// The project.
    pub project: Uuid,
    /// How many attributes and entries were new.
    pub recorded: u64,
}

#[async_trait::async_trait]
impl Command for AttestFile {
    const NAME: &'static str = "attest_file";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Attested;

    async fn run(&self, tx: &mut Tx) -> Result<Attested, Fault> {
        let facts = checked_facts(tx, &self.facts)?;
        let mut entries = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            if entry.project != self.project {
                let problem = "every entry is of the project whose file is entered";
                return Err(Fault::invalid("entries.project", problem));
            }
            entries.push((entry, entry.checked(tx)?));
        }
        bounds::followed_since(self.tracked_since, tx.today())?;
        let (origin, law) = (tx.origin(), tx.law().clone());
        let actor = tx.actor().clone();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        self.may_follow_since(file, &actor)?;
        let before = Header::of(file);
        let given = facts.iter().map(|(name, value)| (*name, value));
        before.takes(tx, given).await?;
        let file = tx.file(self.project).await?;
        let mut drafts = Vec::new();
        for (name, value) in facts {
            let slot = Slot::of_project(name);
            drafts.extend(file.put_fact(&law, &origin, &slot, value, None));
        }
        file.resolve();
        let mut attached = Vec::new();
        for (entry, dated) in entries {
            let (id, draft) = entry.enter(file, &origin, dated)?;
            drafts.push(draft);
            attached.extend(entry.attach.to_row(file, &origin, (entry.table, id))?);
        }
        let recorded = drafts.len() as u64;
        drafts.extend(attached);
        let was = file.project.get().tracked_since;
        if let Some(since) = self.tracked_since
            && was != Some(since)
        {
            file.project.change().tracked_since = Some(since);
            let mut body = json!({"tracked_since": {"was": was, "is": since}});
            if let Some(reason) = &self.reason {
                body["reason"] = json!(reason);
            }
            drafts.push(Draft::of_project(
                "project",
                self.project,
                self.project,
                body,
            ));
        }
        if !drafts.is_empty() {
            file.project.change();
            tx.touch(self.project);
        }
        for draft in drafts {
            tx.record(draft);
        }
        before.follow(tx, self.project).await?;
        Ok(Attested {
            project: self.project,
            recorded,
        })
    }
}

impl AttestFile {
    /// A project owes nothing before the day since which it is followed. Nobody relieves it of a
    /// duty by a later day, but those who settle records; where another day stands, with a reason
    /// that stays in the ledger.
    fn may_follow_since(&self, file: &File, actor: &Actor) -> Result<(), Fault> {
        let relieves = self
            .tracked_since
            .is_some_and(|since| file.is_relieved_by(since));
        if !relieves {
            return Ok(());
        }
        if !may_relieve(actor) {
            return Err(Fault::Forbidden {
                permission: Permission::Reconcile,
                role: actor.role,
            });
        }
        let moves = file.project.get().tracked_since.is_some();
        let reason = self.reason.as_deref().unwrap_or_default();
        if moves && reason.trim().is_empty() {
            let problem = "the day relieves the project of duties; say why it is right";
            return Err(Fault::invalid("reason", problem));
        }
        Ok(())
    }
}
