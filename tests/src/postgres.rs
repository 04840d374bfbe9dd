use anyhow::{Context, Result};
use std::collections::BTreeSet;

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement,
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::TestDb;

/// Set by `cargo xtask test`.
const ADDRESS: &str = "SHUNIU_TEST_POSTGRES";

/// Makes a database with a name of its own; returns its address.
pub(crate) async fn create(template: Option<&str>) -> Result<String> {
    let name = format!("shuniu_{}", Uuid::now_v7().simple());
    let copy = template.map_or(String::new(), |template| format!(" TEMPLATE {template}"));
    command(&format!("CREATE DATABASE {name}{copy}")).await?;
    of_name(&name)
}

/// The migrated database that the tests of this process copy.
pub(crate) async fn template() -> Result<&'static str> {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let make = || async {
        let address = create(None).await?;
        super::stage::migrate(&address).await?;
        name_of(&address)
    };
    TEMPLATE.get_or_try_init(make).await.map(String::as_str)
}

/// Removes a database, whoever is still connected to it.
pub(crate) async fn remove(address: &str) -> Result<()> {
    command(&format!("DROP DATABASE {} WITH (FORCE)", name_of(address)?)).await
}

/// Ends every connection to the database, as a restart of the server would.
pub(crate) async fn disconnect(address: &str) -> Result<()> {
    let name = name_of(address)?;
    command(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ))
    .await
}

/// Every statement that the server ran in the database, its values replaced by parameters.
///
/// # Errors
///
/// When the server keeps no statistics: `cargo xtask test` starts one that does.
pub async fn server_statistics(db: &TestDb) -> Result<BTreeSet<String>> {
    let connection = connect(&server()?).await?;
    let made = "CREATE EXTENSION IF NOT EXISTS pg_stat_statements";
    // Several tests may make it at once; the question below tells whether it is there.
    drop(connection.execute_unprepared(made).await);
    let sql = format!(
        "SELECT query FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid \
         WHERE datname = '{}'",
        name_of(db.url())?
    );
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let rows = connection.query_all_raw(statement).await?;
    connection.close().await?;
    let text = |row: &QueryResult| Ok(row.try_get_by_index(0)?);
    rows.iter().map(text).collect()
}

async fn command(sql: &str) -> Result<()> {
    let connection = connect(&server()?).await?;
    let done = connection.execute_unprepared(sql).await;
    connection.close().await?;
    done.with_context(|| sql.to_owned()).map(|_| ())
}

pub(crate) async fn connect(address: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(address);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options)
        .await
        .with_context(|| format!("connecting to {address}"))
}

fn server() -> Result<String> {
    std::env::var(ADDRESS).ok().context(
        "no PostgreSQL to test on: run `cargo xtask test`, which sets SHUNIU_TEST_POSTGRES",
    )
}

fn of_name(name: &str) -> Result<String> {
    let server = server()?;
    let (host, _) = server
        .rsplit_once('/')
        .context("an address with a database")?;
    Ok(format!("{host}/{name}"))
}

pub(crate) fn name_of(address: &str) -> Result<String> {
    let (_, name) = address
        .rsplit_once('/')
        .context("an address with a database")?;
    Ok(name.to_owned())
}
