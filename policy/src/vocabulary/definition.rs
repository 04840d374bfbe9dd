use std::fmt;

use crate::values::PeriodKind;

/// The type of a fact, an attribute or a derived value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Yuan with at most two decimals.
    Money,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// One of the listed values.
    One,
    /// Any of the listed values; an empty list says: none of them.
    List,
    /// A local date.
    Date,
}

impl ValueType {
    /// The word used in vocabulary files and in GraphQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Int => "int",
            Self::Bool => "bool",
            Self::One => "one",
            Self::List => "list",
            Self::Date => "date",
        }
    }

    /// Reads the word of [`ValueType::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// All types.
    pub const ALL: [Self; 6] = [
        Self::Money,
        Self::Int,
        Self::Bool,
        Self::One,
        Self::List,
        Self::Date,
    ];
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One permitted value of a `one` or `list`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueName {
    /// The name used in records and packs.
    pub name: String,
    /// The Chinese term.
    pub zh: String,
    /// The English term.
    pub en: String,
}

/// What one name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name used in records and packs.
    pub name: String,
    /// The Chinese term.
    pub zh: String,
    /// The English term.
    pub en: String,
    /// What sentences call it in Chinese and English, where a term that lists several words reads
    /// badly in one.
    pub phrase: Option<(String, String)>,
    /// The type; absent for events, documents, reports and gates, which are no values.
    pub value_type: Option<ValueType>,
    /// What a whole number counts, in Chinese and English: 个月, months.
    pub unit: Option<(String, String)>,
    /// The permitted values of a `one` or `list`; otherwise empty.
    pub values: Vec<ValueName>,
    /// The attributes of an event or document.
    pub attributes: Vec<Definition>,
    /// Whether an attribute must be given.
    pub required: bool,
    /// The length of a report's period.
    pub period: Option<PeriodKind>,
    /// The event that reports a gate's step as taken; absent where no single event does.
    pub taken_by: Option<String>,
}

impl Definition {
    /// The attribute of this name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Self> {
        self.attributes.iter().find(|a| a.name == name)
    }

    /// The permitted value of this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&ValueName> {
        self.values.iter().find(|value| value.name == name)
    }

    /// The Chinese term of one of its values, or the value itself.
    #[must_use]
    pub fn value_zh<'a>(&'a self, value: &'a str) -> &'a str {
        self.value(value).map_or(value, |v| v.zh.as_str())
    }

    /// The English term of one of its values, or the value itself.
    #[must_use]
    pub fn value_en<'a>(&'a self, value: &'a str) -> &'a str {
        self.value(value).map_or(value, |v| v.en.as_str())
    }
}
