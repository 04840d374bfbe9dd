//! `ledger_head`: the newest entry of a jurisdiction's ledger, signed.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// The newest entry of a jurisdiction's ledger, signed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_head")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// Position of the newest entry; 0 before the first.
    pub seq: i64,
    /// Its hash.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// SM2 signature over jurisdiction, seq and hash, hex; `-` before the first.
    #[sea_orm(column_type = "Text")]
    pub signature: String,
    /// When it was signed (UTC).
    pub signed_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
