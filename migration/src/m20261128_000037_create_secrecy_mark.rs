use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

/// What outside systems mark as state-secret is known again, whichever comes first: the mark or
/// the project that it is of.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "secrecy_mark",
    key: &["jurisdiction_id", "digest", "record"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::text("digest"),
        Column::text("record"),
        Column::text("system"),
        Column::instant("source_time"),
    ],
    references: &[(&["jurisdiction_id"], "jurisdiction")],
    indexes: &[(
        "secrecy_mark_record_idx",
        &["jurisdiction_id", "record"],
        false,
    )],
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
