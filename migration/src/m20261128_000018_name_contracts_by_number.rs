use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "contract";
const INDEX: &str = "contract_number_key";

/// A contract is one row, whichever systems speak of it; its number names it in its project.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        renew(manager, &["jurisdiction_id", "project_id", "number"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        renew(manager, &["jurisdiction_id", "source", "number"]).await
    }
}

async fn renew(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let table = Alias::new(TABLE);
    let old = Index::drop().name(INDEX).table(table.clone()).to_owned();
    manager.drop_index(old).await?;
    let mut new = Index::create();
    new.name(INDEX).table(table).unique();
    for column in columns {
        new.col(Alias::new(*column));
    }
    manager.create_index(new).await
}
