//! Commands: what a caller may ask the hub to change. One transaction each.

mod allocation;
mod asset;
mod attach;
mod attest;
mod bounds;
mod budget_quota;
mod calendar;
mod catalog_entry;
mod classified;
mod contact;
mod declare;
mod discrepancy;
mod exception;
mod fact;
mod header;
mod institution;
mod kept;
mod payment;
mod record;
mod register;
mod relate;
mod starred;
mod step;
mod submit;

pub use allocation::{
    AllocationTerms, CorrectAllocation, RecordAllocation, ResourceKind, VoidAllocation,
};
pub use asset::{AssetKind, RecordAsset, VoidAsset};
pub(crate) use asset::{REGISTERED, UNREGISTERED, VOIDED};
pub use attach::{Attach, AttachDocument, DetachDocument, Evidences};
pub use attest::{AttestFile, Attested};
pub use budget_quota::{CorrectBudgetQuota, QuotaTerms, RecordBudgetQuota, VoidBudgetQuota};
pub use calendar::{Calendared, CreateCalendar, CreatedCalendar, NewCalendar, RevokeCalendar};
pub use catalog_entry::{
    CatalogTerms, CorrectCatalogEntry, RecordCatalogEntry, Sharing, UpdateCycle, VoidCatalogEntry,
};
pub use classified::RegisterClassified;
pub use contact::{
    ContactRole, ContactTerms, CorrectContact, EraseContact, ErasureGround, RecordContact,
};
pub use declare::DeclareClassified;
pub use discrepancy::{Ruled, Ruling, SettleDiscrepancy};
pub use exception::RecordException;
pub use fact::{FactInput, RecordFact, VoidFact};
pub use institution::{
    CorrectInstitutionReport, InstitutionReportTerms, InstitutionReported, RecordInstitutionReport,
    VoidInstitutionReport,
};
pub use payment::{CorrectPayment, PaymentKind, PaymentTerms, RecordPayment, VoidPayment};
pub(crate) use record::done;
pub use record::{CorrectRecord, RecordEntry, RecordKind, Recorded, VoidRecord};
pub(crate) use register::{Another, enter};
pub use register::{RegisterProject, Registered, UnitInput};
pub use relate::{ProjectTie, RelateProjects, VoidRelation};
pub(crate) use starred::refuse_name;
pub use step::{Blocker, RequestStep, StepOutcome};
pub(crate) use submit::project_version;
pub use submit::{Command, Submission};
