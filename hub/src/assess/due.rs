use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Scope, Tenant, assessment_day, project};
use uuid::Uuid;

use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Projects of one transaction: enough to be quick, few enough not to hold up anybody.
const PAGE: u64 = 100;

impl Hub {
    /// Assesses every project that has reached a day on which something new comes into being,
    /// and notes that the jurisdiction is assessed for today. Gives how many were assessed.
    ///
    /// Two workers at once do no harm: each project is locked, and a second assessment of the
    /// same day writes nothing.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails; what was assessed before stays.
    pub async fn reassess_due(&self, jurisdiction: Uuid) -> Result<u64, Fault> {
        let actor = Actor::worker("assess");
        let mut assessed = 0;
        let mut after = Uuid::nil();
        loop {
            let page = Page { after };
            let ids = transact(self, jurisdiction, &actor, "reassess", &page).await?;
            assessed += ids.len() as u64;
            let Some(last) = ids.last() else { break };
            after = *last;
        }
        let today = self.clock().today();
        transact(self, jurisdiction, &actor, "reassess", &NoteDay { today }).await?;
        Ok(assessed)
    }

    /// The day for which every project of the jurisdiction is assessed; nothing before the first
    /// round.
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
}

struct Page {
    after: Uuid,
}

#[async_trait::async_trait]
impl Work for Page {
    type Output = Vec<Uuid>;

    async fn run(&self, tx: &mut Tx) -> Result<Vec<Uuid>, Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let due = Expr::col(project::Column::NextChangeOn)
            .lte(tx.today())
            .or(Expr::col(project::Column::AssessedFor).is_null());
        let ids: Vec<Uuid> = project::Entity::find_in(&scope)
            .select_only()
            .column(project::Column::Id)
            .filter(due)
            .filter(project::Column::Id.gt(self.after))
            .order_by_asc(project::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(tx.db())
            .await?;
        for id in &ids {
            tx.touch(*id);
        }
        Ok(ids)
    }
}

struct NoteDay {
    today: NaiveDate,
}

#[async_trait::async_trait]
impl Work for NoteDay {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
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
