use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::contract::Stream;
use crate::strict::nearest;

/// What the rows of a ledger are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 项目台账: projects with their attributes and the days of their steps.
    Projects,
    /// 合同台账: contracts of projects.
    Contracts,
    /// 支付台账: payments of projects.
    Payments,
    /// 预算指标台账: budget quotas of projects.
    BudgetQuotas,
    /// 资源分配台账: resources given to projects.
    Allocations,
    /// 资产台账: assets that projects left behind.
    Assets,
    /// 事项台账: what happened to projects on which day.
    Events,
    /// 材料台账: papers of projects with their days.
    Documents,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Projects,
        Self::Contracts,
        Self::Payments,
        Self::BudgetQuotas,
        Self::Allocations,
        Self::Assets,
        Self::Events,
        Self::Documents,
    ];

    /// Its name on the command line and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Contracts => "contracts",
            Self::Payments => "payments",
            Self::BudgetQuotas => "budget_quotas",
            Self::Allocations => "allocations",
            Self::Assets => "assets",
            Self::Events => "events",
            Self::Documents => "documents",
        }
    }

    /// The stream of the records.
    #[must_use]
    pub fn stream(self) -> Stream {
        Stream::new(self.as_str())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no kind of ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no kind of ledger is named {given:?}; known: {known}{hint}")]
pub struct UnknownKind {
    given: String,
    known: String,
    hint: String,
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str);
            let hint = nearest(text, known);
            UnknownKind {
                given: text.chars().take(40).collect(),
                known: known.join(", "),
                hint: hint.map_or_else(String::new, |near| format!("; did you mean {near:?}?")),
            }
        })
    }
}
