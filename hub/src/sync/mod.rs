//! Synchronisation: an outside system's pages become the hub's rows, one page one transaction.
//!
//! Lease with a fencing number → pull a page from the cursor → keep it raw → match → merge →
//! move the cursor; all effects of a page are in one transaction.

mod alike;
mod allowance;
mod arrived;
mod aside;
mod astray;
mod attach;
mod barred;
mod became;
mod by_hand;
mod candidate;
mod delayed;
mod dismiss;
mod due;
mod elsewhere;
mod flood;
mod forget;
mod ground;
mod holder;
mod known;
mod known_by;
mod land;
mod landed;
mod lease;
mod like_name;
mod load;
mod mapped;
mod marked;
mod matching;
mod merge;
mod no_match;
mod null;
mod outbox;
mod pause;
mod place;
mod reasons;
mod rehearse;
mod rejoin;
mod replay;
mod report;
mod retire;
mod review;
mod run;
mod run_row;
mod schedule;
mod shut;
mod split;
mod standing;
mod sweep;
mod told;
mod trouble;
mod turned;
mod unlink;
mod unoffer;
mod veil;
mod waiting;

pub(crate) use alike::BY_LIKENESS;
pub(crate) use attach::Sources;
pub(crate) use attach::ensure_instance;
pub use attach::{Reading, Source};
pub use became::Became;
pub use delayed::WaitingFor;
pub use dismiss::{DismissQuarantine, Dismissed};
pub use due::{Agenda, Due, Wait, Waiting};
pub use flood::{Flood, FloodSettings};
pub(crate) use known_by::{is_shut_code, is_shut_file, is_shut_name};
pub(crate) use lease::Taking;
pub use merge::Noted;
pub use outbox::{
    Ask, ComparedHandOvers, Delivered, Fate, HandOverComparisonStarted, HandOverProject,
    HandOverSettled, HandedOver, NOT_LISTED, SettleHandOver, StartHandOverComparison, mend,
    next_attempt,
};
pub(crate) use outbox::{answered, name_change, withdraw_card};
pub use pause::{Pause, PauseChanged, PauseConnector, ResumeConnector};
pub use reasons::{AsideReason, Reasons};
pub use rehearse::Rehearsed;
pub(crate) use rejoin::rejoin;
pub use replay::{ReplayOrder, ReplayQuarantine, Replayed, ReplayedPage, StillAside};
pub use report::{Counts, Progress, RunReport, Silent, Stop, SyncError};
pub use retire::{RetireConnector, Retired, is_retired};
pub use review::{SettleMatch, Settled};
pub(crate) use run::By;
pub use run::Run;
pub use schedule::{Schedule, ScheduleProblem, ScheduleSettings};
pub(crate) use shut::{Called, shut};
pub use split::{MovedRecord, Split, SplitProject};
pub use standing::RecordName;
pub use sweep::{
    ComparisonSettings, SettleComparison, StartSweep, SweepChanged, SweepKind, changed_fields,
};
pub(crate) use told::MARKED;
pub use trouble::Trouble;
pub use unlink::{TakenOut, UnlinkRecord};
