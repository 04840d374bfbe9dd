//! `tender`: a procurement and its award.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A procurement and its award.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tender")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Purchase project code of the trading platform.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Printed name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Unified trade code; a foreign key, never minted here.
    #[sea_orm(column_type = "Text", nullable)]
    pub deal_code: Option<String>,
    /// Procurement method.
    #[sea_orm(column_type = "Text", nullable)]
    pub method: Option<String>,
    /// Budget in fen.
    pub budget_fen: Option<i64>,
    /// Day of the notice.
    pub notice_on: Option<NaiveDate>,
    /// Day of the award notice.
    pub awarded_on: Option<NaiveDate>,
    /// Award price in fen.
    pub award_fen: Option<i64>,
    /// The winner.
    pub supplier_id: Option<Uuid>,
    /// Where it came from: a system's name, or `person`.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// The raw outside record behind it, if any.
    pub source_record_id: Option<Uuid>,
    /// Subject of the token, or the sync run, that recorded it.
    #[sea_orm(column_type = "Text")]
    pub recorded_by: String,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
