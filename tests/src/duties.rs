use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_entities::unstarted_obligation::{self, Owing};
use shuniu_entities::{Key, Scope, Tenant as _, obligation, project};
use shuniu_hub::Hub;

/// What the projects of a scope owe, by id: rows of their own and what stands in sets.
///
/// # Panics
///
/// When the database does not answer.
pub async fn duties_in(hub: &Hub, scope: &Scope) -> Vec<obligation::Model> {
    let reader = hub.reader();
    let own = obligation::Entity::find_in(scope).all(&reader).await;
    let projects = project::Entity::find_in(scope).all(&reader).await;
    let mut duties = own.unwrap();
    for row in projects.unwrap() {
        let Some(set) = row.unstarted_set else {
            continue;
        };
        let unstarted = unstarted_obligation::Entity::find()
            .filter(unstarted_obligation::Column::JurisdictionId.eq(row.jurisdiction_id))
            .filter(unstarted_obligation::Column::SetId.eq(set))
            .all(&reader)
            .await
            .unwrap();
        assert!(!unstarted.is_empty(), "{} names no set", row.id);
        duties.extend(unstarted.iter().map(|duty| duty.owed_by(Owing::of(&row))));
    }
    duties.sort_by_key(|duty| duty.id);
    duties
}

/// The same of some projects.
///
/// # Panics
///
/// As [`duties_in`].
pub async fn duties_of(hub: &Hub, scope: &Scope, projects: &[Key]) -> Vec<obligation::Model> {
    let mut duties = duties_in(hub, scope).await;
    let is_one = |duty: &obligation::Model| {
        let mut projects = projects.iter();
        projects.any(|key| (key.jurisdiction, key.id) == (duty.jurisdiction_id, duty.project_id))
    };
    duties.retain(is_one);
    duties
}
