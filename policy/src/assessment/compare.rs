use crate::{
    condition::{Held, Operand, Test},
    pack::Pack,
};

/// Whether what is held passes a test. The types were checked when the pack was read.
pub(super) fn passes(held: &Held, test: &Test, pack: &Pack) -> bool {
    match (test, held) {
        (Test::Compare(compare, operand), Held::Number(number)) => match operand {
            Operand::Held(other) => compare.holds(number, other),
            Operand::Setting { name, unit } => {
                let setting = pack.setting(name).unwrap_or_default();
                compare.holds(number, &setting.saturating_mul(*unit))
            }
        },
        (Test::In(words), Held::Number(word)) => words.contains(word),
        (Test::Contains(word), Held::Words(words)) => words.contains(word),
        (Test::ContainsAny(any), Held::Words(words)) => any.iter().any(|w| words.contains(w)),
        (Test::ContainsAll(all), Held::Words(words)) => all.iter().all(|w| words.contains(w)),
        (Test::Count(compare, number), Held::Words(words)) => {
            let count = i64::try_from(words.len()).unwrap_or(i64::MAX);
            compare.holds(&count, &pack.number(number))
        }
        _ => false,
    }
}
