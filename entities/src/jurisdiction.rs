//! `jurisdiction`: a place with its own law: a county, district or prefecture.

use chrono::{DateTime, Utc};
use sea_orm::Select;
use sea_orm::entity::prelude::*;

/// A place with its own law: a county, district or prefecture.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jurisdiction")]
pub struct Model {
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Six digits of GB/T 2260, unique.
    #[sea_orm(column_type = "Text")]
    pub region_code: String,
    /// Printed name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The division above, if any.
    #[sea_orm(column_type = "Text", nullable)]
    pub parent_region_code: Option<String>,
    /// What the law leaves to the place: effective dates, attention days.
    #[sea_orm(column_type = "JsonBinary")]
    pub settings: Json,
    /// Its own order of sources, beside the one that ships with the hub.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub precedence: Option<Json>,
    /// When it was set up (UTC).
    pub created_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Starts a query over all jurisdictions: the list is reference data, the same for all.
    #[must_use]
    pub fn all_of_them() -> Select<Self> {
        Self::find()
    }

    /// The jurisdiction of an id.
    #[must_use]
    pub fn of_id(id: Uuid) -> Select<Self> {
        Self::find_by_id(id)
    }

    /// Starts a query for the jurisdiction of a region.
    #[must_use]
    pub fn of_region(code: &str) -> Select<Self> {
        Self::find().filter(Column::RegionCode.eq(code))
    }
}
