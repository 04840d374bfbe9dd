use crate::facts::Value;

/// A comparison with a value.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Compare(Compare, Operand),
    In(Vec<String>),
    Contains(String),
    ContainsAny(Vec<String>),
    ContainsAll(Vec<String>),
    Count(Compare, Number),
    IsNull,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
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

/// What a fact is compared with. A setting is a whole number; for money, of yuan.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Value(Value),
    Setting(String),
}
