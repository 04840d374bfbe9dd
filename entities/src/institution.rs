//! `institution`: a unit for all of its projects together, or the bureau of the place.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// A unit for all of its projects together, or the bureau of the place: whoever owes what no
/// single project owes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institution")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The unit as an organization; the jurisdiction's own id for its bureau.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whether what it owes is to be put together anew: projects of it changed in a round.
    pub stale: bool,
    /// Day for which the duties of a bureau were last computed.
    pub assessed_for: Option<NaiveDate>,
    /// Digest of the law under which they were.
    #[sea_orm(column_type = "Text", nullable)]
    pub assessed_under: Option<String>,
    /// Next day on which a bureau owes something new.
    pub next_change_on: Option<NaiveDate>,
    /// Grows with every change of its reports.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(institution by Id);
crate::scope::keyed!();
