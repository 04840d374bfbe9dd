use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};
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
        if !self.bureau_is_up_to_date(jurisdiction, &law).await? {
            let bureau = Settle {
                institution: jurisdiction,
            };
            transact(self, jurisdiction, actor, "reassess", &bureau).await?;
        }
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let stale: Vec<Uuid> = institution::Entity::find_in(&scope)
            .select_only()
            .column(institution::Column::Id)
            .filter(Expr::col(institution::Column::Stale).eq(true))
            .order_by_asc(institution::Column::Id)
            .into_tuple()
            .all(&self.reader())
            .await?;
        for institution in stale {
            let one = Settle { institution };
            transact(self, jurisdiction, actor, "reassess", &one).await?;
        }
        Ok(())
    }

    async fn bureau_is_up_to_date(
        &self,
        jurisdiction: Uuid,
        law: &LocalLaw,
    ) -> Result<bool, Fault> {
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let row = institution::Entity::find_in(&scope)
            .filter(Expr::col(institution::Column::Id).eq(jurisdiction))
            .filter(up_to_date(law, self.clock().today()))
            .one(&self.reader())
            .await?;
        // Where no law binds the bureau there is nothing to keep of it.
        Ok(row.is_some() || !law.binds_bureau() && self.keeps_none(jurisdiction).await?)
    }

    async fn keeps_none(&self, jurisdiction: Uuid) -> Result<bool, Fault> {
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let row = institution::Entity::find_in(&scope)
            .filter(Expr::col(institution::Column::Id).eq(jurisdiction))
            .one(&self.reader())
            .await?;
        Ok(row.is_none())
    }
}

fn up_to_date(law: &LocalLaw, today: chrono::NaiveDate) -> SimpleExpr {
    use institution::Column::{AssessedUnder, NextChangeOn};
    let next = || Expr::col(NextChangeOn);
    Expr::col(AssessedUnder)
        .eq(law.digest())
        .and(next().is_null().or(next().gt(today)))
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
