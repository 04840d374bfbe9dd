use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "review",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("number"),
            Column::text("kind"),
            Column::text("reviewer"),
            Column::text("result"),
            Column::text("opinion").nullable(),
            Column::int("panel_size").nullable(),
            Column::date("reviewed_on"),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            (
                "review_number_key",
                &["jurisdiction_id", "source", "number"],
                true,
            ),
            (
                "review_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
        ],
    },
    Table {
        name: "allocation",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("number"),
            Column::text("kind"),
            Column::text("specification"),
            Column::int("quantity").nullable(),
            Column::date("allocated_on"),
            Column::date("released_on").nullable(),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            (
                "allocation_number_key",
                &["jurisdiction_id", "source", "number"],
                true,
            ),
            (
                "allocation_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
        ],
    },
    Table {
        name: "asset",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("kind"),
            Column::text("name"),
            Column::text("category_code").nullable(),
            Column::int("quantity").nullable(),
            Column::big("original_value_fen").nullable(),
            Column::date("acquired_on").nullable(),
            Column::uuid("contract_id").nullable(),
            Column::text("card_number").nullable(),
            Column::text("state"),
            Column::date("changed_on").nullable(),
            Column::text("holder_name").nullable(),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::big("version"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[
            (
                "asset_card_number_key",
                &["jurisdiction_id", "card_number"],
                true,
            ),
            (
                "asset_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
        ],
    },
];

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
