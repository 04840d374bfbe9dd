use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use shuniu_connectors::contract::{CanonicalRecord, RecordError};
use shuniu_connectors::import::Kind;
use shuniu_entities::source_record;
use uuid::Uuid;

use super::noted::Noted;
use super::spoken::{asset_of, still};
use super::times::times;
use super::{again, on_record};
use crate::access::may_relieve;
use crate::desk::{
    self, Arrival, Carried, File, IMPORT, Left, OnRecord, Origin, Party, Telling, Times,
};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;
use crate::transact::Tx;

/// A mapped record on its way to its project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sync) struct Incoming {
    pub(in crate::sync) source_record: Uuid,
    pub(in crate::sync) system: String,
    pub(in crate::sync) stream: String,
    pub(in crate::sync) external_id: String,
    /// When its system last changed it; absent in what waited for a person before that was kept.
    #[serde(default)]
    pub(in crate::sync) source_time: Option<DateTime<Utc>>,
    /// The project that an earlier version of the record was merged into.
    pub(in crate::sync) earlier: Option<Uuid>,
    /// The earlier versions of the record that are kept.
    #[serde(default)]
    pub(in crate::sync) versions: Vec<Uuid>,
    /// The project that the hub asked about, where the record answers a question of its own.
    #[serde(default)]
    pub(in crate::sync) asked_for: Option<Uuid>,
    pub(in crate::sync) mapping_version: String,
    pub(in crate::sync) record: CanonicalRecord,
}

impl Incoming {
    fn supplier(&self) -> Option<Party> {
        let award = self.record.award.as_ref();
        let contract = self.record.contract.as_ref();
        if let Some(payment) = &self.record.payment {
            return payment.payee_name.as_ref().map(|name| Party {
                name: name.clone(),
                credit_code: payment.payee_credit_code.clone(),
            });
        }
        award
            .map(|award| (&award.supplier_name, &award.supplier_credit_code))
            .or(contract.map(|contract| (&contract.supplier_name, &contract.supplier_credit_code)))
            .map(|(name, code)| Party {
                name: name.clone(),
                credit_code: code.clone(),
            })
    }

    /// The project that the record's system had it in before, where that is another. A person's
    /// ledgers number their rows alike, so that a row of them moves nowhere.
    fn left(&self, project: Uuid) -> Option<Uuid> {
        let before = self.earlier.filter(|before| *before != project);
        before.filter(|_| self.system != IMPORT && self.asked_for.is_none())
    }

    /// The unit that the record names.
    pub(in crate::sync) fn unit(&self) -> Option<Party> {
        let named = &self.record.project;
        let name = named.unit_name.clone()?;
        Some(Party {
            name,
            credit_code: named.unit_credit_code.clone(),
        })
    }
}

/// Everybody whom the records name.
pub(in crate::sync) fn parties<'a>(records: impl IntoIterator<Item = &'a Incoming>) -> Vec<Party> {
    let named = |one: &'a Incoming| [one.unit(), one.supplier()].into_iter().flatten();
    records.into_iter().flat_map(named).collect()
}

/// What became of a record in its project's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sync) enum Merged {
    /// It went into the file, with what is to be said of it.
    Done(Vec<Noted>),
    /// Another source has the same on record: nothing was added.
    Known,
    /// Another source has it on record otherwise: nothing of it was merged.
    Differs(RecordError),
}

/// What is the same for all records of a merge.
struct Page {
    law: Arc<LocalLaw>,
    times: Times,
    /// Whether whoever acts speaks for one unit alone.
    alone: bool,
    may_relieve: bool,
}

/// Of a project, what a system says of it is to be said again.
type Again = BTreeSet<(Uuid, String)>;

/// Merges the records into their projects' files, in order, and gives what became of each.
pub(in crate::sync) async fn merge(
    tx: &mut Tx,
    mut placed: Vec<(Uuid, Incoming)>,
) -> Result<Vec<Merged>, Fault> {
    let mut last = BTreeMap::new();
    for (project, one) in &mut placed {
        let record = (one.stream.clone(), one.external_id.clone());
        one.earlier = last.insert(record, *project).or(one.earlier);
    }
    let moved = placed
        .iter()
        .filter_map(|(project, one)| one.left(*project));
    let projects = placed.iter().map(|(project, _)| *project).chain(moved);
    let projects: Vec<Uuid> = projects.collect();
    let page = prepare(tx, &projects, &placed).await?;
    let mut again = Again::new();
    let mut merged = Vec::with_capacity(placed.len());
    for (project, one) in &placed {
        merged.push(enter(tx, &page, (*project, one), &mut again).await?);
    }
    say_again(tx, again, &placed).await?;
    Ok(merged)
}

