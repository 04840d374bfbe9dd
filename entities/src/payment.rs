//! `payment`: a payment of a project, asked for or made (资金支付).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A payment of a project, asked for or made (资金支付).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Voucher number, as printed; none where nobody told it.
    #[sea_orm(column_type = "Text", nullable)]
    pub number: Option<String>,
    /// The contract it is made under.
    pub contract_id: Option<Uuid>,
    /// Number of that contract as a record told it, whether it is known here or not yet.
    #[sea_orm(column_type = "Text", nullable)]
    pub contract_number: Option<String>,
    /// The organization that is paid.
    pub payee_id: Option<Uuid>,
    /// `advance`, `progress`, `final`, `retention` or `other`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Amount in fen, above zero.
    pub amount_fen: i64,
    /// The day on which it was asked for; none if nobody asked or the day is unknown.
    pub requested_on: Option<NaiveDate>,
    /// The day on which the money left; none until then.
    pub paid_on: Option<NaiveDate>,
    /// The document on file that proves it.
    pub evidence_id: Option<Uuid>,
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
    /// `current`, `corrected` or `voided`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// The row that this one corrects.
    pub corrects_id: Option<Uuid>,
    /// Why it was corrected or voided.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
