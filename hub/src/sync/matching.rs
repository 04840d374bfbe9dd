use std::collections::{BTreeMap, BTreeSet};

use shuniu_connectors::contract::{CanonicalRecord, HeaderFact, Stream, System};
use shuniu_connectors::import::Kind;
use shuniu_entities::project_fact;
use uuid::Uuid;

use super::alike::{self, Asked, Offered, decide, profile};
use super::by_hand::{barred, settled_by_hand};
use super::ground::{Ground, Named, alike, card, load, our_asset, trade_codes};
use super::known_by::{of_card, of_code, of_trade};
use super::merge::Incoming;
use super::no_match::NoMatch;
use crate::command::enter;
use crate::desk::{self, Party};
use crate::fault::Fault;
use crate::name::fold;
use crate::transact::Tx;

/// Where a record belongs.
pub(super) enum Match {
    /// To this project.
    Project(Uuid),
    /// To this project, which it is like.
    Alike(Offered),
    /// Nobody can say without a person.
    None(NoMatch),
    /// Nor can they although it is like these projects.
    Review(NoMatch, Vec<Offered>),
}

/// A record that waits for a person.
pub(super) struct Unmatched {
    pub(super) incoming: Incoming,
    pub(super) reason: NoMatch,
    /// The projects that it is like, where it was compared with them.
    pub(super) offered: Option<Vec<Offered>>,
}

/// Finds the project of each record, in the order of the records, with a constant number of
/// statements. A record of the approval platform that fits no project enters a new one.
pub(super) async fn match_all(tx: &mut Tx, incoming: &[Incoming]) -> Result<Vec<Match>, Fault> {
    if incoming.is_empty() {
        return Ok(Vec::new());
    }
    tx.alone_with_codes().await?;
    let mut ground = load(tx, incoming).await?;
    let straying = incoming.iter().filter(|one| {
        let astray = ground.astray.contains(&one.source_record);
        astray || strays(tx, &ground, one) || ground.moves(one, tx.jurisdiction())
    });
    let straying = straying.flat_map(|one| one.versions.iter().copied());
    ground.by_hand = settled_by_hand(tx, &straying.collect()).await?;
    // Boxed: a record that is tried again would lie on the stack with all of this.
    ground.barred = Box::pin(barred(tx, incoming)).await?;
    ground.alike = Box::pin(alike(tx, &ground, incoming)).await?;
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
            Match::Project(project) if !ground.is_visible(project) => Match::None(taken(one)),
            // Not by itself again.
            Match::Project(project) if ground.is_barred(one, project) => {
                Match::None(NoMatch::TakenOut)
            }
            found => found,
        };
        let project = match &found {
            Match::Project(project) => Some(project),
            Match::Alike(offered) => Some(&offered.project),
            Match::None(_) | Match::Review(..) => None,
        };
        if let (Some(project), Some(tender)) = (project, &one.record.tender) {
            let codes = tender.unified_trade_code.iter().chain([&tender.number]);
            for code in codes.cloned() {
                let bearers = ground.by_trade_code.entry(code).or_default();
                bearers.insert(*project);
            }
        }
        matches.push(found);
    }
    Ok(matches)
}

