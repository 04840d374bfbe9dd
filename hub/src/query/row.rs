//! The rows that questions are answered with.

pub use shuniu_entities::Key;
pub use shuniu_entities::allocation::Model as AllocationRow;
pub use shuniu_entities::asset::Model as AssetRow;
pub use shuniu_entities::attachment::Model as AttachmentRow;
pub use shuniu_entities::budget_quota::Model as QuotaRow;
pub use shuniu_entities::calendar::Model as CalendarRow;
pub use shuniu_entities::catalog_entry::Model as CatalogRow;
pub use shuniu_entities::connector_instance::Model as ConnectorRow;
pub use shuniu_entities::contract::Model as ContractRow;
pub use shuniu_entities::discrepancy::Model as DiscrepancyRow;
pub use shuniu_entities::document::Model as DocumentRow;
pub use shuniu_entities::document_content::Model as ContentRow;
pub use shuniu_entities::finding::Model as FindingRow;
pub use shuniu_entities::gate_state::Model as GateRow;
pub use shuniu_entities::hand_over_comparison::Model as HandOverComparisonRow;
pub use shuniu_entities::hand_over_difference::Model as HandOverDifferenceRow;
pub use shuniu_entities::institution_obligation::Model as InstitutionObligationRow;
pub use shuniu_entities::institution_report::Model as InstitutionReportRow;
pub use shuniu_entities::ledger::Model as LedgerRow;
pub use shuniu_entities::match_candidate::Model as MatchRow;
pub use shuniu_entities::organization::Model as OrganizationRow;
pub use shuniu_entities::outbox::Model as OutboxRow;
pub use shuniu_entities::payment::Model as PaymentRow;
pub use shuniu_entities::policy_exception::Model as ExceptionRow;
pub use shuniu_entities::project::Model as ProjectRow;
pub use shuniu_entities::project_event::Model as EventRow;
pub use shuniu_entities::project_fact::Model as FactRow;
pub use shuniu_entities::project_relation::Model as RelationRow;
pub use shuniu_entities::quarantine::Model as QuarantineRow;
pub use shuniu_entities::report::Model as ReportRow;
pub use shuniu_entities::review::Model as ReviewRow;
pub use shuniu_entities::sync_cursor::Model as CursorRow;
pub use shuniu_entities::sync_difference::Model as DifferenceRow;
pub use shuniu_entities::sync_run::Model as RunRow;
pub use shuniu_entities::sync_sweep::Model as SweepRow;
pub use shuniu_entities::tender::Model as TenderRow;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{FromQueryResult, Iterable};
use serde_json::Value as Json;
use shuniu_entities::obligation;
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
    /// `merged`, `unmatched`, `quarantined`, `refused` or `gone`.
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

/// What a provision demands of a subject, without the reasons: they are most of a row, and seldom
/// asked for.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ObligationRow {
    /// The jurisdiction that owns the row.
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// The project's unit, for lists.
    pub unit_id: Option<Uuid>,
    /// Provision code.
    pub provision: String,
    /// The pack it stands in.
    pub pack_id: String,
    /// Version of the pack that judged.
    pub pack_version: String,
    /// Contract, lot, asset or request; `-` for the project.
    pub subject: String,
    /// Which contract, lot or happening; `-` where there is one only.
    pub occurrence: String,
    /// Period of a recurring duty; `-` otherwise.
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
    /// Day for which it was computed.
    pub assessed_for: NaiveDate,
}

impl ObligationRow {
    /// The columns that it is read from.
    pub(super) fn columns() -> Vec<obligation::Column> {
        let all = obligation::Column::iter();
        all.filter(|one| {
            use obligation::Column::{Because, Fault, Flags, Needs};
            !matches!(one, Because | Needs | Flags | Fault)
        })
        .collect()
    }

    /// The row's identity.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::new(self.jurisdiction_id, self.id)
    }
}

impl From<obligation::Model> for ObligationRow {
    fn from(row: obligation::Model) -> Self {
        Self {
            jurisdiction_id: row.jurisdiction_id,
            id: row.id,
            project_id: row.project_id,
            unit_id: row.unit_id,
            provision: row.provision,
            pack_id: row.pack_id,
            pack_version: row.pack_version,
            subject: row.subject,
            occurrence: row.occurrence,
            period: row.period,
            triggered_on: row.triggered_on,
            earliest_on: row.earliest_on,
            due_on: row.due_on,
            latest_on: row.latest_on,
            last_on: row.last_on,
            fulfilled_on: row.fulfilled_on,
            undated: row.undated,
            fulfilled_by: row.fulfilled_by,
            observed_through: row.observed_through,
            incurable: row.incurable,
            undetermined: row.undetermined,
            provisional: row.provisional,
            attention_on: row.attention_on,
            assessed_for: row.assessed_for,
        }
    }
}

/// Why a duty is owed, how its days were counted, and what is missing or remarkable.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ReasonRow {
    /// The jurisdiction that owns the row.
    pub jurisdiction_id: Uuid,
    /// The duty within the jurisdiction.
    pub id: Uuid,
    /// Structured reasons, in order.
    pub because: Json,
    /// Facts that are missing, by name.
    pub needs: Json,
    /// Standing flags, such as `regional_calendar_missing`.
    pub flags: Json,
    /// Why no day could be computed, such as `calendar not loaded for 2027`.
    pub fault: Option<String>,
}

impl ReasonRow {
    /// The duty's identity.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::new(self.jurisdiction_id, self.id)
    }
}
