use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::contract::{AssetRecord, CanonicalRecord, HeaderFact};
use shuniu_entities::{
    Key, Keyed, OfProject, Scope, Tenant, asset, padded, project, project_fact, tender,
};
use shuniu_policy::ProjectCode;
use uuid::Uuid;

use super::alike::{self, Alike, profile};
use super::astray::astray;
use super::by_hand::ByHand;
use super::matching::{enters_projects, is_of_people};
use super::merge::{Incoming, parties};
use super::no_match::NoMatch;
use crate::desk::{self, File};
use crate::fault::Fault;
use crate::likeness::Profile;
use crate::name::fold;
use crate::transact::Tx;

/// What is known that a record may be matched by; loaded for a whole page at once.
pub(super) struct Ground {
    pub(super) by_code: BTreeMap<String, Key>,
    pub(super) by_trade_code: BTreeMap<String, BTreeSet<Uuid>>,
    pub(super) by_asset: BTreeMap<String, BTreeSet<Uuid>>,
    /// By their names, however these are spaced and written.
    pub(super) by_name: BTreeMap<String, Vec<Named>>,
    /// What the projects are called whose codes people give, with their units.
    pub(super) called: BTreeMap<Uuid, (String, Option<Uuid>)>,
    /// Records that name another project than they were merged into, and that a person settled so
    /// by hand.
    pub(super) by_hand: BTreeMap<Uuid, ByHand>,
    /// Out of which projects a person took records, by the versions of these.
    pub(super) barred: BTreeMap<Uuid, BTreeSet<Uuid>>,
    /// The projects that records without a known code are compared with.
    pub(super) alike: Alike,
    /// Records that bear a code that nobody bears, and did not before.
    pub(super) astray: BTreeSet<Uuid>,
    /// Those that whoever acts may see, where that is not all of them.
    pub(super) visible: Option<BTreeSet<Uuid>>,
}

/// A project of a name, with its unit and how people and systems print the unit's name: one that
/// was renamed is known by both.
pub(super) struct Named {
    pub(super) project: Uuid,
    pub(super) unit: Option<Uuid>,
    /// Its project code.
    pub(super) code: Option<String>,
    pub(super) printed: BTreeSet<String>,
}

impl Ground {
    pub(super) fn is_visible(&self, project: Uuid) -> bool {
        let visible = self.visible.as_ref();
        visible.is_none_or(|visible| visible.contains(&project))
    }

    /// Out of which projects a person took the record.
    pub(super) fn barred(&self, one: &Incoming) -> BTreeSet<Uuid> {
        let barred = one.versions.iter().filter_map(|id| self.barred.get(id));
        barred.flatten().copied().collect()
    }

    /// Whether a person took the record out of the project, and none put it back.
    pub(super) fn is_barred(&self, one: &Incoming, project: Uuid) -> bool {
        let stays = [one.earlier, one.asked_for].contains(&Some(project));
        !stays && self.barred(one).contains(&project)
    }

    /// Why a person is asked: because one took it out of a project, where that was so and it is in
    /// none since.
    pub(super) fn unless_taken_out(&self, one: &Incoming, why: NoMatch) -> NoMatch {
        if one.earlier.is_none() && !self.barred(one).is_empty() {
            NoMatch::TakenOut
        } else {
            why
        }
    }

    /// Whether only its likeness may tell whose a record of a system is.
    fn is_untold(&self, one: &Incoming) -> bool {
        let named = &one.record.project;
        let known = |code: &ProjectCode| self.by_code.contains_key(code.as_str());
        let coded = named.project_code.as_ref();
        let one_of = |found: Option<&BTreeSet<Uuid>>| found.is_some_and(|all| all.len() == 1);
        let traded = trade_codes(&one.record).any(|code| one_of(self.by_trade_code.get(code)));
        let owned = card(&one.record).is_some_and(|card| one_of(self.by_asset.get(card)));
        !is_of_people(one)
            && one.asked_for.is_none()
            && one.earlier.is_none()
            && !coded.is_some_and(known)
            && (enters_projects(one) || (coded.is_none() && !traded && !owned))
    }

