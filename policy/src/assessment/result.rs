use chrono::NaiveDate;

use super::{Obligation, Reason};
use crate::{condition::Truth, facts::Value, pack::Bilingual};

/// What the law asks of a project on a day.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day asked about.
    pub assessed_for: NaiveDate,
    /// What is owed, in the order of packs and provisions.
    pub obligations: Vec<Obligation>,
    /// Every gate of the vocabulary.
    pub gates: Vec<Gate>,
    /// The classifications that some pack decides; a later layer wins.
    pub derived: Vec<DerivedValue>,
    /// What is reported without closing anything.
    pub findings: Vec<FindingReport>,
    /// Whether each provision applies.
    pub applicability: Vec<Applicability>,
    /// The next day on which something new comes into being; statuses change by themselves.
    pub next_change_on: Option<NaiveDate>,
}

impl Assessment {
    /// The state of a gate.
    #[must_use]
    pub fn gate(&self, name: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.gate == name)
    }

    /// A derived value.
    #[must_use]
    pub fn derived(&self, name: &str) -> Option<&DerivedValue> {
        self.derived.iter().find(|derived| derived.name == name)
    }
}

/// Whether a step may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateStatus {
    /// Nothing blocks and nothing is missing.
    Open,
    /// Something blocks or is missing.
    Closed,
    /// No pack can close it.
    NoRule,
}

/// The state of a gate.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Its name.
    pub gate: String,
    /// Whether the step may be taken.
    pub status: GateStatus,
    /// The provisions that close it.
    pub blockers: Vec<Blocker>,
    /// The facts that are missing to tell.
    pub needs: Vec<Need>,
    /// The provisions that a recorded exception opened (R5).
    pub opened_by_exception: Vec<Blocker>,
}

/// A provision that closes a gate, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The pack's id.
    pub pack: String,
    /// The provision's id.
    pub provision: String,
    /// Why.
    pub because: Vec<Reason>,
}

/// A fact that a gate needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The fact, or the kind of record that is not complete far enough.
    pub fact: String,
    /// The provision that asks for it.
    pub provision: String,
}

/// A classification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedValue {
    /// Its name.
    pub name: String,
    /// The pack that decides it.
    pub pack: String,
    /// The provisions it rests on.
    pub by: Vec<String>,
    /// Its value; absent where no rule holds, or while `needs` is not empty.
    pub value: Option<Value>,
    /// The facts that are missing to tell.
    pub needs: Vec<String>,
    /// Why.
    pub because: Vec<Reason>,
}

/// Something reported without closing anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingReport {
    /// A stable code; `breached` for a limit that was exceeded.
    pub code: String,
    /// The pack's id.
    pub pack: String,
    /// The provision's id.
    pub provision: String,
    /// The contract, lot, asset or request; absent for the project.
    pub subject: Option<String>,
    /// What it says.
    pub text: Bilingual,
    /// Why.
    pub because: Vec<Reason>,
}

/// Whether a provision applies to the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicability {
    /// The pack's id.
    pub pack: String,
    /// The provision's id.
    pub provision: String,
    /// Whether it applies.
    pub applies: Truth,
    /// The facts that are missing to tell.
    pub needs: Vec<String>,
}
