//! Duties that nothing has started: a project names a set of them, which many have in common.

mod counted;
mod row;

use sea_orm::sea_query::{
    Alias, Condition, ExprTrait, Order, Query, SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, IdenStatic, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use shuniu_entities::unstarted_obligation::{Column, Entity, number_in, projects_of};
use shuniu_entities::{Key, Scope, Tenant, project};
use uuid::Uuid;

pub(super) use counted::{OWED, OWING, PLACE, PROJECTS, named, owing, same_set, told};
pub(super) use row::{but, by_id, of_projects, reasons};

use self::row::{Found, OF_DUTY, OF_PROJECT, OWED_BY, its, of_set, owed};
use super::page::{MAX_PAGE, Mark, Slice, SortValue};
use super::row::ObligationRow;
use crate::db::Reader;
use crate::fault::Fault;

/// Most sets that are looked through one by one. Above, most projects owe one of them.
const ONE_BY_ONE: u64 = 32;

/// Most selects put together in one statement.
const MAX_RUNS: usize = 100;

/// Which of them are chosen. What is empty does not narrow.
pub(super) struct Unstarted {
    /// Only by these provisions.
    pub(super) provisions: Option<Vec<String>>,
    /// Only by provisions of these packs.
    pub(super) packs: Vec<String>,
    /// Only those of which it is known, or not known, that they have not begun.
    pub(super) undetermined: Option<bool>,
}

/// Which sets hold such duties.
enum Sets {
    All,
    Few(Vec<Key>),
    Many,
}

impl Unstarted {
    /// The duties of the sets, without who owes them.
    pub(super) fn duties(&self, scope: &Scope) -> Select<Entity> {
        Entity::find_in(scope).filter(self.condition())
    }

    fn condition(&self) -> Condition {
        let provisions = self.provisions.as_ref();
        let provisions = provisions.map(|these| Column::Provision.is_in(these));
        let packs = (!self.packs.is_empty()).then(|| Column::PackId.is_in(&self.packs));
        let unknown = self.undetermined;
        let unknown = unknown.map(|unknown| Column::Undetermined.eq(unknown));
        let all = provisions.into_iter().chain(packs).chain(unknown);
        all.fold(Condition::all(), Condition::add)
    }

    /// A page of them as projects owe them, and one more. In the list of duties they come first,
    /// since they have no last day.
    pub(super) async fn page(
        &self,
        scope: &Scope,
        projects: impl Fn(&Scope) -> Select<project::Entity>,
        slice: &Slice,
        reader: &Reader,
    ) -> Result<Vec<ObligationRow>, Fault> {
        let dated = |mark: &Mark| mark.value != SortValue::Unknown;
        if slice.after.as_ref().is_some_and(dated) {
            return Ok(Vec::new());
        }
        let sets = self.sets(scope, reader).await?;
        let mut runs = Vec::new();
        for one in scope.each() {
            match &sets {
                Sets::All => runs.extend(self.run(projects(&one), &one, slice)),
                Sets::Many => {
                    let held = self.duties(&one).select_only().column(Column::SetId);
                    let its = project::Column::UnstartedSet.in_subquery(held.into_query());
                    runs.extend(self.run(projects(&one).filter(its), &one, slice));
                }
                Sets::Few(sets) => {
                    for set in sets.iter().filter(|set| one.sees(set.jurisdiction)) {
                        let its = project::Column::UnstartedSet.eq(set.id);
                        runs.extend(self.run(projects(&one).filter(its), &one, slice));
                    }
                }
            }
        }
        let mut rows = Vec::new();
        for few in runs.chunks(MAX_RUNS) {
            let all = reader.get_database_backend().build(&together(few));
            let found = Found::find_by_statement(all).all(reader).await?;
            rows.extend(found.into_iter().map(ObligationRow::from));
        }
        Ok(rows)
    }

    /// The first of what projects of one jurisdiction owe, each of which owes some of it: so many
    /// projects are enough, whatever else they owe.
    fn run(
        &self,
        projects: Select<project::Entity>,
        place: &Scope,
        slice: &Slice,
    ) -> Option<SelectStatement> {
        use project::Column as Its;
        let [place] = *place.seen() else { return None };
        let after = slice.after.as_ref().map(|mark| mark.key);
        let before = slice.before.as_ref();
        let before = before.filter(|mark| mark.value == SortValue::Unknown);
        let before = before.map(|mark| mark.key);
        let size = u64::from(Ord::min(slice.size, MAX_PAGE));
        let order = if slice.from_end {
            Order::Desc
        } else {
            Order::Asc
        };
        let mut projects = projects.filter(Its::UnstartedSet.is_not_null());
        if let Some(key) = after {
            projects = projects.filter(Its::Id.gte(projects_of(key.id).0));
        }
        if let Some(key) = before {
            projects = projects.filter(Its::Id.lte(projects_of(key.id).1));
        }
        // One more tells whether the list goes on, and of the first the mark may hide all.
        let projects = projects.order_by(Its::Id, order.clone()).limit(size + 2);
        let mut run = owed(projects, self.condition());
        if let Some(key) = after {
            run.and_where(beyond(key, place, true));
        }
        if let Some(key) = before {
            run.and_where(beyond(key, place, false));
        }
        run.order_by((Alias::new(OWING), Its::Id), order.clone())
            .order_by((Entity, Column::Number), order)
            .limit(size + 1);
        Some(run)
    }

    /// Where only some provisions are asked for, few sets may hold them, or none.
    async fn sets(&self, scope: &Scope, reader: &Reader) -> Result<Sets, Fault> {
        if self.provisions.is_none() {
            let any = self.packs.is_empty() && self.undetermined.is_none();
            return Ok(if any { Sets::All } else { Sets::Many });
        }
        let sets = self.duties(scope).select_only();
        let sets = sets.columns([Column::JurisdictionId, Column::SetId]);
        let sets = sets.distinct().limit(ONE_BY_ONE + 1);
        let sets = sets.into_tuple::<(Uuid, Uuid)>().all(reader).await?;
        if sets.len() as u64 > ONE_BY_ONE {
            return Ok(Sets::Many);
        }
        let keys = sets.into_iter().map(|(place, set)| Key::new(place, set));
        Ok(Sets::Few(keys.collect()))
    }
}

/// What comes after a duty in the list (`rising`) or ahead of it, in one jurisdiction.
fn beyond(key: Key, place: Uuid, rising: bool) -> SimpleExpr {
    let (first, last) = projects_of(key.id);
    let project = || its(project::Column::Id);
    let number = of_set(Column::Number);
    let at = i64::from(number_in(key.id));
    // Of the same id the place tells which comes first.
    if rising {
        let follows = if place > key.jurisdiction {
            number.gte(at)
        } else {
            number.gt(at)
        };
        project().gte(first).and(project().gt(last).or(follows))
    } else {
        let precedes = if place < key.jurisdiction {
            number.lte(at)
        } else {
            number.lt(at)
        };
        project().lte(last).and(project().lt(first).or(precedes))
    }
}

/// Several selects as one; SQLite takes an order and a limit only in a subselect of its own.
fn together(runs: &[SelectStatement]) -> SelectStatement {
    let of_project = OF_PROJECT.map(|(name, _)| Alias::new(name));
    let of_duty = OF_DUTY.map(|column| Alias::new(column.as_str()));
    let mut runs = runs.iter().map(|run| {
        let mut all = Query::select();
        all.column(Alias::new(OWED_BY))
            .columns(of_project.clone())
            .columns(of_duty.clone())
            .from_subquery(run.clone(), Alias::new("run"));
        all
    });
    let mut all = runs.next().unwrap_or_default();
    all.unions(runs.map(|run| (UnionType::All, run)));
    all
}
