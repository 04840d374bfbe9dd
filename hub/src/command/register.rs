use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::{Scope, Tenant, project};
use shuniu_policy::{CreditCode, ProjectCode};
use uuid::Uuid;

use super::bounds;
use super::fact::{FactInput, checked_facts};
use super::header::Header;
use super::submit::Command;
use crate::access::Permission;
use crate::desk::{self, File, Party, Row};
use crate::fault::Fault;
use crate::field::Slot;
use crate::ledger::Draft;
use crate::name::fold;
use crate::transact::Tx;

/// Enters a project that no outside system has brought.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterProject {
    /// Printed name.
    pub name: String,
    /// The responsible unit.
    pub unit: UnitInput,
    /// Unified project code, if it has one.
    pub project_code: Option<ProjectCode>,
    /// First day since which its file is complete; it owes nothing before (an old project).
    pub tracked_since: Option<NaiveDate>,
    /// Attributes that are known.
    pub facts: Vec<FactInput>,
}

/// What is given of a project beside its attributes, and the field of the input that it is given in.
const GIVEN: [(&str, &str); 4] = [
    (HeaderFact::NAME, "name"),
    (HeaderFact::PROJECT_CODE, "projectCode"),
    (HeaderFact::UNIT_NAME, "unitName"),
    (HeaderFact::UNIT_CREDIT_CODE, "unitCreditCode"),
];

/// A unit by name and, where known, credit code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitInput {
    /// Full printed name.
    pub name: String,
    /// Unified social credit code.
    pub credit_code: Option<CreditCode>,
}

/// A project that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Its id within the jurisdiction.
    pub project: Uuid,
}

#[async_trait::async_trait]
impl Command for RegisterProject {
    const NAME: &'static str = "register_project";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Registered;

    async fn run(&self, tx: &mut Tx) -> Result<Registered, Fault> {
        if self.name.trim().is_empty() {
            return Err(Fault::invalid("name", "a project needs its printed name"));
        }
        bounds::followed_since(self.tracked_since, tx.today())?;
        let party = Party {
            name: self.unit.name.clone(),
            credit_code: self.unit.credit_code.clone(),
        };
        for fact in &self.facts {
            if let Some((name, own)) = GIVEN.iter().find(|(given, _)| *given == fact.name) {
                let problem = format!("{name:?} is not given here, but as `{own}`");
                return Err(Fault::invalid("facts", problem));
            }
        }
        let facts = checked_facts(tx, &self.facts)?;
        let mut header = vec![("name", Json::from(self.name.trim()))];
        header.push(("unit_name", Json::from(party.name.as_str())));
        if let Some(code) = &party.credit_code {
            header.push(("unit_credit_code", Json::from(code.as_str())));
        }
        if let Some(code) = &self.project_code {
            header.push(("project_code", Json::from(code.as_str())));
        }
        let given = header.iter().map(|(name, value)| (*name, value));
        Header::default().takes(tx, given).await?;
        let unit = unit_in_scope(tx, &party).await?;
        let another = Another {
            name: &self.name,
            unit,
            is_coded: self.project_code.is_some(),
            but: None,
        };
        if another.is_on_record(tx).await? {
            return Err(Fault::Taken {
                what: "name".to_owned(),
                value: self.name.trim().to_owned(),
            });
        }
        let id = enter(tx, Some(unit), self.tracked_since);
        let (origin, law) = (tx.origin(), tx.law().clone());
        let file = tx.file(id).await?;
        for (name, value) in header.into_iter().chain(facts) {
            file.put_fact(&law, &origin, &Slot::of_project(name), value, None);
        }
        file.resolve();
        Header::default().follow(tx, id).await?;
        tx.record(Draft::of_project(
            "project",
            id,
            id,
            json!({"registered": self}),
        ));
        tx.touch(id);
        Ok(Registered { project: id })
    }
}

/// A project that is not to be on record by its name and unit.
pub(crate) struct Another<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its unit.
    pub(crate) unit: Uuid,
    /// Whether it has a project code.
    pub(crate) is_coded: bool,
    /// A project that it surely is not.
    pub(crate) but: Option<Uuid>,
}

impl Another<'_> {
    /// Whether it is, however the name is spaced and written. Of two with codes each is one of its
    /// own: some projects come back year by year.
    pub(crate) async fn is_on_record(&self, tx: &Tx) -> Result<bool, Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let mut same = project::Entity::find_in(&scope)
            .filter(project::Column::NameFolded.eq(fold(self.name)))
            .filter(project::Column::UnitId.eq(self.unit));
        if self.is_coded {
            same = same.filter(project::Column::ProjectCode.is_null());
        }
        if let Some(but) = self.but {
            same = same.filter(project::Column::Id.ne(but));
        }
        Ok(same.one(tx.db()).await?.is_some())
    }
}

/// A unit may only enter projects of its own.
pub(super) async fn unit_in_scope(tx: &mut Tx, party: &Party) -> Result<Uuid, Fault> {
    let unit = desk::organizations(tx, desk::PERSON, std::slice::from_ref(party)).await?;
    let unit = unit
        .first()
        .copied()
        .ok_or_else(|| Fault::not_found("organization", &party.name))?;
    if tx.scope().is_confined_to_units() && !tx.scope().sees_unit(tx.key(unit)) {
        let problem = "a unit registers projects of its own; give the unit of the token";
        return Err(Fault::invalid("unit", problem));
    }
    Ok(unit)
}

/// Opens the file of a new project.
pub(crate) fn enter(tx: &mut Tx, unit: Option<Uuid>, tracked_since: Option<NaiveDate>) -> Uuid {
    let id = Uuid::now_v7();
    let row = project::Model {
        jurisdiction_id: tx.jurisdiction(),
        id,
        name: String::new(),
        name_folded: None,
        likened: None,
        project_code: None,
        unit_id: unit,
        stage: "-".to_owned(),
        project_type: None,
        build_nature: None,
        budget_fen: None,
        investment_fen: None,
        classified: false,
        tracked_since,
        derived: json!({}),
        assessed_for: None,
        assessed_under: None,
        unstarted_set: None,
        next_change_on: None,
        version: 0,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.desk_mut().files.insert(id, File::new(Row::new(row)));
    id
}