    /// Whether a record bears the code of another project here than it was merged into.
    pub(super) fn moves(&self, one: &Incoming, here: Uuid) -> bool {
        let code = one.record.project.project_code.as_ref();
        let bearer = code.and_then(|code| self.by_code.get(code.as_str()));
        let bearer = bearer.filter(|key| key.jurisdiction == here);
        let moved = bearer.zip(one.earlier);
        moved.is_some_and(|(bearer, earlier)| bearer.id != earlier)
    }

    /// The project that a person settled a record to be of when it bore the code that it bears now.
    pub(super) fn settled(&self, one: &Incoming) -> Option<Uuid> {
        let code = one.record.project.project_code.as_ref();
        let code = code.map(ProjectCode::as_str);
        let settled = one.versions.iter().filter_map(|id| self.by_hand.get(id));
        let mut settled = settled.filter(|then| then.code.as_deref() == code);
        settled.next_back().map(|then| then.project)
    }
}

pub(super) fn trade_codes(record: &CanonicalRecord) -> impl Iterator<Item = &str> {
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

pub(super) async fn load(tx: &mut Tx, incoming: &[Incoming]) -> Result<Ground, Fault> {
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
    let cards = incoming.iter().filter_map(|one| card(&one.record));
    let ids = assets.iter().filter_map(|asset| our_asset(asset));
    let by_asset = owned(tx, cards.collect(), ids.collect()).await?;

    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let by_name = |one: &&Incoming| enters_projects(one) || is_of_people(one);
    let names: BTreeSet<String> = incoming
        .iter()
        .filter(by_name)
        .filter_map(|one| one.record.project.name.as_deref())
        .map(fold)
        .collect();
    let mut by_name: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    if !names.is_empty() {
        for file in entered(tx) {
            let (row, unit) = (file.project.get(), file.fact(HeaderFact::UNIT_NAME));
            let named = Named {
                project: row.id,
                unit: row.unit_id,
                code: row.project_code.clone(),
                printed: unit
                    .and_then(|unit| unit.value.as_str())
                    .map(fold)
                    .into_iter()
                    .collect(),
            };
            if names.contains(&fold(&row.name)) {
                by_name.entry(fold(&row.name)).or_default().push(named);
            }
        }
        let rows = project::Entity::find_in(&scope)
            .filter(project::Column::NameFolded.is_in(padded(&Vec::from_iter(&names))))
            .all(tx.db())
            .await?;
        let mut printed = printed(tx, &rows).await?;
        for row in rows {
            let named = Named {
                project: row.id,
                unit: row.unit_id,
                code: row.project_code,
                printed: printed.remove(&row.id).unwrap_or_default(),
            };
            by_name
                .entry(row.name_folded.unwrap_or_default())
                .or_default()
                .push(named);
        }
    }
    let coded = incoming.iter().filter(|one| is_of_people(one));
    let coded = coded.filter_map(|one| one.record.project.project_code.as_ref());
    let coded = coded.filter_map(|code| by_code.get(code.as_str()));
    let coded: BTreeSet<Key> = coded
        .filter(|key| key.jurisdiction == tx.jurisdiction())
        .copied()
        .collect();
    let mut called = BTreeMap::new();
    if !coded.is_empty() {
        let coded: Vec<Key> = coded.into_iter().collect();
        let rows = project::Entity::find_keys(&scope, &coded)
            .all(tx.db())
            .await?;
        let named = |row: project::Model| (row.id, (fold(&row.name), row.unit_id));
        called.extend(rows.into_iter().map(named));
    }
    let mut visible = None;
    if tx.scope().is_confined_to_units() {
        let codes = by_code.values().map(|key| key.id);
        let trades = by_trade_code.values().flatten().copied();
        let assets = by_asset.values().flatten().copied();
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
        let seen = seen.await?.into_iter().map(|row| row.id);
        visible = Some(seen.chain(entered(tx).map(File::id)).collect());
    }

    let astray = astray(tx, incoming, &by_code).await?;
    let parties = parties(incoming);
    desk::recall(tx, &parties).await?;
    Ok(Ground {
        by_code,
        by_trade_code,
        by_asset,
        by_name,
        called,
        by_hand: BTreeMap::new(),
        barred: BTreeMap::new(),
        alike: Alike::default(),
        astray,
        visible,
    })
}

/// What the records are compared with of which only their likeness may tell whose they are.
pub(super) async fn alike(tx: &Tx, ground: &Ground, incoming: &[Incoming]) -> Result<Alike, Fault> {
    let places = tx.places();
    let untold = incoming.iter().filter(|one| ground.is_untold(one));
    let profiles = untold.filter_map(|one| {
        let profile = profile(&one.record, &places)?;
        Some((profile, one.record.project.project_code.is_some()))
    });
    let profiles: Vec<(Profile, bool)> = profiles.collect();
    let asked: Vec<(&Profile, bool)> = profiles.iter().map(|one| (&one.0, one.1)).collect();
    alike::load(tx, &asked).await
}

/// The projects that this transaction entered, which are not written yet.
fn entered(tx: &Tx) -> impl Iterator<Item = &File> {
    let files = tx.desk().files.values();
    files.filter(|file| file.project.get().version == 0)
}

/// How the names of the projects' units are printed, folded.
async fn printed(
    tx: &Tx,
    projects: &[project::Model],
) -> Result<BTreeMap<Uuid, BTreeSet<String>>, Fault> {
    use project_fact::Column;
    let mut printed: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    if projects.is_empty() {
        return Ok(printed);
    }
    let keys: Vec<Key> = projects.iter().map(|row| tx.key(row.id)).collect();
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let rows = project_fact::Entity::find_of(&scope, &keys)
        .filter(Column::Name.eq(HeaderFact::UNIT_NAME))
        .filter(Column::Standing.is_in(["current", "losing"]))
        .all(tx.db())
        .await?;
    for row in rows.iter().filter(|row| row.subject.is_none()) {
        let names = printed.entry(row.project_id).or_default();
        names.extend(row.value.as_str().map(fold));
    }
    Ok(printed)
}

/// The projects of the tenders that bear the codes.
pub(super) async fn tendered(
    tx: &Tx,
    codes: Vec<&str>,
) -> Result<BTreeMap<String, BTreeSet<Uuid>>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let tenders = tender::Entity::find_in(&scope)
        .filter(
            tender::Column::DealCode
                .is_in(padded(&codes))
                .or(tender::Column::Code.is_in(padded(&codes))),
        )
        .all(tx.db())
        .await?;
    let mut by_code: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    // Those on the desk may not be written yet.
    let files = tx.desk().files.values();
    let on_desk = files.flat_map(|file| file.tenders.iter().cloned());
    for row in tenders.into_iter().chain(on_desk) {
        for code in row.deal_code.into_iter().chain([row.code]) {
            by_code.entry(code).or_default().insert(row.project_id);
        }
    }
    Ok(by_code)
}

