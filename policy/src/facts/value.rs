use std::fmt;

use chrono::NaiveDate;

use crate::{
    values::Fen,
    vocabulary::{Definition, ValueType},
};

/// A typed value of a fact, an attribute or a derived value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yuan, held in 分.
    Money(Fen),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// One of the listed values.
    One(String),
    /// Any of the listed values.
    List(Vec<String>),
    /// A local date.
    Date(NaiveDate),
}

impl Value {
    /// The type it is of.
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::Money(_) => ValueType::Money,
            Self::Int(_) => ValueType::Int,
            Self::Bool(_) => ValueType::Bool,
            Self::One(_) => ValueType::One,
            Self::List(_) => ValueType::List,
            Self::Date(_) => ValueType::Date,
        }
    }

    /// The first of its words that the definition does not list, if any.
    pub(crate) fn stranger<'a>(&'a self, of: &Definition) -> Option<&'a str> {
        let words = match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::List(words) => words.as_slice(),
            _ => &[],
        };
        let known = |word: &str| of.values.iter().any(|v| v.name == word);
        words.iter().map(String::as_str).find(|word| !known(word))
    }

    /// The value in Chinese.
    #[must_use]
    pub fn zh(&self, of: &Definition) -> String {
        match self {
            Self::Money(fen) => format!("{fen}元"),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
            Self::One(word) => of.value_zh(word).to_owned(),
            Self::List(words) if words.is_empty() => "无".to_owned(),
            Self::List(words) => {
                let words: Vec<&str> = words.iter().map(|w| of.value_zh(w)).collect();
                words.join("、")
            }
            other => other.to_string(),
        }
    }

    /// The value in English.
    #[must_use]
    pub fn en(&self, of: &Definition) -> String {
        match self {
            Self::Money(fen) => format!("{fen} yuan"),
            Self::Bool(true) => "yes".to_owned(),
            Self::Bool(false) => "no".to_owned(),
            Self::One(word) => of.value_en(word).to_owned(),
            Self::List(words) if words.is_empty() => "none".to_owned(),
            Self::List(words) => {
                let words: Vec<&str> = words.iter().map(|w| of.value_en(w)).collect();
                words.join(", ")
            }
            other => other.to_string(),
        }
    }
}

/// As written in a scenario.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(fen) => write!(f, "{fen}"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::One(word) => f.write_str(word),
            Self::List(words) => write!(f, "[{}]", words.join(", ")),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}
