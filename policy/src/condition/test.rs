use serde::{Deserialize, Serialize};

/// A comparison with a value. Words are their places in the definition of what is compared.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Compare(Compare, Operand),
    In(Vec<i64>),
    Contains(i64),
    ContainsAny(Vec<i64>),
    ContainsAll(Vec<i64>),
    Count(Compare, Number),
    IsNull,
}

/// How one number or day stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less, or before.
    Lt,
    /// Not more, or not after.
    Lte,
    /// More, or after.
    Gt,
    /// Not less, or not before.
    Gte,
}

impl Compare {
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("eq", Self::Eq),
        ("ne", Self::Ne),
        ("lt", Self::Lt),
        ("lte", Self::Lte),
        ("gt", Self::Gt),
        ("gte", Self::Gte),
    ];

    /// Whether more of what is counted cannot make it false.
    pub(crate) const fn is_lower_bound(self) -> bool {
        matches!(self, Self::Gt | Self::Gte)
    }

    /// Whether it asks which of the two is more.
    pub(crate) const fn is_ordered(self) -> bool {
        !matches!(self, Self::Eq | Self::Ne)
    }

    /// What holds where this does not.
    pub(crate) const fn opposite(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Lt => Self::Gte,
            Self::Lte => Self::Gt,
            Self::Gt => Self::Lte,
            Self::Gte => Self::Lt,
        }
    }

    pub(crate) fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Eq => left == right,
            Self::Ne => left != right,
            Self::Lt => left < right,
            Self::Lte => left <= right,
            Self::Gt => left > right,
            Self::Gte => left >= right,
        }
    }
}

/// A whole number, or the setting that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Literal(i64),
    Setting(String),
}

/// What a fact is compared with.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// A value as it is held.
    Held(i64),
    /// A whole number of units, each of which is so much as it is held: a yuan a hundred 分.
    Setting { name: String, unit: i64 },
}
