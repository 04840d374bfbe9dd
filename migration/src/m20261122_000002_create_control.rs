use sea_orm_migration::prelude::*;

use crate::table::{Column, Table, create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[Table] = &[
    Table {
        name: "lease",
        key: &["name"],
        columns: &[
            Column::text("name"),
            Column::text("holder"),
            Column::big("fence"),
            Column::instant("lease_until"),
        ],
        references: &[],
        indexes: &[],
    },
    Table {
        name: "project_code",
        key: &["code"],
        columns: &[
            Column::text("code"),
            Column::uuid("jurisdiction_id"),
            Column::uuid("project_id"),
            Column::instant("registered_at"),
        ],
        references: &[],
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
