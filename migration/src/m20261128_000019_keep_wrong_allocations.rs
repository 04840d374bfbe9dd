use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "allocation";
const KEY: &str = "allocation_number_key";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    /// Allocations can be corrected and voided, as payments are; those of before count. What a row
    /// said before is a row of its own, so that none has versions.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let standing = ColumnDef::new(Alias::new("standing"))
            .text()
            .not_null()
            .default("current")
            .to_owned();
        let corrects = ColumnDef::new(Alias::new("corrects_id")).uuid().to_owned();
        let reason = ColumnDef::new(Alias::new("reason")).text().to_owned();
        for column in [standing, corrects, reason] {
            let statement = Table::alter()
                .table(Alias::new(TABLE))
                .add_column(column)
                .to_owned();
            manager.alter_table(statement).await?;
        }
        // Rows of before needed a standing; new ones say their own. SQLite cannot take it back.
        if manager.get_database_backend() == DbBackend::Postgres {
            let own = "ALTER TABLE allocation ALTER COLUMN standing DROP DEFAULT";
            manager.get_connection().execute_unprepared(own).await?;
        }
        let version = Table::alter()
            .table(Alias::new(TABLE))
            .drop_column(Alias::new("version"))
            .to_owned();
        manager.alter_table(version).await?;
        // A corrected row has the number of the one that it corrects.
        let key = Index::drop().name(KEY).table(Alias::new(TABLE)).to_owned();
        manager.drop_index(key).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["reason", "corrects_id", "standing"] {
            let statement = Table::alter()
                .table(Alias::new(TABLE))
                .drop_column(Alias::new(column))
                .to_owned();
            manager.alter_table(statement).await?;
        }
        let version = ColumnDef::new(Alias::new("version"))
            .big_integer()
            .not_null()
            .default(1)
            .to_owned();
        let version = Table::alter()
            .table(Alias::new(TABLE))
            .add_column(version)
            .to_owned();
        manager.alter_table(version).await?;
        let mut key = Index::create();
        key.name(KEY).table(Alias::new(TABLE)).unique();
        for column in ["jurisdiction_id", "source", "number"] {
            key.col(Alias::new(column));
        }
        manager.create_index(key).await
    }
}
