//! `organization`: a unit, bureau or supplier.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A unit, bureau or supplier.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Full printed name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Unified social credit code.
    #[sea_orm(column_type = "Text", nullable)]
    pub credit_code: Option<String>,
    /// What tells it from others: its credit code, or its name while that is unknown.
    #[sea_orm(column_type = "Text")]
    pub identity: String,
    /// Where it was first heard of.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// When it was first recorded (UTC).
    pub created_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(open);
crate::scope::keyed!();
