//! What other projects tell of one: whether what it builds on was accepted, how what it is linked
//! with was evaluated.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde_json::Value as Json;
use shuniu_entities::{Key, Keyed, OfProject, Scope, project, project_event, project_relation};
use shuniu_policy::facts::{Facts, Record, Value};
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::Observed;
use super::facts::{counts, typed_attributes};
use crate::desk::{File, PREDECESSOR, SUCCESSOR};
use crate::fault::Fault;
use crate::law::LocalLaw;

/// What a project that others build on has reached.
const ACCEPTED: &str = "final_acceptance_passed";
/// How a project did, by which those that are linked with it are bound.
const EVALUATED: &str = "evaluation_completed";
/// Whose evaluation it is, where it is not its own project's.
const OF_LINKED: &str = "linked";
/// That what a project builds on was accepted.
const PREDECESSOR_ACCEPTED: &str = "predecessor_final_accepted";

/// What other projects tell, by the project that they tell of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside(BTreeMap<Uuid, Told>);

#[derive(Clone, Debug, Default)]
struct Told {
    predecessors: Vec<Predecessor>,
    /// Evaluations of linked projects.
    evaluations: Vec<project_event::Model>,
}

#[derive(Clone, Copy, Debug)]
struct Predecessor {
    accepted_on: Option<NaiveDate>,
    /// Whether its file says nothing of its past.
    silent: bool,
}

/// Another project, as far as it tells of one.
#[derive(Clone, Debug)]
struct Other {
    silent: bool,
    events: Vec<project_event::Model>,
}

impl Other {
    fn of(project: &project::Model, events: Vec<project_event::Model>) -> Self {
        Self {
            silent: project.tracked_since.is_some(),
            events,
        }
    }

    fn all(&self, kind: &'static str) -> impl Iterator<Item = &project_event::Model> {
        self.events.iter().filter(move |row| row.kind == kind)
    }
}

impl Beside {
    /// Reads what others tell of the files. What lies open is told as it lies there, the rest as
    /// it is stored.
    pub(crate) async fn of<C: ConnectionTrait>(
        db: &C,
        jurisdiction: Uuid,
        files: &BTreeMap<Uuid, File>,
    ) -> Result<Self, Fault> {
        let ties = files.values().flat_map(|file| file.relations.iter());
        let ties: Vec<&project_relation::Model> = ties
            .filter(|row| counts(&row.standing) && row.kind != SUCCESSOR)
            .collect();
        let mut others = BTreeMap::new();
        let mut elsewhere = BTreeSet::new();
        for row in &ties {
            match files.get(&row.other_id) {
                Some(file) => {
                    let events = file.events.iter().filter(|row| tells(row)).cloned();
                    let other = Other::of(file.project.get(), events.collect());
                    others.insert(row.other_id, other);
                }
                None => {
                    elsewhere.insert(Key::new(jurisdiction, row.other_id));
                }
            }
        }
        if !elsewhere.is_empty() {
            // What the law makes of it binds whoever may see the other project and whoever may not.
            let scope = Scope::jurisdictions(vec![jurisdiction]);
            let keys: Vec<Key> = elsewhere.into_iter().collect();
            let rows = project::Entity::find_keys(&scope, &keys).all(db).await?;
            others.extend(rows.iter().map(|row| (row.id, Other::of(row, Vec::new()))));
            let events = project_event::Entity::find_of(&scope, &keys)
                .filter(project_event::Column::Kind.is_in([ACCEPTED, EVALUATED]))
                .all(db)
                .await?;
            for event in events.into_iter().filter(tells) {
                if let Some(other) = others.get_mut(&event.project_id) {
                    other.events.push(event);
                }
            }
        }
        let mut beside = Self::default();
        for row in ties {
            let Some(other) = others.get(&row.other_id) else {
                continue;
            };
            let told = beside.0.entry(row.project_id).or_default();
            match row.kind.as_str() {
                PREDECESSOR => told.predecessors.push(Predecessor {
                    accepted_on: other.all(ACCEPTED).map(|row| row.occurred_on).min(),
                    silent: other.silent,
                }),
                _ => told.evaluations.extend(other.all(EVALUATED).cloned()),
            }
        }
        Ok(beside)
    }

    /// Puts what others tell of a project beside its own facts, by a day.
    pub(super) fn put_into(
        &self,
        law: &LocalLaw,
        facts: &mut Facts,
        project: Uuid,
        observed: &Observed,
        day: NaiveDate,
    ) -> Result<(), Fault> {
        let Some(told) = self.0.get(&project) else {
            return Ok(());
        };
        if let Some(accepted) = told.accepted(facts, observed, day) {
            facts
                .set(PREDECESSOR_ACCEPTED, Value::Bool(accepted))
                .map_err(|error| Fault::corrupt(PREDECESSOR_ACCEPTED, error))?;
        }
        for row in &told.evaluations {
            let wrong = |error| Fault::corrupt(EVALUATED, error);
            let Some(definition) = law.vocabulary().get(Family::Event, EVALUATED) else {
                continue;
            };
            let mut record = Record::event(EVALUATED, row.occurred_on);
            record.attributes = typed_attributes(definition, &row.attributes)?;
            let record = record.with("of", Value::One(OF_LINKED.to_owned()));
            facts
                .record(record.with_id(&row.id.to_string()))
                .map_err(wrong)?;
        }
        Ok(())
    }
}

impl Told {
    /// Whether what the project builds on was accepted by the day; nothing where that is not
    /// known, or known from the project's own record alone.
    fn accepted(&self, facts: &Facts, observed: &Observed, day: NaiveDate) -> Option<bool> {
        if self.predecessors.is_empty() {
            return None;
        }
        let accepted = |one: &Predecessor| one.accepted_on.is_some_and(|on| on <= day);
        if self.predecessors.iter().all(accepted) {
            return Some(true);
        }
        let through = observed
            .through
            .get(ACCEPTED)
            .or(observed.otherwise.as_ref());
        let seen = through.is_none_or(|through| day <= *through);
        let open = self.predecessors.iter().filter(|one| !accepted(one));
        let recorded = facts.get(PREDECESSOR_ACCEPTED).is_some();
        let known = seen && open.clone().all(|one| !one.silent);
        (known && !recorded).then_some(false)
    }
}

/// Whether an event is one by which others are judged, and its own project's.
fn tells(row: &project_event::Model) -> bool {
    let of_others = row.attributes.get("of") == Some(&Json::from(OF_LINKED));
    counts(&row.standing) && [ACCEPTED, EVALUATED].contains(&row.kind.as_str()) && !of_others
}

/// The projects that are judged by what changed in the files: those that build on them or are
/// linked with them.
pub(super) fn judged_by<'f>(files: impl Iterator<Item = &'f File>) -> BTreeSet<Uuid> {
    let mut judged = BTreeSet::new();
    for file in files {
        let told = file.events.dirty();
        let mut told = told.filter(|row| [ACCEPTED, EVALUATED].contains(&row.kind.as_str()));
        // Since when a file is followed decides what its silence tells of others.
        let perhaps_attested = file.project.is_dirty();
        if !perhaps_attested && told.next().is_none() {
            continue;
        }
        let ties = file.relations.iter();
        let ties = ties.filter(|row| counts(&row.standing) && row.kind != PREDECESSOR);
        judged.extend(ties.map(|row| row.other_id));
    }
    judged
}
