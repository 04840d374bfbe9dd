use super::{Phrase, Words, both, english, spoken::lowered};
use crate::{
    condition::{Compare, Number, Operand, Test, told, word},
    facts::Value,
    pack::Bilingual,
    vocabulary::{Definition, ValueType},
};

impl Words<'_> {
    /// How a fact or derived value is compared; `denied` says the opposite.
    pub(super) fn test(self, of: &Definition, test: &Test, denied: bool) -> Phrase {
        let (zh, en) = (chinese(of), english::subject(of));
        let is = english::is(of);
        let includes = english::includes(of, denied);
        let no = if denied { "不" } else { "" };
        match test {
            Test::Compare(compare, operand) => {
                let compare = if denied { compare.opposite() } else { *compare };
                self.compared(of, compare, operand)
            }
            Test::In(list) => {
                let (z, e) = terms(list, of);
                if denied {
                    return Phrase::plain(
                        format!("{zh}不为{}中的任何一项", z.join("、")),
                        format!("{en} {is} not {}", english::series(&e, "or")),
                    );
                }
                Phrase::plain(
                    format!("{zh}为{}", chinese_series(&z)),
                    format!("{en} {is} {}", english::series(&e, "or")),
                )
            }
            Test::Contains(word) => {
                let (z, e) = term(*word, of);
                Phrase::plain(format!("{zh}{no}包括{z}"), format!("{en} {includes} {e}"))
            }
            Test::ContainsAny(list) => {
                let (z, e) = terms(list, of);
                Phrase::plain(
                    format!("{zh}{no}包括{}中的任何一项", z.join("、")),
                    format!("{en} {includes} {}", english::series(&e, "or")),
                )
            }
            Test::ContainsAll(list) => {
                let (z, e) = terms(list, of);
                let all = if denied { "all of " } else { "" };
                Phrase::plain(
                    format!("{zh}{no}同时包括{}", z.join("、")),
                    format!("{en} {includes} {all}{}", english::series(&e, "and")),
                )
            }
            Test::Count(compare, number) => {
                let compare = if denied { compare.opposite() } else { *compare };
                let count = self.number(number, &both("项", ""));
                let (z, e) = measured(compare);
                Phrase::plain(
                    format!("{zh}{z}{}", count.zh),
                    format!("the number of {} {e} {}", lowered(&of.en), count.en),
                )
            }
            Test::IsNull if denied => {
                Phrase::plain(format!("{zh}有规定"), format!("there is a rule for {en}"))
            }
            Test::IsNull => Phrase::plain(
                format!("{zh}没有规定"),
                format!("there is no rule for {en}"),
            ),
        }
    }

    fn compared(self, of: &Definition, compare: Compare, operand: &Operand) -> Phrase {
        let (zh, en) = (chinese(of), english::subject(of));
        let value = match operand {
            Operand::Held(number) => told(*number, of),
            Operand::Setting { .. } => None,
        };
        if let Some(Value::Bool(wanted)) = value {
            let truth = Value::Bool(wanted == (compare == Compare::Eq));
            return Phrase::plain(
                format!("“{zh}”为{}", truth.zh(of)),
                format!("{en} is {}", truth.en(of)),
            );
        }
        let (z, e) = match of.value_type {
            Some(ValueType::Date) => dated(compare),
            _ => measured(compare),
        };
        let value = match (operand, value) {
            (_, Some(value)) => Self::measure(&value, of),
            (Operand::Held(number), None) => both(number.to_string(), number.to_string()),
            (Operand::Setting { name, .. }, None) => {
                let unit = match of.value_type {
                    Some(ValueType::Money) => both("元", " yuan"),
                    _ => unit(of),
                };
                self.number(&Number::Setting(name.clone()), &unit)
            }
        };
        Phrase::plain(
            format!("{zh}{z}{}", value.zh),
            format!("{en} {e} {}", value.en),
        )
    }

    /// A comparison with a value, without what is compared.
    pub(crate) fn against(compare: Compare, than: &Value, of: &Definition) -> Bilingual {
        let (zh, en) = match of.value_type {
            Some(ValueType::Date) => dated(compare),
            _ => measured(compare),
        };
        let than = Self::value(than, of);
        both(
            format!("{zh}{}", than.zh),
            format!("{} {}", en.trim_start_matches("is "), than.en),
        )
    }

    /// A value inside a sentence.
    pub(super) fn measure(value: &Value, of: &Definition) -> Bilingual {
        let Bilingual { zh, en } = Self::value(value, of);
        match value {
            Value::One(_) => both(zh, lowered(&en)),
            // The number of lots is 2.
            Value::Int(number) if unit(of).en.is_empty() => both(zh, number.to_string()),
            _ => both(zh, en),
        }
    }

    /// A comparison of a whole number, without what is compared.
    pub(super) fn amount(self, compare: Compare, number: &Number, unit: &Bilingual) -> Bilingual {
        let count = self.number(number, unit);
        let (zh, en) = measured(compare);
        both(format!("{zh}{}", count.zh), format!("{en} {}", count.en))
    }
}

/// What sentences call a fact or derived value in Chinese.
pub(super) fn chinese(of: &Definition) -> &str {
    of.phrase.as_ref().map_or(&of.zh, |(zh, _)| zh)
}

/// What a whole number counts; in English only where its name does not say so already.
pub(super) fn unit(of: &Definition) -> Bilingual {
    match &of.unit {
        Some((zh, en)) if of.en.contains(en.as_str()) => both(zh, ""),
        Some((zh, en)) => both(zh, format!(" {en}")),
        None => both("", ""),
    }
}

/// Several terms with 或 before the last.
pub(super) fn chinese_series(terms: &[String]) -> String {
    match terms {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{}或{last}", first.join("、")),
    }
}

/// A term in a list; one that is a list itself stands in quotation marks.
pub(super) fn listed(term: &str) -> String {
    if term.contains('、') {
        format!("“{term}”")
    } else {
        term.to_owned()
    }
}

fn terms(words: &[i64], of: &Definition) -> (Vec<String>, Vec<String>) {
    words.iter().map(|word| term(*word, of)).unzip()
}

/// The term of a value by its place, in both languages.
fn term(place: i64, of: &Definition) -> (String, String) {
    let name = word(place, of).unwrap_or_default();
    (listed(of.value_zh(name)), lowered(of.value_en(name)))
}

fn measured(compare: Compare) -> (&'static str, &'static str) {
    match compare {
        Compare::Eq => ("为", "is"),
        Compare::Ne => ("不为", "is not"),
        Compare::Lt => ("少于", "is less than"),
        Compare::Lte => ("不超过", "is at most"),
        Compare::Gt => ("超过", "is more than"),
        Compare::Gte => ("不少于", "is at least"),
    }
}

fn dated(compare: Compare) -> (&'static str, &'static str) {
    match compare {
        Compare::Eq | Compare::Ne => measured(compare),
        Compare::Lt => ("早于", "is before"),
        Compare::Lte => ("不晚于", "is not after"),
        Compare::Gt => ("晚于", "is after"),
        Compare::Gte => ("不早于", "is not before"),
    }
}
