use sea_orm_migration::prelude::*;

use crate::table::Order;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "contract";
const KEY: &str = "contract_number_key";

/// What found contracts by their number; the key does so now.
const PRINTED: &[Order] = &[Order::of(
    "contract_printed_number_idx",
    TABLE,
    &["jurisdiction_id", "number"],
)];

/// A contract is one row, whichever systems speak of it; its number names it in its project.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        renew(manager, &["jurisdiction_id", "number", "project_id"]).await?;
        Order::drop_all(manager, PRINTED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::create_all(manager, PRINTED).await?;
        renew(manager, &["jurisdiction_id", "source", "number"]).await
    }
}

async fn renew(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let table = Alias::new(TABLE);
    let old = Index::drop().name(KEY).table(table.clone()).to_owned();
    manager.drop_index(old).await?;
    let mut new = Index::create();
    new.name(KEY).table(table).unique();
    for column in columns {
        new.col(Alias::new(*column));
    }
    manager.create_index(new).await
}
