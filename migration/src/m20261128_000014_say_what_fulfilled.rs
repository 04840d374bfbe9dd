use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    /// Rows from before say nothing until their project is assessed anew, which the law's mark
    /// sees to.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let fulfilled_by = ColumnDef::new(Alias::new("fulfilled_by"))
            .json_binary()
            .to_owned();
        let statement = Table::alter()
            .table(Alias::new("obligation"))
            .add_column(fulfilled_by)
            .to_owned();
        manager.alter_table(statement).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = Table::alter()
            .table(Alias::new("obligation"))
            .drop_column(Alias::new("fulfilled_by"))
            .to_owned();
        manager.alter_table(statement).await
    }
}
