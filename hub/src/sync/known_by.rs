//! By what the records of a state-secret project (涉密) are known again.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::contract::{CanonicalRecord, Identity};
use shuniu_entities::{Scope, Tenant, classified_key, padded};
use uuid::Uuid;

use super::matching::awaited;
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::name::fold;
use crate::seal::Seal;
use crate::transact::Tx;

/// Most keys of one statement, well under either engine's limit of parameters.
pub(super) const CHUNK: usize = 400;

/// By what a record is known again once its project is state-secret.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownBy {
    /// Digests of the codes that name its project.
    pub(super) codes: BTreeSet<String>,
    /// Digests of what tells less than the code of another project would: its own identity in its
    /// system, which may have given it to the wrong project before, and the names of its project,
    /// which another may bear as well.
    pub(super) names: BTreeSet<String>,
    /// The code that tells it from such another.
    pub(super) project_code: Option<String>,
}

impl KnownBy {
    /// Reads them from what names the record, whether or not the rest of it could be understood.
    pub(super) fn of(
        seal: &dyn Seal,
        (system, stream): (&str, &str),
        identity: &Identity,
        record: Option<&CanonicalRecord>,
    ) -> Self {
        let mut names = of_records(system, stream, identity);
        if let Some((name, unit)) = &identity.named {
            names.insert(of_names(name, unit));
        }
        let mut codes = of_codes(identity);
        if let Some(record) = record {
            codes.extend(awaited(record));
            let named = &record.project;
            let coded = named.name.as_ref().zip(named.unit_credit_code.as_ref());
            names.extend(coded.map(|(name, code)| of_coded_unit(name, code.as_str())));
            match (&named.name, &named.unit_name) {
                (Some(name), Some(unit)) => {
                    names.insert(of_names(name, unit));
                }
                // Nothing else tells whose it is.
                (Some(name), None) if awaited(record).is_empty() => {
                    names.insert(of_name(name));
                }
                _ => {}
            }
        }
        let code = record.and_then(|record| record.project.project_code.clone());
        let code = code.or_else(|| identity.project_code.clone());
        Self {
            codes: digests(seal, codes),
            names: digests(seal, names),
            project_code: code.map(|code| code.as_str().to_owned()),
        }
    }
}

impl KnownBy {
    /// Without the codes.
    pub(super) fn uncoded(&self) -> Self {
        Self {
            names: self.names.clone(),
            ..Self::default()
        }
    }
}

/// Which of the records are of a project that was declared state-secret here. One that is known by
/// its identity or by a name alone is not, when its code is that of another project.
pub(super) async fn which<'k>(
    tx: &Tx,
    records: impl Iterator<Item = &'k KnownBy> + Clone,
) -> Result<Vec<bool>, Fault> {
    let all = records.clone();
    let all = all.flat_map(|one| one.codes.iter().chain(&one.names));
    let shut = among_shut(tx, &all.cloned().collect()).await?;
    let by_name = |one: &KnownBy| one.codes.is_disjoint(&shut) && !one.names.is_disjoint(&shut);
    let codes = records.clone().filter(|one| by_name(one));
    let codes: Vec<String> = codes.filter_map(|one| one.project_code.clone()).collect();
    let bearers = match codes.as_slice() {
        [] => BTreeMap::new(),
        codes => desk::bearers(tx, codes).await?,
    };
    let is_anothers = |one: &KnownBy| {
        let code = one.project_code.as_ref();
        code.is_some_and(|code| bearers.contains_key(code))
    };
    let is_shut =
        |one: &KnownBy| !one.codes.is_disjoint(&shut) || (by_name(one) && !is_anothers(one));
    Ok(records.map(is_shut).collect())
}

/// By what a record and its project are known, names apart.
pub(super) fn keys(system: &str, stream: &str, identity: &Identity) -> BTreeSet<String> {
    let mut keys = of_records(system, stream, identity);
    keys.extend(of_codes(identity));
    keys
}

fn of_records(system: &str, stream: &str, identity: &Identity) -> BTreeSet<String> {
    let records = identity.records.iter();
    records.map(|id| of_record(system, stream, id)).collect()
}

fn of_codes(identity: &Identity) -> BTreeSet<String> {
    let Identity {
        records: _,
        project_code,
        trade_codes,
        card_number,
        asset,
        named: _,
    } = identity;
    let trades = trade_codes.iter().map(|code| of_trade(code));
    let code = project_code.iter().map(|code| of_code(code.as_str()));
    let card = card_number.iter().map(|card| of_card(card));
    let asset = asset.iter().map(|id| of_asset(id));
    code.chain(trades).chain(card).chain(asset).collect()
}

