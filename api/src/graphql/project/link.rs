//! What belongs to a project, asked of the hub for all projects of an answer at once.

use shuniu_hub::Fault;
use shuniu_hub::query::{
    AllocationRow, AssetRow, CatalogRow, Contact, ContractRow, DiscrepancyRow, DocumentRow,
    EventRow, ExceptionRow, FactRow, FindingRow, GateRow, Key, ObligationRow, OrganizationRow,
    OutboxRow, Paid, PaymentRow, ProjectRow, QuotaRow, ReportRow, ReviewRow, Standing, TenderRow,
    View,
};

use crate::graphql::set::Link;

macro_rules! of_project {
    ($($(#[$doc:meta])* $link:ident -> $row:ty = $fetch:expr;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $link;

        impl Link<ProjectRow> for $link {
            type Row = $row;

            fn from(row: &ProjectRow) -> Option<Key> {
                Some(row.key())
            }

            fn to(row: &$row) -> Key {
                Key::new(row.jurisdiction_id, row.project_id)
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<$row>, Fault> {
                $fetch(view, keys).await
            }
        }
    )+};
}

of_project! {
    /// Values in force.
    Facts -> FactRow = async |view: &View, keys| view.facts_of(keys, Standing::Current).await;
    /// All values that ever were.
    History -> FactRow = async |view: &View, keys| view.facts_of(keys, Standing::Any).await;
    Events -> EventRow = View::events_of;
    Documents -> DocumentRow = View::documents_of;
    Reports -> ReportRow = View::reports_of;
    Exceptions -> ExceptionRow = View::exceptions_of;
    Tenders -> TenderRow = View::tenders_of;
    Contracts -> ContractRow = View::contracts_of;
    Reviews -> ReviewRow = View::reviews_of;
    Allocations -> AllocationRow = View::allocations_of;
    Assets -> AssetRow = View::assets_of;
    Payments -> PaymentRow = View::payments_of;
    Quotas -> QuotaRow = View::quotas_of;
    Catalog -> CatalogRow = View::catalog_of;
    Contacts -> Contact = View::contacts_of;
    Gates -> GateRow = View::gates_of;
    Findings -> FindingRow = View::findings_of;
    Obligations -> ObligationRow = View::obligations_of;
    HandOvers -> OutboxRow = View::outbox_of;
    Discrepancies -> DiscrepancyRow = View::discrepancies_of;
}

/// What has been paid for a project.
pub(crate) struct PaidFor;

impl Link<ProjectRow> for PaidFor {
    type Row = Paid;

    fn from(row: &ProjectRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &Paid) -> Key {
        row.of
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<Paid>, Fault> {
        view.paid_for(keys).await
    }
}

/// The unit responsible for a project.
pub(crate) struct Unit;

impl Link<ProjectRow> for Unit {
    type Row = OrganizationRow;

    fn from(row: &ProjectRow) -> Option<Key> {
        row.unit_id.map(|id| Key::new(row.jurisdiction_id, id))
    }

    fn to(row: &OrganizationRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        view.organizations(keys).await
    }
}

/// From what belongs to a project back to it.
pub(crate) struct Owner;

macro_rules! back_to_project {
    ($($row:ty),+) => {$(
        impl Link<$row> for Owner {
            type Row = ProjectRow;

            fn from(row: &$row) -> Option<Key> {
                Some(Key::new(row.jurisdiction_id, row.project_id))
            }

            fn to(row: &ProjectRow) -> Key {
                row.key()
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
                view.projects_by_key(keys).await
            }
        }
    )+};
}
back_to_project!(
    ObligationRow,
    GateRow,
    EventRow,
    DocumentRow,
    ReportRow,
    TenderRow,
    ContractRow,
    FactRow,
    ReviewRow,
    AllocationRow,
    AssetRow,
    PaymentRow,
    QuotaRow,
    CatalogRow,
    DiscrepancyRow,
    OutboxRow,
    Contact
);

macro_rules! perhaps_back_to_project {
    ($($row:ty),+) => {$(
        impl Link<$row> for Owner {
            type Row = ProjectRow;

            fn from(row: &$row) -> Option<Key> {
                row.project_id.map(|id| Key::new(row.jurisdiction_id, id))
            }

            fn to(row: &ProjectRow) -> Key {
                row.key()
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
                view.projects_by_key(keys).await
            }
        }
    )+};
}
perhaps_back_to_project!(shuniu_hub::query::LedgerRow, shuniu_hub::query::MatchRow);

/// What sources say of tenders, contracts and assets, field by field.
pub(crate) struct Values;

macro_rules! has_values {
    ($($row:ty),+) => {$(
        impl Link<$row> for Values {
            type Row = FactRow;

            fn from(row: &$row) -> Option<Key> {
                Some(Key::new(row.jurisdiction_id, row.project_id))
            }

            fn to(row: &FactRow) -> Key {
                Key::new(row.jurisdiction_id, row.project_id)
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<FactRow>, Fault> {
                view.field_values_of(keys).await
            }
        }
    )+};
}
has_values!(TenderRow, ContractRow, AssetRow);
