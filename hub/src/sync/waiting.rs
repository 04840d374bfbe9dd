//! Records that were merged into no project, of which a project that becomes state-secret (涉密) may
//! well be the one.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use shuniu_connectors::contract::Stream;
use shuniu_entities::{Scope, Tenant, connector_instance, source_record};
use uuid::Uuid;

use super::known_by::{KnownBy, digests};
use super::mapped;
use super::shut::Called;
use crate::desk;
use crate::fault::Fault;
use crate::name::fold;
use crate::transact::Tx;

/// Records read at a time.
const PAGE: u64 = 500;

/// Records that were set aside or wait for a person, and what would be refused of them if it came
/// now: what holds a code of the project, or is known by one; and what bears its name, unless it is
/// of another unit's project or bears the code of another.
pub(super) async fn waiting(
    tx: &Tx,
    systems: &[connector_instance::Model],
    called: &Called,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let looked_for = LookedFor {
        codes: &called.codes,
        folded: folded(&called.codes),
        names: &called.names,
        folded_names: folded(&called.names),
        refused: digests(tx.seal(), keys.iter().cloned()),
    };
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let (mut ids, mut named, mut after) = (BTreeSet::new(), Vec::new(), Uuid::nil());
    loop {
        let page = source_record::Entity::find_in(&scope)
            .filter(source_record::Column::Outcome.is_in(["quarantined", "unmatched"]))
            .filter(source_record::Column::Id.gt(after))
            .order_by_asc(source_record::Column::Id)
            .limit(PAGE)
            .all(tx.db())
            .await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for row in &page {
            let system = systems.iter().find(|one| one.id == row.connector_id);
            let known = system.and_then(|one| known_by(tx, &one.system, row));
            match looked_for.fits(row, known.as_ref()) {
                Fits::Not => {}
                Fits::ByText => {
                    ids.insert(row.id);
                }
                // One that was merged elsewhere before leaves that when it is heard again.
                Fits::ByCode => {
                    if !was_merged(tx, row).await? {
                        ids.insert(row.id);
                    }
                }
                Fits::ByName => named.push((row.id, known.and_then(|known| known.by.project_code))),
            }
        }
    }
    let codes: Vec<String> = named.iter().filter_map(|(_, code)| code.clone()).collect();
    let bearers = match codes.as_slice() {
        [] => BTreeMap::new(),
        codes => desk::bearers(tx, codes).await?,
    };
    let is_anothers = |code: &String| bearers.contains_key(code);
    let named = named
        .into_iter()
        .filter(|(_, code)| !code.as_ref().is_some_and(is_anothers));
    ids.extend(named.map(|(id, _)| id));
    Ok(ids)
}

fn folded(texts: &BTreeSet<String>) -> BTreeSet<String> {
    let folded = texts.iter().map(|text| fold(text));
    folded.filter(|text| !text.is_empty()).collect()
}

/// By what records of the project are told from others.
struct LookedFor<'a> {
    codes: &'a BTreeSet<String>,
    folded: BTreeSet<String>,
    names: &'a BTreeSet<String>,
    folded_names: BTreeSet<String>,
    /// Digests of all by which its records are known.
    refused: BTreeSet<String>,
}

enum Fits {
    Not,
    /// It holds a code of the project.
    ByText,
    /// It is known by a code of something that the project has.
    ByCode,
    ByName,
}

/// Whether an earlier version of the record was merged into any project.
async fn was_merged(tx: &Tx, row: &source_record::Model) -> Result<bool, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let id = [row.external_id.clone()];
    let versions = source_record::Entity::versions(&scope, row.connector_id, &row.stream, &id);
    let versions = versions.all(tx.db()).await?;
    Ok(versions.iter().any(|row| row.project_id.is_some()))
}

impl LookedFor<'_> {
    fn fits(&self, row: &source_record::Model, known: Option<&Known>) -> Fits {
        let body = serde_json::from_str(&row.body).ok();
        let bears = |folded: &BTreeSet<String>, texts: &BTreeSet<String>| match &body {
            Some(said) => bears(said, folded),
            // A name is looked for as a whole: another's may hold it.
            None => texts
                .iter()
                .any(|text| row.body.contains(&json!(text).to_string())),
        };
        let by_code = known.is_some_and(|known| !known.by.codes.is_disjoint(&self.refused));
        let mut spelt = self.codes.iter();
        if spelt.any(|code| row.body.contains(code.as_str())) || bears(&self.folded, self.codes) {
            return Fits::ByText;
        }
        if by_code {
            return Fits::ByCode;
        }
        let is_ours = |known: &Known| !known.told || !known.by.names.is_disjoint(&self.refused);
        if bears(&self.folded_names, self.names) && known.is_none_or(is_ours) {
            Fits::ByName
        } else {
            Fits::Not
        }
    }
}

/// Whether one of the texts of a record is one of those looked for, however it is spelt.
fn bears(value: &Value, texts: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => texts.contains(&fold(text)),
        Value::Array(all) => all.iter().any(|one| bears(one, texts)),
        Value::Object(all) => all.values().any(|one| bears(one, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// By what a record is known.
struct Known {
    by: KnownBy,
    /// Whether it could be read whose it is.
    told: bool,
}

/// Nothing where nobody here reads the system any more.
fn known_by(tx: &Tx, system: &str, row: &source_record::Model) -> Option<Known> {
    let connector = tx.mapping_of(system)?;
    let raw = mapped::kept(row);
    let stream = Stream::new(row.stream.clone());
    let vocabulary = tx.law().vocabulary();
    let record = mapped::map(connector.as_ref(), &stream, &raw, vocabulary, tx.today()).ok();
    let identity = connector.identity(&stream, &raw);
    let of = (system, row.stream.as_str());
    Some(Known {
        by: KnownBy::of(tx.seal(), of, &identity, record.as_ref()),
        told: record.is_some() || identity.named.is_some(),
    })
}
