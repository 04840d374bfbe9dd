//! `idempotency_key`: what was answered to a command, so that asking again changes nothing.

use chrono::{DateTime, Utc};
use sea_orm::Select;
use sea_orm::entity::prelude::*;

/// What was answered to a command, so that asking again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// Subject of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal: String,
    /// The caller's key, or one made for the attempt.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SM3 of the command; the same key with another command is refused.
    #[sea_orm(column_type = "Text")]
    pub request_hash: String,
    /// The answer as JSON.
    #[sea_orm(column_type = "Text")]
    pub response: String,
    /// When it was answered (UTC).
    pub created_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);

impl Entity {
    /// Starts a query for what was answered to a principal under a key.
    #[must_use]
    pub fn of(jurisdiction: Uuid, principal: &str, key: &str) -> Select<Self> {
        Self::find_by_id((jurisdiction, principal.to_owned(), key.to_owned()))
    }
}
