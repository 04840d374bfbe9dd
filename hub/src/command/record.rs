use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use shuniu_policy::vocabulary::{Definition, Family};
use shuniu_policy::{Impossible, Period};
use uuid::Uuid;

use super::attach::Attach;
use super::submit::{Command, project_version};
use crate::access::{Permission, Role, grants};
pub use crate::desk::RecordKind;
use crate::desk::{self, Dated, File, IMPORT, Origin, PERSON, WHOLE};
use crate::fault::Fault;
use crate::law::entered;
use crate::ledger::Draft;
use crate::transact::{Actor, Tx};

/// Records an event, a document or a report of a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordEntry {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// Event, document or report.
    pub table: RecordKind,
    /// Vocabulary name.
    pub kind: String,
    /// The local day; only a document may go without.
    pub on: Option<NaiveDate>,
    /// Further attributes that the vocabulary gives.
    pub attributes: BTreeMap<String, Json>,
    /// Contract, lot or asset it belongs to.
    pub occurrence: Option<String>,
    /// Period of a report.
    pub period: Option<Period>,
    /// What is attached in the same step; an event takes documents, a document what it evidences.
    #[serde(default, skip_serializing_if = "Attach::is_nothing")]
    pub attach: Attach,
}

/// Puts a corrected row in the place of one that was wrong; the wrong one is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CorrectRecord {
    /// The row that was wrong.
    pub record: Uuid,
    /// Why.
    pub reason: String,
    /// What is right.
    pub right: RecordEntry,
}

/// Withdraws a row; it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoidRecord {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// Event, document or report.
    pub table: RecordKind,
    /// The row.
    pub record: Uuid,
    /// Why.
    pub reason: String,
}

/// Something was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The project.
    pub project: Uuid,
    /// The row; absent when nothing had to be changed.
    pub record: Option<Uuid>,
}

impl RecordEntry {
    /// Checks the entry against the vocabulary.
    pub(crate) fn checked(&self, tx: &Tx) -> Result<Dated, Fault> {
        let (family, what) = match self.table {
            RecordKind::Event => (Family::Event, "event"),
            RecordKind::Document => (Family::Document, "document"),
            RecordKind::Report => (Family::Report, "report"),
        };
        let vocabulary = tx.law().vocabulary();
        let definition = vocabulary.get(family, &self.kind).ok_or_else(|| {
            let problem = format!("{:?} is no {what}; `factDefinitions` lists them", self.kind);
            Fault::invalid("kind", problem)
        })?;
        if self.on.is_some_and(|day| day > tx.today()) {
            let problem = "the day lies in the future; record it when it comes";
            return Err(Fault::invalid(self.table.day_field(), problem));
        }
        if self.on.and_then(Impossible::day).is_some() {
            let problem = "the day is of another age; write it as in 2026-06-30";
            return Err(Fault::invalid(self.table.day_field(), problem));
        }
        if self.on.is_none() && self.table != RecordKind::Document {
            let problem = format!("a {what} needs its day");
            return Err(Fault::invalid(self.table.day_field(), problem));
        }
        Ok(Dated {
            kind: self.kind.clone(),
            on: self.on,
            attributes: self.checked_attributes(definition)?,
            occurrence: self.checked_occurrence(definition)?,
        })
    }

    /// Puts what it says into the file.
    pub(super) fn enter(
        &self,
        file: &mut File,
        origin: &Origin,
        dated: Dated,
    ) -> Result<(Uuid, Draft), Fault> {
        let owner = (file.key().jurisdiction, file.id());
        match self.table {
            RecordKind::Event => desk::add(&mut file.events, owner, origin, dated),
            RecordKind::Document => desk::add(&mut file.documents, owner, origin, dated),
            RecordKind::Report => desk::add(&mut file.reports, owner, origin, dated),
        }
    }

    fn checked_attributes(&self, definition: &Definition) -> Result<Json, Fault> {
        let mut attributes = serde_json::Map::new();
        for (name, value) in &self.attributes {
            let field = format!("attributes.{name}");
            let Some(attribute) = definition.attribute(name) else {
                let known: Vec<&str> = definition
                    .attributes
                    .iter()
                    .map(|one| one.name.as_str())
                    .collect();
                let problem = format!("{} has only {}", self.kind, known.join(", "));
                return Err(Fault::invalid(field, problem));
            };
            let value = entered(attribute, value).map_err(|error| Fault::invalid(field, error))?;
            attributes.insert(name.clone(), value);
        }
        let missing = definition
            .attributes
            .iter()
            .find(|one| one.required && !attributes.contains_key(&one.name));
        match missing {
            Some(one) => Err(Fault::invalid(
                format!("attributes.{}", one.name),
                format!("{} needs it ({} {})", self.kind, one.zh, one.en),
            )),
            None => Ok(Json::Object(attributes)),
        }
    }

