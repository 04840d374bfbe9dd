//! What the law asks of a project on a day: a pure function of packs, calendar, facts and date.

mod applies;
mod assess;
mod compare;
mod conclusion;
mod derive;
mod duration;
mod duty;
mod duty_state;
mod explain;
mod extension;
mod gate;
mod judge;
mod judgement;
mod matching;
mod obligation;
mod observed;
mod part;
mod performed;
mod plan_year;
mod proof;
mod reason;
mod reason_kind;
mod recurring;
mod relevant;
mod result;
mod scene;
mod sheet;
mod stage;
mod status;
mod trigger;
mod verdict;

pub use crate::condition::Compare;
pub use assess::{READING, evaluate, evaluate_bureau, evaluate_gate};
pub use conclusion::{Marks, conclusion, waited};
pub use obligation::{Flag, Obligation};
pub use part::{Completed, Part, together};
pub use proof::Proof;
pub use reason::{Against, Bound, Instance, Lasted, Limit, Reason, Ruled, Since};
pub use recurring::{Reported, reported};
pub use result::{
    Applicability, Assessment, Blocker, DerivedValue, FindingReport, Gate, GateStatus, Need,
};
pub(crate) use scene::Scene;
pub use stage::stage;
pub use status::{Days, Status, status};

pub use crate::condition::DutyState;
