//! What names the record of a row, and which rows of a ledger cannot both be believed.

use std::collections::{BTreeMap, BTreeSet};

use sm3::{Digest, Sm3};

use super::form::{Form, Target};
use super::ledger::{LedgerRow, Standing};
use super::text::plain;

/// Projects that are repeated year by year have one name and unit and several codes: these rows go
/// by their codes.
pub(super) fn tell_apart(rows: &mut [LedgerRow]) {
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.iter() {
        if let (Standing::Record(name), Some(code)) = (&row.standing, &row.code) {
            codes.entry(name.clone()).or_default().insert(code.clone());
        }
    }
    for row in rows {
        if let (Standing::Record(name), Some(code)) = (&row.standing, &row.code)
            && codes.get(name).is_some_and(|codes| codes.len() > 1)
        {
            row.standing = Standing::Record(by_code(code));
        }
    }
}

/// Rows with the code of one project and other names are of different projects, one of which bears
/// a code that was copied: none of them is believed.
pub(super) fn disbelieve(rows: &mut [LedgerRow]) {
    let mut named: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for row in rows.iter() {
        if let (Standing::Record(_), Some(code)) = (&row.standing, &row.code) {
            let names = named.entry(code.clone()).or_default();
            names.entry(row.called.clone()).or_insert(row.number);
        }
    }
    for row in rows {
        let Standing::Record(_) = row.standing else {
            continue;
        };
        let names = row.code.as_ref().and_then(|code| named.get(code));
        let mut others = names.into_iter().flatten();
        if let Some((_, other)) = others.find(|(name, _)| **name != row.called) {
            row.standing = Standing::Conflicts(*other);
        }
    }
}

/// What names a row that goes by its project code.
pub(super) fn by_code(code: &str) -> String {
    format!("project_code={code}")
}

/// What names the record of a row whenever it is imported.
pub(super) fn name(form: &Form, said: &BTreeMap<String, String>) -> Option<String> {
    let filled = |list: &&Vec<String>| list.iter().all(|field| said.contains_key(field.as_str()));
    let list = form.identity.iter().find(filled)?;
    let attributes = form
        .columns
        .iter()
        .filter(|one| one.target == Target::Attribute);
    let attributes = attributes.filter(|_| form.named_by_attributes);
    let fields = list.iter().chain(attributes.map(|one| &one.field));
    let parts: Vec<String> = fields
        .filter_map(|field| Some(format!("{field}={}", plain(said.get(field)?))))
        .collect();
    let name = parts.join("|");
    // Databases index it: a long one goes by its digest.
    if name.len() > 240 {
        return Some(format!("digest:{}", digest(&name)));
    }
    Some(name)
}

pub(super) fn digest(text: &str) -> String {
    hex::encode(Sm3::digest(text.as_bytes()))
}
