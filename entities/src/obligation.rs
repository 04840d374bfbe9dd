//! `obligation`: what a provision demands of a subject: days and needs, never a stored status.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// What a provision demands of a subject: days and needs, never a stored status.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// The project's unit, for lists.
    pub unit_id: Option<Uuid>,
    /// Provision code.
    #[sea_orm(column_type = "Text")]
    pub provision: String,
    /// The pack it stands in.
    #[sea_orm(column_type = "Text")]
    pub pack_id: String,
    /// Version of the pack that judged.
    #[sea_orm(column_type = "Text")]
    pub pack_version: String,
    /// Contract, lot, asset or request; `-` for the project.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// Which contract, lot or happening; `-` where there is one only.
    #[sea_orm(column_type = "Text")]
    pub occurrence: String,
    /// Period of a recurring duty; `-` otherwise.
    #[sea_orm(column_type = "Text")]
    pub period: String,
    /// Day its clock started.
    pub triggered_on: Option<NaiveDate>,
    /// First day it can be performed.
    pub earliest_on: Option<NaiveDate>,
    /// Last permitted day.
    pub due_on: Option<NaiveDate>,
    /// Last day of a window or duration.
    pub latest_on: Option<NaiveDate>,
    /// Day after which it is late or breached, claimed or not; absent: never late (R4).
    pub last_on: Option<NaiveDate>,
    /// Day it was performed; for a duration that elapses by itself it may lie ahead.
    pub fulfilled_on: Option<NaiveDate>,
    /// Whether what performed it has no day: `fulfilled_on` is the day of the evaluation then, for
    /// the sake of its status. Absent where it was judged before that was kept.
    pub undated: Option<bool>,
    /// What performed it: a list of `{"kind": "event", "id": …}`, also of kind `document`, `report`
    /// and `fact`, naming rows of the project's file; absent where it was last
    /// assessed before that was kept.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub fulfilled_by: Option<Json>,
    /// The record of what would fulfil it is complete through this day; absent: no limit.
    pub observed_through: Option<NaiveDate>,
    /// Whether passing `last_on` cannot be cured (a duration).
    pub incurable: bool,
    /// Whether an unknown fact or an unobserved stretch hides the answer.
    pub undetermined: bool,
    /// Whether `last_on` was reached without a calendar (R18).
    pub provisional: bool,
    /// From the day after this one, pending raises the flag `attention` (R4).
    pub attention_on: Option<NaiveDate>,
    /// Facts that are missing, by name.
    #[sea_orm(column_type = "JsonBinary")]
    pub needs: Json,
    /// Standing flags, such as `regional_calendar_missing`.
    #[sea_orm(column_type = "JsonBinary")]
    pub flags: Json,
    /// Why, in order: reasons as the policy serialises them, such as `{"ruling": "R6"}`; they are
    /// worded when somebody reads. Rows of before hold `{"zh": …, "en": …}`.
    #[sea_orm(column_type = "JsonBinary")]
    pub because: Json,
    /// Why no day could be computed, such as `calendar not loaded for 2027`.
    #[sea_orm(column_type = "Text", nullable)]
    pub fault: Option<String>,
    /// Day for which it was computed.
    pub assessed_for: NaiveDate,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
