//! Duties that nothing has started: a project names a set of them, which many have in common.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, SimpleExpr,
    UnionType,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, IdenStatic, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use serde_json::Value as Json;
use shuniu_entities::unstarted_obligation::{
    Column, Entity, Model, Owing, id_of, number_in, projects_of,
};
use shuniu_entities::{Key, Keyed, Scope, Tenant, project};
use uuid::Uuid;

use super::page::{MAX_KEYS, MAX_PAGE, MAX_ROWS, Mark, Slice, SortValue, must_be_few};
use super::row::{ObligationRow, ReasonRow};
use crate::db::Reader;
use crate::fault::Fault;

/// Most sets that are looked through one by one. Above, most projects owe one of them.
const ONE_BY_ONE: u64 = 32;

/// Most selects put together in one statement.
const MAX_RUNS: usize = 100;

/// Most duties looked up by their ids in one statement.
const MAX_IDS: usize = 250;

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
            run.and_where(later(key, place));
        }
        if let Some(key) = before {
            run.and_where(earlier(key, place));
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

    /// How many the projects owe, as a statement that gives the number.
    pub(super) fn number(
        &self,
        scope: &Scope,
        projects: Select<project::Entity>,
    ) -> SelectStatement {
        let owing = owing(projects, &[]);
        let mut owed = self.duties(scope).select_only().into_query();
        owed.expr_as(of_set(Column::JurisdictionId), Alias::new(PLACE))
            .expr_as(of_set(Column::SetId), Alias::new(SET))
            .expr_as(Func::count(of_set(Column::Number)), Alias::new("duties"))
            .add_group_by([of_set(Column::JurisdictionId), of_set(Column::SetId)]);
        let all = named("owing", PROJECTS).mul(named("owed", "duties"));
        let all = Func::coalesce([Func::sum(all).into(), Expr::val(0)]);
        Query::select()
            .expr(Expr::expr(all).cast_as(Alias::new("bigint")))
            .from_subquery(owing, Alias::new("owing"))
            .join_subquery(JoinType::InnerJoin, owed, Alias::new("owed"), same_set())
            .to_owned()
    }
}

/// Names of what sets of projects are counted by.
pub(super) const PLACE: &str = "place";
const SET: &str = "set_of";
/// How many projects there are.
pub(super) const PROJECTS: &str = "projects";

/// How many of the projects owe each set, told apart by what else is said of them.
pub(super) fn owing(
    projects: Select<project::Entity>,
    by: &[(String, SimpleExpr)],
) -> SelectStatement {
    let mut each = projects.select_only().into_query();
    each.expr_as(
        of_project(project::Column::JurisdictionId),
        Alias::new(PLACE),
    )
    .expr_as(of_project(project::Column::UnstartedSet), Alias::new(SET))
    .and_where(of_project(project::Column::UnstartedSet).is_not_null());
    let own = |name: &str| Expr::col(Alias::new(name));
    let mut owing = Query::select();
    for name in [PLACE, SET] {
        owing.expr(own(name)).add_group_by([own(name)]);
    }
    // What is told apart is computed in a subselect, so that no value is bound twice.
    for (name, value) in by {
        each.expr_as(value.clone(), Alias::new(name.as_str()));
        owing.expr(own(name)).add_group_by([own(name)]);
    }
    owing
        .expr_as(Func::count(own(PLACE)), Alias::new(PROJECTS))
        .from_subquery(each, Alias::new("each"))
        .to_owned()
}

/// The duties of sets with what is told of them, to be joined as `owed`.
pub(super) fn told(duties: Select<Entity>, by: &[(String, SimpleExpr)]) -> SelectStatement {
    let mut owed = duties.select_only().into_query();
    owed.expr_as(of_set(Column::JurisdictionId), Alias::new(PLACE))
        .expr_as(of_set(Column::SetId), Alias::new(SET));
    for (name, value) in by {
        owed.expr_as(value.clone(), Alias::new(name.as_str()));
    }
    owed
}

/// Whether what is owed is what the projects owe.
pub(super) fn same_set() -> SimpleExpr {
    let same = |name| named("owing", name).eq(named("owed", name));
    same(PLACE).and(same(SET))
}

