//! Questions that are only asked: a project as it stood on another day, one that is not there yet,
//! a law that is not in force.
//!
//! Nothing is written and nothing is locked: what is on record is read in a transaction that
//! cannot write, from one state of the database.

mod assessed;
mod change;
mod pack_trial;
mod pre_check;
mod proposal;
mod supposed;

pub use assessed::Assessed;
pub use change::{Change, Changed, ProjectChange, Standing};
pub use pack_trial::{Count, Examined, PackTrial};
pub use proposal::{ProposalError, ProposedLaw};
pub use supposed::{Supposed, SupposedException, SupposedReport, Supposition};
