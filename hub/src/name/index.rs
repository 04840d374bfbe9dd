use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Keyed, Scope, Tenant, padded, project, project_bigram};
use uuid::Uuid;

use super::{bigrams, fold};
use crate::db::{There, Writer, insert};
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Most bigrams of one statement, well under either engine's limit of parameters.
const CHUNK: usize = 4000;

/// Names taken apart in one transaction: few enough not to hold up anybody.
const PAGE: u64 = 200;

/// The bigrams that come and go because names changed.
#[derive(Debug, Default)]
pub(crate) struct Renamed {
    come: Vec<(String, Uuid)>,
    gone: Vec<(String, Uuid)>,
}

impl Renamed {
    /// Brings the folded name in step with the name. Of a state-secret project none is kept.
    pub(crate) fn note(&mut self, row: &mut project::Model) {
        let folded = (!row.classified).then(|| fold(&row.name));
        if row.name_folded == folded {
            return;
        }
        let was = row.name_folded.take().unwrap_or_default();
        let is = folded.as_deref().unwrap_or_default();
        let (before, after) = (bigrams(&was), bigrams(is));
        let of_project = |bigram: &&str| ((*bigram).to_owned(), row.id);
        self.gone.extend(before.difference(&after).map(of_project));
        self.come.extend(after.difference(&before).map(of_project));
        row.name_folded = folded;
    }

    /// Writes the differences down. The projects themselves must be there already.
    pub(crate) async fn write(self, db: &Writer, jurisdiction: Uuid) -> Result<(), Fault> {
        use project_bigram::{Column, Entity, Model};
        for gone in self.gone.chunks(CHUNK) {
            let pair = Expr::tuple([
                Column::Bigram.into_simple_expr(),
                Column::ProjectId.into_simple_expr(),
            ]);
            Entity::delete_many()
                .filter(Column::JurisdictionId.eq(jurisdiction))
                .filter(pair.in_tuples(padded(gone)))
                .exec(db)
                .await?;
        }
        let come = self.come.into_iter().map(|(bigram, project_id)| Model {
            jurisdiction_id: jurisdiction,
            bigram,
            project_id,
        });
        insert::<Entity, _>(db, come.collect(), There::Never).await?;
        Ok(())
    }
}

impl Hub {
    /// Takes apart the names of projects that came in before names were searched for by bigrams,
    /// or past the hub. Gives how many there were. Where there are none, nothing is written.
    ///
    /// What is derived from a name is no change of the project: neither its version nor the
    /// ledger moves.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails; what was taken apart before stays.
    pub async fn index_names(&self, jurisdiction: Uuid) -> Result<u64, Fault> {
        let actor = Actor::worker("names");
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let mut indexed = 0;
        let mut after = Uuid::nil();
        loop {
            let projects: Vec<Uuid> = project::Entity::find_in(&scope)
                .select_only()
                .column(project::Column::Id)
                .filter(project::Column::NameFolded.is_null())
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
            indexed += projects.len() as u64;
            after = last;
            let page = Page { projects };
            transact(self, jurisdiction, &actor, "index_names", &page).await?;
        }
    }
}

struct Page {
    projects: Vec<Uuid>,
}

#[async_trait::async_trait]
impl Work for Page {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let keys: Vec<_> = self.projects.iter().map(|id| tx.key(*id)).collect();
        let mut rows = project::Entity::find_keys(tx.scope(), &keys)
            .order_by_asc(project::Column::Id)
            .lock_exclusive()
            .all(tx.db())
            .await?;
        let mut renamed = Renamed::default();
        for row in &mut rows {
            renamed.note(row);
        }
        desk::write::<project::Entity>(tx.db(), rows).await?;
        renamed.write(tx.db(), tx.jurisdiction()).await
    }
}
