use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "organization",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::text("name"),
            Column::text("credit_code").nullable(),
            Column::text("identity"),
            Column::text("source"),
            Column::instant("created_at"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[
            (
                "organization_identity_key",
                &["jurisdiction_id", "identity"],
                true,
            ),
            (
                "organization_credit_code_idx",
                &["jurisdiction_id", "credit_code"],
                false,
            ),
            ("organization_name_idx", &["jurisdiction_id", "name"], false),
        ],
    },
    Table {
        name: "project",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::text("name"),
            Column::text("project_code").nullable(),
            Column::uuid("unit_id").nullable(),
            Column::text("stage"),
            Column::text("project_type").nullable(),
            Column::text("build_nature").nullable(),
            Column::big("budget_fen").nullable(),
            Column::big("investment_fen").nullable(),
            Column::flag("classified"),
            Column::date("tracked_since").nullable(),
            Column::json("derived"),
            Column::date("assessed_for").nullable(),
            Column::date("next_change_on").nullable(),
            Column::big("version"),
            Column::instant("created_at"),
            Column::instant("updated_at"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "unit_id"], "organization"),
        ],
        indexes: &[
            (
                "project_code_key",
                &["jurisdiction_id", "project_code"],
                true,
            ),
            ("project_name_idx", &["jurisdiction_id", "name"], false),
            (
                "project_updated_idx",
                &["jurisdiction_id", "updated_at", "id"],
                false,
            ),
            (
                "project_stage_idx",
                &["jurisdiction_id", "stage", "id"],
                false,
            ),
            (
                "project_unit_idx",
                &["jurisdiction_id", "unit_id", "id"],
                false,
            ),
            (
                "project_investment_idx",
                &["jurisdiction_id", "investment_fen", "id"],
                false,
            ),
            (
                "project_next_change_idx",
                &["jurisdiction_id", "next_change_on"],
                false,
            ),
        ],
    },
    Table {
        name: "project_fact",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("name"),
            Column::json("value"),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::instant("ended_at").nullable(),
            Column::text("reason").nullable(),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[(
            "project_fact_name_idx",
            &["jurisdiction_id", "project_id", "name"],
            false,
        )],
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
