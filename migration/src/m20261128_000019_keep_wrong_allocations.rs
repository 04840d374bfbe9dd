use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "allocation";

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
        let version = Table::alter()
            .table(Alias::new(TABLE))
            .drop_column(Alias::new("version"))
            .to_owned();
        manager.alter_table(version).await
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
        manager.alter_table(version).await
    }
}
