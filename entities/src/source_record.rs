//! `source_record`: a record as an outside system sent it, without personal contacts; kept for
//! ever.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Select};

/// A record as an outside system sent it, without personal contacts; kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_record")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The connector instance.
    pub connector_id: Uuid,
    /// What it was read from.
    #[sea_orm(column_type = "Text")]
    pub stream: String,
    /// The system's own identity of it.
    #[sea_orm(column_type = "Text")]
    pub external_id: String,
    /// SM3 of the body, 64 hex digits; under a key of ours where the body is withheld.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// The record as received.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// The system's time of change (UTC).
    pub source_time: DateTime<Utc>,
    /// When it came in (UTC).
    pub received_at: DateTime<Utc>,
    /// `merged`, `unmatched`, `quarantined` or `refused`; `gone` of a record that its system no
    /// longer has.
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    /// The project it was merged into.
    pub project_id: Option<Uuid>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();

impl Entity {
    /// Starts a query for all versions of records by their external ids, oldest first.
    #[must_use]
    pub fn versions(
        scope: &crate::Scope,
        connector: Uuid,
        stream: &str,
        external_ids: &[String],
    ) -> Select<Self> {
        use crate::scope::Tenant as _;
        Self::find_in(scope)
            .filter(Column::ConnectorId.eq(connector))
            .filter(Column::Stream.eq(stream))
            .filter(Column::ExternalId.is_in(crate::padded(external_ids)))
            .order_by_asc(Column::SourceTime)
            .order_by_asc(Column::Id)
    }
}
