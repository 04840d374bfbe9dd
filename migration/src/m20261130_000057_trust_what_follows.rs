use sea_orm_migration::prelude::*;

use crate::table::alter_on_postgres;

/// What follows from a project (its duties, gates and findings, and what its name is found and
/// compared by) is written in the transaction that holds the project's own row, and by nobody else.
/// PostgreSQL asked for that row once more for each of some 140 of them, which took a fifth of the
/// time of a first load. SQLite, which cannot drop a reference, asks for little.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const FOLLOWS: &[&str] = &[
    "obligation",
    "gate_state",
    "finding",
    "project_bigram",
    "project_key",
    "institution_share",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        alter_on_postgres(manager, FOLLOWS, |table| {
            format!("DROP CONSTRAINT \"{table}_project_fkey\"")
        })
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        alter_on_postgres(manager, FOLLOWS, |table| {
            format!(
                "ADD CONSTRAINT \"{table}_project_fkey\" FOREIGN KEY \
                 (\"jurisdiction_id\", \"project_id\") REFERENCES \"project\" \
                 (\"jurisdiction_id\", \"id\") ON DELETE RESTRICT"
            )
        })
        .await
    }
}
