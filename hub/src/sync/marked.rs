use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value, json};
use shuniu_connectors::contract::{Connector, Identity, RawRecord, Stream};
use shuniu_entities::{Scope, Tenant, finding, padded, project, secrecy_mark, source_record};
use uuid::Uuid;

use super::forget;
use super::ground::{owned, tendered};
use super::known_by::{self, KnownBy, of_names, of_record};
use super::landed::Landed;
use super::shut;
use super::told::{self, MARKED, among, tell};
use crate::db::{There, insert};
use crate::desk;
use crate::fault::Fault;
use crate::name::fold;
use crate::seal::Seal;
use crate::transact::Tx;

/// A record that its system marks as state-secret, as far as it may be read: when it was changed,
/// and what names it and its project. Lives as long as its page lands.
#[derive(Clone, Debug)]
pub(super) struct Marked {
    system: String,
    stream: String,
    source_time: DateTime<Utc>,
    identity: Identity,
    /// What the row goes by that says that there was such a record.
    nameless: String,
}

impl Marked {
    pub(super) fn new(
        seal: &dyn Seal,
        connector: &dyn Connector,
        stream: &Stream,
        raw: &RawRecord,
    ) -> Self {
        Self {
            nameless: forget::nameless(seal, &raw.external_id),
            system: connector.system().as_str().to_owned(),
            stream: stream.as_str().to_owned(),
            source_time: raw.source_time,
            identity: connector.identity(stream, raw),
        }
    }

    /// The nameless one, for the row.
    pub(super) fn nameless(&self) -> &str {
        &self.nameless
    }

    /// By what the record and its project are known.
    fn keys(&self) -> BTreeSet<String> {
        let mut keys = known_by::keys(&self.system, &self.stream, &self.identity);
        // By the nameless one a receipt is known, whose row names the project that was asked about.
        keys.insert(of_record(&self.system, &self.stream, &self.nameless));
        let named = self.identity.named.iter();
        keys.extend(named.map(|(name, unit)| of_names(name, unit)));
        keys
    }

    /// The same, should its project have been declared already.
    pub(super) fn known_by(&self, seal: &dyn Seal) -> KnownBy {
        let of = (self.system.as_str(), self.stream.as_str());
        let mut known_by = KnownBy::of(seal, of, &self.identity, None);
        let nameless = of_record(&self.system, &self.stream, &self.nameless);
        known_by.names.extend(known_by::digests(seal, [nameless]));
        known_by
    }

    /// What is kept of the record from before.
    fn kept<'v>(
        &'v self,
        versions: &'v [source_record::Model],
    ) -> impl Iterator<Item = &'v source_record::Model> {
        let records = &self.identity.records;
        let is_it = |id: &String| records.contains(id) || *id == self.nameless;
        let kept = versions.iter();
        kept.filter(move |row| row.stream == self.stream && is_it(&row.external_id))
    }

    /// What the record itself is known by.
    fn own(&self) -> Option<String> {
        let id = self.identity.records.first()?;
        Some(of_record(&self.system, &self.stream, id))
    }
}

/// Notes which records of a page of a connector are marked as state-secret and which are not any
/// more, and has the projects told that the hub knows; gives what the ledger is to say, which names
/// none of them.
pub(super) async fn heed<'a>(
    tx: &mut Tx,
    (connector, system, stream): (Uuid, &str, &Stream),
    records: impl Iterator<Item = &'a Landed>,
) -> Result<Map<String, Value>, Fault> {
    let (mut bearing, mut open) = (Vec::new(), BTreeMap::new());
    for landed in records {
        match (&landed.marked, &landed.mapped) {
            (Some(marked), _) => bearing.push(marked),
            (None, Ok(record)) if !record.classified => {
                let key = of_record(system, stream.as_str(), &landed.external_id);
                open.insert(tx.seal().mac(key.as_bytes()), landed.source_time);
            }
            (None, _) => {}
        }
    }
    let mut done = Map::new();
    let told = note(tx, connector, &bearing).await?;
    let taken_back = take_back(tx, &open).await?;
    for (what, number) in [
        ("projects_to_be_declared", told),
        ("secrecy_marks_taken_back", taken_back),
    ] {
        if number > 0 {
            done.insert(what.to_owned(), json!(number));
        }
    }
    Ok(done)
}

