use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value as Json;
use shuniu_migration::CLASSES;

use crate::{Engine, Raw};

/// Every row of the product's tables by what it means: ids replaced by names, instants and
/// hashes left out, rows in order. Two runs that did the same have the same, on either engine.
pub type Canonical = Vec<String>;

/// Columns that tell one run from another although both did the same.
const OF_THE_RUN: &[&str] = &[
    "seq",
    "hash",
    "previous_hash",
    "signature",
    "fence",
    "holder",
    "request_hash",
    "salt",
    "digest",
    // The instant at which a rate budget is whole again, as a number.
    "stands_at",
];

/// Tables whose rows have a name: table, name column.
const NAMED: &[(&str, &str)] = &[
    ("jurisdiction", "region_code"),
    ("organization", "name"),
    ("project", "name"),
    ("connector_instance", "system"),
    ("source_record", "external_id"),
];

/// What stands for an id that belongs to nothing with a name, and for an instant.
const SOME: &str = "·";

/// No id and no instant is shorter.
const SHORTEST: usize = 20;

/// Reads the tables, except the given ones.
///
/// # Errors
///
/// When the database cannot be read.
pub async fn canonical(raw: &Raw, except: &[&str]) -> Result<Canonical> {
    let (names, all) = (names(raw).await?, columns(raw).await?);
    let mut rows = Vec::new();
    for (table, _) in CLASSES.iter().filter(|(name, _)| !except.contains(name)) {
        let columns = all
            .get(*table)
            .with_context(|| format!("no table {table}"))?;
        let selected: Vec<String> = columns.iter().map(|one| one.select.clone()).collect();
        let sql = format!("SELECT {} FROM {table}", selected.join(", "));
        for row in raw.texts(&sql).await? {
            let cells = columns.iter().zip(&row).map(|(column, text)| {
                let meaning = match serde_json::from_str::<Json>(text) {
                    Ok(value) if column.is_json => scrub(&value.to_string(), &names),
                    _ => scrub(text, &names),
                };
                format!("{}={meaning}", column.name)
            });
            let cells: Vec<String> = cells.collect();
            rows.push(format!("{table} {}", cells.join(" ")));
        }
    }
    rows.sort();
    Ok(rows)
}

/// A column that tells of the matter.
struct Column {
    name: String,
    /// How it is asked for as text.
    select: String,
    /// Whether keys may stand in any order, and blanks between them.
    is_json: bool,
}

/// The columns of each table that tell of the matter, in their order.
async fn columns(raw: &Raw) -> Result<BTreeMap<String, Vec<Column>>> {
    let sql = match raw.engine() {
        Engine::Sqlite => {
            "SELECT one.name, info.name, info.type FROM sqlite_schema AS one, \
             pragma_table_info(one.name) AS info WHERE one.type = 'table' \
             ORDER BY one.name, info.cid"
        }
        Engine::Postgres => {
            "SELECT table_name::text, column_name::text, data_type::text \
             FROM information_schema.columns WHERE table_schema = 'public' \
             ORDER BY table_name, ordinal_position"
        }
    };
    let mut columns: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in raw.texts(sql).await? {
        let [table, name, kind] = row.as_slice() else {
            continue;
        };
        if kind.starts_with("timestamp") || OF_THE_RUN.contains(&name.as_str()) {
            continue;
        }
        let select = match (raw.engine(), kind.as_str()) {
            (Engine::Sqlite, "uuid_text") => format!("lower(hex(\"{name}\"))"),
            (Engine::Sqlite, "boolean") => {
                format!("CASE \"{name}\" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END")
            }
            (Engine::Sqlite, _) => format!("CAST(\"{name}\" AS TEXT)"),
            (Engine::Postgres, "uuid") => format!("replace(\"{name}\"::text, '-', '')"),
            (Engine::Postgres, _) => format!("\"{name}\"::text"),
        };
        columns.entry(table.clone()).or_default().push(Column {
            name: name.clone(),
            select,
            is_json: kind.starts_with("json"),
        });
    }
    Ok(columns)
}

/// Names of rows by their ids, 32 hex digits.
async fn names(raw: &Raw) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for (table, column) in NAMED {
        let id = match raw.engine() {
            Engine::Sqlite => "lower(hex(id))",
            Engine::Postgres => "replace(id::text, '-', '')",
        };
        for row in raw
            .texts(&format!("SELECT {id}, {column} FROM {table}"))
            .await?
        {
            let name = scrub(&row[1], &BTreeMap::new());
            names.insert(row[0].clone(), format!("<{table} {name}>"));
        }
    }
    Ok(names)
}

/// Replaces ids, with or without hyphens, by names, and instants by a mark.
fn scrub(text: &str, names: &BTreeMap<String, String>) -> String {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-:.+_".contains(&byte);
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.bytes().position(is_part) {
        let (before, from) = rest.split_at(start);
        let length = from.bytes().position(|byte| !is_part(byte));
        let (word, after) = from.split_at(length.unwrap_or(from.len()));
        clean.push_str(before);
        if word.len() < SHORTEST {
            clean.push_str(word);
        } else {
            clean.push_str(&meaning(word, names));
        }
        rest = after;
    }
    clean.push_str(rest);
    clean
}

fn meaning(word: &str, names: &BTreeMap<String, String>) -> String {
    let digits: String = word.chars().filter(|c| *c != '-').collect();
    if digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return names.get(&digits).cloned().unwrap_or(SOME.to_owned());
    }
    // By what a state-secret record is known: each database has a key of its own.
    if word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()) {
        return SOME.to_owned();
    }
    if let Some((kind, id)) = word.split_once(':')
        && (id.len() == 36 || id.len() == 64)
        && meaning(id, names) != id
    {
        // A field's subject: `asset:` and the id of the asset; or `classified:` and a key.
        return format!("{kind}:{}", meaning(id, names));
    }
    if chrono::DateTime::parse_from_rfc3339(word).is_ok() {
        return SOME.to_owned();
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names_and_instants_a_mark() {
        let id = "0198b7c2d3e47f5081929394a5b6c7d8";
        let names = BTreeMap::from([(id.to_owned(), "<project 灯杆>".to_owned())]);
        let text = format!(
            r#"{{"id":"0198b7c2-d3e4-7f50-8192-9394a5b6c7d8","at":"2026-06-30T04:00:00Z","n":12,"on":"2026-06-30","x":"{id}","k":"classified:{id}{id}"}}"#
        );
        assert_eq!(
            scrub(&text, &names),
            r#"{"id":"<project 灯杆>","at":"·","n":12,"on":"2026-06-30","x":"<project 灯杆>","k":"classified:·"}"#
        );
    }
}