/// Takes back what a record brought that turns out to be of none of the projects here.
pub(in crate::sync) async fn take_back(tx: &mut Tx, one: Incoming) -> Result<(), Fault> {
    let Some(project) = one.left(Uuid::nil()) else {
        return Ok(());
    };
    let page = prepare(tx, &[project], &[]).await?;
    let origin = origin_of(tx, &one);
    leave(tx, &page.law, &origin, (project, None), &one).await?;
    // Its versions are of no project any more.
    source_record::Entity::update_many()
        .col_expr(source_record::Column::ProjectId, Expr::value(None::<Uuid>))
        .filter(source_record::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(source_record::Column::Id.is_in(one.versions.iter().copied()))
        .exec(tx.db())
        .await?;
    let again = Again::from([(project, one.system.clone())]);
    say_again(tx, again, &[(Uuid::nil(), one)]).await
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
        alone: tx.scope().is_confined_to_units(),
        may_relieve: may_relieve(tx.actor()),
    })
}

/// Has the records of a system say of a project again what they say, since one of them took back
/// what others may say as well.
async fn say_again(tx: &mut Tx, again: Again, placed: &[(Uuid, Incoming)]) -> Result<(), Fault> {
    // Those at hand are not written yet; the last version of each counts.
    let mut at_hand = BTreeMap::new();
    for (project, one) in placed {
        let name = (
            one.system.clone(),
            one.stream.clone(),
            one.external_id.clone(),
        );
        at_hand.insert(name, (*project, one));
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
        let page = prepare(tx, &[project], &said).await?;
        for (project, one) in &said {
            say(tx, &page, (*project, one), Carried::default(), Vec::new()).await?;
        }
        if let Some(file) = tx.desk_mut().files.get_mut(&project) {
            file.drop_cards();
        }
    }
    Ok(())
}

fn origin_of(tx: &Tx, one: &Incoming) -> Origin {
    Origin {
        source: one.system.clone(),
        source_record: Some(one.source_record),
        recorded_by: tx.actor().subject.clone(),
        recorded_at: tx.now(),
    }
}

/// Merges one record: first what its earlier versions brought and it says no more is withdrawn.
async fn enter(
    tx: &mut Tx,
    page: &Page,
    (project, one): (Uuid, &Incoming),
    again: &mut Again,
) -> Result<Merged, Fault> {
    let origin = origin_of(tx, one);
    let (mut carried, mut drafts) = (Carried::default(), Vec::new());
    if let Some(left) = one.left(project) {
        carried = leave(tx, &page.law, &origin, (left, Some(project)), one).await?;
        again.insert((left, one.system.clone()));
    } else if one.system != IMPORT && !one.versions.is_empty() {
        let file = tx.desk_mut().files.get_mut(&project);
        let file = file.ok_or_else(|| Fault::not_found("project", project))?;
        let still = still(file, &one.record, &one.versions);
        let left = file.leave_subjects(&page.law, &origin, &one.versions, &still)?;
        let goes_back = one.record.asset.as_ref().is_some_and(|said| {
            asset_of(file, said, &one.versions)
                .is_some_and(|row| row.changed_on.is_some_and(|day| day > said.changed_on))
        });
        if !left.drafts.is_empty() || goes_back {
            again.insert((project, one.system.clone()));
        }
        (carried, drafts) = (left.carried, left.drafts);
    }
    say(tx, page, (project, one), carried, drafts).await
}

