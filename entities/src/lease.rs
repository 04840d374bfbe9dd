//! `lease`: a job that one worker at a time may do.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A job that one worker at a time may do.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    /// Name of the job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Who holds it.
    #[sea_orm(column_type = "Text")]
    pub holder: String,
    /// Grows with every taking; a stale holder's writes are refused.
    pub fence: i64,
    /// When it lapses (UTC).
    pub lease_until: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
