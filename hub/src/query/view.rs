use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::{Key, Scope, Tenant, organization};
use shuniu_policy::RegionCode;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::access::{Caller, Permission, Role, granted};
use crate::db::Reader;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::jurisdiction::Jurisdiction;

/// What one caller may see of the hub, for as long as one question takes.
///
/// What the caller's token names is looked up once and then kept; a follower that stays longer
/// makes a new one now and then. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View {
    hub: Hub,
    caller: Arc<Caller>,
    sight: Arc<OnceCell<Sight>>,
}

/// The caller's regions and unit as the keys of this hub.
#[derive(Debug)]
struct Sight {
    jurisdictions: Vec<Jurisdiction>,
    units: Option<Vec<Key>>,
}

impl View {
    /// Looks at the hub with the caller's eyes.
    #[must_use]
    pub fn new(hub: &Hub, caller: Arc<Caller>) -> Self {
        Self {
            hub: hub.clone(),
            caller,
            sight: Arc::default(),
        }
    }

    /// The same caller, looked up anew.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self::new(&self.hub, self.caller.clone())
    }

    /// Who looks.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The hub that is looked at.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The legal day, Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.hub.clock().today()
    }

    /// Whether the caller's role may do it at all.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        granted(&self.caller, permission)
    }

    /// The jurisdictions of the caller's token that are set up here, by region code.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn jurisdictions(&self) -> Result<&[Jurisdiction], Fault> {
        Ok(&self.sight().await?.jurisdictions)
    }

    /// The caller's jurisdiction of a region.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] for a region that the caller's token does not name, whether it is
    /// set up here or not; [`Fault::NotFound`] for one that is named and not set up.
    pub async fn jurisdiction(
        &self,
        permission: Permission,
        region: RegionCode,
    ) -> Result<&Jurisdiction, Fault> {
        self.ask(permission)?;
        if !self.caller.jurisdictions.contains(&region) {
            return Err(self.forbidden(permission));
        }
        let known = self.jurisdictions().await?;
        known
            .iter()
            .find(|one| one.setup.region == region)
            .ok_or_else(|| Fault::not_found("jurisdiction", region.as_str()))
    }

    /// Everything the caller may see, if its role grants the permission.
    pub(crate) async fn scope(&self, permission: Permission) -> Result<Scope, Fault> {
        self.ask(permission)?;
        let sight = self.sight().await?;
        let all = sight.jurisdictions.iter().map(|one| one.id).collect();
        Ok(sight.scope(all))
    }

    /// The part of the caller's scope in the given regions; all of it when none is given.
    pub(crate) async fn scope_in(
        &self,
        permission: Permission,
        regions: &[RegionCode],
    ) -> Result<Scope, Fault> {
        if regions.is_empty() {
            return self.scope(permission).await;
        }
        let mut chosen: Vec<Uuid> = Vec::with_capacity(regions.len());
        for region in regions {
            let id = self.jurisdiction(permission, *region).await?.id;
            if !chosen.contains(&id) {
                chosen.push(id);
            }
        }
        Ok(self.sight().await?.scope(chosen))
    }

    pub(crate) fn reader(&self) -> Reader {
        self.hub.reader()
    }

    fn ask(&self, permission: Permission) -> Result<(), Fault> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(self.forbidden(permission))
        }
    }

    fn forbidden(&self, permission: Permission) -> Fault {
        Fault::Forbidden {
            permission,
            role: self.caller.role.name(),
        }
    }

    async fn sight(&self) -> Result<&Sight, Fault> {
        self.sight.get_or_try_init(|| self.look_up()).await
    }

    async fn look_up(&self) -> Result<Sight, Fault> {
        let mut jurisdictions = self.hub.jurisdictions().await?;
        jurisdictions.retain(|one| self.caller.jurisdictions.contains(&one.setup.region));
        let units = match self.caller.role {
            Role::ProjectUnit => Some(self.own_units(&jurisdictions).await?),
            _ => None,
        };
        Ok(Sight {
            jurisdictions,
            units,
        })
    }

    /// The rows of the caller's organization, one in each jurisdiction that knows it.
    async fn own_units(&self, jurisdictions: &[Jurisdiction]) -> Result<Vec<Key>, Fault> {
        use sea_orm::QuerySelect;
        let Some(code) = &self.caller.organization else {
            return Ok(Vec::new());
        };
        let everywhere = Scope::jurisdictions(jurisdictions.iter().map(|one| one.id).collect());
        let rows: Vec<(Uuid, Uuid)> = organization::Entity::find_in(&everywhere)
            .filter(organization::Column::CreditCode.eq(code.as_str()))
            .select_only()
            .column(organization::Column::JurisdictionId)
            .column(organization::Column::Id)
            .into_tuple()
            .all(&self.reader())
            .await?;
        Ok(rows.into_iter().map(|(j, id)| Key::new(j, id)).collect())
    }
}

impl Sight {
    fn scope(&self, jurisdictions: Vec<Uuid>) -> Scope {
        match &self.units {
            None => Scope::jurisdictions(jurisdictions),
            Some(units) => Scope::units(jurisdictions, units.clone()),
        }
    }
}