/// The projects of the assets, by card number and by our own id.
pub(super) async fn owned(
    tx: &Tx,
    cards: Vec<&str>,
    ids: Vec<Uuid>,
) -> Result<BTreeMap<String, BTreeSet<Uuid>>, Fault> {
    let mut by_asset: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    if cards.is_empty() && ids.is_empty() {
        return Ok(by_asset);
    }
    let known = asset::Column::CardNumber
        .is_in(padded(&cards))
        .or(asset::Column::Id.is_in(padded(&ids)));
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let stored = asset::Entity::find_in(&scope)
        .filter(known)
        .all(tx.db())
        .await?;
    let files = tx.desk().files.values();
    let on_desk = files.flat_map(|file| file.assets.iter().cloned());
    for row in stored.into_iter().chain(on_desk) {
        for key in row.card_number.into_iter().chain([row.id.to_string()]) {
            by_asset.entry(key).or_default().insert(row.project_id);
        }
    }
    Ok(by_asset)
}

/// The card that a record speaks of.
pub(super) fn card(record: &CanonicalRecord) -> Option<&str> {
    let card = record
        .asset
        .as_ref()
        .map(|asset| asset.card_number.as_str());
    card.or_else(|| record.owned.as_ref()?.card_number.as_deref())
}

pub(super) fn our_asset(asset: &AssetRecord) -> Option<Uuid> {
    Uuid::parse_str(asset.asset.as_deref()?).ok()
}
