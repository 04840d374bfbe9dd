use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::contract::{AssetRecord, CanonicalRecord, Stream, System};
use shuniu_connectors::import::Kind;
use shuniu_entities::{Key, Keyed, Scope, Tenant, asset, project, tender};
use uuid::Uuid;

use super::by_hand::settled_by_hand;
use super::merge::{Incoming, parties};
use super::no_match::NoMatch;
use super::shut::{of_card, of_code, of_trade};
use crate::command::enter;
use crate::desk::{self, Party};
use crate::fault::Fault;
use crate::transact::Tx;

/// Where a record belongs.
pub(super) enum Match {
    /// To this project.
    Project(Uuid),
    /// Nobody can say without a person.
    None(NoMatch),
}

/// A record that waits for a person.
pub(super) struct Unmatched {
    pub(super) incoming: Incoming,
    pub(super) reason: NoMatch,
}

/// What is known that a record may be matched by; loaded for a whole page at once.
struct Ground {
    by_code: BTreeMap<String, Key>,
    by_trade_code: BTreeMap<String, Uuid>,
    by_asset: BTreeMap<String, Uuid>,
    by_name: BTreeMap<String, Vec<Named>>,
    /// Records of people that name another project than they were merged into, and that a person
    /// settled so by hand.
    by_hand: BTreeSet<Uuid>,
    /// Those that whoever acts may see, where that is not all of them.
    visible: Option<BTreeSet<Uuid>>,
}

/// A project of a name, with its unit.
#[derive(Clone, Copy)]
struct Named {
    project: Uuid,
    unit: Option<Uuid>,
}

impl Ground {
    fn is_visible(&self, project: Uuid) -> bool {
        let visible = self.visible.as_ref();
        visible.is_none_or(|visible| visible.contains(&project))
    }
}

/// Finds the project of each record, in the order of the records, with a constant number of
/// statements. A record of the approval platform that fits no project enters a new one.
pub(super) async fn match_all(tx: &mut Tx, incoming: &[Incoming]) -> Result<Vec<Match>, Fault> {
    if incoming.is_empty() {
        return Ok(Vec::new());
    }
    let mut ground = load(tx, incoming).await?;
    let straying = incoming.iter().filter(|one| strays(tx, &ground, one));
    let straying = straying.flat_map(|one| one.versions.iter().copied());
    ground.by_hand = settled_by_hand(tx, straying.collect()).await?;
    let region = tx.region();
    let mut matches = Vec::with_capacity(incoming.len());
    for one in incoming {
        let elsewhere = one.record.region.is_some_and(|code| {
            !std::iter::successors(Some(code), |code| code.parent()).any(|code| code == region)
        });
        let found = if elsewhere {
            Match::None(NoMatch::OtherRegion)
        } else {
            match_one(tx, &mut ground, one)
        };
        let found = match found {
            // Not even that there is such a project is told.
            Match::Project(project) if !ground.is_visible(project) => {
                Match::None(NoMatch::OtherUnit)
            }
            found => found,
        };
        if let (Match::Project(project), Some(tender)) = (&found, &one.record.tender) {
            let code = tender.unified_trade_code.clone();
            ground
                .by_trade_code
                .extend(code.map(|code| (code, *project)));
            ground.by_trade_code.insert(tender.number.clone(), *project);
        }
        matches.push(found);
    }
    Ok(matches)
}

fn match_one(tx: &mut Tx, ground: &mut Ground, one: &Incoming) -> Match {
    let named = &one.record.project;
    if let Some(asked_for) = one.asked_for {
        let code = named.project_code.as_ref();
        let bearer = code.and_then(|code| ground.by_code.get(code.as_str()));
        return match bearer {
            Some(key) if *key != tx.key(asked_for) => Match::None(NoMatch::CodeTaken),
            _ => Match::Project(asked_for),
        };
    }
    if let Some(code) = &named.project_code
        && let Some(key) = ground.by_code.get(code.as_str())
    {
        return if key.jurisdiction == tx.jurisdiction() {
            Match::Project(key.id)
        } else {
            Match::None(NoMatch::CodeElsewhere)
        };
    }
    let by_hand = |one: &Incoming| one.versions.iter().any(|id| ground.by_hand.contains(id));
    if let Some(project) = one.earlier
        && (!strays(tx, ground, one) || by_hand(one))
    {
        return Match::Project(project);
    }
    if let Some(project) = trade_codes(&one.record).find_map(|code| ground.by_trade_code.get(code))
    {
        return Match::Project(*project);
    }
    if let Some(asset) = &one.record.asset
        && let Some(project) = asset_keys(asset).find_map(|key| ground.by_asset.get(&key))
    {
        return Match::Project(*project);
    }
    if is_of_people(one) && !enters_projects(one) && named.project_code.is_none() {
        return by_name_and_unit(tx, ground, one);
    }
    if !enters_projects(one) {
        return Match::None(match named.project_code {
            Some(_) => NoMatch::UnknownCode,
            None => NoMatch::NoCode,
        });
    }
    let Some(name) = named.name.as_deref() else {
        return Match::None(NoMatch::NoName);
    };
    if ground.by_name.contains_key(name) {
        return Match::None(NoMatch::SameName);
    }
    let Some(unit_name) = named.unit_name.clone() else {
        return Match::None(NoMatch::NoUnit);
    };
    let unit = Party {
        name: unit_name,
        credit_code: named.unit_credit_code.clone(),
    };
    if tx.scope().is_confined_to_units()
        && !desk::known(tx, &unit).is_some_and(|unit| tx.scope().sees_unit(tx.key(unit)))
    {
        return Match::None(NoMatch::OtherUnit);
    }
    let unit = desk::on_desk(tx, &one.system, &unit);
    // Until somebody vouches for its past (`AttestFile`), it is followed from the day it came in:
    // what nobody entered before that day is unknown, not late.
    let since = tx.today();
    let project = enter(tx, Some(unit), Some(since));
    let entered = Named {
        project,
        unit: Some(unit),
    };
    ground.by_name.insert(name.to_owned(), vec![entered]);
    if let Some(visible) = &mut ground.visible {
        visible.insert(project);
    }
    if let Some(code) = &named.project_code {
        ground
            .by_code
            .insert(code.as_str().to_owned(), tx.key(project));
    }
    Match::Project(project)
}

