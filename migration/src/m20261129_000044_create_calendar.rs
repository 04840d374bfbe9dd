use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

/// Calendars of duties that a credential in their address opens, and nothing else.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[Table {
    name: "calendar",
    key: &["jurisdiction_id", "id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::uuid("id"),
        Column::text("secret_hash"),
        Column::text("name"),
        Column::text("subject"),
        Column::text("role"),
        Column::text("body").nullable(),
        Column::text("organization").nullable(),
        Column::json("choice"),
        Column::date("expires_on"),
        Column::instant("created_at"),
        Column::date("used_on").nullable(),
        Column::instant("revoked_at").nullable(),
        Column::text("revoked_by").nullable(),
    ],
    references: &[(&["jurisdiction_id"], "jurisdiction")],
    indexes: &[
        (
            "calendar_secret_idx",
            &["jurisdiction_id", "secret_hash"],
            true,
        ),
        (
            "calendar_subject_idx",
            &["jurisdiction_id", "subject", "id"],
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