/// Notes records that are marked as state-secret, drops what waits of them from before, and has the
/// projects told that the hub knows; gives how many are told something new.
///
/// Whoever sees the projects of one unit alone marks these alone.
pub(super) async fn note(tx: &mut Tx, connector: Uuid, marked: &[&Marked]) -> Result<usize, Fault> {
    if marked.is_empty() {
        return Ok(0);
    }
    tx.alone_with_codes().await?;
    let versions = versions(tx, connector, marked).await?;
    // A system that has taken its mark back is not held to what it said before.
    let standing = marked.iter().copied().filter(|one| {
        let mut kept = one.kept(&versions);
        kept.all(|row| row.source_time <= one.source_time)
    });
    let standing: Vec<&Marked> = standing.collect();
    let waiting = standing.iter().flat_map(|one| one.kept(&versions));
    let waits =
        |row: &&source_record::Model| ["quarantined", "unmatched"].contains(&row.outcome.as_str());
    let waiting = waiting.filter(waits);
    let waiting: BTreeSet<Uuid> = waiting.map(|row| row.id).collect();
    shut::remove(tx, &waiting.into_iter().collect::<Vec<_>>()).await?;

    let ground = Ground::of(tx, &standing).await?;
    let named: Vec<(&Marked, BTreeSet<Uuid>)> = standing
        .iter()
        .map(|one| {
            let merged = one.kept(&versions).filter_map(|row| row.project_id);
            (*one, ground.projects(one).chain(merged).collect())
        })
        .collect();
    let projects: BTreeSet<Uuid> = named.iter().flat_map(|one| one.1.clone()).collect();
    let projects: Vec<Uuid> = projects.into_iter().collect();
    desk::open(tx, &projects).await?;

    let mut rows = BTreeMap::new();
    for (one, projects) in &named {
        let seen = projects.iter().any(|id| tx.desk().files.contains_key(id));
        if seen || !tx.scope().is_confined_to_units() {
            let alone = ground.alone(one).and_then(|id| tx.desk().files.get(&id));
            rows.extend(self::rows(tx, one, alone.and_then(told::named)));
        }
    }
    write(tx, rows.into_values().collect()).await?;
    tell(tx, &projects).await
}