/// Only the platform where projects are approved, and people who keep a ledger of them, say that
/// one exists.
fn enters_projects(one: &Incoming) -> bool {
    let approved = one.system == System::INVESTMENT_APPROVAL.as_str()
        && one.stream == Stream::APPROVALS.as_str();
    approved || (is_of_people(one) && one.stream == Kind::Projects.as_str())
}

/// Whether people handed it in.
fn is_of_people(one: &Incoming) -> bool {
    one.system == desk::IMPORT
}

/// Whether a row of a person's ledger names another project, by name and unit, than the one that
/// an earlier version of it was merged into: units number their papers alike.
fn strays(tx: &Tx, ground: &Ground, one: &Incoming) -> bool {
    let names = is_of_people(one) && !enters_projects(one) && one.unit().is_some();
    let named = (names && one.earlier.is_some()).then(|| by_name_and_unit(tx, ground, one));
    matches!(named, Some(Match::Project(project)) if Some(project) != one.earlier)
}

/// Finds the project that a person means by its name and unit: both as printed, and only one of
/// them. Whoever may see the projects of one unit alone means one of these.
fn by_name_and_unit(tx: &Tx, ground: &Ground, one: &Incoming) -> Match {
    let named = &one.record.project;
    let (confined, unit) = (tx.scope().is_confined_to_units(), one.unit());
    let Some(name) = named.name.as_deref().filter(|_| confined || unit.is_some()) else {
        return Match::None(NoMatch::NoCode);
    };
    let unit = unit.map(|party| desk::known(tx, &party));
    let projects = ground.by_name.get(name).into_iter().flatten();
    let fits = |one: &&Named| unit.is_none_or(|unit| unit.is_some() && unit == one.unit);
    let mut fitting = projects
        .filter(fits)
        .filter(|one| ground.is_visible(one.project));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Match::Project(one.project),
        (Some(_), Some(_)) => Match::None(NoMatch::SeveralProjects),
        (None, _) => Match::None(NoMatch::NoSuchProject),
    }
}

fn trade_codes(record: &CanonicalRecord) -> impl Iterator<Item = &str> {
    let codes = [
        record.project.unified_trade_code.as_deref(),
        record.tender.as_ref().map(|tender| tender.number.as_str()),
        record
            .award
            .as_ref()
            .map(|award| award.tender_number.as_str()),
    ];
    codes.into_iter().flatten()
}

