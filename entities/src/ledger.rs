//! `ledger`: one entry of the append-only record of a jurisdiction.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One entry of the append-only record of a jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// Position, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When it was committed (UTC).
    pub recorded_at: DateTime<Utc>,
    /// Subject of the token, or the worker, that acted.
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// Role under which it acted.
    #[sea_orm(column_type = "Text")]
    pub actor_role: String,
    /// What was asked.
    #[sea_orm(column_type = "Text")]
    pub command: String,
    /// Kind of the thing changed.
    #[sea_orm(column_type = "Text")]
    pub entity: String,
    /// The thing changed.
    pub entity_id: Option<Uuid>,
    /// The project concerned, if any.
    pub project_id: Option<Uuid>,
    /// The change as canonical JSON; exactly these bytes are digested. Empty where it was erased.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// Keeps the digest from being guessed; erased with the body.
    #[sea_orm(column_type = "Text", nullable)]
    pub salt: Option<String>,
    /// SM3 over salt and body, 64 hex digits; none in entries of before, whose hash covers the body.
    #[sea_orm(column_type = "Text", nullable)]
    pub digest: Option<String>,
    /// Hash of the entry before, 64 hex digits.
    #[sea_orm(column_type = "Text")]
    pub previous_hash: String,
    /// SM3 over the entry and its predecessor, 64 hex digits.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