/// Takes the marks of records back that their systems mark no more: of each what it is known by,
/// and when it was changed. Gives how many.
async fn take_back(tx: &mut Tx, open: &BTreeMap<String, DateTime<Utc>>) -> Result<usize, Fault> {
    let marks = among(tx, &open.keys().cloned().collect()).await?;
    let newer = |mark: &&secrecy_mark::Model| {
        let changed = open.get(&mark.digest);
        changed.is_some_and(|changed| *changed > mark.source_time)
    };
    let gone: BTreeSet<String> = marks
        .iter()
        .filter(newer)
        .map(|mark| mark.record.clone())
        .collect();
    if gone.is_empty() {
        return Ok(0);
    }
    for records in known_by::chunks(&gone) {
        secrecy_mark::Entity::delete_many()
            .filter(secrecy_mark::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(secrecy_mark::Column::Record.is_in(records))
            .exec(tx.db())
            .await?;
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let told = finding::Entity::find_in(&scope)
        .filter(finding::Column::Code.eq(MARKED))
        .all(tx.db())
        .await?;
    let told: Vec<Uuid> = told.iter().map(|row| row.project_id).collect();
    tell(tx, &told).await?;
    Ok(gone.len())
}

/// What is kept of the records from before they were marked.
async fn versions(
    tx: &Tx,
    connector: Uuid,
    marked: &[&Marked],
) -> Result<Vec<source_record::Model>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let mut by_stream: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for one in marked {
        let names = by_stream.entry(&one.stream).or_default();
        names.extend(one.identity.records.iter().cloned());
        names.insert(one.nameless.clone());
    }
    let mut versions = Vec::new();
    for (stream, names) in by_stream {
        for names in known_by::chunks(&names) {
            let rows = source_record::Entity::versions(&scope, connector, stream, &names);
            versions.extend(rows.all(tx.db()).await?);
        }
    }
    Ok(versions)
}

/// The projects that the records name, by their codes and names.
struct Ground {
    by_code: BTreeMap<String, Uuid>,
    by_trade_code: BTreeMap<String, BTreeSet<Uuid>>,
    by_asset: BTreeMap<String, BTreeSet<Uuid>>,
    by_name: BTreeMap<String, Vec<Uuid>>,
}

impl Ground {
    async fn of(tx: &Tx, marked: &[&Marked]) -> Result<Self, Fault> {
        let all = || marked.iter().map(|one| &one.identity);
        let codes = all().filter_map(|one| one.project_code.as_ref());
        let codes: Vec<String> = codes.map(|code| code.as_str().to_owned()).collect();
        let bearers = desk::bearers(tx, &codes).await?.into_iter();
        let here = bearers.filter(|(_, key)| key.jurisdiction == tx.jurisdiction());
        let by_code = here.map(|(code, key)| (code, key.id)).collect();

        let trades: Vec<&str> = all()
            .flat_map(|one| one.trade_codes.iter().map(String::as_str))
            .collect();
        let mut by_trade_code = BTreeMap::new();
        if !trades.is_empty() {
            by_trade_code = tendered(tx, trades).await?;
        }
        let cards = all().filter_map(|one| one.card_number.as_deref());
        let ids = all().filter_map(|one| Uuid::parse_str(one.asset.as_deref()?).ok());
        let by_asset = owned(tx, cards.collect(), ids.collect()).await?;

        let names: BTreeSet<String> = all()
            .filter_map(|one| one.named.as_ref())
            .map(|(name, _)| fold(name))
            .collect();
        let mut by_name: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        if !names.is_empty() {
            let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
            let rows = project::Entity::find_in(&scope)
                .filter(project::Column::NameFolded.is_in(padded(&Vec::from_iter(names))))
                .all(tx.db())
                .await?;
            for row in rows {
                by_name.entry(fold(&row.name)).or_default().push(row.id);
            }
        }
        Ok(Self {
            by_code,
            by_trade_code,
            by_asset,
            by_name,
        })
    }

    /// The one project of the name, where there is but one: people write the names of units in many
    /// ways, and rather one too many is looked into than one too few.
    fn alone(&self, marked: &Marked) -> Option<Uuid> {
        let (name, _) = marked.identity.named.as_ref()?;
        match self.by_name.get(&fold(name))?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Those that a record may be of; whether it is of one by its name is told by the unit.
    fn projects(&self, marked: &Marked) -> impl Iterator<Item = Uuid> {
        let one = &marked.identity;
        let code = one.project_code.iter();
        let code = code.filter_map(|code| self.by_code.get(code.as_str()));
        let trades = one.trade_codes.iter();
        let trades = trades.filter_map(|code| self.by_trade_code.get(code));
        let assets = one.card_number.iter().chain(&one.asset);
        let assets = assets.filter_map(|key| self.by_asset.get(key));
        let named = one.named.iter();
        let named = named.filter_map(|(name, _)| self.by_name.get(&fold(name)));
        code.chain(trades.flatten())
            .chain(assets.flatten())
            .chain(named.flatten())
            .copied()
    }
}

/// The rows that a mark is kept as, by their keys; `named` is what its project goes by besides.
fn rows(
    tx: &Tx,
    marked: &Marked,
    named: Option<String>,
) -> Vec<((String, String), secrecy_mark::Model)> {
    let seal = tx.seal();
    let Some(own) = marked.own() else {
        return Vec::new();
    };
    let record = seal.mac(own.as_bytes());
    let keys = marked.keys().into_iter().chain(named);
    let digests = known_by::digests(seal, keys).into_iter();
    let row = |digest: String| {
        let key = (digest.clone(), record.clone());
        let row = secrecy_mark::Model {
            jurisdiction_id: tx.jurisdiction(),
            digest,
            record: record.clone(),
            system: marked.system.clone(),
            source_time: marked.source_time,
        };
        (key, row)
    };
    digests.map(row).collect()
}

/// A mark that is kept stays as it came first, so that saying it again changes nothing.
async fn write(tx: &Tx, rows: Vec<secrecy_mark::Model>) -> Result<(), Fault> {
    insert::<secrecy_mark::Entity, _>(tx.db(), rows, There::Stays).await?;
    Ok(())
}
