use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Claims;
use crate::facts::Facts;

/// A scenario: these facts, this day, these claims.
#[derive(Clone, Debug)]
pub struct Case {
    /// A sentence.
    pub name: String,
    /// The pack's id.
    pub pack: String,
    /// The calendars, where the case states other ones than its pack.
    pub calendar: Option<Vec<String>>,
    /// Settings, where the case states other values than its pack.
    pub settings: BTreeMap<String, i64>,
    /// The day of evaluation.
    pub today: NaiveDate,
    /// What is known of the project.
    pub facts: Facts,
    /// What must come out.
    pub expect: Claims,
}
