use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, add_columns, create, drop, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "discrepancy",
    key: &["jurisdiction_id", "id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::uuid("id"),
        Column::uuid("project_id"),
        Column::text("subject"),
        Column::text("name"),
        Column::text("state"),
        Column::json("facts"),
        Column::uuid("counts_id").nullable(),
        Column::text("precedence").nullable(),
        Column::uuid("choice_id").nullable(),
        Column::instant("opened_at"),
        Column::instant("changed_at"),
        Column::text("way").nullable(),
        Column::text("settled_by").nullable(),
        Column::instant("settled_at").nullable(),
        Column::text("reason").nullable(),
        Column::big("version"),
    ],
    references: &[
        (&["jurisdiction_id"], "jurisdiction"),
        (&["jurisdiction_id", "project_id"], "project"),
    ],
    indexes: &[
        (
            "discrepancy_field_key",
            &["jurisdiction_id", "project_id", "subject", "name"],
            true,
        ),
        (
            "discrepancy_state_idx",
            &["jurisdiction_id", "state", "id"],
            false,
        ),
    ],
}];

/// What a value is of, where it is not of the project itself: a tender, contract or asset.
const FACT: &[Column] = &[Column::text("subject").nullable()];

/// A place's own order of sources.
const JURISDICTION: &[Column] = &[Column::json("precedence").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, TABLES).await?;
        add_columns(manager, "project_fact", FACT).await?;
        add_columns(manager, "jurisdiction", JURISDICTION).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "jurisdiction", JURISDICTION).await?;
        drop_columns(manager, "project_fact", FACT).await?;
        drop(manager, TABLES).await
    }
}
