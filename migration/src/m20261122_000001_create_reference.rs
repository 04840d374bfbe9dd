use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "jurisdiction",
        key: &["id"],
        columns: &[
            Column::uuid("id"),
            Column::text("region_code"),
            Column::text("name"),
            Column::text("parent_region_code").nullable(),
            Column::json("settings"),
            Column::instant("created_at"),
        ],
        references: &[],
        indexes: &[("jurisdiction_region_code_key", &["region_code"], true)],
    },
    Table {
        name: "jurisdiction_pack",
        key: &["jurisdiction_id", "position"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::int("position"),
            Column::text("pack_id"),
            Column::date("effective_on").nullable(),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[],
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
