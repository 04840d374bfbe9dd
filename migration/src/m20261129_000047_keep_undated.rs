use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// Whether what performed a duty has no day: then the day of its performance is none of the record.
/// Absent in rows that were judged before it was kept.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 2] = ["obligation", "institution_obligation"];

const COLUMNS: &[Column] = &[Column::flag("undated").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            add_columns(manager, table, COLUMNS).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            drop_columns(manager, table, COLUMNS).await?;
        }
        Ok(())
    }
}
