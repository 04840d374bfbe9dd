//! `project`: a government IT project: the resolved present.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A government IT project: the resolved present.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name in force.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name as it is searched for; absent for a state-secret project, and until the name was
    /// taken apart.
    #[sea_orm(column_type = "Text", nullable)]
    pub name_folded: Option<String>,
    /// What records are compared with, as its keys were last made of it (`project_key`); absent for a
    /// state-secret project, and until it was taken apart.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub likened: Option<Json>,
    /// Unified project code.
    #[sea_orm(column_type = "Text", nullable)]
    pub project_code: Option<String>,
    /// The responsible unit.
    pub unit_id: Option<Uuid>,
    /// Stage derived from its events by the jurisdiction's pack.
    #[sea_orm(column_type = "Text")]
    pub stage: String,
    /// `build`, `ops`, `service` or `goods`.
    #[sea_orm(column_type = "Text", nullable)]
    pub project_type: Option<String>,
    /// `new`, `continued`, `upgrade` or `expansion`.
    #[sea_orm(column_type = "Text", nullable)]
    pub build_nature: Option<String>,
    /// Budget in fen.
    pub budget_fen: Option<i64>,
    /// Investment in fen.
    pub investment_fen: Option<i64>,
    /// Whether it is a state-secret project; then no content is kept.
    pub classified: bool,
    /// First day since which its file is complete; before it nothing is owed.
    pub tracked_since: Option<NaiveDate>,
    /// Values the packs derive, by name.
    #[sea_orm(column_type = "JsonBinary")]
    pub derived: Json,
    /// Day for which its duties were last computed.
    pub assessed_for: Option<NaiveDate>,
    /// Digest of the law under which its duties were last computed.
    #[sea_orm(column_type = "Text", nullable)]
    pub assessed_under: Option<String>,
    /// Its duties that nothing has started (`unstarted_obligation`); absent where there are none.
    pub unstarted_set: Option<Uuid>,
    /// Next day on which something new comes into being.
    pub next_change_on: Option<NaiveDate>,
    /// Grows with every change.
    pub version: i64,
    /// When it came in (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(project);
crate::scope::keyed!();
