use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ColumnTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QuerySelect};
use shuniu_entities::payment::{Column, Entity};
use shuniu_entities::{Key, Tenant};
use uuid::Uuid;

use super::view::View;
use crate::access::Permission;
use crate::desk::Standing;
use crate::fault::Fault;

/// Most keys in one statement.
const CHUNK: usize = 1024;

/// What has been paid of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The project or contract.
    pub of: Key,
    /// The sum of its payments in force that were made, in fen.
    pub fen: i64,
}

#[derive(FromQueryResult)]
struct Sum {
    jurisdiction_id: Uuid,
    of_id: Uuid,
    fen: i64,
}

/// The sum, as the eight bytes that every amount is on both databases.
fn sum() -> SimpleExpr {
    let sum = Func::sum(Column::AmountFen.into_simple_expr());
    Expr::expr(sum).cast_as(Alias::new("bigint"))
}

impl View {
    /// What has been paid for the projects; one without a payment is left out.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the role may not read projects or the database fails.
    pub async fn paid_for(&self, projects: &[Key]) -> Result<Vec<Paid>, Fault> {
        self.paid(Column::ProjectId, projects).await
    }

    /// What has been paid under the contracts; one without a payment is left out.
    ///
    /// # Errors
    ///
    /// As [`View::paid_for`].
    pub async fn paid_under(&self, contracts: &[Key]) -> Result<Vec<Paid>, Fault> {
        self.paid(Column::ContractId, contracts).await
    }

    async fn paid(&self, of: Column, keys: &[Key]) -> Result<Vec<Paid>, Fault> {
        let scope = self.scope(Permission::ReadProjects).await?;
        let mut paid = Vec::new();
        for chunk in keys.chunks(CHUNK) {
            let sums = Entity::find_in(&scope)
                .select_only()
                .column(Column::JurisdictionId)
                .column_as(of, "of_id")
                .column_as(sum(), "fen")
                .filter(scope.among(Column::JurisdictionId, of, chunk))
                .filter(Column::Standing.eq(Standing::Current.as_str()))
                .filter(Column::PaidOn.is_not_null())
                .group_by(Column::JurisdictionId)
                .group_by(of)
                .into_model::<Sum>();
            let sums = sums.all(&self.reader()).await?;
            paid.extend(sums.into_iter().map(|sum| Paid {
                of: Key::new(sum.jurisdiction_id, sum.of_id),
                fen: sum.fen,
            }));
        }
        Ok(paid)
    }
}
