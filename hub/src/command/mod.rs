//! Commands: what a caller may ask the hub to change. One transaction each.

mod asset;
mod attest;
mod discrepancy;
mod exception;
mod fact;
mod record;
mod register;
mod step;
mod submit;

pub use asset::{AssetKind, RecordAsset, VoidAsset};
pub use attest::{AttestFile, Attested};
pub use discrepancy::{Ruled, Ruling, SettleDiscrepancy};
pub use exception::RecordException;
pub use fact::{FactInput, RecordFact, VoidFact};
pub use record::{CorrectRecord, RecordEntry, RecordKind, Recorded, VoidRecord};
pub(crate) use register::enter;
pub use register::{RegisterProject, Registered, UnitInput};
pub use step::{Blocker, RequestStep, StepOutcome};
pub(crate) use submit::project_version;
pub use submit::{Command, Submission};
