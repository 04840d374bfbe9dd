use super::{Phrase, Words, both};
use crate::{
    condition::{Compare, Number, Operand, Test, told, word},
    facts::Value,
    pack::Bilingual,
    vocabulary::{Definition, ValueType},
};

impl Words<'_> {
    /// How a fact or derived value is compared; `denied` says the opposite.
    pub(super) fn test(self, of: &Definition, test: &Test, denied: bool) -> Phrase {
        let (zh, en) = (&of.zh, &of.en);
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
                        format!("{en} is none of {}", e.join(", ")),
                    );
                }
                Phrase::plain(
                    format!("{zh}为{}", z.join("或")),
                    format!("{en} is {}", e.join(" or ")),
                )
            }
            Test::Contains(word) => {
                let (z, e) = term(*word, of);
                Phrase::plain(
                    format!("{zh}{no}包括{z}"),
                    format!("{en} {} {e}", includes(denied)),
                )
            }
            Test::ContainsAny(list) => {
                let (z, e) = terms(list, of);
                Phrase::plain(
                    format!("{zh}{}包括{}中的任何一项", no, z.join("、")),
                    format!("{en} {} any of {}", includes(denied), e.join(", ")),
                )
            }
            Test::ContainsAll(list) => {
                let (z, e) = terms(list, of);
                Phrase::plain(
                    format!("{zh}{}同时包括{}", no, z.join("、")),
                    format!("{en} {} all of {}", includes(denied), e.join(", ")),
                )
            }
            Test::Count(compare, number) => {
                let compare = if denied { compare.opposite() } else { *compare };
                let unit = both("项", "");
                let count = self.number(number, &unit);
                let (z, e) = measured(compare);
                Phrase::plain(
                    format!("{zh}{z}{}", count.zh),
                    format!("the number of {en} {e} {}", count.en),
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
        let (zh, en) = (&of.zh, &of.en);
        let value = match operand {
            Operand::Held(number) => told(*number, of),
            Operand::Setting { .. } => None,
        };
        if let Some(Value::Bool(wanted)) = value {
            let truth = Value::Bool(wanted == (compare == Compare::Eq));
            return Phrase::plain(
                format!("{zh}：{}", truth.zh(of)),
                format!("{en}: {}", truth.en(of)),
            );
        }
        let (z, e) = match of.value_type {
            Some(ValueType::Date) => dated(compare),
            _ => measured(compare),
        };
        let value = match (operand, value) {
            (_, Some(value)) => Self::value(&value, of),
            (Operand::Held(number), None) => both(number.to_string(), number.to_string()),
            (Operand::Setting { name, .. }, None) => {
                let unit = match of.value_type {
                    Some(ValueType::Money) => both("元", " yuan"),
                    _ => both("", ""),
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

    /// A comparison of a whole number, without what is compared.
    pub(super) fn amount(self, compare: Compare, number: &Number, unit: &Bilingual) -> Bilingual {
        let count = self.number(number, unit);
        let (zh, en) = measured(compare);
        both(format!("{zh}{}", count.zh), format!("{en} {}", count.en))
    }
}

fn terms<'a>(words: &[i64], of: &'a Definition) -> (Vec<&'a str>, Vec<&'a str>) {
    words.iter().map(|word| term(*word, of)).unzip()
}

/// The term of a value by its place, in both languages.
fn term(place: i64, of: &Definition) -> (&str, &str) {
    let name = word(place, of).unwrap_or_default();
    (of.value_zh(name), of.value_en(name))
}

fn includes(denied: bool) -> &'static str {
    if denied {
        "does not include"
    } else {
        "includes"
    }
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
