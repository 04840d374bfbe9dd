use chrono::{Datelike, NaiveDate};

use crate::{
    facts::Value,
    values::Fen,
    vocabulary::{Definition, ValueType},
};

/// A value as comparisons see it: as a whole number what is one amount, number, day or word, and
/// a list by where its words stand in a list of such numbers. A word is its place among those of
/// its definition.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Held {
    Number(i64),
    Words {
        from: u32,
        to: u32,
    },
    /// Of another type than the definition, by a fact of the same name in another pack: it passes
    /// no test.
    Other,
}

impl Held {
    /// Adds the words of a list to `words`.
    pub(crate) fn of(value: &Value, of: &Definition, words: &mut Vec<i64>) -> Self {
        if of.value_type != Some(value.value_type()) {
            return Self::Other;
        }
        match value {
            Value::Money(amount) => Self::Number(amount.get()),
            Value::Int(number) => Self::Number(*number),
            Value::Bool(truth) => Self::Number((*truth).into()),
            Value::Date(day) => Self::Number(day.num_days_from_ce().into()),
            Value::One(word) => Self::Number(place(word, of)),
            Value::List(list) => {
                let from = end(words);
                words.extend(list.iter().map(|word| place(word, of)));
                let to = end(words);
                Self::Words { from, to }
            }
        }
    }
}

/// No project has so many words that they could not be counted.
fn end(words: &[i64]) -> u32 {
    u32::try_from(words.len()).unwrap_or(u32::MAX)
}

/// The place of a word; one that the definition does not list is like no other.
pub(crate) fn place(word: &str, of: &Definition) -> i64 {
    let place = of.values.iter().position(|value| value.name == word);
    place.map_or(-1, |place| i64::try_from(place).unwrap_or(i64::MAX))
}

/// The value that is held as one number; none where the definition has no such value.
pub(crate) fn told(number: i64, of: &Definition) -> Option<Value> {
    Some(match of.value_type? {
        ValueType::Money => Value::Money(Fen::new(number)),
        ValueType::Int => Value::Int(number),
        ValueType::Bool => Value::Bool(number != 0),
        ValueType::Date => {
            let days = i32::try_from(number).ok()?;
            Value::Date(NaiveDate::from_num_days_from_ce_opt(days)?)
        }
        ValueType::One | ValueType::List => Value::One(word(number, of)?.to_owned()),
    })
}

/// The word at a place of the definition.
pub(crate) fn word(place: i64, of: &Definition) -> Option<&str> {
    let value = of.values.get(usize::try_from(place).ok()?)?;
    Some(&value.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Family, Vocabulary};

    fn held(fact: &str, value: &Value) -> (Held, Vec<i64>) {
        let of = Vocabulary::shared().get(Family::Fact, fact).unwrap();
        let mut words = vec![7];
        (Held::of(value, of, &mut words), words)
    }

    #[test]
    fn a_list_stands_behind_the_words_that_are_there() {
        let list = Value::List(vec!["self_raised".to_owned(), "fiscal".to_owned()]);
        let of = Vocabulary::shared().get(Family::Fact, "funding_sources");
        let place = |word| place(word, of.unwrap());
        let (held, words) = held("funding_sources", &list);
        assert!(matches!(held, Held::Words { from: 1, to: 3 }), "{held:?}");
        assert_eq!(words, [7, place("self_raised"), place("fiscal")]);
        assert_ne!(place("self_raised"), place("fiscal"));
        assert_eq!(place("of_another_pack"), -1);
    }

    #[test]
    fn what_is_held_as_a_number_is_told_again() {
        for (fact, value) in [
            ("budget_yuan", Value::Money(Fen::new(150))),
            ("lot_count", Value::Int(3)),
            ("classified", Value::Bool(true)),
            ("classified", Value::Bool(false)),
            ("project_type", Value::One("ops".to_owned())),
        ] {
            let of = Vocabulary::shared().get(Family::Fact, fact).unwrap();
            let Held::Number(number) = held(fact, &value).0 else {
                panic!("{fact}");
            };
            assert_eq!(told(number, of), Some(value));
        }
        let days = Vocabulary::shared().all(Family::Fact).iter();
        for of in days.filter(|of| of.value_type == Some(ValueType::Date)) {
            let day = Value::Date(NaiveDate::from_ymd_opt(2026, 2, 28).unwrap());
            let Held::Number(number) = held(&of.name, &day).0 else {
                panic!("{}", of.name);
            };
            assert_eq!(told(number, of), Some(day));
        }
        let of = Vocabulary::shared().get(Family::Fact, "project_type");
        assert_eq!(told(-1, of.unwrap()), None);
    }

    #[test]
    fn a_value_of_another_type_is_like_no_other() {
        let yuan = Value::Money(Fen::from_yuan("1.50").unwrap());
        assert!(matches!(held("budget_yuan", &yuan).0, Held::Number(150)));
        assert!(matches!(held("lot_count", &yuan).0, Held::Other));
    }
}
