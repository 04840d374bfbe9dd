use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "ledger",
        key: &["jurisdiction_id", "seq"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::big("seq"),
            Column::instant("recorded_at"),
            Column::text("actor"),
            Column::text("actor_role"),
            Column::text("command"),
            Column::text("entity"),
            Column::uuid("entity_id").nullable(),
            Column::uuid("project_id").nullable(),
            Column::text("body"),
            Column::text("previous_hash"),
            Column::text("hash"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[(
            "ledger_project_idx",
            &["jurisdiction_id", "project_id", "seq"],
            false,
        )],
    },
    Table {
        name: "ledger_head",
        key: &["jurisdiction_id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::big("seq"),
            Column::text("hash"),
            Column::text("signature"),
            Column::instant("signed_at"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[],
    },
    Table {
        name: "idempotency_key",
        key: &["jurisdiction_id", "principal", "key"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::text("principal"),
            Column::text("key"),
            Column::text("request_hash"),
            Column::text("response"),
            Column::instant("created_at"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[(
            "idempotency_key_created_idx",
            &["jurisdiction_id", "created_at"],
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
