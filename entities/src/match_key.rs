//! `match_key`: what a record on the review list waits for.

use sea_orm::entity::prelude::*;

/// What a record on the review list waits for: when a project comes to bear the key, the record
/// is matched by itself.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_key")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// `code:` and a project code, `trade:` and a tender number or trade code, `card:` and the card
    /// number of an asset, or `called:` and a name as it is compared.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// The entry of the review list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub candidate_id: Uuid,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
