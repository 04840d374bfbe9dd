//! `review`: a review of a project (预审、会审、评审).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A review of a project (预审、会审、评审).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Number within its system.
    #[sea_orm(column_type = "Text")]
    pub number: String,
    /// `prereview`, `joint_review`, `third_party_review` or `expert_review`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Whose opinion it is: vocabulary value of `review_opinion.by`.
    #[sea_orm(column_type = "Text")]
    pub reviewer: String,
    /// `passed`, `failed` or `supplement`.
    #[sea_orm(column_type = "Text")]
    pub result: String,
    /// The opinion in words.
    #[sea_orm(column_type = "Text", nullable)]
    pub opinion: Option<String>,
    /// How many experts sat on the panel.
    pub panel_size: Option<i32>,
    /// Day of the opinion.
    pub reviewed_on: NaiveDate,
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
    /// Grows with every change.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
