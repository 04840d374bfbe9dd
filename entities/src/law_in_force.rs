//! `law_in_force`: the law under which a jurisdiction's projects are to be assessed.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// The law under which a jurisdiction's projects are to be assessed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "law_in_force")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// SM3 of everything that the days follow from: packs, settings, calendars.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    /// The versions of its packs, by the packs' ids.
    #[sea_orm(column_type = "JsonBinary")]
    pub packs: Json,
    /// When it took the place of another (UTC).
    pub since: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
