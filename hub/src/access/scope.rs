use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::{Key, Scope, Tenant, organization};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use super::{Caller, Permission, Role, granted};
use crate::fault::Fault;
use crate::hub::Hub;

impl Hub {
    /// What the caller may see with a permission, in all its jurisdictions.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] when the role does not grant it.
    pub async fn scope(&self, caller: &Caller, permission: Permission) -> Result<Scope, Fault> {
        if !granted(caller, permission) {
            return Err(forbidden(caller, permission));
        }
        let jurisdictions = self.reached(caller);
        if caller.role != Role::ProjectUnit {
            return Ok(Scope::jurisdictions(jurisdictions));
        }
        // A unit sees its own projects; without an organization in its token it sees none.
        let Some(code) = &caller.organization else {
            return Ok(Scope::units(jurisdictions, Vec::new()));
        };
        let all = Scope::jurisdictions(jurisdictions.clone());
        let units = organization::Entity::find_in(&all)
            .filter(organization::Column::CreditCode.eq(code.as_str()))
            .all(&self.reader())
            .await?;
        let units: Vec<Key> = units.iter().map(organization::Model::key).collect();
        Ok(Scope::units(jurisdictions, units))
    }

    /// The same, in one jurisdiction.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] when the role does not grant it or the token does not reach there.
    pub async fn scope_in(
        &self,
        caller: &Caller,
        permission: Permission,
        jurisdiction: Uuid,
    ) -> Result<Scope, Fault> {
        let scope = self.scope(caller, permission).await?;
        if scope.sees(jurisdiction) {
            Ok(scope.narrowed_to(&[jurisdiction]))
        } else {
            Err(forbidden(caller, permission))
        }
    }

    /// The jurisdictions that the token reaches: those it names and those below them.
    pub(crate) fn reached(&self, caller: &Caller) -> Vec<Uuid> {
        let reaches = |region: RegionCode| {
            let upward = std::iter::successors(Some(region), |code| code.parent());
            upward
                .into_iter()
                .any(|code| caller.jurisdictions.contains(&code))
        };
        let known = self.known_jurisdictions();
        known
            .iter()
            .filter(|one| reaches(one.setup.region))
            .map(|one| one.id)
            .collect()
    }
}

fn forbidden(caller: &Caller, permission: Permission) -> Fault {
    Fault::Forbidden {
        permission,
        role: caller.role.as_str(),
    }
}
