use shuniu_entities::{Key, Keyed, Scope, document, organization, project};

use crate::access::{Caller, Permission};
use crate::command::refuse_name;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::is_shut_file;

impl Hub {
    /// Refuses the name of a file that bears the mark of a state secret, or is that of a project
    /// that was declared one. Whoever speaks for one unit alone learns of no other's.
    pub(super) async fn may_be_called(
        &self,
        caller: &Caller,
        row: &document::Model,
        name: &str,
    ) -> Result<(), Fault> {
        refuse_name("name", name)?;
        let here = row.jurisdiction_id;
        let scope = self
            .scope_in(caller, Permission::RecordProject, here)
            .await?;
        let mut unit = None;
        if scope.is_confined_to_units() {
            let Some(own) = self.unit_of(&scope, row).await? else {
                return Ok(());
            };
            unit = Some(own);
        }
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        if is_shut_file(self, here, stem, unit.as_deref()).await? {
            let problem = "a file of this name is not taken in; give it another";
            return Err(Fault::invalid("name", problem));
        }
        Ok(())
    }

    /// The name of the unit whose document it is.
    async fn unit_of(&self, scope: &Scope, row: &document::Model) -> Result<Option<String>, Fault> {
        let (here, reader) = (row.jurisdiction_id, self.reader());
        let owner = project::Entity::find_key(scope, Key::new(here, row.project_id));
        let unit = owner.one(&reader).await?.and_then(|owner| owner.unit_id);
        let Some(unit) = unit else { return Ok(None) };
        let whole = Scope::jurisdictions(vec![here]);
        let unit = organization::Entity::find_key(&whole, Key::new(here, unit));
        Ok(unit.one(&reader).await?.map(|unit| unit.name))
    }
}
