use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shuniu_entities::{Scope, Tenant, assessment_day, project};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::in_force::is_ours;
use super::page::Page;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Projects that are looked at together: enough to be quick, few enough not to hold up anybody.
const PAGE: u64 = 100;

/// Watches a round.
pub trait Round: Send + Sync {
    /// So many projects were assessed of so many that were due when it began.
    fn assessed(&self, done: u64, due: u64);

    /// Whether it is to stop: what was assessed before stays, and the next round goes on with the
    /// rest.
    fn stops(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Round for () {
    fn assessed(&self, _: u64, _: u64) {}
}

impl Hub {
    /// Assesses every project that has reached a day on which something new comes into being, or
    /// was assessed under another law, and notes that the jurisdiction is assessed for today.
    /// Gives how many were assessed. Where nothing is due, nothing is written.
    ///
    /// Several pages are worked on at once, one on each core of the machine. Each is looked at
    /// before anything is locked; where that still holds, what was found is written in one short
    /// transaction, and only the rest is assessed under lock. On SQLite pages write one after the
    /// other, and look while another one writes.
    ///
    /// Two workers at once do no harm: each project is locked, and a second assessment of the
    /// same day writes nothing. Two with different laws neither: only the one whose law is in
    /// force assesses.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails; what was assessed before stays.
    pub async fn reassess_due(&self, jurisdiction: Uuid, round: &dyn Round) -> Result<u64, Fault> {
        let actor = Actor::worker("assess");
        if !self.law_is_in_force(jurisdiction, &actor).await? {
            return Ok(0);
        }
        let due = self.count_due(jurisdiction).await?;
        let (mut assessed, mut after, mut left) = (0, Some(Uuid::nil()), due > 0);
        let mut pages = JoinSet::new();
        let (at_once, turn) = (self.pages_at_once(), self.write_in_turn());
        while left || !pages.is_empty() {
            while let Some(last) = after.filter(|_| left && pages.len() < at_once) {
                let projects = if round.stops() {
                    Vec::new()
                } else {
                    self.due(jurisdiction, last).await?
                };
                after = projects.last().copied();
                left = after.is_some();
                if left {
                    let (hub, actor, turn) = (self.clone(), actor.clone(), turn.clone());
                    pages.spawn(async move {
                        let page = Page { projects };
                        page.assess(&hub, jurisdiction, &actor, turn.as_deref())
                            .await
                    });
                }
            }
            let Some(done) = pages.join_next().await else {
                break;
            };
            let done = done.map_err(|error| Fault::corrupt("round", error))?;
            let Some(count) = done? else {
                return Ok(assessed);
            };
            assessed += count;
            round.assessed(assessed, due);
        }
        if round.stops() {
            return Ok(assessed);
        }
        self.settle_institutions(jurisdiction, &actor).await?;
        let today = self.clock().today();
        if self.assessed_for(jurisdiction).await? != Some(today) {
            transact(self, jurisdiction, &actor, "reassess", &NoteDay { today }).await?;
        }
        Ok(assessed)
    }

    /// How many projects wait to be assessed: under the law in force, or for a day that has come.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn count_due(&self, jurisdiction: Uuid) -> Result<u64, Fault> {
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let due = project::Entity::find_in(&scope).filter(self.is_due(jurisdiction));
        Ok(due.count(&self.reader()).await?)
    }

    fn is_due(&self, jurisdiction: Uuid) -> SimpleExpr {
        let law = self.local_law(jurisdiction);
        Expr::col(project::Column::NextChangeOn)
            .lte(self.clock().today())
            .or(under_another(law.digest()))
    }

    /// The day for which every project of the jurisdiction is assessed under the law in force;
    /// nothing before the first round under it.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn assessed_for(&self, jurisdiction: Uuid) -> Result<Option<NaiveDate>, Fault> {
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let row = assessment_day::Entity::find_in(&scope)
            .one(&self.reader())
            .await?;
        Ok(row.map(|row| row.assessed_for))
    }

    /// The next projects that are due, by id.
    async fn due(&self, jurisdiction: Uuid, after: Uuid) -> Result<Vec<Uuid>, Fault> {
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        Ok(project::Entity::find_in(&scope)
            .select_only()
            .column(project::Column::Id)
            .filter(self.is_due(jurisdiction))
            .filter(Expr::col(project::Column::Id).gt(after))
            .order_by_asc(project::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(&self.reader())
            .await?)
    }
}

/// Projects that were assessed under another law, or never. As ranges, so that an index serves.
fn under_another(digest: &str) -> SimpleExpr {
    let under = || Expr::col(project::Column::AssessedUnder);
    under()
        .lt(digest)
        .or(under().gt(digest))
        .or(under().is_null())
}

struct NoteDay {
    today: NaiveDate,
}

#[async_trait::async_trait]
impl Work for NoteDay {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        if !is_ours(tx).await? {
            return Ok(());
        }
        let row = assessment_day::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            assessed_for: Set(self.today),
        };
        let update = OnConflict::column(assessment_day::Column::JurisdictionId)
            .update_column(assessment_day::Column::AssessedFor)
            .to_owned();
        assessment_day::Entity::insert(row)
            .on_conflict(update)
            .exec_without_returning(tx.db())
            .await?;
        Ok(())
    }
}
