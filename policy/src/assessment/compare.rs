use crate::{
    condition::{Compare, Operand, Test},
    facts::Value,
    pack::Pack,
    values::Fen,
};

/// Whether a value passes a test. The types were checked when the pack was read.
pub(super) fn passes(value: &Value, test: &Test, pack: &Pack) -> bool {
    match (test, value) {
        (Test::Compare(compare, operand), value) => compared(*compare, operand, value, pack),
        (Test::In(words), Value::One(word)) => words.contains(word),
        (Test::Contains(word), Value::List(words)) => words.contains(word),
        (Test::ContainsAny(any), Value::List(words)) => any.iter().any(|w| words.contains(w)),
        (Test::ContainsAll(all), Value::List(words)) => all.iter().all(|w| words.contains(w)),
        (Test::Count(compare, number), Value::List(words)) => {
            let count = i64::try_from(words.len()).unwrap_or(i64::MAX);
            compare.holds(&count, &pack.number(number))
        }
        _ => false,
    }
}

fn compared(compare: Compare, operand: &Operand, value: &Value, pack: &Pack) -> bool {
    match operand {
        Operand::Value(other) => compare.holds(value, other),
        Operand::Setting(name) => {
            let setting = pack.setting(name).unwrap_or_default();
            match value {
                Value::Int(number) => compare.holds(number, &setting),
                Value::Money(fen) => compare.holds(fen, &Fen::new(setting.saturating_mul(100))),
                _ => false,
            }
        }
    }
}
