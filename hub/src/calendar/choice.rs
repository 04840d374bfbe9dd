use sea_orm::PaginatorTrait;
use serde::{Deserialize, Serialize};
use shuniu_entities::{Key, Keyed, Scope, organization, project};
use uuid::Uuid;

use crate::access::Caller;
use crate::fault::Fault;
use crate::transact::Tx;

/// Most entries of each list.
const MOST: usize = 100;

/// Which duties of a jurisdiction a calendar shows. Conditions add up; what is empty does not
/// narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarChoice {
    /// Only of the projects of these units.
    pub units: Vec<Uuid>,
    /// Only of these projects.
    pub projects: Vec<Uuid>,
    /// Only by these provisions.
    pub provisions: Vec<String>,
    /// Only by provisions of these packs.
    pub packs: Vec<String>,
    /// Only by provisions that bind any of these roles of the packs.
    pub responsible: Vec<String>,
    /// Only by provisions that bind the owner, by its role and body.
    pub mine: bool,
}

impl CalendarChoice {
    /// Refuses what nothing here is called, so that an empty calendar means that nothing is due.
    pub(crate) async fn check(&self, tx: &Tx, caller: &Caller) -> Result<(), Fault> {
        let sizes = [
            ("units", self.units.len()),
            ("projects", self.projects.len()),
            ("provisions", self.provisions.len()),
            ("packs", self.packs.len()),
            ("responsible", self.responsible.len()),
        ];
        if let Some((field, _)) = sizes.iter().find(|(_, size)| *size > MOST) {
            let problem = format!("takes at most {MOST}");
            return Err(Fault::invalid(format!("filter.{field}"), problem));
        }
        if self.mine && !self.responsible.is_empty() {
            let problem = "give `mine` or `responsible`, not both";
            return Err(Fault::invalid("filter.mine", problem));
        }
        if self.mine && caller.responsible_as().is_empty() {
            let problem = "the role of the token only looks, and no provision binds it";
            return Err(Fault::invalid("filter.mine", problem));
        }
        self.check_law(tx)?;
        self.check_rows(tx).await
    }

    fn check_law(&self, tx: &Tx) -> Result<(), Fault> {
        let packs = tx.law().packs();
        let provision = |code: &str| {
            let found = tx.law().provision(code);
            found.is_some_and(|(_, provision)| provision.has_duty())
        };
        let pack = |id: &str| packs.iter().any(|pack| pack.id == id);
        let role = |key: &str| {
            let mut roles = packs.iter().flat_map(|pack| &pack.roles);
            roles.any(|role| role.key == key)
        };
        let unknown = |names: &[String], known: &dyn Fn(&str) -> bool| {
            names.iter().find(|name| !known(name)).cloned()
        };
        for (field, what, unknown) in [
            (
                "provisions",
                "provision with a duty",
                unknown(&self.provisions, &provision),
            ),
            ("packs", "pack", unknown(&self.packs, &pack)),
            ("responsible", "role", unknown(&self.responsible, &role)),
        ] {
            if let Some(name) = unknown {
                let name: String = name.chars().take(80).collect();
                let problem = format!("{name:?} is no {what} of the packs here");
                return Err(Fault::invalid(format!("filter.{field}"), problem));
            }
        }
        Ok(())
    }

    async fn check_rows(&self, tx: &Tx) -> Result<(), Fault> {
        let keys = |ids: &[Uuid]| {
            let mut keys: Vec<Key> = ids.iter().map(|id| tx.key(*id)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let units = keys(&self.units);
        if !units.is_empty() {
            // Who there is besides is no secret of any unit; what it may see is looked at later.
            let place = Scope::jurisdictions(vec![tx.jurisdiction()]);
            let known = organization::Entity::find_keys(&place, &units);
            if known.count(tx.db()).await? != units.len() as u64 {
                return Err(Fault::not_found("organization", "of filter.units"));
            }
        }
        let projects = keys(&self.projects);
        if !projects.is_empty() {
            let known = project::Entity::find_keys(tx.scope(), &projects);
            if known.count(tx.db()).await? != projects.len() as u64 {
                return Err(Fault::not_found("project", "of filter.projects"));
            }
        }
        Ok(())
    }
}
