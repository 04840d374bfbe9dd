use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_policy::assessment::{Days, Flag, Obligation, Part};
use shuniu_policy::pack::Bearer;

use crate::desk::WHOLE;

/// A duty as it is kept, whoever owes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owed {
    /// Provision code.
    pub(crate) provision: String,
    /// The pack it stands in.
    pub(crate) pack_id: String,
    /// Version of the pack that judged.
    pub(crate) pack_version: String,
    /// Contract, lot, asset or request; `-` otherwise.
    pub(crate) subject: String,
    /// Which happening; `-` where there is one only.
    pub(crate) occurrence: String,
    /// Period of a recurring duty; `-` otherwise.
    pub(crate) period: String,
    /// Day its clock started.
    pub(crate) triggered_on: Option<NaiveDate>,
    /// First day it can be performed.
    pub(crate) earliest_on: Option<NaiveDate>,
    /// Last permitted day.
    pub(crate) due_on: Option<NaiveDate>,
    /// Last day of a window or duration.
    pub(crate) latest_on: Option<NaiveDate>,
    /// Day after which it is late or breached; absent: never late.
    pub(crate) last_on: Option<NaiveDate>,
    /// Day it was performed.
    pub(crate) fulfilled_on: Option<NaiveDate>,
    /// Whether what performed it has no day.
    #[serde(default)]
    pub(crate) undated: bool,
    /// The record of what would fulfil it is complete through this day; absent: no limit.
    pub(crate) observed_through: Option<NaiveDate>,
    /// Whether passing `last_on` cannot be cured.
    pub(crate) incurable: bool,
    /// Whether an unknown hides the answer.
    pub(crate) undetermined: bool,
    /// Whether `last_on` was reached without a calendar.
    pub(crate) provisional: bool,
    /// From the day after this one, pending raises the flag `attention`.
    pub(crate) attention_on: Option<NaiveDate>,
    /// Facts that are missing, by name.
    pub(crate) needs: Json,
    /// Standing flags.
    pub(crate) flags: Json,
    /// Why, in order: reasons as the policy serialises them, worded when somebody reads.
    pub(crate) because: Json,
    /// Why no day could be computed.
    pub(crate) fault: Option<String>,
    /// Of a unit's duty how each thing stands that performs it, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<Part>,
}

impl Owed {
    pub(crate) fn of(said: &Obligation) -> Self {
        let named = |text: &str| match text {
            "" => WHOLE.to_owned(),
            text => text.to_owned(),
        };
        let days = &said.days;
        // `attention` depends on the day asked about and is computed then.
        let standing = [
            (
                said.regional_calendar_missing,
                Flag::RegionalCalendarMissing,
            ),
            (said.ended_early, Flag::EndedEarly),
        ];
        let flags: Vec<&str> = standing
            .iter()
            .filter(|(raised, _)| *raised)
            .map(|(_, flag)| flag.as_str())
            .collect();
        // What was done on no known day has one only for the sake of its status.
        let made_up = said.fulfilled_undated && days.undetermined;
        Self {
            provision: said.provision.clone(),
            pack_id: said.pack.clone(),
            pack_version: said.pack_version.clone(),
            subject: named(said.subject.as_deref().unwrap_or_default()),
            occurrence: named(&said.occurrence),
            period: said
                .period
                .map_or_else(|| WHOLE.to_owned(), |period| period.to_string()),
            triggered_on: days.triggered_on,
            earliest_on: days.earliest_on,
            due_on: days.due_on,
            latest_on: days.latest_on,
            last_on: days.last_on,
            fulfilled_on: days.fulfilled_on.filter(|_| !made_up),
            undated: said.fulfilled_undated && !made_up,
            observed_through: days.observed_through,
            incurable: days.incurable,
            undetermined: days.undetermined,
            provisional: days.provisional,
            attention_on: said.attention_on,
            needs: json!(said.needs),
            flags: json!(flags),
            because: json!(said.because),
            fault: said.error.as_ref().map(ToString::to_string),
            parts: match said.bearer {
                Bearer::Unit => said.parts.clone(),
                Bearer::Project | Bearer::Bureau => Vec::new(),
            },
        }
    }

    /// All that its status rests on.
    pub(crate) fn days(&self) -> Days {
        Days {
            undetermined: self.undetermined,
            triggered_on: self.triggered_on,
            earliest_on: self.earliest_on,
            due_on: self.due_on,
            latest_on: self.latest_on,
            last_on: self.last_on,
            fulfilled_on: self.fulfilled_on,
            observed_through: self.observed_through,
            incurable: self.incurable,
            provisional: self.provisional,
        }
    }
}
