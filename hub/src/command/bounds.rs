//! What is believed of amounts and days that people type; ledgers are held to the same.

use chrono::NaiveDate;
use shuniu_policy::{Fen, Impossible};

use crate::fault::Fault;

/// Most that one payment or quota is believed to be: 3,000,000,000 yuan, as in the forms of ledgers.
const MOST: Fen = Fen::new(300_000_000_000);

/// Refuses an amount that is nothing, or so large that its unit is probably wrong.
pub(super) fn amount(field: &str, amount: Fen) -> Result<(), Fault> {
    if amount <= Fen::ZERO {
        return Err(Fault::invalid(field, "an amount has to be more than zero"));
    }
    if amount > MOST {
        let problem = format!(
            "{amount} yuan is more than {MOST}, the most that is believed; give it in yuan"
        );
        return Err(Fault::invalid(field, problem));
    }
    Ok(())
}

/// Refuses a day that is still to come, or so long ago that it is probably mistyped.
pub(super) fn past_day(field: &str, day: Option<NaiveDate>, today: NaiveDate) -> Result<(), Fault> {
    let Some(day) = day else { return Ok(()) };
    if day > today {
        let problem = "the day lies in the future; record it when it comes";
        return Err(Fault::invalid(field, problem));
    }
    if Impossible::day(day).is_some() {
        let first = Impossible::YEARS.start;
        let problem = format!("{day} lies before {first}-01-01; correct the year");
        return Err(Fault::invalid(field, problem));
    }
    Ok(())
}

/// Refuses a day since which a project is followed that is still to come.
pub(super) fn followed_since(day: Option<NaiveDate>, today: NaiveDate) -> Result<(), Fault> {
    if day.is_some_and(|day| day > today) {
        let problem = "the day lies in the future; a file is complete from a day that was";
        return Err(Fault::invalid("trackedSince", problem));
    }
    Ok(())
}
