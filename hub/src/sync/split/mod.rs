//! Two projects of the outside world that were taken for one are told apart by a person: which
//! records are of another project than the one that they are in.

mod borne;
mod enter;
mod settle;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::merge::{Incoming, Merged, apart, merge_alone};
use super::standing::{RecordName, Standing, standing};
use crate::access::Permission;
use crate::command::{Command, project_version};
use crate::desk;
use crate::fault::Fault;
use crate::transact::Tx;

/// Most records that one split names; what goes along with them is not counted.
const MOST_RECORDS: usize = 100;

/// Most records that a refusal names.
const MOST_TOLD: usize = 10;

/// Takes records of outside systems out of a project and gives them to another, in one step: what
/// they brought leaves the one and stands in the other, with what is told whose it is by them. They
/// do not go back by themselves, whatever their systems say next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SplitProject {
    /// The project that they are in.
    pub project: Uuid,
    /// The version of it that the caller saw.
    pub expected_version: Option<i64>,
    /// The records, 1 to 100 and none twice.
    pub records: Vec<RecordName>,
    /// The project that they are of; nothing where it is entered out of what they say.
    pub into: Option<Uuid>,
    /// Why, for the ledger.
    pub reason: String,
}

/// The records are of the other project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The project that they were in.
    pub project: Uuid,
    /// The one that they are in now.
    pub into: Uuid,
    /// Whether that was entered out of what they say.
    pub entered: bool,
    /// Each record that moved: those that were named in their order, then what went along.
    pub records: Vec<MovedRecord>,
}

/// A record that is of another project than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedRecord {
    /// The record.
    pub name: RecordName,
    /// Whether nobody named it, and it went along with what tells whose it is.
    pub along: bool,
}

#[async_trait::async_trait]
impl Command for SplitProject {
    const NAME: &'static str = "split_project";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Split;

    async fn run(&self, tx: &mut Tx) -> Result<Split, Fault> {
        self.must_be_whole()?;
        tx.alone_with_codes().await?;
        let projects: Vec<Uuid> = [Some(self.project), self.into]
            .into_iter()
            .flatten()
            .collect();
        desk::open(tx, &projects).await?;
        // Opening proves that both are visible and no state secrets.
        project_version(tx.file(self.project).await?, self.expected_version)?;
        if let Some(into) = self.into {
            tx.file(into).await.map_err(|fault| match fault {
                Fault::Invalid { problem, .. } => Fault::invalid("into", problem),
                other => other,
            })?;
        }
        let mut named = Vec::with_capacity(self.records.len());
        for (at, name) in self.records.iter().enumerate() {
            let field = format!("records[{at}].externalId");
            named.push(Box::pin(standing(tx, self.project, name, &field)).await?);
        }
        let along = Box::pin(self.along(tx, &named)).await?;
        let all = named.iter().map(|one| &one.incoming).chain(&along);
        let code = borne::code(all.clone())?;
        borne::must_be_of_them(tx, self.project, all.clone())?;
        let into = match self.into {
            Some(into) => {
                borne::must_fit(tx, into, code.as_deref())?;
                into
            }
            None => Box::pin(enter::out_of(tx, self.project, (&named, code.as_deref()))).await?,
        };
        let before = borne::Before::of(tx, self.project)?;
        let placed = all.map(|one| (into, one.clone())).collect();
        let merged = Box::pin(merge_alone(tx, placed)).await?;
        self.must_agree(&merged)?;
        before.must_stand(tx, self.project, into).await?;
        let moved = settle::Moved {
            project: self.project,
            into,
            named: named.into_iter().map(|one| one.incoming).collect(),
            along,
        };
        Box::pin(moved.settle(tx, &self.reason)).await?;
        Ok(Split {
            project: self.project,
            into,
            entered: self.into.is_none(),
            records: moved.records(),
        })
    }
}

impl SplitProject {
    fn must_be_whole(&self) -> Result<(), Fault> {
        if self.reason.trim().is_empty() {
            let problem = "say why the records are of another project";
            return Err(Fault::invalid("reason", problem));
        }
        if self.into == Some(self.project) {
            let problem = "is the project that the records are in; give another, or none to have one entered out of them";
            return Err(Fault::invalid("into", problem));
        }
        if self.records.is_empty() || self.records.len() > MOST_RECORDS {
            let problem = format!(
                "a split names 1 to {MOST_RECORDS} records; give the rest in another, into the same project"
            );
            return Err(Fault::invalid("records", problem));
        }
        let mut seen = BTreeSet::new();
        match self.records.iter().position(|one| !seen.insert(one)) {
            Some(at) => {
                let problem = "names a record that the split names already; leave it out";
                Err(Fault::invalid(format!("records[{at}]"), problem))
            }
            None => Ok(()),
        }
    }

    /// What goes along with the named records.
    async fn along(&self, tx: &Tx, named: &[Standing]) -> Result<Vec<Incoming>, Fault> {
        let leaving: Vec<Incoming> = named.iter().map(|one| one.incoming.clone()).collect();
        let apart = apart(tx, self.project, &leaving).await?;
        let Some((leaves, stays)) = apart.torn else {
            return Ok(apart.along);
        };
        let named = |(system, stream, id): &(String, String, String)| {
            format!("{id:?} of {stream} ({system})")
        };
        let stay: Vec<String> = stays.iter().take(MOST_TOLD).map(named).collect();
        let more = if stays.len() > MOST_TOLD { ", …" } else { "" };
        let problem = format!(
            "{} would leave while what speaks of the same procurement, contract or asset stays: {}{more}; name that \
             as well, or leave both",
            named(&leaves),
            stay.join(", "),
        );
        Err(Fault::invalid("records", problem))
    }

    /// Refuses what another source of the other project has on record otherwise.
    fn must_agree(&self, merged: &[Merged]) -> Result<(), Fault> {
        let differs = merged.iter().enumerate().find_map(|(at, one)| match one {
            Merged::Differs(error) => Some((at, error)),
            Merged::Done(_) | Merged::Known => None,
        });
        let Some((at, error)) = differs else {
            return Ok(());
        };
        let field = if at < self.records.len() {
            format!("records[{at}]")
        } else {
            "records".to_owned()
        };
        let problem = format!("{}; {}", error.reason.en, error.mend.en);
        Err(Fault::invalid(field, problem))
    }
}
