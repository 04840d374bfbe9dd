use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::register::{Registered, UnitInput, enter, unit_in_scope};
use super::submit::Command;
use crate::access::Permission;
use crate::desk::{CLASSIFIED, Party};
use crate::fault::Fault;
use crate::field::Slot;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Enters that a state-secret project (涉密) exists, so that the rules for such projects show.
///
/// Whose it is and that it is one is all that the hub keeps. It goes by its id, which says
/// nothing; it has no name, and its file is opened to no command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterClassified {
    /// The responsible unit.
    pub unit: UnitInput,
}

#[async_trait::async_trait]
impl Command for RegisterClassified {
    const NAME: &'static str = "register_classified";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Registered;

    async fn run(&self, tx: &mut Tx) -> Result<Registered, Fault> {
        let party = Party {
            name: self.unit.name.trim().to_owned(),
            credit_code: self.unit.credit_code.clone(),
        };
        if party.name.is_empty() {
            return Err(Fault::invalid("unit", "give its full printed name"));
        }
        let unit = unit_in_scope(tx, &party).await?;
        let (origin, today, law) = (tx.origin(), tx.today(), tx.law().clone());
        let id = enter(tx, Some(unit), Some(today));
        let file = tx.desk_mut().files.get_mut(&id);
        let file = file.ok_or_else(|| Fault::not_found("project", id))?;
        file.project.change().classified = true;
        file.put_fact(
            &law,
            &origin,
            &Slot::of_project(CLASSIFIED),
            Json::Bool(true),
            None,
        );
        tx.record(Draft::of_project(
            "project",
            id,
            id,
            json!({"registered": {CLASSIFIED: true}}),
        ));
        tx.touch(id);
        Ok(Registered { project: id })
    }
}
