//! `contract`: a contract of a project.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A contract of a project.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Contract number; names the contract in its project, whichever systems speak of it.
    #[sea_orm(column_type = "Text")]
    pub number: String,
    /// Printed name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Amount in fen.
    pub amount_fen: Option<i64>,
    /// Amount and unit as received.
    #[sea_orm(column_type = "Text", nullable)]
    pub raw_amount: Option<String>,
    /// The contractor.
    pub supplier_id: Option<Uuid>,
    /// Day of signing.
    pub signed_on: Option<NaiveDate>,
    /// The tender it follows from.
    pub tender_id: Option<Uuid>,
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
