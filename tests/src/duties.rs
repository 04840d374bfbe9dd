use anyhow::{Result, ensure};
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::unstarted_obligation::{self, Owing};
use shuniu_entities::{Key, Scope, Tenant as _, obligation, project};
use shuniu_hub::Hub;

/// What the projects of a scope owe, by id: rows of their own and what stands in sets.
///
/// # Errors
///
/// When the database does not answer, or a project names a set that is not there.
pub async fn duties_in(hub: &Hub, scope: &Scope) -> Result<Vec<obligation::Model>> {
    let reader = hub.reader();
    let mut duties = obligation::Entity::find_in(scope).all(&reader).await?;
    for row in project::Entity::find_in(scope).all(&reader).await? {
        let Some(set) = row.unstarted_set else {
            continue;
        };
        let place = Scope::jurisdictions(vec![row.jurisdiction_id]);
        let unstarted = unstarted_obligation::Entity::find_in(&place)
            .filter(unstarted_obligation::Column::SetId.eq(set))
            .all(&reader)
            .await?;
        ensure!(!unstarted.is_empty(), "{} names no set", row.id);
        duties.extend(unstarted.iter().map(|duty| duty.owed_by(Owing::of(&row))));
    }
    duties.sort_by_key(|duty| duty.id);
    Ok(duties)
}

/// The same of some projects.
///
/// # Errors
///
/// As [`duties_in`].
pub async fn duties_of(
    hub: &Hub,
    scope: &Scope,
    projects: &[Key],
) -> Result<Vec<obligation::Model>> {
    let mut duties = duties_in(hub, scope).await?;
    let is_one = |duty: &obligation::Model| {
        let mut projects = projects.iter();
        projects.any(|key| (key.jurisdiction, key.id) == (duty.jurisdiction_id, duty.project_id))
    };
    duties.retain(is_one);
    Ok(duties)
}
