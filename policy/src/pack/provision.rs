use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Duty, Paper};
use crate::condition::Condition;
use crate::vocabulary::Name;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// How strongly a provision binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// 应当, 必须, 不得: takes no exception.
    Must,
    /// 原则上: a recorded exception opens its gates (R5).
    InPrinciple,
    /// 宜.
    Should,
    /// 可以.
    May,
    /// 鼓励.
    Encouraged,
}

impl Strength {
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("must", Self::Must),
        ("in_principle", Self::InPrinciple),
        ("should", Self::Should),
        ("may", Self::May),
        ("encouraged", Self::Encouraged),
    ];

    /// The word used in packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, one)| *one == self);
        found.map_or("", |(word, _)| word)
    }
}

/// How much of a provision is decided by machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// All of it.
    Full,
    /// A part; the rest is asked of a person as evidence.
    Partial,
    /// Nothing; it is shown.
    None,
}

impl Machine {
    pub(crate) const WORDS: [(&'static str, Self); 3] = [
        ("full", Self::Full),
        ("partial", Self::Partial),
        ("none", Self::None),
    ];

    /// The word used in packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, one)| *one == self);
        found.map_or("", |(word, _)| word)
    }
}

/// Whose clock a provision runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The project.
    Project,
    /// Each contract.
    Contract,
    /// Each lot.
    Lot,
    /// The project unit.
    Unit,
    /// The bureau.
    Bureau,
    /// Each asset.
    Asset,
    /// Each request to share data.
    SharingRequest,
    /// Each entry of the data catalogue.
    CatalogEntry,
}

impl Subject {
    pub(crate) const WORDS: [(&'static str, Self); 8] = [
        ("project", Self::Project),
        ("contract", Self::Contract),
        ("lot", Self::Lot),
        ("unit", Self::Unit),
        ("bureau", Self::Bureau),
        ("asset", Self::Asset),
        ("sharing_request", Self::SharingRequest),
        ("catalog_entry", Self::CatalogEntry),
    ];

    /// The word used in packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, one)| *one == self);
        found.map_or("", |(word, _)| word)
    }

    /// Who has to answer for it.
    pub(crate) fn bearer(self) -> Bearer {
        match self {
            Self::Unit => Bearer::Unit,
            Self::Bureau => Bearer::Bureau,
            _ => Bearer::Project,
        }
    }

    /// Whether records name which one of several they belong to.
    pub(crate) fn is_keyed(self) -> bool {
        matches!(
            self,
            Self::Contract | Self::Lot | Self::Asset | Self::SharingRequest | Self::CatalogEntry
        )
    }
}

/// Who bears a duty: one project, a unit for all of its projects together, or the bureau for all
/// projects of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bearer {
    /// The project, with its contracts, lots, assets and requests.
    Project,
    /// The unit: whatever number of its projects give rise to the duty, it is owed once.
    Unit,
    /// The bureau.
    Bureau,
}

/// One provision of a text.
#[derive(Clone, Debug)]
pub struct Provision {
    /// The stable public name (`Provision.code` in the GraphQL schema).
    pub id: String,
    /// As printed, such as 第19条(二)(1).
    pub article: String,
    /// The catalogue's kind, such as `deadline`.
    pub kind: String,
    /// The sentence the quote hangs on.
    pub lead_quote: Option<String>,
    /// The words of the text.
    pub quote: String,
    /// What they say, in English.
    pub en: String,
    /// What the text leaves open.
    pub note: Option<Bilingual>,
    /// What the text enumerates.
    pub items: Vec<String>,
    /// The rulings it is read by.
    pub rulings: Vec<String>,
    /// How strongly it binds.
    pub strength: Strength,
    /// How much of it is decided by machine.
    pub machine: Machine,
    /// Why a fully decidable provision decides nothing, or which of its limbs it leaves.
    pub undecided: Option<String>,
    /// Whether it binds also what the pack's scope leaves out, because it names its own subject.
    pub beyond_scope: bool,
    /// What a person must supply.
    pub evidence: Option<String>,
    /// Whose clock it runs.
    pub subject: Subject,
    /// Who must act.
    pub responsible: Vec<String>,
    /// Towards whom.
    pub recipient: Vec<String>,
    /// The first day in force of the law it stands in, where the text holds several.
    pub in_force_from: Option<NaiveDate>,
    pub(crate) applies: Condition,
    pub(crate) duty: Option<Duty>,
    pub(crate) gates: Vec<GateRule>,
    pub(crate) findings: Vec<FindingRule>,
    /// The file and line it stands at.
    pub(crate) place: (String, usize),
}

impl Provision {
    /// Who bears its duty.
    #[must_use]
    pub fn bearer(&self) -> Bearer {
        self.subject.bearer()
    }

    /// The reports that perform its duty, by name, also as one of several ways.
    #[must_use]
    pub fn reports(&self) -> Vec<&str> {
        self.duty
            .as_ref()
            .map_or_else(Vec::new, |duty| duty.reports())
    }

    /// Whether it makes obligations.
    #[must_use]
    pub fn has_duty(&self) -> bool {
        self.duty.is_some()
    }

    /// The papers that perform its duty, in the order of the text. Alternatives are all named;
    /// empty where only events, reports or attributes perform it.
    #[must_use]
    pub fn papers(&self) -> Vec<Paper<'_>> {
        self.duty.as_ref().map(Paper::all).unwrap_or_default()
    }

    /// Whether the law it stands in is in force that day.
    #[must_use]
    pub fn in_force_on(&self, day: NaiveDate) -> bool {
        self.in_force_from.is_none_or(|from| from <= day)
    }

    /// The codes of what it can report.
    pub fn findings(&self) -> impl Iterator<Item = &str> {
        self.findings.iter().map(|rule| rule.code.as_str())
    }

    /// The gates it can close.
    pub fn gates(&self) -> impl Iterator<Item = &str> {
        self.gates
            .iter()
            .flat_map(|rule| rule.close.iter().map(|name| &**name))
    }
}

/// Closes gates while `when` holds and `unless` does not.
#[derive(Clone, Debug)]
pub(crate) struct GateRule {
    pub(crate) close: Vec<Name>,
    pub(crate) when: Option<Condition>,
    pub(crate) unless: Option<Condition>,
}

/// Reports something without closing anything.
#[derive(Clone, Debug)]
pub(crate) struct FindingRule {
    pub(crate) code: String,
    pub(crate) when: Condition,
    pub(crate) text: Bilingual,
}
