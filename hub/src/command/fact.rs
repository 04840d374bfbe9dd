use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use shuniu_connectors::contract::HeaderFact;
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::record::{Recorded, may_withdraw, needs_reason};
use super::submit::{Command, project_version};
use crate::access::Permission;
use crate::desk;
use crate::fault::Fault;
use crate::field::{self, Slot};
use crate::law::entered;
use crate::sync;
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
        let before = file.project.get().project_code.clone();
        let name = &self.fact.name;
        let slot = Slot::of_project(name);
        let draft = file.put_fact(&law, &origin, &slot, value, self.reason.clone());
        file.resolve();
        let after = file.project.get().project_code.clone();
        let header = [
            HeaderFact::NAME,
            HeaderFact::UNIT_NAME,
            HeaderFact::UNIT_CREDIT_CODE,
        ];
        if header.contains(&name.as_str()) {
            let text = |name| file.fact(name)?.value.as_str().map(ToOwned::to_owned);
            let called = header.map(text);
            if let [Some(name), Some(unit), code] = called {
                must_be_open(tx, &name, &unit, code.as_deref()).await?;
            }
        }
        let file = tx.file(self.project).await?;
        let mut id = None;
        if let Some(draft) = draft {
            id = draft.entity_id;
            file.project.change();
            tx.record(draft);
            tx.touch(self.project);
            move_code(tx, self.project, before, after).await?;
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
        let before = file.project.get().project_code.clone();
        let draft = file.void_fact(&law, &origin, self.fact, &self.reason)?;
        file.resolve();
        let after = file.project.get().project_code.clone();
        file.project.change();
        tx.record(draft);
        tx.touch(self.project);
        move_code(tx, self.project, before, after).await?;
        Ok(Recorded {
            project: self.project,
            record: Some(self.fact),
        })
    }
}

/// Keeps the register of codes in step with the project.
pub(crate) async fn move_code(
    tx: &mut Tx,
    project: Uuid,
    before: Option<String>,
    after: Option<String>,
) -> Result<(), Fault> {
    if before == after {
        return Ok(());
    }
    if let Some(code) = before {
        desk::unregister(tx, &code, project).await?;
    }
    if let Some(code) = after {
        must_be_free(tx, &code).await?;
        desk::register(tx, &code, project);
    }
    Ok(())
}

/// Refuses a code that another project bears, or one that was declared state-secret here: which of
/// the two is not told.
pub(crate) async fn must_be_free(tx: &Tx, code: &str) -> Result<(), Fault> {
    let taken = !desk::bearers(tx, &[code.to_owned()]).await?.is_empty();
    if taken || sync::is_shut_code(tx, code).await? {
        return Err(Fault::Taken {
            what: "projectCode".to_owned(),
            value: code.to_owned(),
        });
    }
    Ok(())
}

/// Refuses the names of a project that was declared state-secret here.
pub(super) async fn must_be_open(
    tx: &Tx,
    name: &str,
    unit: &str,
    code: Option<&str>,
) -> Result<(), Fault> {
    if sync::is_shut_name(tx, name, unit, code).await? {
        return Err(Fault::Taken {
            what: "name".to_owned(),
            value: name.to_owned(),
        });
    }
    Ok(())
}
