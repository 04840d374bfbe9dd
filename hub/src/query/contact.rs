use chrono::{DateTime, Utc};
use shuniu_entities::{Key, person};
use uuid::Uuid;

use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;
use crate::personal::{masked_email, masked_name, masked_phone};

/// Somebody to turn to about a project, as the caller may see it. Its `Debug` shows no contact.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The jurisdiction that owns the row.
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// What the person is on the project.
    pub role: String,
    /// Full name, or `张**`.
    pub name: String,
    /// Telephone number, or `138****1234`.
    pub phone: Option<String>,
    /// Mail address, or `z***@example.cn`.
    pub email: Option<String>,
    /// The unit or firm that the person works for.
    pub organization: Option<String>,
    /// Subject of the token that recorded it last.
    pub recorded_by: String,
    /// When it was recorded last (UTC).
    pub recorded_at: DateTime<Utc>,
    /// Whether name, number and address are masked.
    pub masked: bool,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("project_id", &self.project_id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Contact {
    fn masked(self) -> Self {
        Self {
            name: masked_name(&self.name),
            phone: self.phone.as_deref().map(masked_phone),
            email: self.email.as_deref().map(masked_email),
            masked: true,
            ..self
        }
    }

    /// The row's identity.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::new(self.jurisdiction_id, self.id)
    }
}

impl From<person::Model> for Contact {
    fn from(row: person::Model) -> Self {
        Self {
            jurisdiction_id: row.jurisdiction_id,
            id: row.id,
            project_id: row.project_id,
            role: row.role,
            name: row.name,
            phone: row.phone,
            email: row.email,
            organization: row.organization,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            masked: false,
        }
    }
}

impl View {
    /// The contacts of the projects, oldest first; masked unless the role may read contacts.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn contacts_of(&self, projects: &[Key]) -> Result<Vec<Contact>, Fault> {
        use person::{Column, Entity};
        let rows = self.of_projects::<Entity>(projects, &[Column::Id]).await?;
        Ok(self.shown(rows))
    }

    /// The given contacts; masked unless the role may read contacts.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn contacts(&self, keys: &[Key]) -> Result<Vec<Contact>, Fault> {
        Ok(self.shown(self.by_key::<person::Entity>(keys).await?))
    }

    /// Nobody beyond this door gets more of a contact than the caller may see.
    fn shown(&self, rows: Vec<person::Model>) -> Vec<Contact> {
        let all = rows.into_iter().map(Contact::from);
        if self.may(Permission::ReadContacts) {
            return all.collect();
        }
        all.map(Contact::masked).collect()
    }
}
