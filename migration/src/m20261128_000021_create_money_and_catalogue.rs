use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "payment",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::uuid("contract_id").nullable(),
            Column::uuid("payee_id").nullable(),
            Column::text("kind"),
            Column::big("amount_fen"),
            Column::date("requested_on").nullable(),
            Column::date("paid_on").nullable(),
            Column::uuid("evidence_id").nullable(),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: OF_PROJECT,
        indexes: &[
            (
                "payment_project_idx",
                &["jurisdiction_id", "project_id"],
                false,
            ),
            (
                "payment_contract_idx",
                &["jurisdiction_id", "contract_id"],
                false,
            ),
        ],
    },
    Table {
        name: "budget_quota",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("document_number"),
            Column::int("year"),
            Column::big("amount_fen"),
            Column::text("funding_source").nullable(),
            Column::date("issued_on"),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: OF_PROJECT,
        indexes: &[(
            "budget_quota_project_idx",
            &["jurisdiction_id", "project_id"],
            false,
        )],
    },
    Table {
        name: "catalog_entry",
        key: &["jurisdiction_id", "id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::uuid("id"),
            Column::uuid("project_id"),
            Column::text("code").nullable(),
            Column::text("name"),
            Column::text("system_name").nullable(),
            Column::text("sharing"),
            Column::text("update_cycle").nullable(),
            Column::date("registered_on").nullable(),
            Column::text("source"),
            Column::uuid("source_record_id").nullable(),
            Column::text("recorded_by"),
            Column::instant("recorded_at"),
            Column::text("standing"),
            Column::uuid("corrects_id").nullable(),
            Column::text("reason").nullable(),
        ],
        references: OF_PROJECT,
        indexes: &[(
            "catalog_entry_project_idx",
            &["jurisdiction_id", "project_id"],
            false,
        )],
    },
];

const OF_PROJECT: &[(&[&str], &str)] = &[
    (&["jurisdiction_id"], "jurisdiction"),
    (&["jurisdiction_id", "project_id"], "project"),
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
