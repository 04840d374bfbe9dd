//! The schema goes up, down and up again, with and without rows, and with rivals.

use std::sync::Arc;

use shuniu_hub::clock::{ManualClock, SystemClock};
use shuniu_hub::db::{Database, migrate_down, migrate_up, migration_states};
use shuniu_migration::CLASSES;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::{Engine, Raw, TestDb, on_both};

/// What the migrator keeps for itself.
const OWN: &[&str] = &["migration_lease", "seaql_migrations"];

fn every_table() -> Vec<String> {
    let mut names: Vec<String> = CLASSES.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend(OWN.iter().map(|name| (*name).to_owned()));
    names.sort();
    names.dedup();
    names
}

async fn applied(database: &Database) -> Vec<bool> {
    let states = migration_states(database).await.unwrap();
    states.iter().map(|state| state.applied).collect()
}

on_both! {
    unmigrated async fn the_schema_goes_up_down_and_up_again(db: &TestDb) {
        let database = db.open().await.unwrap();
        let raw = db.raw().await.unwrap();
        assert!(applied(&database).await.iter().all(|applied| !applied));

        migrate_up(&database, &SystemClock).await.unwrap();
        assert!(applied(&database).await.iter().all(|applied| *applied));
        let first = structure(&raw).await;
        assert_eq!(raw.tables().await.unwrap(), every_table());

        migrate_down(&database, &SystemClock, None).await.unwrap();
        assert_eq!(raw.tables().await.unwrap(), OWN);
        assert!(applied(&database).await.iter().all(|applied| !applied));

        migrate_up(&database, &SystemClock).await.unwrap();
        assert_eq!(structure(&raw).await, first);
        raw.close().await.unwrap();
        database.close().await.unwrap();
    }
}

on_both! {
    unmigrated async fn one_migration_at_a_time_goes_down_and_up(db: &TestDb) {
        let database = db.open().await.unwrap();
        migrate_up(&database, &SystemClock).await.unwrap();
        let count = applied(&database).await.len();
        for remaining in (0..count).rev() {
            migrate_down(&database, &SystemClock, Some(1)).await.unwrap();
            let expected: Vec<bool> = (0..count).map(|index| index < remaining).collect();
            assert_eq!(applied(&database).await, expected);
        }
        migrate_up(&database, &SystemClock).await.unwrap();
        database.close().await.unwrap();
    }
}

on_both! {
    async fn migrating_again_keeps_the_rows(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        set_up(&hub, 0).await.unwrap();
        let before = hub.load_jurisdictions().await.unwrap().to_vec();

        migrate_up(hub.database(), &SystemClock).await.unwrap();
        assert_eq!(hub.load_jurisdictions().await.unwrap().to_vec(), before);

        migrate_down(hub.database(), &SystemClock, None).await.unwrap();
        migrate_up(hub.database(), &SystemClock).await.unwrap();
        assert_eq!(hub.load_jurisdictions().await.unwrap().to_vec(), []);
        set_up(&hub, 0).await.unwrap();
        assert_eq!(hub.load_jurisdictions().await.unwrap().to_vec().len(), 1);
    }
}

on_both! {
    unmigrated async fn rivals_migrate_one_after_the_other(db: &TestDb) {
        let rivals = (0..4).map(|_| {
            let url = db.url().to_owned();
            tokio::spawn(async move {
                let database = Database::open(&url, &Default::default()).await.unwrap();
                let outcome = migrate_up(&database, &SystemClock).await;
                database.close().await.unwrap();
                outcome
            })
        });
        let rivals: Vec<_> = rivals.collect();
        for rival in rivals {
            rival.await.unwrap().unwrap();
        }
        let raw = db.raw().await.unwrap();
        assert_eq!(raw.tables().await.unwrap(), every_table());
        raw.close().await.unwrap();
    }
}

on_both! {
    unmigrated async fn a_migration_that_fails_leaves_nothing_of_itself(db: &TestDb) {
        let database = db.open().await.unwrap();
        let raw = db.raw().await.unwrap();
        raw.execute("CREATE TABLE project (id INTEGER)").await.unwrap();
        migrate_up(&database, &SystemClock).await.unwrap_err();
        // `organization` comes before `project` in the same migration.
        let tables = raw.tables().await.unwrap();
        assert!(!tables.contains(&"organization".to_owned()), "{tables:?}");

        raw.execute("DROP TABLE project").await.unwrap();
        migrate_up(&database, &SystemClock).await.unwrap();
        assert_eq!(raw.tables().await.unwrap(), every_table());
        raw.close().await.unwrap();
        database.close().await.unwrap();
    }
}

/// Everything that the catalogue says of columns and indexes, as text.
async fn structure(raw: &Raw) -> Vec<Vec<String>> {
    let sql = match raw.engine() {
        Engine::Sqlite => {
            "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'seaql%' ORDER BY 1, 2"
        }
        Engine::Postgres => {
            "SELECT table_name::text, column_name::text, data_type || ' ' || is_nullable \
             FROM information_schema.columns WHERE table_schema = 'public' \
             UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes \
             WHERE schemaname = 'public' ORDER BY 1, 2, 3"
        }
    };
    raw.texts(sql).await.unwrap()
}
