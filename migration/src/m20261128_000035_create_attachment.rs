use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "attachment",
    key: &["jurisdiction_id", "id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::uuid("id"),
        Column::uuid("project_id"),
        Column::uuid("document_id"),
        Column::uuid("event_id").nullable(),
        Column::text("provision").nullable(),
        Column::text("subject").nullable(),
        Column::text("occurrence").nullable(),
        Column::text("period").nullable(),
        Column::text("source"),
        Column::uuid("source_record_id").nullable(),
        Column::text("recorded_by"),
        Column::instant("recorded_at"),
        Column::text("standing"),
        Column::uuid("corrects_id").nullable(),
        Column::text("reason").nullable(),
    ],
    references: &[
        (&["jurisdiction_id"], "jurisdiction"),
        (&["jurisdiction_id", "project_id"], "project"),
    ],
    indexes: &[(
        "attachment_project_idx",
        &["jurisdiction_id", "project_id"],
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
