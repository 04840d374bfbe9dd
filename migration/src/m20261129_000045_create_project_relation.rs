use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "project_relation",
    key: &["jurisdiction_id", "id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::uuid("id"),
        Column::uuid("project_id"),
        Column::uuid("other_id"),
        Column::text("kind"),
        Column::text("recorded_by"),
        Column::instant("recorded_at"),
        Column::text("standing"),
        Column::text("reason").nullable(),
    ],
    references: &[
        (&["jurisdiction_id"], "jurisdiction"),
        (&["jurisdiction_id", "project_id"], "project"),
    ],
    indexes: &[
        (
            "project_relation_project_idx",
            &["jurisdiction_id", "project_id"],
            false,
        ),
        (
            "project_relation_other_idx",
            &["jurisdiction_id", "other_id"],
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