/// The keys as they are kept: equal for equal ones, and not to be guessed without our key.
pub(super) fn digests(seal: &dyn Seal, keys: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let keys = keys.into_iter();
    keys.map(|key| seal.mac(key.as_bytes())).collect()
}

pub(super) fn of_record(system: &str, stream: &str, external_id: &str) -> String {
    format!("record:{system}:{stream}:{external_id}")
}

/// By what a hand-over is known to its system.
pub(super) fn of_hand_over(system: &str, key: &str) -> String {
    format!("hand_over:{system}:{key}")
}

/// Which of the keys belong to what was declared state-secret here.
pub(super) async fn among_shut(
    tx: &Tx,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let mut shut = BTreeSet::new();
    for chunk in chunks(keys) {
        let rows = classified_key::Entity::find_in(&scope)
            .filter(classified_key::Column::Digest.is_in(chunk))
            .all(tx.db())
            .await?;
        shut.extend(rows.into_iter().map(|row| row.digest));
    }
    Ok(shut)
}

/// The keys in pieces of few lengths, so that there are few statements.
pub(super) fn chunks<K: Clone>(keys: &BTreeSet<K>) -> Vec<Vec<K>> {
    pieces(keys, CHUNK)
}

/// Values in pieces of at most so many.
pub(super) fn pieces<K: Clone>(all: &BTreeSet<K>, most: usize) -> Vec<Vec<K>> {
    let all: Vec<K> = all.iter().cloned().collect();
    let pieces = all.chunks(most).map(|piece| padded(piece).collect());
    pieces.collect()
}

/// Whether the code names a project that was declared state-secret here.
pub(crate) async fn is_shut_code(tx: &Tx, code: &str) -> Result<bool, Fault> {
    let key = tx.seal().mac(of_code(code).as_bytes());
    Ok(!among_shut(tx, &BTreeSet::from([key])).await?.is_empty())
}

/// Whether a project of the name and unit, told by name or credit code, was declared state-secret
/// here.
pub(crate) async fn is_shut_name(
    tx: &Tx,
    name: &str,
    unit: &str,
    code: Option<&str>,
) -> Result<bool, Fault> {
    let keys = [of_names(name, unit)].into_iter();
    let keys = keys.chain(code.map(|code| of_coded_unit(name, code)));
    let keys = digests(tx.seal(), keys);
    Ok(!among_shut(tx, &keys).await?.is_empty())
}

/// Whether a file is named after a project that was declared state-secret here; of the unit alone,
/// where one is given.
pub(crate) async fn is_shut_file(
    hub: &Hub,
    jurisdiction: Uuid,
    stem: &str,
    unit: Option<&str>,
) -> Result<bool, Fault> {
    let key = unit.map_or_else(|| of_name(stem), |unit| of_names(stem, unit));
    let found = classified_key::Entity::find_in(&Scope::jurisdictions(vec![jurisdiction]))
        .filter(classified_key::Column::Digest.is_in([hub.seal().mac(key.as_bytes())]))
        .one(&hub.reader())
        .await?;
    Ok(found.is_some())
}

/// Names are the same however they are spaced and written, and a unit's with or without the places
/// that it is of.
pub(super) fn of_names(project: &str, unit: &str) -> String {
    format!("named:{}:{}", placeless(unit), fold(project))
}

/// The same, of the unit that bears the credit code, whatever it is called.
pub(super) fn of_coded_unit(project: &str, credit_code: &str) -> String {
    format!("coded:{credit_code}:{}", fold(project))
}

/// The name of a unit without the places before it: 商务局 for 盐城市亭湖区商务局. No name to be shown:
/// of 市场监督管理局 it leaves 场监督管理局, which serves as well to compare by.
fn placeless(unit: &str) -> String {
    let unit = fold(unit);
    let rest = unit
        .rsplit(['省', '市', '区', '县', '旗', '盟', '州'])
        .next();
    match rest {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => unit,
    }
}

/// For records that name no unit.
pub(super) fn of_name(project: &str) -> String {
    format!("named::{}", fold(project))
}

pub(super) fn of_asset(id: &str) -> String {
    format!("asset:{id}")
}

pub(super) fn of_code(code: &str) -> String {
    format!("code:{code}")
}

pub(super) fn of_trade(code: &str) -> String {
    format!("trade:{code}")
}

pub(super) fn of_card(card: &str) -> String {
    format!("card:{card}")
}
