use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    assessment::{Flag, Status},
    facts::Value,
    values::Period,
};

/// All that a case claims. What it does not mention is not judged.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// What is owed.
    pub obligations: Vec<ObligationClaim>,
    /// What is not owed.
    pub not_obligations: Vec<NotOwed>,
    /// Which steps may be taken.
    pub gates: Vec<GateClaim>,
    /// What must be reported.
    pub findings: Vec<FindingClaim>,
    /// What must not be reported.
    pub not_findings: Vec<FindingClaim>,
    /// Classifications; absent values claim null.
    pub derived: BTreeMap<String, Option<Value>>,
}

/// A claim about one obligation; only the given fields are judged.
#[derive(Clone, Debug, Default)]
pub struct ObligationClaim {
    /// The provision.
    pub provision: String,
    /// The contract, lot, asset, request or entry it is of.
    pub occurrence: Option<String>,
    /// The period of a recurring duty.
    pub period: Option<Period>,
    /// The last permitted day.
    pub due: Option<NaiveDate>,
    /// The first day.
    pub earliest: Option<NaiveDate>,
    /// The last day of a window or duration.
    pub latest: Option<NaiveDate>,
    /// The status.
    pub status: Option<Status>,
    /// The error, such as `calendar not loaded for 2027`.
    pub error: Option<String>,
    /// The complete list of flags.
    pub flags: Option<Vec<Flag>>,
    /// Facts that must be among those needed.
    pub needs: Vec<String>,
}

/// A claim that a provision, or one period of it, is not owed.
#[derive(Clone, Debug)]
pub struct NotOwed {
    /// The provision.
    pub provision: String,
    /// The period; absent: the provision does not apply at all.
    pub period: Option<Period>,
}

/// A claim about one gate.
#[derive(Clone, Debug, Default)]
pub struct GateClaim {
    /// The gate.
    pub gate: String,
    /// Whether nothing blocks and nothing is missing.
    pub open: Option<bool>,
    /// Provisions that must be among the blockers.
    pub blocked_by: Vec<String>,
    /// Provisions that must not be among the blockers.
    pub not_blocked_by: Vec<String>,
    /// Facts that must be among those needed.
    pub needs: Vec<String>,
    /// Provisions whose exceptions carried the open gate.
    pub opened_by_exception: Vec<String>,
}

/// A claim about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingClaim {
    /// The provision.
    pub provision: String,
    /// The finding's code, such as `breached`.
    pub code: String,
}

/// One claim that did not come true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The provision, gate or derived value, with the field.
    pub what: String,
    /// What the case claims.
    pub expected: String,
    /// What came out.
    pub got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {}, got {}",
            self.what, self.expected, self.got
        )
    }
}
