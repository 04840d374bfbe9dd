//! `asset`: something a project left behind that has to be registered (资产).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// Something a project left behind that has to be registered (资产).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asset")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// `hardware`, `software` or `data`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Classification code of the asset standard in use there.
    #[sea_orm(column_type = "Text", nullable)]
    pub category_code: Option<String>,
    /// How many.
    pub quantity: Option<i32>,
    /// What it cost, in fen.
    pub original_value_fen: Option<i64>,
    /// Day from which it is owned.
    pub acquired_on: Option<NaiveDate>,
    /// The contract it was bought by.
    pub contract_id: Option<Uuid>,
    /// Number of that contract as a record told it, whether it is known here or not yet.
    #[sea_orm(column_type = "Text", nullable)]
    pub contract_number: Option<String>,
    /// Card number of the asset registry; none until it is registered.
    #[sea_orm(column_type = "Text", nullable)]
    pub card_number: Option<String>,
    /// `unregistered`, `registered`, `transferred`, `disposed` or `voided`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Day of that state.
    pub changed_on: Option<NaiveDate>,
    /// Who holds it, as the registry says.
    #[sea_orm(column_type = "Text", nullable)]
    pub holder_name: Option<String>,
    /// System that said what card it has and what became of it; none until the registry did.
    #[sea_orm(column_type = "Text", nullable)]
    pub registry_source: Option<String>,
    /// What became of it as that system says: a `state`, but never `voided`.
    #[sea_orm(column_type = "Text", nullable)]
    pub registry_state: Option<String>,
    /// The newest record of the registry behind that.
    pub registry_record_id: Option<Uuid>,
    /// The run or worker that recorded that.
    #[sea_orm(column_type = "Text", nullable)]
    pub registry_recorded_by: Option<String>,
    /// When that was recorded (UTC).
    pub registry_recorded_at: Option<DateTime<Utc>>,
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
