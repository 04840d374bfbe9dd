use anyhow::{Result, ensure};
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::unstarted_obligation::{self, Owing};
use shuniu_entities::{Key, Keyed as _, Scope, Tenant as _, obligation, project};
use shuniu_hub::Hub;

/// What the projects of a scope owe, by id: rows of their own and what stands in sets.
///
/// # Errors
///
/// When the database does not answer, or a project names a set that is not there.
pub async fn duties_in(hub: &Hub, scope: &Scope) -> Result<Vec<obligation::Model>> {
    let projects = project::Entity::find_in(scope);
    owed(hub, scope, projects.all(&hub.reader()).await?).await
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
    let projects = project::Entity::find_keys(scope, projects);
    owed(hub, scope, projects.all(&hub.reader()).await?).await
}

async fn owed(
    hub: &Hub,
    scope: &Scope,
    projects: Vec<project::Model>,
) -> Result<Vec<obligation::Model>> {
    let reader = hub.reader();
    let mut duties = obligation::Entity::find_in(scope).all(&reader).await?;
    duties.retain(|duty| projects.iter().any(|row| row.id == duty.project_id));
    for row in projects {
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
