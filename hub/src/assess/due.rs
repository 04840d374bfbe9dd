use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Scope, Tenant, assessment_day, project};
use uuid::Uuid;

use super::in_force::is_ours;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Projects of one transaction: enough to be quick, few enough not to hold up anybody.
const PAGE: u64 = 100;

impl Hub {
    /// Assesses every project that has reached a day on which something new comes into being, or
    /// was assessed under another law, and notes that the jurisdiction is assessed for today.
    /// Gives how many were assessed. Where nothing is due, nothing is written.
    ///
    /// Two workers at once do no harm: each project is locked, and a second assessment of the
    /// same day writes nothing. Two with different laws neither: only the one whose law is in
    /// force assesses.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails; what was assessed before stays.
    pub async fn reassess_due(&self, jurisdiction: Uuid) -> Result<u64, Fault> {
        let actor = Actor::worker("assess");
        if !self.law_is_in_force(jurisdiction, &actor).await? {
            return Ok(0);
        }
        let mut assessed = 0;
        let mut after = Uuid::nil();
        loop {
            let projects = self.due(jurisdiction, after).await?;
            let Some(last) = projects.last().copied() else {
                break;
            };
            let count = projects.len() as u64;
            let page = Page { projects };
            if !transact(self, jurisdiction, &actor, "reassess", &page).await? {
                return Ok(assessed);
            }
            assessed += count;
            after = last;
        }
        let today = self.clock().today();
        if self.assessed_for(jurisdiction).await? != Some(today) {
            transact(self, jurisdiction, &actor, "reassess", &NoteDay { today }).await?;
        }
        Ok(assessed)
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
        let law = self.local_law(jurisdiction);
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let due = Expr::col(project::Column::NextChangeOn)
            .lte(self.clock().today())
            .or(under_another(law.digest()));
        Ok(project::Entity::find_in(&scope)
            .select_only()
            .column(project::Column::Id)
            .filter(due)
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

struct Page {
    projects: Vec<Uuid>,
}

#[async_trait::async_trait]
impl Work for Page {
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let ours = is_ours(tx).await?;
        for id in self.projects.iter().filter(|_| ours) {
            tx.touch(*id);
        }
        Ok(ours)
    }
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