/// Has a record say what it says, after what was withdrawn of it.
async fn say(
    tx: &mut Tx,
    page: &Page,
    (project, one): (Uuid, &Incoming),
    carried: Carried,
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
    let mut became = match on_record::look(file, telling, &one.record, known) {
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
        listed: one.system == IMPORT && one.stream != Kind::Projects.as_str(),
        may_relieve: page.may_relieve,
        changes: withdrawn.into_iter().map(told).collect(),
        noted: Vec::new(),
    };
    changes.all(&one.record, supplier)?;
    changes.arrive(&one.record, carried)?;
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
/// a person says is of none.
async fn leave(
    tx: &mut Tx,
    law: &LocalLaw,
    origin: &Origin,
    (left, project): (Uuid, Option<Uuid>),
    one: &Incoming,
) -> Result<Carried, Fault> {
    let file = tx.desk_mut().files.get_mut(&left);
    let file = file.ok_or_else(|| Fault::not_found("project", left))?;
    let before = file.project.get().project_code.clone();
    let Left { drafts, carried } = file.leave(law, origin, &one.versions)?;
    if drafts.is_empty() {
        return Ok(carried);
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
    Ok(carried)
}

/// A change as the ledger tells it within a merge.
fn told(draft: Draft) -> Json {
    json!({"entity": draft.entity, "id": draft.entity_id, "change": draft.body})
}

/// One record on its way into one file.
pub(super) struct Merge<'a> {
    pub(super) file: &'a mut File,
    law: &'a LocalLaw,
    pub(super) origin: &'a Origin,
    pub(super) telling: Telling<'a>,
    /// When this record, and those behind what its system said before, were changed.
    pub(super) times: &'a Times,
    /// Whether each event and paper is a record of its own.
    pub(super) listed: bool,
    /// Whether whoever hands it in may say first since when a project is followed, whatever that
    /// relieves it of.
    may_relieve: bool,
    changes: Vec<Json>,
    pub(super) noted: Vec<Noted>,
}

impl Merge<'_> {
    fn all(
        &mut self,
        record: &CanonicalRecord,
        supplier: Option<(Uuid, Party)>,
    ) -> Result<(), Fault> {
        for fact in &record.facts {
            let draft = self.put(&Slot::of_project(&fact.name), fact.value.clone());
            self.note(draft);
        }
        self.vouched(record.tracked_since);
        self.dated(record)?;
        let payee = supplier.as_ref().map(|(id, _)| *id);
        if let Some(tender) = &record.tender {
            self.tender(tender);
        }
        if let Some(award) = &record.award {
            self.award(award, supplier.clone());
        }
        if let Some(contract) = &record.contract {
            self.contract(contract, supplier);
        }
        if let Some(review) = &record.review {
            self.review(review);
        }
        if let Some(allocation) = &record.allocation {
            self.allocation(allocation)?;
        }
        if let Some(asset) = &record.asset {
            self.asset(asset);
        }
        if let Some(payment) = &record.payment {
            self.payment(payment, payee)?;
        }
        if let Some(quota) = &record.quota {
            self.quota(quota)?;
        }
        if let Some(owned) = &record.owned {
            self.owned(owned);
        }
        self.file.resolve();
        if !self.changes.is_empty() {
            self.file.project.change();
        }
        Ok(())
    }

    /// Takes over what people said of the record where it was before.
    fn arrive(&mut self, record: &CanonicalRecord, carried: Carried) -> Result<(), Fault> {
        let still = still(self.file, record, self.telling.versions);
        let anew = self.file.refer_anew(&still.subjects, carried.contracts());
        self.changes.extend(anew.into_iter().map(told));
        let at = Arrival {
            law: self.law,
            origin: self.origin,
            subjects: &still.subjects,
        };
        for draft in self.file.arrive(&at, carried)? {
            self.note(Some(draft));
        }
        self.file.resolve();
        Ok(())
    }

    /// Takes over since when the file leaves nothing out, where somebody vouches for it. A later
    /// day than the one that stands would relieve the project of duties, which no record does.
    fn vouched(&mut self, since: Option<NaiveDate>) {
        let was = self.file.project.get().tracked_since;
        let Some(since) = since.filter(|since| Some(*since) != was) else {
            return;
        };
        let may = was.is_none() && self.may_relieve;
        let change = if may || !self.file.is_relieved_by(since) {
            self.file.project.change().tracked_since = Some(since);
            json!({"tracked_since": {"was": was, "is": since}})
        } else {
            self.noted.push(Noted::FollowedEarlier {
                stands: was,
                told: since,
            });
            json!({"tracked_since": {"stands": was, "not_taken": since}})
        };
        self.tell("project", Some(self.file.id()), &change);
    }

    /// Jurisdiction and project.
    pub(super) fn owner(&self) -> (Uuid, Uuid) {
        (self.file.key().jurisdiction, self.file.id())
    }

    /// Has a change of the file told in the ledger.
    pub(super) fn tell(&mut self, entity: &str, id: Option<Uuid>, change: &Json) {
        self.changes
            .push(json!({"entity": entity, "id": id, "change": change}));
    }

    pub(super) fn note(&mut self, draft: Option<Draft>) {
        self.changes.extend(draft.map(told));
    }

    /// Takes over a value, unless a newer record of the same source gave the one that it has now.
    fn put(&mut self, slot: &Slot, value: Json) -> Option<Draft> {
        if self.is_older(slot) {
            return self.file.keep_older(self.origin, slot, value);
        }
        self.file.put_fact(self.law, self.origin, slot, value, None)
    }

    fn is_older(&self, slot: &Slot) -> bool {
        let mut said = self.file.said(slot);
        let own = said.find(|row| row.source == self.origin.source);
        let behind = own.and_then(|row| row.source_record_id);
        self.times.is_older(self.origin.source_record, behind)
    }

    /// Takes over what the record says of something that the project has, field by field. Gives
    /// what is new of it: the values, and whether they count.
    pub(super) fn say<const N: usize>(
        &mut self,
        subject: &str,
        fields: [(&str, Option<Json>); N],
    ) -> Map<String, Json> {
        let mut new = Map::new();
        for (name, value) in fields {
            let Some(value) = value else { continue };
            let slot = Slot::of(subject, name);
            if self.is_older(&slot) {
                let draft = self.put(&slot, value);
                self.note(draft);
                continue;
            }
            if let Some(draft) = self.put(&slot, value) {
                let (is, standing) = (&draft.body["is"], &draft.body["standing"]);
                new.insert(name.to_owned(), json!({"is": is, "standing": standing}));
            }
        }
        new
    }

    /// Has it told in the ledger, if anything is new.
    pub(super) fn tell_of(&mut self, entity: &str, id: Uuid, of: &Json, new: Map<String, Json>) {
        if !new.is_empty() {
            self.tell(entity, Some(id), &json!({"of": of, "said": new}));
        }
    }
}
