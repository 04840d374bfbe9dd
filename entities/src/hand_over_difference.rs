//! `hand_over_difference`: what stands otherwise at the other side than here.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Something that stands otherwise at the other side than here, until a comparison finds that it
/// does no more, or a person has settled it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hand_over_difference")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The connector instance.
    pub connector_id: Uuid,
    /// The comparison that found it.
    pub comparison_id: Uuid,
    /// The hand-over; null for what is not known here.
    pub hand_over_id: Option<Uuid>,
    /// Its project; null for what is not known here.
    pub project_id: Option<Uuid>,
    /// The key under which it was handed over.
    #[sea_orm(column_type = "Text")]
    pub key: String,
    /// `state`, `number`, `not_here` or `missing_there`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What it is: of what is known here the kind of the outbox, else the other side's words.
    #[sea_orm(column_type = "Text")]
    pub what: String,
    /// The number the other side gives.
    #[sea_orm(column_type = "Text", nullable)]
    pub number: Option<String>,
    /// The state, or where that is the same the number, here.
    #[sea_orm(column_type = "Text", nullable)]
    pub here: Option<String>,
    /// The same there.
    #[sea_orm(column_type = "Text", nullable)]
    pub there: Option<String>,
    /// When the other side received it (UTC).
    pub received_at: Option<DateTime<Utc>>,
    /// When it was found (UTC).
    pub found_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
