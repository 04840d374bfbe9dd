//! Records merged one after the other: what a record says no more is withdrawn, what it says is put
//! into the file, and what others say as well is said again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value as Json, json};
use shuniu_connectors::import::Kind;
use shuniu_entities::{Keyed, Scope, padded, source_record};
use uuid::Uuid;

use super::again::{self, Name};
use super::dated::spoken_of;
use super::departed::{Departed, SaidAgain, carry, origin_of};
use super::follow::{self, Moved};
use super::incoming::{Incoming, Merged, parties};
use super::noted::Noted;
use super::on_record::{self, Cards};
use super::project::{Merge, told};
use super::spoken::{goes_back, still};
use super::times::times;
use crate::access::may_relieve;
use crate::desk::{self, IMPORT, Left, OnRecord, Origin, Telling, Times};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;
use crate::transact::Tx;

/// What is the same for all records of a merge.
struct Page {
    law: Arc<LocalLaw>,
    times: Times,
    cards: Cards,
    /// Whether whoever acts speaks for one unit alone.
    alone: bool,
    may_relieve: bool,
    /// Whether its records are said again because another took back what it said.
    again: bool,
}

/// What records left behind while a page was merged.
#[derive(Default)]
struct Behind<'a> {
    /// Of these projects, what these systems say of them is to be said again.
    again: BTreeSet<(Uuid, String)>,
    departed: Vec<Departed<'a>>,
}

impl Behind<'_> {
    fn moves(&self) -> Vec<Moved<'_>> {
        let moves = self.departed.iter().filter_map(|gone| {
            let (one, from) = (gone.one, gone.from);
            let to = gone.to.filter(|to| *to != from)?;
            Some(Moved { one, from, to })
        });
        moves.collect()
    }
}

/// Merges the records into their projects' files, in order, and gives what became of each. What is
/// told whose it is by what moved goes along.
pub(in crate::sync) async fn merge(
    tx: &mut Tx,
    placed: Vec<(Uuid, Incoming)>,
) -> Result<Vec<Merged>, Fault> {
    merge_with(tx, placed, true).await
}

/// The same of records beside which nothing moves: what goes along is among them.
pub(in crate::sync) async fn merge_alone(
    tx: &mut Tx,
    placed: Vec<(Uuid, Incoming)>,
) -> Result<Vec<Merged>, Fault> {
    merge_with(tx, placed, false).await
}

async fn merge_with(
    tx: &mut Tx,
    mut placed: Vec<(Uuid, Incoming)>,
    is_followed: bool,
) -> Result<Vec<Merged>, Fault> {
    let mut last = BTreeMap::new();
    for (project, one) in &mut placed {
        one.earlier = last.insert(one.name(), *project).or(one.earlier);
    }
    let moved = placed
        .iter()
        .filter_map(|(project, one)| one.left(*project));
    let projects = placed.iter().map(|(project, _)| *project).chain(moved);
    let projects: Vec<Uuid> = projects.collect();
    let page = prepare(tx, &projects, &placed).await?;
    let mut behind = Behind::default();
    let mut merged = Vec::with_capacity(placed.len());
    for (project, one) in &placed {
        merged.push(enter(tx, &page, (*project, one), &mut behind).await?);
    }
    let followers = if is_followed {
        follow::followers(tx, &behind.moves(), &placed).await?
    } else {
        Vec::new()
    };
    if !followers.is_empty() {
        let projects: Vec<Uuid> = followers.iter().map(|(project, _)| *project).collect();
        let page = prepare(tx, &projects, &followers).await?;
        for (project, one) in &followers {
            enter(tx, &page, (*project, one), &mut behind).await?;
        }
        follow::note(tx, &followers).await?;
    }
    let placed = placed.iter().chain(&followers);
    let Behind {
        again,
        mut departed,
    } = behind;
    let said = say_again(tx, again, placed.clone()).await?;
    settle(&mut departed, placed);
    carry(tx, &page.law, departed, &said)?;
    Ok(merged)
}

/// A record that moved twice is where its last version is.
fn settle<'a>(departed: &mut [Departed<'a>], placed: impl Iterator<Item = &'a (Uuid, Incoming)>) {
    let last: BTreeMap<Name, &(Uuid, Incoming)> =
        placed.map(|placed| (placed.1.name(), placed)).collect();
    for one in departed {
        if let Some((project, newest)) = last.get(&one.one.name()).copied() {
            one.to = Some(*project);
            one.one = newest;
        }
    }
}

