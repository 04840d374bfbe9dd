use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Alias, ColumnDef, Expr, ExprTrait, OnConflict, Query, Table};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use shuniu_migration::{MigrationStatus, Migrator, MigratorTrait};

use super::{Database, Verdict, judge};
use crate::clock::Clock;

/// A migration and whether it has been applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Name, oldest first.
    pub name: String,
    /// Whether it has been applied.
    pub applied: bool,
}

const LEASE: &str = "migration_lease";
/// Renewed before every migration. A migrator that was killed holds up the next one this long.
const HELD: TimeDelta = TimeDelta::seconds(30);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// Tables of the same name made at the same time collide in the catalogue of PostgreSQL, under
/// several codes, although each is to be made only if it is not there.
const ATTEMPTS: u32 = 5;

/// Brings the schema up to date. Replicas that start together wait for each other.
///
/// # Errors
///
/// Passes on what the database says; a migration is applied wholly or not at all.
pub async fn migrate_up(database: &Database, clock: &dyn Clock) -> Result<(), DbErr> {
    under_lease(database, clock, Direction::Up).await
}

/// Takes the newest `steps` migrations back.
///
/// # Errors
///
/// Passes on what the database says.
pub async fn migrate_down(
    database: &Database,
    clock: &dyn Clock,
    steps: Option<u32>,
) -> Result<(), DbErr> {
    under_lease(database, clock, Direction::Down(steps)).await
}

/// Lists all migrations, oldest first.
///
/// # Errors
///
/// Passes on what the database says.
pub async fn migration_states(database: &Database) -> Result<Vec<MigrationState>, DbErr> {
    let connection = database.writer_connection();
    let migrations = Migrator::get_migration_with_status(connection).await?;
    let state = |migration: &shuniu_migration::Migration| MigrationState {
        name: migration.name().to_owned(),
        applied: migration.status() == MigrationStatus::Applied,
    };
    Ok(migrations.iter().map(state).collect())
}

/// Whether no migration was ever applied. Leaves nothing behind, unlike [`migration_states`].
///
/// # Errors
///
/// Passes on what the database says when it does not answer.
pub async fn schema_is_missing(database: &Database) -> Result<bool, DbErr> {
    let count = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from(Alias::new("seaql_migrations"))
        .to_owned();
    match database.writer_connection().query_one(&count).await {
        Ok(row) => match row {
            Some(row) => Ok(row.try_get_by_index::<i64>(0)? == 0),
            None => Ok(true),
        },
        Err(error) if judge(&error) == Verdict::Final => Ok(true),
        Err(error) => Err(error),
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Up,
    Down(Option<u32>),
}

/// The migrator itself takes no lock; one row in a table of its own serves on both engines.
async fn under_lease(
    database: &Database,
    clock: &dyn Clock,
    direction: Direction,
) -> Result<(), DbErr> {
    let connection = database.writer_connection();
    create_lease(connection).await?;
    let holder = uuid::Uuid::now_v7().to_string();
    let mut waits = false;
    while !take_lease(connection, &holder, clock.now()).await? {
        if !waits {
            let seconds = HELD.num_seconds();
            tracing::info!("another process migrates, or died of it less than {seconds} s ago");
        }
        waits = true;
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let outcome = one_by_one(database, clock, &holder, direction).await;
    let release = Query::update()
        .table(Alias::new(LEASE))
        .value(Alias::new("lease_until"), DateTime::<Utc>::UNIX_EPOCH)
        .and_where(Expr::col(Alias::new("holder")).eq(holder))
        .to_owned();
    connection.execute(&release).await?;
    outcome
}

async fn one_by_one(
    database: &Database,
    clock: &dyn Clock,
    holder: &str,
    direction: Direction,
) -> Result<(), DbErr> {
    let connection = database.writer_connection();
    let states = migration_states(database).await?;
    let applied = states.iter().filter(|state| state.applied).count();
    let steps = match direction {
        Direction::Up => states.len() - applied,
        Direction::Down(None) => applied,
        Direction::Down(Some(steps)) => applied.min(usize::try_from(steps).unwrap_or(applied)),
    };
    for _ in 0..steps {
        renew_lease(connection, holder, clock.now()).await?;
        match direction {
            Direction::Up => Migrator::up(connection, Some(1)).await?,
            Direction::Down(_) => Migrator::down(connection, Some(1)).await?,
        }
    }
    Ok(())
}

async fn create_lease(connection: &DatabaseConnection) -> Result<(), DbErr> {
    let table = Table::create()
        .table(Alias::new(LEASE))
        .if_not_exists()
        .col(
            ColumnDef::new(Alias::new("name"))
                .text()
                .not_null()
                .primary_key(),
        )
        .col(ColumnDef::new(Alias::new("holder")).text().not_null())
        .col(
            ColumnDef::new(Alias::new("lease_until"))
                .timestamp_with_time_zone()
                .not_null(),
        )
        .to_owned();
    let mut attempt = 1;
    while let Err(error) = connection.execute(&table).await {
        if attempt == ATTEMPTS {
            return Err(error);
        }
        attempt += 1;
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let row = Query::insert()
        .into_table(Alias::new(LEASE))
        .columns([
            Alias::new("name"),
            Alias::new("holder"),
            Alias::new("lease_until"),
        ])
        .values_panic([
            "schema".into(),
            "-".into(),
            DateTime::<Utc>::UNIX_EPOCH.into(),
        ])
        .on_conflict(
            OnConflict::column(Alias::new("name"))
                .do_nothing()
                .to_owned(),
        )
        .to_owned();
    connection.execute(&row).await.map(|_| ())
}

async fn take_lease(
    connection: &DatabaseConnection,
    holder: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let take = Query::update()
        .table(Alias::new(LEASE))
        .value(Alias::new("holder"), holder)
        .value(Alias::new("lease_until"), now + HELD)
        .and_where(Expr::col(Alias::new("lease_until")).lt(now))
        .to_owned();
    Ok(connection.execute(&take).await?.rows_affected() == 1)
}

async fn renew_lease(
    connection: &DatabaseConnection,
    holder: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let renew = Query::update()
        .table(Alias::new(LEASE))
        .value(Alias::new("lease_until"), now + HELD)
        .and_where(Expr::col(Alias::new("holder")).eq(holder))
        .to_owned();
    match connection.execute(&renew).await?.rows_affected() {
        1 => Ok(()),
        _ => Err(DbErr::Migration(
            "the hold on the schema went to another process; start again".to_owned(),
        )),
    }
}
