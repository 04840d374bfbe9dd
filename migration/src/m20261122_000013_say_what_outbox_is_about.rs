use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let about = ColumnDef::new(Alias::new("about")).uuid().to_owned();
        let statement = Table::alter()
            .table(Alias::new("outbox"))
            .add_column(about)
            .to_owned();
        manager.alter_table(statement).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = Table::alter()
            .table(Alias::new("outbox"))
            .drop_column(Alias::new("about"))
            .to_owned();
        manager.alter_table(statement).await
    }
}
