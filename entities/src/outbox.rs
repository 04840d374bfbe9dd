//! `outbox`: something to be told to an outside system.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Something to be told to an outside system.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Who is told.
    #[sea_orm(column_type = "Text")]
    pub system: String,
    /// What is asked, such as `project_code_application`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What of the project it is about, an event or an asset; none for the project itself.
    pub about: Option<Uuid>,
    /// Idempotency key sent along.
    #[sea_orm(column_type = "Text")]
    pub key: String,
    /// What is said.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// `prepared`, `sent`, `accepted`, `rejected`, `unknown` or `withdrawn`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before (UTC).
    pub next_attempt_at: DateTime<Utc>,
    /// Worker that holds it; `-` if none.
    #[sea_orm(column_type = "Text")]
    pub holder: String,
    /// Grows with every taking.
    pub fence: i64,
    /// When the hold lapses (UTC).
    pub lease_until: DateTime<Utc>,
    /// Receipt, or reason of the refusal.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub answer: Option<Json>,
    /// When it last went out (UTC); null before, and where an earlier release sent it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was asked for (UTC).
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
