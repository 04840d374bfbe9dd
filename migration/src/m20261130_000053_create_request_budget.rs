use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

/// Rate budgets that all workers spend, one row for each outside platform.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "request_budget",
    key: &["name"],
    columns: &[Column::text("name"), Column::big("stands_at")],
    references: &[],
    indexes: &[],
}];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}
