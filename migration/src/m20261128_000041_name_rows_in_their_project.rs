use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Table, its natural key, and what that named a row by among all projects.
const KEYS: &[(&str, &str, &[&str])] = &[
    ("tender", "tender_code_key", &["jurisdiction_id", "code"]),
    (
        "review",
        "review_number_key",
        &["jurisdiction_id", "source", "number"],
    ),
    (
        "asset",
        "asset_card_number_key",
        &["jurisdiction_id", "card_number"],
    ),
];

/// Outside systems say of a procurement, a review or a card that it is of one project, and later,
/// or in another record, of another one. Which is right is for them or for a person to say; until
/// then each project has what was said of it, and no stream stands still.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, key, columns) in KEYS {
            let columns = columns.iter().copied().chain(["project_id"]);
            renew(manager, table, key, columns).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, key, columns) in KEYS {
            renew(manager, table, key, columns.iter().copied()).await?;
        }
        Ok(())
    }
}

async fn renew(
    manager: &SchemaManager<'_>,
    table: &str,
    name: &str,
    columns: impl Iterator<Item = &'static str>,
) -> Result<(), DbErr> {
    let table = Alias::new(table);
    let old = Index::drop().name(name).table(table.clone()).to_owned();
    manager.drop_index(old).await?;
    let mut new = Index::create();
    new.name(name).table(table).unique();
    for column in columns {
        new.col(Alias::new(column));
    }
    manager.create_index(new).await
}
