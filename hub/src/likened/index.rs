use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Scope, Tenant, project};
use uuid::Uuid;

use super::rekeyed::Rekeyed;
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Projects taken apart in one transaction: few enough not to hold up anybody.
const PAGE: u64 = 100;

impl Hub {
    /// Takes apart what projects are compared by that came in before records were matched by
    /// likeness, or past the hub. Gives how many there were. Where there are none, nothing is
    /// written.
    ///
    /// What is derived from a project is no change of it: neither its version nor the ledger moves.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails; what was taken apart before stays.
    pub async fn index_likeness(&self, jurisdiction: Uuid) -> Result<u64, Fault> {
        let actor = Actor::worker("likeness");
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let (mut indexed, mut after) = (0, Uuid::nil());
        loop {
            let projects: Vec<Uuid> = project::Entity::find_in(&scope)
                .select_only()
                .column(project::Column::Id)
                .filter(project::Column::Likened.is_null())
                .filter(project::Column::Classified.eq(false))
                .filter(project::Column::Id.gt(after))
                .order_by_asc(project::Column::Id)
                .limit(PAGE)
                .into_tuple()
                .all(&self.reader())
                .await?;
            let Some(last) = projects.last().copied() else {
                return Ok(indexed);
            };
            after = last;
            let page = Page { projects };
            indexed += transact(self, jurisdiction, &actor, "index_likeness", &page).await?;
        }
    }
}

struct Page {
    projects: Vec<Uuid>,
}

#[async_trait::async_trait]
impl Work for Page {
    type Output = u64;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Fault> {
        desk::open(tx, &self.projects).await?;
        let places = tx.places();
        let mut rekeyed = Rekeyed::default();
        let mut rows = Vec::new();
        for id in &self.projects {
            let file = tx.desk_mut().files.get_mut(id);
            let Some(file) = file else { continue };
            if rekeyed.note_file(file, &places) {
                rows.push(file.project.get().clone());
            }
        }
        let indexed = rows.len() as u64;
        desk::write::<project::Entity>(tx.db(), rows).await?;
        rekeyed.write(tx.db(), tx.jurisdiction()).await?;
        Ok(indexed)
    }
}
