use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, add_columns, create, drop, drop_columns};

/// What became state-secret can be erased: the chain of the ledger covers a salted digest of each
/// body, which stays, and what is shut is known again by a digest of its own.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Null in entries of before, whose bodies the chain covers as they are.
const LEDGER: &[Column] = &[
    Column::text("salt").nullable(),
    Column::text("digest").nullable(),
];

const TABLES: &[Table] = &[Table {
    name: "classified_key",
    key: &["jurisdiction_id", "digest"],
    columns: &[Column::uuid("jurisdiction_id"), Column::text("digest")],
    references: &[(&["jurisdiction_id"], "jurisdiction")],
    indexes: &[],
}];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "ledger", LEDGER).await?;
        create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await?;
        drop_columns(manager, "ledger", LEDGER).await
    }
}