pub(super) fn named(table: &str, column: &str) -> SimpleExpr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

/// Such duties of the given projects, as they owe them.
pub(super) async fn of_projects(
    scope: &Scope,
    projects: &[Key],
    reader: &Reader,
) -> Result<Vec<ObligationRow>, Fault> {
    let mut rows = Vec::new();
    for few in projects.chunks(MAX_KEYS) {
        let owing = project::Entity::find_keys(scope, few);
        let all = owed(owing, Condition::all()).limit(MAX_ROWS + 1).to_owned();
        let all = reader.get_database_backend().build(&all);
        let found = Found::find_by_statement(all).all(reader).await?;
        rows.extend(found.into_iter().map(ObligationRow::from));
        must_be_few(rows.len())?;
    }
    Ok(rows)
}

/// Those of the ids that are such duties.
pub(super) async fn by_id(
    scope: &Scope,
    ids: &[Key],
    reader: &Reader,
) -> Result<Vec<ObligationRow>, Fault> {
    let mut rows = Vec::new();
    for ids in ids.chunks(MAX_IDS) {
        let all = owed(owing_one_of(scope, ids), numbered(ids));
        let all = reader.get_database_backend().build(&all);
        let found = Found::find_by_statement(all).all(reader).await?;
        rows.extend(found.into_iter().map(ObligationRow::from));
    }
    let asked: BTreeSet<&Key> = ids.iter().collect();
    rows.retain(|row| asked.contains(&row.key()));
    Ok(rows)
}

/// Why those of the ids are owed that are such duties.
pub(super) async fn reasons(
    scope: &Scope,
    ids: &[Key],
    reader: &Reader,
) -> Result<Vec<ReasonRow>, Fault> {
    let mut rows = Vec::new();
    for ids in ids.chunks(MAX_IDS) {
        let mut all = joined(owing_one_of(scope, ids), numbered(ids));
        all.columns([
            (Entity, Column::JurisdictionId),
            (Entity, Column::Number),
            (Entity, Column::Because),
            (Entity, Column::Needs),
            (Entity, Column::Flags),
            (Entity, Column::Fault),
        ]);
        let all = reader.get_database_backend().build(&all);
        let found = Why::find_by_statement(all).all(reader).await?;
        rows.extend(found.into_iter().map(ReasonRow::from));
    }
    let asked: BTreeSet<&Key> = ids.iter().collect();
    rows.retain(|row| asked.contains(&Key::new(row.jurisdiction_id, row.id)));
    Ok(rows)
}

/// A project with one of its duties, without the reasons.
#[derive(FromQueryResult)]
struct Found {
    jurisdiction_id: Uuid,
    project_id: Uuid,
    unit_id: Option<Uuid>,
    assessed_for: Option<NaiveDate>,
    set_id: Uuid,
    number: i64,
    provision: String,
    pack_id: String,
    pack_version: String,
    incurable: bool,
    undetermined: bool,
    provisional: bool,
}

impl From<Found> for ObligationRow {
    fn from(found: Found) -> Self {
        let owing = Owing {
            project: found.project_id,
            unit: found.unit_id,
            assessed_for: found.assessed_for.unwrap_or_default(),
        };
        let duty = Model {
            jurisdiction_id: found.jurisdiction_id,
            set_id: found.set_id,
            number: found.number,
            provision: found.provision,
            pack_id: found.pack_id,
            pack_version: found.pack_version,
            incurable: found.incurable,
            undetermined: found.undetermined,
            provisional: found.provisional,
            needs: Json::Null,
            flags: Json::Null,
            because: Json::Null,
            fault: None,
        };
        Self::from(duty.owed_by(owing))
    }
}

/// Why a project owes one of its duties.
#[derive(FromQueryResult)]
struct Why {
    jurisdiction_id: Uuid,
    project_id: Uuid,
    number: i64,
    because: Json,
    needs: Json,
    flags: Json,
    fault: Option<String>,
}

