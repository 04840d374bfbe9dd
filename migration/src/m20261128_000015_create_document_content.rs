use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "document_content",
    key: &["jurisdiction_id", "id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::uuid("id"),
        Column::uuid("project_id"),
        Column::text("hash"),
        Column::big("size_bytes"),
        Column::text("media_type"),
        Column::text("file_name"),
        Column::text("uploaded_by"),
        Column::instant("uploaded_at"),
    ],
    references: &[
        (&["jurisdiction_id"], "jurisdiction"),
        (&["jurisdiction_id", "id"], "document"),
        (&["jurisdiction_id", "project_id"], "project"),
    ],
    indexes: &[
        (
            "document_content_hash_idx",
            &["jurisdiction_id", "hash"],
            false,
        ),
        (
            "document_content_project_idx",
            &["jurisdiction_id", "project_id"],
            false,
        ),
    ],
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