/// Takes back what a record brought that turns out to be of none of the projects here.
pub(in crate::sync) async fn take_back(tx: &mut Tx, one: Incoming) -> Result<(), Fault> {
    let Some(project) = one.left(Uuid::nil()) else {
        return Ok(());
    };
    if is_outdated(tx, &one).await? {
        return Ok(());
    }
    let page = prepare(tx, &[project], &[]).await?;
    let origin = origin_of(tx, &one);
    let subjects = leave(tx, &page.law, &origin, (project, None), &one).await?;
    // Its versions are of no project any more.
    source_record::Entity::update_many()
        .col_expr(source_record::Column::ProjectId, Expr::value(None::<Uuid>))
        .filter(source_record::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(source_record::Column::Id.is_in(padded(&one.versions)))
        .exec(tx.db())
        .await?;
    let again = BTreeSet::from([(project, one.system.clone())]);
    let placed = [(Uuid::nil(), one)];
    let said = say_again(tx, again, placed.iter()).await?;
    let departed = Departed::new(tx, &placed[0].1, (project, None), subjects).await?;
    carry(tx, &page.law, vec![departed], &said)
}

/// Whether a later version of the record was merged since: what the earlier ones brought is its word
/// now, although they still stand behind it.
async fn is_outdated(tx: &Tx, one: &Incoming) -> Result<bool, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let own = source_record::Entity::find_key(&scope, tx.key(one.source_record));
    let Some(own) = own.one(tx.db()).await? else {
        return Ok(false);
    };
    let names = [own.external_id];
    let versions = source_record::Entity::versions(&scope, own.connector_id, &own.stream, &names);
    let later = |row: &source_record::Model| {
        row.outcome == "merged" && row.id != own.id && !one.versions.contains(&row.id)
    };
    Ok(versions.all(tx.db()).await?.iter().any(later))
}

async fn prepare(
    tx: &mut Tx,
    projects: &[Uuid],
    placed: &[(Uuid, Incoming)],
) -> Result<Page, Fault> {
    desk::open(tx, projects).await?;
    desk::recall(tx, &parties(placed.iter().map(|(_, one)| one))).await?;
    Ok(Page {
        law: tx.law().clone(),
        times: times(tx, placed).await?,
        cards: on_record::cards(placed.iter().map(|(_, one)| one)),
        alone: tx.scope().is_confined_to_units(),
        may_relieve: may_relieve(tx.actor()),
        again: false,
    })
}

/// Has the records of a system say of a project again what they say, since one of them took back
/// what others may say as well. Gives the events, papers and reports that they speak of.
async fn say_again(
    tx: &mut Tx,
    again: BTreeSet<(Uuid, String)>,
    placed: impl Iterator<Item = &(Uuid, Incoming)>,
) -> Result<SaidAgain, Fault> {
    let mut said_again = SaidAgain::new();
    // Those at hand are not written yet; the last version of each counts.
    let mut at_hand = BTreeMap::new();
    for (project, one) in placed {
        at_hand.insert(one.name(), (*project, one));
    }
    let names = at_hand.keys().cloned().collect();
    for (project, system) in again {
        let mut said = again::others(tx, project, &system, &names).await?;
        let here = at_hand
            .values()
            .filter(|(of, one)| *of == project && one.system == system);
        said.extend(here.map(|(_, one)| (*one).clone()));
        said.sort_by_key(|one| (one.source_time, one.source_record));
        let said: Vec<_> = said.into_iter().map(|one| (project, one)).collect();
        let mut page = prepare(tx, &[project], &said).await?;
        page.again = true;
        for (project, one) in &said {
            say(tx, &page, (*project, one), Vec::new()).await?;
        }
        if let Some(file) = tx.desk_mut().files.get_mut(&project) {
            file.drop_cards();
        }
        let spoken = said.iter().flat_map(|(_, one)| spoken_of(&one.record));
        said_again.insert((project, system), spoken.collect());
    }
    Ok(said_again)
}

/// Merges one record: first what its earlier versions brought and it says no more is withdrawn.
async fn enter<'a>(
    tx: &mut Tx,
    page: &Page,
    (project, one): (Uuid, &'a Incoming),
    behind: &mut Behind<'a>,
) -> Result<Merged, Fault> {
    let origin = origin_of(tx, one);
    let mut drafts = Vec::new();
    if let Some(left) = one.left(project) {
        let subjects = leave(tx, &page.law, &origin, (left, Some(project)), one).await?;
        behind.again.insert((left, one.system.clone()));
        let departed = Departed::new(tx, one, (left, Some(project)), subjects).await?;
        behind.departed.push(departed);
    } else if one.system != IMPORT && !one.versions.is_empty() {
        let file = tx.desk_mut().files.get_mut(&project);
        let file = file.ok_or_else(|| Fault::not_found("project", project))?;
        let still = still(file, &one.record, &one.versions);
        let left = file.leave_subjects(&page.law, &origin, &one.versions, &still)?;
        let said = one.record.asset.as_ref();
        let goes_back = said.is_some_and(|said| goes_back(file, said, &one.versions));
        let unsaid = file.unsays(&origin.source, &one.versions, &spoken_of(&one.record));
        if !left.drafts.is_empty() || goes_back || unsaid {
            behind.again.insert((project, one.system.clone()));
        }
        if !left.subjects.is_empty() || unsaid {
            let stays = (project, Some(project));
            let departed = Departed::new(tx, one, stays, left.subjects).await?;
            behind.departed.push(departed);
        }
        drafts = left.drafts;
    }
    say(tx, page, (project, one), drafts).await
}