/// What somebody is told whose row bears a code that is not his to use: a ledger of projects cannot
/// enter it, and to any other it is unknown.
pub(super) fn taken(one: &Incoming) -> NoMatch {
    if enters_projects(one) || one.record.project.project_code.is_none() {
        NoMatch::OtherUnit
    } else {
        NoMatch::UnknownCode
    }
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
    // The id that the hub itself gave is surer than any code.
    let asset = one.record.asset.as_ref().and_then(our_asset);
    if let Some(project) = asset.and_then(|id| only(ground.by_asset.get(&id.to_string()))) {
        return Match::Project(project);
    }
    let earlier = one.earlier;
    if let Some(code) = &named.project_code
        && let Some(key) = ground.by_code.get(code.as_str())
    {
        if key.jurisdiction != tx.jurisdiction() {
            return Match::None(NoMatch::CodeElsewhere);
        }
        if let Some(settled) = ground.settled(one) {
            return Match::Project(settled);
        }
        if is_of_people(one) && earlier != Some(key.id) && is_anothers(tx, ground, one, key.id) {
            return Match::None(NoMatch::CodeOfOther);
        }
        return if bears_card_of_other(ground, one, key.id) {
            Match::None(NoMatch::CardElsewhere)
        } else {
            Match::Project(key.id)
        };
    }
    if let Some(settled) = ground.settled(one) {
        return Match::Project(settled);
    }
    if ground.astray.contains(&one.source_record) {
        return Match::None(NoMatch::UnknownCode);
    }
    if let Some(project) = earlier.filter(|_| !strays(tx, ground, one)) {
        return Match::Project(project);
    }
    let mut trades = trade_codes(&one.record).map(|code| ground.by_trade_code.get(code));
    if let Some(project) = trades.find_map(only) {
        return Match::Project(project);
    }
    if let Some(asset) = &one.record.asset
        && let Some(project) = only(ground.by_asset.get(&asset.card_number))
    {
        return Match::Project(project);
    }
    if is_of_people(one) && !enters_projects(one) && named.project_code.is_none() {
        return match by_name_and_unit(tx, ground, one) {
            Match::Project(project) if bears_card_of_other(ground, one, project) => {
                Match::None(NoMatch::CardElsewhere)
            }
            found => found,
        };
    }
    if !enters_projects(one) {
        return match named.project_code {
            // Perhaps the project that bears it is still to come.
            Some(_) => Match::None(NoMatch::UnknownCode),
            None => by_likeness(tx, ground, one, NoMatch::NoCode)
                .unwrap_or(Match::None(ground.unless_taken_out(one, NoMatch::NoCode))),
        };
    }
    let Some(name) = named.name.as_deref() else {
        return Match::None(NoMatch::NoName);
    };
    let folded = fold(name);
    if let Some(project) = own_by_name(tx, ground, one) {
        return Match::Project(project);
    }
    let unit = named.unit_name.clone().map(|name| Party {
        name,
        credit_code: named.unit_credit_code.clone(),
    });
    // Whoever may not see a project is not told that there is one of the name.
    let foreign = |unit: &Party| {
        let known = desk::known(tx, unit);
        !known.is_some_and(|unit| tx.scope().sees_unit(tx.key(unit)))
    };
    if tx.scope().is_confined_to_units() && unit.as_ref().is_some_and(foreign) {
        return Match::None(NoMatch::OtherUnit);
    }
    let mut same = ground.by_name.get(&folded).into_iter().flatten();
    let same = same.any(|one| ground.is_visible(one.project));
    if !is_of_people(one) {
        let why = if same {
            NoMatch::SameName
        } else {
            NoMatch::LikeProject
        };
        // Likeness keeps a project from being entered only where it may decide at all.
        let asks = same || tx.links_by_likeness(&one.system);
        if asks && let Some(found) = by_likeness(tx, ground, one, why) {
            if let (Match::Alike(offered), Some(code)) = (&found, &named.project_code) {
                let key = tx.key(offered.project);
                ground.by_code.insert(code.as_str().to_owned(), key);
            }
            return found;
        }
        if ground.unless_taken_out(one, why) == NoMatch::TakenOut {
            return Match::None(NoMatch::TakenOut);
        }
    }
    if same {
        return Match::None(NoMatch::SameName);
    }
    let Some(unit) = unit else {
        return Match::None(NoMatch::NoUnit);
    };
    let unit = desk::on_desk(tx, &one.system, &unit);
    // Until somebody vouches for its past (`AttestFile`), it is followed from the day it came in:
    // what nobody entered before that day is unknown, not late.
    let since = tx.today();
    let project = enter(tx, Some(unit), Some(since));
    let entered = Named {
        project,
        unit: Some(unit),
        code: named
            .project_code
            .as_ref()
            .map(|code| code.as_str().to_owned()),
        printed: named.unit_name.as_deref().map(fold).into_iter().collect(),
    };
    if let Some(profile) = profile(&one.record, ground.alike.places()) {
        ground.alike.enter(project, profile, entered.code.clone());
    }
    ground.called.insert(project, (folded.clone(), Some(unit)));
    ground.by_name.entry(folded).or_default().push(entered);
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

/// The project that a record of a system is like, or those that a person is asked about; nothing
/// where it is like none.
fn by_likeness(tx: &Tx, ground: &Ground, one: &Incoming, why: NoMatch) -> Option<Match> {
    let barred = ground.barred(one);
    let traded = trade_codes(&one.record).filter_map(|code| ground.by_trade_code.get(code));
    let traded: BTreeSet<Uuid> = traded.flatten().copied().collect();
    let may_link = |project: Uuid| {
        // Of several that have its procurement it is none but these.
        let traded = traded.is_empty() || traded.contains(&project);
        traded
            && tx.links_by_likeness(&one.system)
            && ground.is_visible(project)
            && !bears_card_of_other(ground, one, project)
    };
    let asked = Asked {
        barred: &barred,
        may_link: &may_link,
        reason: ground.unless_taken_out(one, why),
    };
    decide(&ground.alike, one, &asked)
}

/// The one project that a row of a person's ledger of projects speaks of, which has its name and
/// unit. Where both have a project code they are two: a row whose code is known is found by that.
fn own_by_name(tx: &Tx, ground: &mut Ground, one: &Incoming) -> Option<Uuid> {
    let named = &one.record.project;
    let name = named.name.as_deref().filter(|_| is_of_people(one))?;
    let Match::Project(project) = by_name_and_unit(tx, ground, one) else {
        return None;
    };
    let known = ground.by_name.get_mut(&fold(name))?;
    let known = known.iter_mut().find(|known| known.project == project)?;
    if let Some(code) = &named.project_code {
        if known.code.is_some() {
            return None;
        }
        let code = code.as_str().to_owned();
        known.code = Some(code.clone());
        ground.by_code.insert(code, tx.key(project));
    }
    Some(project)
}

/// The one of several, where there is but one.
fn only(projects: Option<&BTreeSet<Uuid>>) -> Option<Uuid> {
    let projects = projects.filter(|projects| projects.len() == 1);
    projects.and_then(|projects| projects.first().copied())
}

/// Whether the card that a record speaks of is on record in another project. A system's record takes
/// its card along where it goes; a person's row leaves it where it was.
fn bears_card_of_other(ground: &Ground, one: &Incoming, project: Uuid) -> bool {
    let held = card(&one.record).and_then(|card| ground.by_asset.get(card));
    let goes_along = one.earlier.filter(|_| !is_of_people(one));
    let mut others = held.into_iter().flatten();
    others.any(|other| *other != project && Some(*other) != goes_along)
}

/// Only the platform where projects are approved, and people who keep a ledger of them, say that
/// one exists.
pub(super) fn enters_projects(one: &Incoming) -> bool {
    let approved = one.system == System::INVESTMENT_APPROVAL.as_str()
        && one.stream == Stream::APPROVALS.as_str();
    approved || (is_of_people(one) && one.stream == Kind::Projects.as_str())
}

/// Whether people handed it in.
pub(super) fn is_of_people(one: &Incoming) -> bool {
    one.system == desk::IMPORT
}

/// Whether a person gives the code of a project that is called otherwise and is another unit's:
/// a slip of the pen, and no new name of it.
fn is_anothers(tx: &Tx, ground: &Ground, one: &Incoming, project: Uuid) -> bool {
    let Some((called, unit)) = ground.called.get(&project) else {
        return false;
    };
    let name = one.record.project.name.as_deref();
    // Whoever may not see it is not told that it is called otherwise.
    let seen = ground.is_visible(project);
    let renamed = seen && name.is_some_and(|name| fold(name) != *called);
    let other = |party: Party| desk::known(tx, &party).is_none_or(|known| Some(known) != *unit);
    renamed && one.unit().is_some_and(other)
}

/// Whether a row of a person's ledger names another project, by name and unit, than the one that
/// an earlier version of it was merged into: units number their papers alike.
fn strays(tx: &Tx, ground: &Ground, one: &Incoming) -> bool {
    let names = is_of_people(one) && !enters_projects(one) && one.unit().is_some();
    let named = (names && one.earlier.is_some()).then(|| by_name_and_unit(tx, ground, one));
    matches!(named, Some(Match::Project(project)) if Some(project) != one.earlier)
}

/// Finds the project that a person means by its name, however it is spaced and written, and its
/// unit as anybody prints it: only one of them. Whoever may see the projects of one unit alone means one of these.
fn by_name_and_unit(tx: &Tx, ground: &Ground, one: &Incoming) -> Match {
    let named = &one.record.project;
    let (confined, unit) = (tx.scope().is_confined_to_units(), one.unit());
    let Some(name) = named.name.as_deref().filter(|_| confined || unit.is_some()) else {
        return Match::None(NoMatch::NoCodeNorUnit);
    };
    let printed = unit.as_ref().filter(|party| party.credit_code.is_none());
    let printed = printed.map(|party| fold(&party.name));
    let unit = unit.map(|party| desk::known(tx, &party));
    let projects = ground.by_name.get(&fold(name)).into_iter().flatten();
    let fits = |one: &&Named| {
        unit.is_none_or(|unit| unit.is_some() && unit == one.unit)
            || printed
                .as_ref()
                .is_some_and(|name| one.printed.contains(name))
    };
    let mut fitting = projects
        .filter(fits)
        .filter(|one| ground.is_visible(one.project));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Match::Project(one.project),
        (Some(_), Some(_)) => Match::None(NoMatch::SeveralProjects),
        (None, _) => Match::None(NoMatch::NoSuchProject),
    }
}

