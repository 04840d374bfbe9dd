use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::FactError;
use crate::{
    source::iso_date,
    values::{Fen, Impossible},
    vocabulary::{Definition, ValueType},
};

/// A typed value of a fact, an attribute or a derived value.
///
/// Serialised it names its type, `{"money": 118000000}`, so that it is read back without a
/// vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

    /// Why no project can have it, if none can.
    #[must_use]
    pub fn impossible(&self) -> Option<Impossible> {
        match self {
            Self::Money(amount) => Impossible::amount(*amount),
            Self::Int(number) => Impossible::number(*number),
            Self::Date(day) => Impossible::day(*day),
            Self::Bool(_) | Self::One(_) | Self::List(_) => None,
        }
    }

    /// Reads a value from its text, as [`Value`] prints it; money in yuan, a list as `[a, b]`.
    ///
    /// # Errors
    ///
    /// [`FactError`] when the text is no value of the definition's type, or names one that the
    /// definition does not list.
    pub fn parse(text: &str, of: &Definition) -> Result<Self, FactError> {
        let text = text.trim();
        let unreadable = || FactError::Text {
            name: of.name.clone(),
            expected: of.value_type.unwrap_or(ValueType::One),
            text: text.to_owned(),
        };
        let value = match of.value_type.ok_or_else(unreadable)? {
            ValueType::Money => Fen::from_yuan(text).ok().map(Self::Money),
            ValueType::Int => text.parse().ok().map(Self::Int),
            ValueType::Bool => text.parse().ok().map(Self::Bool),
            ValueType::Date => iso_date(text).map(Self::Date),
            ValueType::One => Some(Self::One(text.to_owned())),
            ValueType::List => {
                let inner = text
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'));
                inner.map(|inner| {
                    let words = inner
                        .split(',')
                        .map(str::trim)
                        .filter(|word| !word.is_empty());
                    Self::List(words.map(str::to_owned).collect())
                })
            }
        };
        let value = value.ok_or_else(unreadable)?;
        match value.stranger(of) {
            None => Ok(value),
            Some(word) => {
                let known = of.values.iter().map(|v| v.name.as_str());
                Err(FactError::unknown(
                    &format!("value of {}", of.name),
                    word,
                    known,
                ))
            }
        }
    }

    /// The same, with each word of a list once, where it stands first.
    pub(super) fn each_once(self) -> Self {
        let Self::List(words) = self else { return self };
        let mut once: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            if !once.contains(&word) {
                once.push(word);
            }
        }
        Self::List(once)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Family, Vocabulary};

    #[test]
    fn the_text_of_a_value_reads_back_and_anything_else_is_refused() {
        let of = |name| Vocabulary::shared().get(Family::Fact, name).unwrap();
        for (name, text) in [
            ("budget_yuan", "999999.99"),
            ("lot_count", "2"),
            ("classified", "false"),
            ("project_type", "build"),
            ("funding_sources", "[fiscal, self_raised]"),
            ("funding_sources", "[]"),
        ] {
            let value = Value::parse(text, of(name)).unwrap();
            assert_eq!(value.to_string(), text);
        }
        for (name, text) in [
            ("budget_yuan", "1.005"),
            ("lot_count", "2.0"),
            ("classified", "yes"),
            ("project_type", "built"),
            ("funding_sources", "fiscal"),
            ("funding_sources", "[fiscals]"),
        ] {
            assert!(Value::parse(text, of(name)).is_err(), "{name} {text}");
        }
    }
}
