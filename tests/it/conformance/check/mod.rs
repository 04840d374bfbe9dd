//! The checks, each in a file of its own, by their numbers.

mod again;
mod boundary;
mod canary;
mod credentials;
mod declared;
mod deletes;
mod drift;
mod engines;
mod faults;
mod handed_over;
mod killed;
mod last_page;
mod lease;
mod memory;
mod order;
mod poisoned;
mod recorded;
mod rehearsed;
mod row;
mod settings;
mod statements;

use super::kit::{Kit, Outcome};

/// Carries out a check.
pub(super) async fn carry_out(number: u8, on: &Kit<'_>) -> Outcome {
    match number {
        1 => Box::pin(settings::holds(on)).await,
        2 => Box::pin(credentials::holds(on)).await,
        3 => Box::pin(declared::holds(on)).await,
        4 => Box::pin(recorded::holds(on)).await,
        5 => Box::pin(again::holds(on)).await,
        6 => Box::pin(killed::holds(on)).await,
        7 => Box::pin(boundary::holds(on)).await,
        8 => Box::pin(order::holds(on)).await,
        9 => Box::pin(faults::holds(on)).await,
        10 => Box::pin(last_page::holds(on)).await,
        11 => Box::pin(drift::holds(on)).await,
        12 => Box::pin(poisoned::holds(on)).await,
        13 => Box::pin(deletes::holds(on)).await,
        14 => Box::pin(lease::holds(on)).await,
        15 => Box::pin(canary::holds(on)).await,
        16 => Box::pin(memory::holds(on)).await,
        17 => Box::pin(statements::holds(on)).await,
        18 => Box::pin(engines::holds(on)).await,
        19 => Box::pin(handed_over::holds(on)).await,
        20 => Box::pin(rehearsed::holds(on)).await,
        other => panic!("there is no check {other}"),
    }
}
