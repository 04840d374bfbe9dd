use chrono::NaiveDate;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use shuniu_entities::{Scope, Tenant, institution};
use uuid::Uuid;

use super::settle::{bring_up_to_date, lock};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::LocalLaw;
use crate::transact::{Actor, Tx, Work, transact};

impl Hub {
    /// Sees to the institutions of a place: units whose projects changed in a round, and its
    /// bureau when a day has come on which it owes something new, or another law is in force.
    /// Where nothing is due, nothing is written.
    pub(crate) async fn settle_institutions(
        &self,
        jurisdiction: Uuid,
        actor: &Actor,
    ) -> Result<(), Fault> {
        let law = self.local_law(jurisdiction);
        let due = institution::Column::Stale
            .eq(true)
            .or(institution::Column::Id.eq(jurisdiction));
        let rows = institution::Entity::find_in(&Scope::jurisdictions(vec![jurisdiction]))
            .filter(due)
            .order_by_asc(institution::Column::Id)
            .all(&self.reader())
            .await?;
        let today = self.clock().today();
        // Where no law binds the bureau there is nothing to keep of it.
        let mut bureau = law.binds_bureau();
        let mut due = Vec::new();
        for row in rows {
            if row.id == jurisdiction {
                bureau = !is_up_to_date(&row, &law, today);
            } else {
                due.push(row.id);
            }
        }
        due.extend(bureau.then_some(jurisdiction));
        for institution in due {
            let one = Settle { institution };
            transact(self, jurisdiction, actor, "reassess", &one).await?;
        }
        Ok(())
    }
}

fn is_up_to_date(bureau: &institution::Model, law: &LocalLaw, today: NaiveDate) -> bool {
    bureau.assessed_under.as_deref() == Some(law.digest())
        && bureau.next_change_on.is_none_or(|day| day > today)
}

struct Settle {
    institution: Uuid,
}

#[async_trait::async_trait]
impl Work for Settle {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        if crate::assess::is_ours(tx).await? {
            let row = lock(tx, self.institution).await?;
            bring_up_to_date(tx, row).await?;
        }
        Ok(())
    }
}
