use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_entities::{Scope, Tenant, assessment_day};
use shuniu_policy::RegionCode;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::access::{Caller, Permission, granted};
use crate::db::Reader;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::jurisdiction::Jurisdiction;

/// What one caller may see of the hub, for as long as one question takes.
///
/// The rows of a unit's organization are looked up once and then kept; a follower that stays
/// longer makes a new view now and then. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View {
    hub: Hub,
    caller: Arc<Caller>,
    sight: Arc<OnceCell<Scope>>,
    assessed: Arc<OnceCell<BTreeMap<Uuid, NaiveDate>>>,
}

impl View {
    /// Looks at the hub with the caller's eyes.
    #[must_use]
    pub fn new(hub: &Hub, caller: Arc<Caller>) -> Self {
        Self {
            hub: hub.clone(),
            caller,
            sight: Arc::default(),
            assessed: Arc::default(),
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

    /// The jurisdictions that the caller's token reaches, by region code.
    #[must_use]
    pub fn jurisdictions(&self) -> Vec<Jurisdiction> {
        let reached = self.hub.reached(&self.caller);
        let known = self.hub.known_jurisdictions();
        let own = known.iter().filter(|one| reached.contains(&one.id));
        own.cloned().collect()
    }

    /// The jurisdiction of a region, if the caller's token reaches there.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] when the role does not grant the permission, or not there. A region
    /// that is not set up here looks the same.
    pub fn jurisdiction(
        &self,
        permission: Permission,
        region: RegionCode,
    ) -> Result<Jurisdiction, Fault> {
        let forbidden = || Fault::Forbidden {
            permission,
            role: self.caller.role.as_str(),
        };
        if !self.may(permission) {
            return Err(forbidden());
        }
        let mut own = self.jurisdictions().into_iter();
        own.find(|one| one.setup.region == region)
            .ok_or_else(forbidden)
    }

    /// Everything the caller may see, if its role grants the permission.
    pub(crate) async fn scope(&self, permission: Permission) -> Result<Scope, Fault> {
        // What is seen does not depend on the permission; whether anything is, does.
        if !self.may(permission) {
            return self.hub.scope(&self.caller, permission).await;
        }
        let look = || self.hub.scope(&self.caller, permission);
        Ok(self.sight.get_or_try_init(look).await?.clone())
    }

    /// The part of the caller's scope in the given regions; all of it when none is given.
    pub(crate) async fn scope_in(
        &self,
        permission: Permission,
        regions: &[RegionCode],
    ) -> Result<Scope, Fault> {
        let scope = self.scope(permission).await?;
        if regions.is_empty() {
            return Ok(scope);
        }
        let chosen = regions
            .iter()
            .map(|region| Ok(self.jurisdiction(permission, *region)?.id))
            .collect::<Result<Vec<_>, Fault>>()?;
        Ok(scope.narrowed_to(&chosen))
    }

    /// The day for which all projects of the regions are assessed at least; nothing while one of
    /// them never was.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions.
    pub async fn assessed_for(&self, regions: &[RegionCode]) -> Result<Option<NaiveDate>, Fault> {
        let scope = self.scope_in(Permission::ReadProjects, regions).await?;
        let known = self.assessed.get_or_try_init(|| self.days()).await?;
        let days = scope.seen().iter().map(|one| known.get(one).copied());
        Ok(days
            .collect::<Option<Vec<_>>>()
            .and_then(|days| days.into_iter().min()))
    }

    /// How many projects of a place wait to be assessed.
    ///
    /// # Errors
    ///
    /// As [`View::assessed_for`].
    pub async fn waiting_for_assessment(&self, region: RegionCode) -> Result<u64, Fault> {
        let place = self.jurisdiction(Permission::ReadProjects, region)?;
        // How far the hub is, is no secret of any unit.
        self.hub.count_due(place.id).await
    }

    async fn days(&self) -> Result<BTreeMap<Uuid, NaiveDate>, Fault> {
        // The day is no secret of any unit.
        let everybody = Scope::jurisdictions(self.hub.reached(&self.caller));
        let rows = assessment_day::Entity::find_in(&everybody)
            .all(&self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.jurisdiction_id, row.assessed_for))
            .collect())
    }

    pub(crate) fn reader(&self) -> Reader {
        self.hub.reader()
    }
}