async fn load(tx: &mut Tx, incoming: &[Incoming]) -> Result<Ground, Fault> {
    let codes = incoming
        .iter()
        .filter_map(|one| one.record.project.project_code.as_ref());
    let codes: Vec<String> = codes.map(|code| code.as_str().to_owned()).collect();
    let by_code = desk::bearers(tx, &codes).await?;

    let trade = incoming.iter().flat_map(|one| trade_codes(&one.record));
    let by_trade_code = tendered(tx, trade.collect()).await?;
    let assets: Vec<&AssetRecord> = incoming
        .iter()
        .filter_map(|one| one.record.asset.as_ref())
        .collect();
    let cards = assets.iter().map(|asset| asset.card_number.as_str());
    let ids = assets.iter().filter_map(|asset| our_asset(asset));
    let by_asset = owned(tx, cards.collect(), ids.collect()).await?;

    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let by_name = |one: &&Incoming| enters_projects(one) || is_of_people(one);
    let names: Vec<&str> = incoming
        .iter()
        .filter(by_name)
        .filter_map(|one| one.record.project.name.as_deref())
        .collect();
    let mut by_name: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    if !names.is_empty() {
        let rows = project::Entity::find_in(&scope)
            .filter(project::Column::Name.is_in(names))
            .all(tx.db())
            .await?;
        for row in rows {
            let (project, unit) = (row.id, row.unit_id);
            by_name
                .entry(row.name)
                .or_default()
                .push(Named { project, unit });
        }
    }
    let mut visible = None;
    if tx.scope().is_confined_to_units() {
        let codes = by_code.values().map(|key| key.id);
        let trades = by_trade_code.values().copied();
        let assets = by_asset.values().copied();
        let named = by_name.values().flatten().map(|one| one.project);
        let earlier = incoming.iter().filter_map(|one| one.earlier);
        let all = codes
            .chain(trades)
            .chain(assets)
            .chain(named)
            .chain(earlier);
        let keys: BTreeSet<Key> = all.map(|id| tx.key(id)).collect();
        let keys: Vec<Key> = keys.into_iter().collect();
        let seen = project::Entity::find_keys(tx.scope(), &keys).all(tx.db());
        visible = Some(seen.await?.into_iter().map(|row| row.id).collect());
    }

    let parties = parties(incoming);
    desk::recall(tx, &parties).await?;
    Ok(Ground {
        by_code,
        by_trade_code,
        by_asset,
        by_name,
        by_hand: BTreeSet::new(),
        visible,
    })
}

/// The projects of the tenders that bear the codes.
pub(super) async fn tendered(tx: &Tx, codes: Vec<&str>) -> Result<BTreeMap<String, Uuid>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let tenders = tender::Entity::find_in(&scope)
        .filter(
            tender::Column::DealCode
                .is_in(codes.clone())
                .or(tender::Column::Code.is_in(codes)),
        )
        .all(tx.db())
        .await?;
    let mut by_code = BTreeMap::new();
    // Those on the desk may not be written yet.
    let files = tx.desk().files.values();
    let on_desk = files.flat_map(|file| file.tenders.iter().cloned());
    for row in tenders.into_iter().chain(on_desk) {
        by_code.extend(row.deal_code.map(|code| (code, row.project_id)));
        by_code.insert(row.code, row.project_id);
    }
    Ok(by_code)
}

/// The projects of the assets, by card number and by our own id.
pub(super) async fn owned(
    tx: &Tx,
    cards: Vec<&str>,
    ids: Vec<Uuid>,
) -> Result<BTreeMap<String, Uuid>, Fault> {
    let mut by_asset = BTreeMap::new();
    if cards.is_empty() && ids.is_empty() {
        return Ok(by_asset);
    }
    let known = asset::Column::CardNumber
        .is_in(cards)
        .or(asset::Column::Id.is_in(ids));
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let stored = asset::Entity::find_in(&scope)
        .filter(known)
        .all(tx.db())
        .await?;
    let files = tx.desk().files.values();
    let on_desk = files.flat_map(|file| file.assets.iter().cloned());
    for row in stored.into_iter().chain(on_desk) {
        by_asset.extend(row.card_number.map(|card| (card, row.project_id)));
        by_asset.insert(row.id.to_string(), row.project_id);
    }
    Ok(by_asset)
}

fn asset_keys(asset: &AssetRecord) -> impl Iterator<Item = String> {
    let ours = our_asset(asset).map(|id| id.to_string());
    ours.into_iter().chain([asset.card_number.clone()])
}

fn our_asset(asset: &AssetRecord) -> Option<Uuid> {
    Uuid::parse_str(asset.asset.as_deref()?).ok()
}

/// What would tell the project of a record that has none yet.
pub(super) fn awaited(record: &CanonicalRecord) -> BTreeSet<String> {
    let code = record.project.project_code.as_ref();
    let code = code.map(|code| of_code(code.as_str()));
    let asset = record.asset.as_ref();
    let card = asset.map(|asset| of_card(&asset.card_number));
    let trades = trade_codes(record).map(of_trade);
    code.into_iter().chain(card).chain(trades).collect()
}

/// What the projects on the desk have come to bear in this transaction, and which of them does.
pub(super) fn borne(tx: &Tx) -> BTreeMap<String, Uuid> {
    let desk = tx.desk();
    let codes = desk.codes.iter();
    let mut keys: BTreeMap<String, Uuid> = codes
        .map(|row| (of_code(&row.code), row.project_id))
        .collect();
    for file in desk.files.values() {
        let tenders = file.tenders.dirty();
        let trades = tenders.flat_map(|row| [&row.code].into_iter().chain(&row.deal_code));
        keys.extend(trades.map(|code| (of_trade(code), file.id())));
        let assets = file.assets.dirty();
        let cards = assets.filter_map(|row| row.card_number.as_ref());
        keys.extend(cards.map(|card| (of_card(card), file.id())));
    }
    keys
}
