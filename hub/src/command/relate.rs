use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::project_relation;
use uuid::Uuid;

use super::record::{Recorded, needs_reason};
use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::desk::{self, LINKED, PREDECESSOR, SUCCESSOR, Standing};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// What another project is to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectTie {
    /// The project that it upgrades, expands or maintains (原项目).
    Predecessor,
    /// A project that it is linked with (关联项目).
    Linked,
}

impl ProjectTie {
    /// The word on either side: what the other is to the project, and the project to the other.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Predecessor => (PREDECESSOR, SUCCESSOR),
            Self::Linked => (LINKED, LINKED),
        }
    }
}

/// Records what another project of the place is to a project. From then on both are judged by what
/// each tells of the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RelateProjects {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The other one.
    pub other: Uuid,
    /// What it is.
    pub tie: ProjectTie,
}

/// Withdraws a relation that never was; it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoidRelation {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The other one.
    pub other: Uuid,
    /// What it was said to be.
    pub tie: ProjectTie,
    /// Why.
    pub reason: String,
}

/// Opens both files; neither may be classified.
async fn both(tx: &mut Tx, project: Uuid, other: Uuid) -> Result<(), Fault> {
    desk::open(tx, &[project, other]).await?;
    tx.file(project).await?;
    tx.file(other).await?;
    if project == other {
        return Err(Fault::invalid(
            "other",
            "a project is not related to itself",
        ));
    }
    Ok(())
}

fn current(row: &project_relation::Model, other: Uuid, word: &str) -> bool {
    row.standing == Standing::Current.as_str() && row.other_id == other && row.kind == word
}

#[async_trait::async_trait]
impl Command for RelateProjects {
    const NAME: &'static str = "relate_projects";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        both(tx, self.project, self.other).await?;
        let (word, back) = self.tie.words();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        if file
            .relations
            .iter()
            .any(|row| current(row, self.other, word))
        {
            return Ok(Recorded {
                project: self.project,
                record: None,
            });
        }
        if word == PREDECESSOR
            && file
                .relations
                .iter()
                .any(|row| current(row, self.other, back))
        {
            let problem = "it is recorded as the successor; void that relation first";
            return Err(Fault::invalid("other", problem));
        }
        for (of, other, kind) in [
            (self.project, self.other, word),
            (self.other, self.project, back),
        ] {
            let row = project_relation::Model {
                jurisdiction_id: tx.jurisdiction(),
                id: Uuid::now_v7(),
                project_id: of,
                other_id: other,
                kind: kind.to_owned(),
                recorded_by: tx.actor().subject.clone(),
                recorded_at: tx.now(),
                standing: Standing::Current.as_str().to_owned(),
                reason: None,
            };
            let id = row.id;
            let file = tx.file(of).await?;
            file.relations.add(row);
            file.project.change();
            let body = json!({"recorded": {"other": other, "kind": kind}});
            tx.record(Draft::of_project("project_relation", id, of, body));
            tx.touch(of);
        }
        Ok(Recorded {
            project: self.project,
            record: None,
        })
    }
}

#[async_trait::async_trait]
impl Command for VoidRelation {
    const NAME: &'static str = "void_relation";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        needs_reason(&self.reason)?;
        both(tx, self.project, self.other).await?;
        let (word, back) = self.tie.words();
        project_version(tx.file(self.project).await?, self.expected_version)?;
        for (of, other, kind) in [
            (self.project, self.other, word),
            (self.other, self.project, back),
        ] {
            let file = tx.file(of).await?;
            let row = file.relations.change(|row| current(row, other, kind));
            let row = row.ok_or_else(|| {
                let problem = format!("the projects are not related so; {kind} is not on record");
                Fault::invalid("other", problem)
            })?;
            row.standing = Standing::Voided.as_str().to_owned();
            row.reason = Some(self.reason.clone());
            let id = row.id;
            file.project.change();
            let body = json!({"voided": {"other": other, "kind": kind}, "reason": self.reason});
            tx.record(Draft::of_project("project_relation", id, of, body));
            tx.touch(of);
        }
        Ok(Recorded {
            project: self.project,
            record: None,
        })
    }
}