impl From<Why> for ReasonRow {
    fn from(why: Why) -> Self {
        Self {
            jurisdiction_id: why.jurisdiction_id,
            id: id_of(
                why.project_id,
                u32::try_from(why.number).unwrap_or_default(),
            ),
            because: why.because,
            needs: why.needs,
            flags: why.flags,
            fault: why.fault,
        }
    }
}

/// Of the duty itself, without the reasons.
const OF_DUTY: [Column; 9] = [
    Column::JurisdictionId,
    Column::SetId,
    Column::Number,
    Column::Provision,
    Column::PackId,
    Column::PackVersion,
    Column::Incurable,
    Column::Undetermined,
    Column::Provisional,
];

/// Of the project that owes it.
const OF_PROJECT: [(&str, project::Column); 2] = [
    ("unit_id", project::Column::UnitId),
    ("assessed_for", project::Column::AssessedFor),
];

/// The projects, as the duties of their sets are joined to them.
const OWING: &str = "owing";

/// Which project owes it.
const OWED_BY: &str = "project_id";

/// The projects with the duties of their sets.
fn owed(projects: Select<project::Entity>, which: Condition) -> SelectStatement {
    let mut rows = joined(projects, which);
    for (name, column) in OF_PROJECT {
        rows.expr_as(its(column), Alias::new(name));
    }
    rows.columns(OF_DUTY.map(|column| (Entity, column)));
    rows
}

fn joined(projects: Select<project::Entity>, which: Condition) -> SelectStatement {
    use project::Column as Its;
    let owing = projects
        .select_only()
        .columns([Its::JurisdictionId, Its::Id, Its::UnitId])
        .columns([Its::AssessedFor, Its::UnstartedSet])
        .into_query();
    let same_place = of_set(Column::JurisdictionId).eq(its(Its::JurisdictionId));
    let same_set = of_set(Column::SetId).eq(its(Its::UnstartedSet));
    Query::select()
        .expr_as(its(Its::Id), Alias::new(OWED_BY))
        .from_subquery(owing, Alias::new(OWING))
        .inner_join(Entity, same_place.and(same_set))
        .cond_where(which)
        .to_owned()
}

/// The projects that may owe one of the duties.
fn owing_one_of(scope: &Scope, ids: &[Key]) -> Select<project::Entity> {
    let ranges: BTreeSet<(Uuid, Uuid)> = ids.iter().map(|key| projects_of(key.id)).collect();
    let within = |(first, last): (Uuid, Uuid)| project::Column::Id.between(first, last);
    let any = ranges.into_iter().map(within);
    let any = any.fold(Condition::any(), Condition::add);
    project::Entity::find_in(scope).filter(any)
}

fn numbered(ids: &[Key]) -> Condition {
    let numbers: BTreeSet<i64> = ids.iter().map(|key| i64::from(number_in(key.id))).collect();
    Condition::all().add(Column::Number.is_in(numbers))
}

/// What comes after a duty in the list.
fn later(key: Key, place: Uuid) -> SimpleExpr {
    let (first, last) = projects_of(key.id);
    let project = || its(project::Column::Id);
    let number = of_set(Column::Number);
    let at = i64::from(number_in(key.id));
    // Of the same id the place tells which comes first.
    let follows = if place > key.jurisdiction {
        number.gte(at)
    } else {
        number.gt(at)
    };
    project().gte(first).and(project().gt(last).or(follows))
}

/// What comes ahead of a duty in the list.
fn earlier(key: Key, place: Uuid) -> SimpleExpr {
    let (first, last) = projects_of(key.id);
    let project = || its(project::Column::Id);
    let number = of_set(Column::Number);
    let at = i64::from(number_in(key.id));
    let precedes = if place < key.jurisdiction {
        number.lte(at)
    } else {
        number.lt(at)
    };
    project().lte(last).and(project().lt(first).or(precedes))
}

fn its(column: project::Column) -> SimpleExpr {
    Expr::col((Alias::new(OWING), column))
}

fn of_project(column: project::Column) -> SimpleExpr {
    Expr::col((project::Entity, column))
}

fn of_set(column: Column) -> SimpleExpr {
    Expr::col((Entity, column))
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
