use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "sync_cursor";
const COLUMN: &str = "kinds";

/// Until the stream is attached the column is null: what it brings is not known yet.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table(Alias::new(TABLE))
            .add_column(ColumnDef::new(Alias::new(COLUMN)).json_binary())
            .to_owned();
        manager.alter_table(add).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let remove = Table::alter()
            .table(Alias::new(TABLE))
            .drop_column(Alias::new(COLUMN))
            .to_owned();
        manager.alter_table(remove).await
    }
}
