//! Rules 1, 2, 7 and 11 of the ones that let the hub outgrow one machine, read from the
//! catalogue of either database.

use std::collections::{BTreeMap, BTreeSet};

use shuniu_migration::{CLASSES, Class};
use shuniu_tests::{Engine, Raw, TestDb, on_both};

/// What the migrator keeps for itself; no part of the product refers to it.
const OWN: &[&str] = &["migration_lease", "seaql_migrations"];

/// Indexes of tenant tables that serve lists over all jurisdictions.
const OVER_ALL: &[&str] = &[];

/// Longest name of a constraint or index: a shard's number is appended to it.
const LONGEST: usize = 50;

fn class_of(table: &str) -> Option<Class> {
    CLASSES
        .iter()
        .find(|(name, _)| *name == table)
        .map(|(_, class)| *class)
}

fn tenants() -> BTreeSet<String> {
    let of_tenant = CLASSES.iter().filter(|(_, class)| *class == Class::Tenant);
    of_tenant.map(|(name, _)| (*name).to_owned()).collect()
}

/// An index or key: its table, its name and its columns in order.
#[derive(Debug)]
struct Index {
    table: String,
    name: String,
    primary: bool,
    columns: Vec<String>,
}

/// A foreign key: columns here and there, in pairs, and what happens on deletion.
#[derive(Debug)]
struct Reference {
    table: String,
    target: String,
    pairs: Vec<(String, String)>,
    on_delete: String,
}

on_both! {
    async fn every_table_has_a_class(db: &TestDb) {
        let raw = db.raw().await.unwrap();
        let found: BTreeSet<String> = raw.tables().await.unwrap().into_iter().collect();
        let mut listed: BTreeSet<String> = CLASSES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed.len(), CLASSES.len(), "a table is listed twice");
        listed.extend(OWN.iter().map(|name| (*name).to_owned()));
        assert_eq!(found, listed);
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn tenant_rows_begin_with_their_jurisdiction(db: &TestDb) {
        let raw = db.raw().await.unwrap();
        for table in tenants() {
            let columns = columns(&raw, &table).await;
            let (name, nullable) = &columns[0];
            assert_eq!(name, "jurisdiction_id", "first column of {table}");
            assert!(!nullable, "{table}.jurisdiction_id may be null");
        }
        let indexes = indexes(&raw).await;
        let keyed: BTreeSet<_> = indexes.iter().filter(|i| i.primary).map(|i| &i.table).collect();
        for table in &tenants() {
            assert!(keyed.contains(table), "{table} has no primary key");
        }
        for index in indexes.iter().filter(|i| class_of(&i.table) == Some(Class::Tenant)) {
            let excepted = OVER_ALL.contains(&index.name.as_str());
            assert!(
                excepted || index.columns[0] == "jurisdiction_id",
                "{} of {} begins with {}", index.name, index.table, index.columns[0],
            );
        }
        raw.close().await.unwrap();
    }
}

/// What is written with a project's own row, and by nobody else.
const FOLLOWS: &[&str] = &[
    "obligation",
    "gate_state",
    "finding",
    "project_bigram",
    "project_key",
    "institution_share",
];