/// Has a record say what it says, after what was withdrawn of it.
async fn say(
    tx: &mut Tx,
    page: &Page,
    (project, one): (Uuid, &Incoming),
    withdrawn: Vec<Draft>,
) -> Result<Merged, Fault> {
    let origin = origin_of(tx, one);
    let telling = Telling {
        origin: &origin,
        versions: &one.versions,
        alone: page.alone,
    };
    let supplier = one.supplier();
    let known = supplier.as_ref().and_then(|party| desk::known(tx, party));
    let file = tx.desk().files.get(&project);
    let file = file.ok_or_else(|| Fault::not_found("project", project))?;
    let listed = one.system == IMPORT && one.stream != Kind::Projects.as_str();
    let said = (&one.record, listed);
    let mut became = match on_record::look(file, telling, said, (known, &page.cards)) {
        OnRecord::Nothing => Merged::Done(Vec::new()),
        OnRecord::Agrees => Merged::Known,
        OnRecord::Resembles(source) => Merged::Done(vec![Noted::Resembles(source)]),
        OnRecord::Differs(error) => return Ok(Merged::Differs(error)),
    };
    // What adds nothing enters no organization either.
    let supplier = supplier.and_then(|party| {
        let id = if became == Merged::Known {
            known?
        } else {
            desk::on_desk(tx, &one.system, &party)
        };
        Some((id, party))
    });
    let file = tx.desk_mut().files.get_mut(&project);
    let file = file.ok_or_else(|| Fault::not_found("project", project))?;
    let before = file.project.get().project_code.clone();
    let mut changes = Merge {
        file,
        law: &page.law,
        origin: &origin,
        telling,
        times: &page.times,
        listed,
        may_relieve: page.may_relieve,
        again: page.again,
        changes: withdrawn.into_iter().map(told).collect(),
        noted: Vec::new(),
    };
    changes.all(&one.record, supplier)?;
    if let Merged::Done(noted) = &mut became {
        noted.extend(changes.left_standing(&one.record));
        noted.append(&mut changes.noted);
    }
    let changes = changes.changes;
    let after = file.project.get().project_code.clone();
    if before != after {
        if let Some(code) = &before {
            desk::unregister(tx, code, project).await?;
        }
        if let Some(code) = &after {
            desk::register(tx, code, project);
        }
    }
    if !changes.is_empty() {
        let body = json!({
            "system": one.system, "stream": one.stream, "external_id": one.external_id,
            "source_record": one.source_record, "mapping": one.mapping_version,
            "changes": changes,
        });
        tx.record(Draft::of_project("project", project, project, body));
        tx.touch(project);
    }
    Ok(became)
}

/// Withdraws from a project what a record brought to it that its system now says is of another, or
/// a person says is of none. Gives the procurements, contracts and assets that it spoke of.
async fn leave(
    tx: &mut Tx,
    law: &LocalLaw,
    origin: &Origin,
    (left, project): (Uuid, Option<Uuid>),
    one: &Incoming,
) -> Result<BTreeSet<String>, Fault> {
    let file = tx.desk_mut().files.get_mut(&left);
    let file = file.ok_or_else(|| Fault::not_found("project", left))?;
    let before = file.project.get().project_code.clone();
    let Left { drafts, subjects } = file.leave(law, origin, &one.versions)?;
    if drafts.is_empty() {
        return Ok(subjects);
    }
    file.project.change();
    let after = file.project.get().project_code.clone();
    if let Some(code) = before.filter(|before| Some(before) != after.as_ref()) {
        desk::unregister(tx, &code, left).await?;
    }
    let changes: Vec<Json> = drafts.into_iter().map(told).collect();
    let body = json!({
        "system": one.system, "stream": one.stream, "external_id": one.external_id,
        "source_record": one.source_record, "mapping": one.mapping_version,
        "moved_to": project, "changes": changes,
    });
    tx.record(Draft::of_project("project", left, left, body));
    tx.touch(left);
    Ok(subjects)
}