/// The procurements and the card that tell whose a record is that names no project.
pub(super) fn trade_keys(record: &CanonicalRecord) -> BTreeSet<String> {
    let asset = record.asset.as_ref();
    let card = asset.map(|asset| of_card(&asset.card_number));
    trade_codes(record).map(of_trade).chain(card).collect()
}

/// What would tell the project of a record that has none yet, or that it is like; of a row of people's that names it by
/// name alone, a project of that name.
pub(super) fn awaited_by(one: &Incoming, places: &[String]) -> BTreeSet<String> {
    let mut keys = awaited(&one.record);
    keys.extend(alike::awaited(one, places));
    if keys.is_empty() && is_of_people(one) && !enters_projects(one) {
        keys.extend(one.record.project.name.as_deref().map(awaited_name));
    }
    keys
}

/// A project by the name that people's rows wait for.
fn awaited_name(name: &str) -> String {
    format!("called:{}", fold(name))
}

/// The codes that would tell the project of a record that has none yet.
pub(super) fn awaited(record: &CanonicalRecord) -> BTreeSet<String> {
    let code = record.project.project_code.as_ref();
    let code = code.map(|code| of_code(code.as_str()));
    code.into_iter().chain(trade_keys(record)).collect()
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
        let is_name =
            |row: &project_fact::Model| row.subject.is_none() && row.name == HeaderFact::NAME;
        if file.facts.dirty().any(is_name)
            && let Some(name) = file.fact(HeaderFact::NAME)
        {
            keys.extend(
                name.value
                    .as_str()
                    .map(|name| (awaited_name(name), file.id())),
            );
        }
    }
    keys
}
