use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::header::Header;
use super::record::{Recorded, may_withdraw, needs_reason};
use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::desk;
use crate::fault::Fault;
use crate::field::{self, Slot};
use crate::law::entered;
use crate::transact::Tx;

/// An attribute and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactInput {
    /// Vocabulary name.
    pub name: String,
    /// Money as decimal yuan text, dates as ISO text, lists as arrays.
    pub value: Json,
}

/// Records an attribute of a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordFact {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The attribute.
    pub fact: FactInput,
    /// Why it is changed, if it is.
    pub reason: Option<String>,
}

/// Withdraws a value; it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoidFact {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The value.
    pub fact: Uuid,
    /// Why.
    pub reason: String,
}

/// Header fields that are facts with history although no law reads them.
const HEADER: [&str; 2] = ["name", "project_code"];

/// Refuses what the vocabulary does not know or types otherwise; gives the value as it is kept.
pub(crate) fn checked_fact(tx: &Tx, input: &FactInput) -> Result<Json, Fault> {
    if HEADER.contains(&input.name.as_str()) {
        let slot = Slot::of_project(&input.name);
        return field::check(tx.law().vocabulary(), &slot, &input.value)
            .map_err(|problem| Fault::invalid(&input.name, problem));
    }
    if input.name == desk::CLASSIFIED && input.value == Json::Bool(true) {
        let problem = "a classified project (涉密) has no content here; enter that it exists with `registerClassified`";
        return Err(Fault::invalid("fact", problem));
    }
    let vocabulary = tx.law().vocabulary();
    let definition = vocabulary.get(Family::Fact, &input.name).ok_or_else(|| {
        let problem = format!("{:?} is no fact; `factDefinitions` lists them", input.name);
        Fault::invalid("fact.name", problem)
    })?;
    entered(definition, &input.value).map_err(|error| Fault::invalid("fact.value", error))
}

/// Checks several attributes at once, of which each is given once.
pub(super) fn checked_facts<'i>(
    tx: &Tx,
    inputs: &'i [FactInput],
) -> Result<Vec<(&'i str, Json)>, Fault> {
    let mut facts: Vec<(&str, Json)> = Vec::with_capacity(inputs.len());
    for input in inputs {
        let name = input.name.as_str();
        if facts.iter().any(|(given, _)| *given == name) {
            let problem =
                format!("{name:?} is given twice; give it once, with the value that counts");
            return Err(Fault::invalid("facts", problem));
        }
        facts.push((name, checked_fact(tx, input)?));
    }
    Ok(facts)
}

#[async_trait::async_trait]
impl Command for RecordFact {
    const NAME: &'static str = "record_fact";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        let value = checked_fact(tx, &self.fact)?;
        let (origin, law) = (tx.origin(), tx.law().clone());
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let before = Header::of(file);
        let name = &self.fact.name;
        before.takes(tx, [(name.as_str(), &value)]).await?;
        let file = tx.file(self.project).await?;
        let slot = Slot::of_project(name);
        let draft = file.put_fact(&law, &origin, &slot, value, self.reason.clone());
        file.resolve();
        let mut id = None;
        if let Some(draft) = draft {
            id = draft.entity_id;
            file.project.change();
            tx.record(draft);
            tx.touch(self.project);
            before.follow(tx, self.project).await?;
        }
        Ok(Recorded {
            project: self.project,
            record: id,
        })
    }
}

#[async_trait::async_trait]
impl Command for VoidFact {
    const NAME: &'static str = "void_fact";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        needs_reason(&self.reason)?;
        let (origin, actor, law) = (tx.origin(), tx.actor().clone(), tx.law().clone());
        let file = tx.file(self.project).await?;
        project_version(file, self.expected_version)?;
        let source = file.facts.iter().find(|row| row.id == self.fact);
        may_withdraw(&actor, source.map(|row| row.source.as_str()))?;
        let before = Header::of(file);
        let draft = file.void_fact(&law, &origin, self.fact, &self.reason)?;
        file.resolve();
        file.project.change();
        tx.record(draft);
        tx.touch(self.project);
        before.follow(tx, self.project).await?;
        Ok(Recorded {
            project: self.project,
            record: Some(self.fact),
        })
    }
}