on_both! {
    /// For each of some 140 rows PostgreSQL would look for the project that holds them again.
    async fn what_follows_from_a_project_does_not_ask_for_it(db: &TestDb) {
        let raw = db.raw().await.unwrap();
        let references = references(&raw).await;
        let asks = |reference: &&Reference| FOLLOWS.contains(&reference.table.as_str());
        let asking: Vec<_> = references.iter().filter(asks).collect();
        // SQLite cannot drop what a table was made with.
        let expected = match db.engine() {
            Engine::Postgres => 0,
            Engine::Sqlite => 2 * FOLLOWS.len(),
        };
        assert_eq!(asking.len(), expected, "{asking:?}");
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn references_stay_within_the_jurisdiction(db: &TestDb) {
        let raw = db.raw().await.unwrap();
        let references = references(&raw).await;
        assert!(!references.is_empty(), "the catalogue was not read");
        for reference in &references {
            let own = ("jurisdiction_id".to_owned(), "jurisdiction_id".to_owned());
            match (class_of(&reference.table), class_of(&reference.target)) {
                (Some(Class::Tenant), Some(Class::Tenant)) => {
                    assert!(reference.pairs.contains(&own), "{reference:?}");
                }
                (Some(Class::Tenant | Class::Reference), Some(Class::Reference)) => {}
                _ => panic!("between these classes nothing may refer: {reference:?}"),
            }
            let allowed = ["RESTRICT", "CASCADE"].contains(&reference.on_delete.as_str());
            assert!(allowed, "{reference:?}");
        }
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn names_leave_room_for_a_shard_number(db: &TestDb) {
        let raw = db.raw().await.unwrap();
        let names: Vec<String> = match raw.engine() {
            Engine::Sqlite => indexes(&raw).await.into_iter().map(|index| index.name).collect(),
            Engine::Postgres => raw.column(
                "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace \
                 UNION SELECT conname::text FROM pg_constraint \
                 WHERE connamespace = 'public'::regnamespace",
            ).await.unwrap(),
        };
        assert!(names.len() > CLASSES.len(), "the catalogue was not read");
        let too_long: Vec<_> = names.iter().filter(|name| name.len() > LONGEST).collect();
        assert_eq!(too_long, [&""; 0]);
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn nothing_happens_behind_the_statements(db: &TestDb) {
        let raw = db.raw().await.unwrap();
        let questions: &[&str] = match raw.engine() {
            Engine::Sqlite => &[
                "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')",
                "SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'",
                "SELECT name FROM sqlite_schema WHERE sql LIKE '%DEFERRABLE%'",
            ],
            Engine::Postgres => &[
                "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal",
                "SELECT relname::text FROM pg_class WHERE relkind = 'S'",
                "SELECT typname::text FROM pg_type WHERE typtype IN ('e', 'd') \
                 AND typnamespace = 'public'::regnamespace",
                "SELECT conname::text FROM pg_constraint WHERE condeferrable",
                "SELECT attname::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid \
                 WHERE c.relnamespace = 'public'::regnamespace AND attidentity <> ''",
                "SELECT rulename::text FROM pg_rules WHERE schemaname = 'public'",
                "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
                 AND proname NOT LIKE 'pg_stat_statements%'",
                "SELECT table_name || '.' || column_name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND column_default IS NOT NULL \
                 AND table_name NOT LIKE 'seaql%'",
            ],
        };
        for question in questions {
            assert_eq!(raw.column(question).await.unwrap(), [""; 0], "{question}");
        }
        raw.close().await.unwrap();
    }
}

/// Name of each column, in order, and whether it may be null.
async fn columns(raw: &Raw, table: &str) -> Vec<(String, bool)> {
    let sql = match raw.engine() {
        Engine::Sqlite => format!(
            "SELECT name, CASE WHEN \"notnull\" = 0 THEN 'YES' ELSE 'NO' END \
             FROM pragma_table_info('{table}') ORDER BY cid"
        ),
        Engine::Postgres => format!(
            "SELECT column_name::text, is_nullable::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    let rows = raw.texts(&sql).await.unwrap();
    rows.into_iter()
        .map(|row| (row[0].clone(), row[1] == "YES"))
        .collect()
}

async fn indexes(raw: &Raw) -> Vec<Index> {
    let sql = match raw.engine() {
        Engine::Sqlite => {
            "SELECT t.name, i.name, i.origin, c.name FROM sqlite_schema t \
             JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c \
             WHERE t.type = 'table' ORDER BY t.name, i.name, c.seqno"
        }
        Engine::Postgres => {
            "SELECT t.relname::text, i.relname::text, \
             CASE WHEN x.indisprimary THEN 'pk' ELSE 'c' END, a.attname::text \
             FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
             JOIN pg_class t ON t.oid = x.indrelid \
             CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY k(attnum, place) \
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum \
             WHERE t.relnamespace = 'public'::regnamespace ORDER BY 1, 2, k.place"
        }
    };
    let mut found: BTreeMap<(String, String), Index> = BTreeMap::new();
    for row in raw.texts(sql).await.unwrap() {
        let index = found
            .entry((row[0].clone(), row[1].clone()))
            .or_insert_with(|| Index {
                table: row[0].clone(),
                name: row[1].clone(),
                primary: row[2] == "pk",
                columns: Vec::new(),
            });
        index.columns.push(row[3].clone());
    }
    found.into_values().collect()
}

async fn references(raw: &Raw) -> Vec<Reference> {
    let sql = match raw.engine() {
        Engine::Sqlite => {
            "SELECT t.name, CAST(f.id AS TEXT), f.\"table\", f.on_delete, f.\"from\", f.\"to\" \
             FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f \
             WHERE t.type = 'table' ORDER BY t.name, f.id, f.seq"
        }
        Engine::Postgres => {
            "SELECT t.relname::text, c.conname::text, f.relname::text, \
             CASE c.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' \
             ELSE c.confdeltype::text END, a.attname::text, b.attname::text \
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
             JOIN pg_class f ON f.oid = c.confrelid \
             CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k(here, there, place) \
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.here \
             JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.there \
             WHERE c.contype = 'f' ORDER BY 1, 2, k.place"
        }
    };
    let mut found: BTreeMap<(String, String), Reference> = BTreeMap::new();
    for row in raw.texts(sql).await.unwrap() {
        let reference = found
            .entry((row[0].clone(), row[1].clone()))
            .or_insert_with(|| Reference {
                table: row[0].clone(),
                target: row[2].clone(),
                pairs: Vec::new(),
                on_delete: row[3].clone(),
            });
        reference.pairs.push((row[4].clone(), row[5].clone()));
    }
    found.into_values().collect()
}
