//! `hand_over_comparison`: a comparison of what was handed over with what the other side lists.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A comparison of what was handed over to a system with what it lists as received.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hand_over_comparison")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The connector instance.
    pub connector_id: Uuid,
    /// `running`, `finished`, `incomplete` (the list did not say that it had ended, so that nothing
    /// is known to be missing) or `failed`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// What was handed over since is compared (UTC).
    pub since: DateTime<Utc>,
    /// Where to go on; set only with the page it belongs to.
    #[sea_orm(column_type = "Text", nullable)]
    pub cursor: Option<String>,
    /// Who asked for it: a subject, or `schedule`.
    #[sea_orm(column_type = "Text")]
    pub asked_by: String,
    /// When it began (UTC).
    pub began_at: DateTime<Utc>,
    /// When it ended (UTC).
    pub ended_at: Option<DateTime<Utc>>,
    /// Up to when the list was complete, by the other side's clock (UTC); null before its end.
    pub through: Option<DateTime<Utc>>,
    /// Pages committed.
    pub pages: i64,
    /// Listed by the other side.
    pub listed: i64,
    /// The same on both sides.
    pub same: i64,
    /// Open here, and settled by what the list proves.
    pub settled: i64,
    /// On the way while they were compared, so that they were left alone.
    pub under_way: i64,
    /// Of another state or number there.
    pub differing: i64,
    /// Listed there and not known here.
    pub not_here: i64,
    /// Handed over and not listed there; null until the list is complete.
    pub missing_there: Option<i64>,
    /// Why it did not go on, and what to do.
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
    /// Worker that holds it; `-` if none.
    #[sea_orm(column_type = "Text")]
    pub holder: String,
    /// Grows with every taking.
    pub fence: i64,
    /// When the hold lapses (UTC).
    pub lease_until: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
