//! `gate_state`: whether a step may be taken, as last assessed.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// Whether a step may be taken, as last assessed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gate_state")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The project it belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    /// Vocabulary name of the step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub gate: String,
    /// `open`, `closed` or `no_rule`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Provisions that close it.
    #[sea_orm(column_type = "JsonBinary")]
    pub blockers: Json,
    /// Facts that are missing, with the provision that asks.
    #[sea_orm(column_type = "JsonBinary")]
    pub needs: Json,
    /// Exceptions that carry it.
    #[sea_orm(column_type = "JsonBinary")]
    pub exceptions: Json,
    /// Day for which it was computed.
    pub assessed_for: NaiveDate,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
