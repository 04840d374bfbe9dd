use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, Select,
};
use serde_json::Value as Json;
use shuniu_entities::unstarted_obligation::{
    Column, Entity, Model, Owing, id_of, number_in, projects_of,
};
use shuniu_entities::{Key, Keyed, Scope, Tenant, project};
use uuid::Uuid;

use super::counted::OWING;
use crate::db::Reader;
use crate::fault::Fault;
use crate::query::page::{MAX_KEYS, MAX_ROWS, must_be_few};
use crate::query::row::{ObligationRow, ReasonRow};

/// Most duties looked up by their ids in one statement.
const MAX_IDS: usize = 250;

/// Such duties of the given projects, as they owe them.
pub(in crate::query) async fn of_projects(
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

/// Those of the duties that have not begun meanwhile, by the rows that were read since.
pub(in crate::query) fn but(
    unstarted: Vec<ObligationRow>,
    begun: &[ObligationRow],
) -> Vec<ObligationRow> {
    let begun: BTreeSet<Key> = begun.iter().map(ObligationRow::key).collect();
    let still = unstarted.into_iter();
    still.filter(|row| !begun.contains(&row.key())).collect()
}

/// Those of the ids that are such duties.
pub(in crate::query) async fn by_id(
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
pub(in crate::query) async fn reasons(
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
    rows.retain(|row| asked.contains(&row.key()));
    Ok(rows)
}

/// A project with one of its duties, without the reasons.
#[derive(FromQueryResult)]
pub(super) struct Found {
    jurisdiction_id: Uuid,
    project_id: Uuid,
    unit_id: Option<Uuid>,
    assessed_for: Option<NaiveDate>,
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
            set_id: Uuid::nil(),
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
pub(super) const OF_DUTY: [Column; 8] = [
    Column::JurisdictionId,
    Column::Number,
    Column::Provision,
    Column::PackId,
    Column::PackVersion,
    Column::Incurable,
    Column::Undetermined,
    Column::Provisional,
];

/// Of the project that owes it.
pub(super) const OF_PROJECT: [(&str, project::Column); 2] = [
    ("unit_id", project::Column::UnitId),
    ("assessed_for", project::Column::AssessedFor),
];

/// Which project owes it.
pub(super) const OWED_BY: &str = "project_id";

/// The projects with the duties of their sets.
pub(super) fn owed(projects: Select<project::Entity>, which: Condition) -> SelectStatement {
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

pub(super) fn its(column: project::Column) -> SimpleExpr {
    Expr::col((Alias::new(OWING), column))
}

pub(super) fn of_set(column: Column) -> SimpleExpr {
    Expr::col((Entity, column))
}
