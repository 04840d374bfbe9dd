use serde::Serialize;
use uuid::Uuid;

/// A change that is about to be written down. It gets its number last of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Kind of the thing changed, as its table.
    pub entity: &'static str,
    /// The thing changed.
    pub entity_id: Option<Uuid>,
    /// The project concerned.
    pub project_id: Option<Uuid>,
    /// The change: what it was and what it is, without personal contacts.
    pub body: serde_json::Value,
}

impl Draft {
    /// Describes a change of a project or of something that belongs to it.
    pub fn of_project(
        entity: &'static str,
        entity_id: Uuid,
        project_id: Uuid,
        body: impl Serialize,
    ) -> Self {
        let body = serde_json::to_value(body).unwrap_or(serde_json::Value::Null);
        Self {
            entity,
            entity_id: Some(entity_id),
            project_id: Some(project_id),
            body,
        }
    }

    /// Describes a change that concerns no single project.
    pub fn general(entity: &'static str, entity_id: Option<Uuid>, body: impl Serialize) -> Self {
        let body = serde_json::to_value(body).unwrap_or(serde_json::Value::Null);
        Self {
            entity,
            entity_id,
            project_id: None,
            body,
        }
    }
}
