//! `classified_key`: by what a record of a state-secret project is known without being kept.

use sea_orm::entity::prelude::*;

/// By what a record of a project that was declared state-secret is known again, so that it is
/// refused: a keyed digest, which tells nothing to whoever lacks the key of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "classified_key")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// 64 hex digits.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub digest: String,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
