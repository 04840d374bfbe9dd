use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "match_key",
    key: &["jurisdiction_id", "key", "candidate_id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::text("key"),
        Column::uuid("candidate_id"),
    ],
    references: &[
        (&["jurisdiction_id"], "jurisdiction"),
        (&["jurisdiction_id", "candidate_id"], "match_candidate"),
    ],
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
