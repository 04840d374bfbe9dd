//! The rows that questions are answered with.

pub use shuniu_entities::Key;
pub use shuniu_entities::allocation::Model as AllocationRow;
pub use shuniu_entities::asset::Model as AssetRow;
pub use shuniu_entities::budget_quota::Model as QuotaRow;
pub use shuniu_entities::catalog_entry::Model as CatalogRow;
pub use shuniu_entities::connector_instance::Model as ConnectorRow;
pub use shuniu_entities::contract::Model as ContractRow;
pub use shuniu_entities::discrepancy::Model as DiscrepancyRow;
pub use shuniu_entities::document::Model as DocumentRow;
pub use shuniu_entities::document_content::Model as ContentRow;
pub use shuniu_entities::finding::Model as FindingRow;
pub use shuniu_entities::gate_state::Model as GateRow;
pub use shuniu_entities::ledger::Model as LedgerRow;
pub use shuniu_entities::match_candidate::Model as MatchRow;
pub use shuniu_entities::obligation::Model as ObligationRow;
pub use shuniu_entities::organization::Model as OrganizationRow;
pub use shuniu_entities::outbox::Model as OutboxRow;
pub use shuniu_entities::payment::Model as PaymentRow;
pub use shuniu_entities::policy_exception::Model as ExceptionRow;
pub use shuniu_entities::project::Model as ProjectRow;
pub use shuniu_entities::project_event::Model as EventRow;
pub use shuniu_entities::project_fact::Model as FactRow;
pub use shuniu_entities::quarantine::Model as QuarantineRow;
pub use shuniu_entities::report::Model as ReportRow;
pub use shuniu_entities::review::Model as ReviewRow;
pub use shuniu_entities::sync_cursor::Model as CursorRow;
pub use shuniu_entities::sync_run::Model as RunRow;
pub use shuniu_entities::tender::Model as TenderRow;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// An outside record without its body, which may be large and is not everybody's business.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct RecordRow {
    /// The jurisdiction that owns the row.
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    pub id: Uuid,
    /// The connector instance.
    pub connector_id: Uuid,
    /// What it was read from.
    pub stream: String,
    /// The system's own identity of it.
    pub external_id: String,
    /// SM3 of the body, 64 hex digits.
    pub hash: String,
    /// The system's time of change (UTC).
    pub source_time: DateTime<Utc>,
    /// When it came in (UTC).
    pub received_at: DateTime<Utc>,
    /// `merged`, `unmatched`, `quarantined` or `refused`.
    pub outcome: String,
    /// The project it was merged into.
    pub project_id: Option<Uuid>,
}

impl RecordRow {
    /// The row's identity.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::new(self.jurisdiction_id, self.id)
    }
}
