//! Reads statements against rules 6 and 7 of the ones that let the hub outgrow one machine.

mod level;
mod token;

use shuniu_migration::{CLASSES, Class};

use level::{Level, levels};
use token::{Token, tokens};

/// What a statement may nowhere hold, as a row of words.
const FORBIDDEN: &[(&[&str], &str)] = &[
    (&["NOW", "("], "the database's clock; bind `clock.now()`"),
    (
        &["CURRENT_TIMESTAMP"],
        "the database's clock; bind `clock.now()`",
    ),
    (
        &["CURRENT_DATE"],
        "the database's clock; bind `clock.today()`",
    ),
    (
        &["CLOCK_TIMESTAMP"],
        "the database's clock; bind `clock.now()`",
    ),
    (&["RANDOM", "("], "random() in the database; bind a value"),
    (&["GEN_RANDOM_UUID"], "an id made by the database; bind one"),
    (&["SKIP", "LOCKED"], "SKIP LOCKED; claim by compare-and-set"),
    (&["MERGE", "INTO"], "MERGE"),
    (&["ROLLUP"], "ROLLUP"),
    (&["CUBE", "("], "CUBE"),
    (&["GROUPING", "SETS"], "GROUPING SETS"),
    (
        &["ON", "CONSTRAINT"],
        "ON CONFLICT ON CONSTRAINT; name the columns",
    ),
    (&["SELECT", "*"], "SELECT *; name the columns"),
    (&[".", "*"], "SELECT t.*; name the columns"),
    (&["RETURNING", "*"], "RETURNING *; name the columns"),
    (&["NEXTVAL"], "a sequence"),
    (&["PG_ADVISORY_LOCK"], "an advisory lock"),
    (&["PG_ADVISORY_XACT_LOCK"], "an advisory lock"),
    (&["XMAX"], "a system column"),
    (&["CTID"], "a system column"),
    (&["ROWID"], "a system column"),
    (&["RECURSIVE"], "recursion"),
    (&["DEFERRABLE"], "DEFERRABLE"),
];

/// What is wrong with the statement, or nothing.
#[must_use]
pub fn violations(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let mut found: Vec<String> = FORBIDDEN
        .iter()
        .filter(|(row, _)| holds(&tokens, row))
        .map(|(_, what)| (*what).to_owned())
        .collect();
    for level in levels(&tokens) {
        found.extend(unbound(&level));
        found.extend(ill_joined(&level));
        if level.inserts_from_subselect() {
            found.push("a subselect among VALUES".to_owned());
        }
    }
    found
}

/// What is wrong with any of the statements, one a line, or nothing.
#[must_use]
pub fn report<'a>(sent: impl IntoIterator<Item = &'a String>) -> String {
    let mut report = String::new();
    for sql in sent {
        let found = violations(sql);
        if !found.is_empty() {
            report.push_str(&format!("{}\n    {sql}\n", found.join("; ")));
        }
    }
    report
}

/// The tables of ours that the statement reads, and those that it inserts into.
#[must_use]
pub fn tables(sql: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let (mut read, mut inserted) = (Vec::new(), Vec::new());
    for level in levels(&tokens(sql)) {
        for table in level.tables() {
            let Some((name, _)) = CLASSES.iter().find(|(name, _)| *name == table.name) else {
                continue;
            };
            if level.inserts_into(&table) {
                inserted.push(*name);
            } else if level.selects() {
                read.push(*name);
            }
        }
    }
    (read, inserted)
}

fn holds(tokens: &[Token], row: &[&str]) -> bool {
    tokens
        .windows(row.len())
        .any(|window| window.iter().zip(row).all(|(token, word)| token.is(word)))
}

fn class_of(table: &str) -> Option<Class> {
    let found = CLASSES.iter().find(|(name, _)| *name == table);
    found.map(|(_, class)| *class)
}

/// Each alias of a tenant table must be bound to its jurisdiction.
fn unbound(level: &Level) -> Vec<String> {
    let tables = level.tables();
    let of_tenant = tables
        .iter()
        .filter(|table| class_of(&table.name) == Some(Class::Tenant));
    of_tenant
        .filter(|table| !level.binds(table, tables.len() == 1))
        .map(|table| format!("{} is not bound to a jurisdiction", table.alias))
        .collect()
}

/// Registers and control tables are looked up, never joined; reference tables are joined only
/// among themselves and with tenant tables.
fn ill_joined(level: &Level) -> Vec<String> {
    let tables = level.tables();
    if tables.len() < 2 {
        return Vec::new();
    }
    tables
        .iter()
        .filter(|table| {
            matches!(
                class_of(&table.name),
                Some(Class::Control | Class::Registry)
            )
        })
        .map(|table| format!("{} is joined", table.name))
        .collect()
}

#[cfg(test)]
mod tests;
