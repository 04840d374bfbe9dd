//! What the hub hands over to outside systems: prepared by a command, sent once, asked for while
//! unknown; what comes back is landed like any other record.

mod acceptance;
mod compared;
mod compose;
mod deliver;
mod ending;
mod grounds;
mod hand_over;
mod papers;
mod receipt;
mod settle;
mod turned_down;
mod withdraw;

pub use compared::{
    ComparedHandOvers, HandOverComparisonStarted, NOT_LISTED, StartHandOverComparison, mend,
};
pub use deliver::{Delivered, next_attempt};
pub use hand_over::{Ask, HandOverProject, HandedOver};
pub(crate) use receipt::{answered, name_change, proved};
pub use settle::{Fate, HandOverSettled, SettleHandOver};
pub(crate) use withdraw::withdraw_card;