    fn checked_occurrence(&self, definition: &Definition) -> Result<String, Fault> {
        if self.table != RecordKind::Report {
            return match self.occurrence.as_deref() {
                Some("") => Err(Fault::invalid("occurrence", "leave it out or name it")),
                Some(name) => Ok(name.to_owned()),
                None => Ok(WHOLE.to_owned()),
            };
        }
        match (self.period, definition.period) {
            (Some(period), Some(kind)) if period.kind() == kind => Ok(period.to_string()),
            (_, Some(kind)) => {
                let problem = format!(
                    "{} is for one {kind:?}, such as 2025-07, 2025-Q3 or 2026",
                    self.kind
                );
                Err(Fault::invalid("period", problem.to_lowercase()))
            }
            (_, None) => Err(Fault::corrupt(
                format!("report {}", self.kind),
                "it has no kind of period",
            )),
        }
    }
}

#[async_trait::async_trait]
impl Command for RecordEntry {
    const NAME: &'static str = "record";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        let dated = self.checked(tx)?;
        let origin = tx.origin();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let (id, draft) = self.enter(file, &origin, dated)?;
        let attached = self.attach.to_row(file, &origin, (self.table, id))?;
        let recorded = done(tx, self.project, id, draft);
        for draft in attached {
            tx.record(draft);
        }
        Ok(recorded)
    }
}

#[async_trait::async_trait]
impl Command for CorrectRecord {
    const NAME: &'static str = "correct";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        needs_reason(&self.reason)?;
        let dated = self.right.checked(tx)?;
        let (origin, actor) = (tx.origin(), tx.actor().clone());
        let file = tx.file(self.right.project).await?;
        project_version(file, self.right.expected_version)?;
        may_withdraw(&actor, entry_source(file, self.right.table, self.record))?;
        let (id, draft) = correct(file, &origin, self, dated)?;
        let row = (self.right.table, id);
        let attached = self.right.attach.to_row(file, &origin, row)?;
        let recorded = done(tx, self.right.project, id, draft);
        for draft in attached {
            tx.record(draft);
        }
        Ok(recorded)
    }
}

fn correct(
    file: &mut File,
    origin: &Origin,
    command: &CorrectRecord,
    dated: Dated,
) -> Result<(Uuid, Draft), Fault> {
    let owner = (file.key().jurisdiction, file.id());
    let (wrong, reason) = (command.record, command.reason.clone());
    match command.right.table {
        RecordKind::Event => desk::correct(&mut file.events, owner, origin, wrong, dated, reason),
        RecordKind::Document => {
            desk::correct(&mut file.documents, owner, origin, wrong, dated, reason)
        }
        RecordKind::Report => desk::correct(&mut file.reports, owner, origin, wrong, dated, reason),
    }
}

#[async_trait::async_trait]
impl Command for VoidRecord {
    const NAME: &'static str = "void";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        needs_reason(&self.reason)?;
        let actor = tx.actor().clone();
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        may_withdraw(&actor, entry_source(file, self.table, self.record))?;
        let draft = match self.table {
            RecordKind::Event => {
                desk::void(&mut file.events, self.project, self.record, &self.reason)
            }
            RecordKind::Document => {
                desk::void(&mut file.documents, self.project, self.record, &self.reason)
            }
            RecordKind::Report => {
                desk::void(&mut file.reports, self.project, self.record, &self.reason)
            }
        }?;
        Ok(done(tx, self.project, self.record, draft))
    }
}

fn entry_source(file: &File, table: RecordKind, id: Uuid) -> Option<&str> {
    match table {
        RecordKind::Event => desk::source_of(&file.events, id),
        RecordKind::Document => desk::source_of(&file.documents, id),
        RecordKind::Report => desk::source_of(&file.reports, id),
    }
}

/// Sources of what people record themselves: through the hub, or in a ledger that they hand in.
const OF_PEOPLE: [&str; 2] = [PERSON, IMPORT];

/// What an outside system reported is corrected and withdrawn by those who settle its records,
/// not by the unit that it speaks of.
pub(super) fn may_withdraw(actor: &Actor, source: Option<&str>) -> Result<(), Fault> {
    let permission = Permission::Reconcile;
    let reconciles = actor
        .role
        .parse::<Role>()
        .is_ok_and(|role| grants(role, permission));
    match source {
        Some(source) if !OF_PEOPLE.contains(&source) && !reconciles => Err(Fault::Forbidden {
            permission,
            role: actor.role,
        }),
        _ => Ok(()),
    }
}

pub(super) fn needs_reason(reason: &str) -> Result<(), Fault> {
    if reason.trim().is_empty() {
        return Err(Fault::invalid(
            "reason",
            "say why; it stays with the old value",
        ));
    }
    Ok(())
}

/// Writes down what was done, and has the project's version grow and its duties assessed.
pub(crate) fn done(tx: &mut Tx, project: Uuid, record: Uuid, draft: Draft) -> Recorded {
    if let Some(file) = tx.desk_mut().files.get_mut(&project) {
        file.project.change();
    }
    tx.record(draft);
    tx.touch(project);
    Recorded {
        project,
        record: Some(record),
    }
}
