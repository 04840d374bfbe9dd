use crate::{
    condition::{Held, Operand, Test},
    pack::Pack,
};

/// Whether what is held passes a test, given the list that its words stand in. The types were
/// checked when the pack was read.
pub(super) fn passes(held: Held, words: &[i64], test: &Test, pack: &Pack) -> bool {
    match held {
        Held::Number(number) => number_passes(number, test, pack),
        Held::Words { from, to } => words_pass(&words[from as usize..to as usize], test, pack),
        Held::Other => false,
    }
}

fn number_passes(number: i64, test: &Test, pack: &Pack) -> bool {
    match test {
        Test::Compare(compare, operand) => match operand {
            Operand::Held(other) => compare.holds(&number, other),
            Operand::Setting { name, unit } => {
                let setting = pack.setting(name).unwrap_or_default();
                compare.holds(&number, &setting.saturating_mul(*unit))
            }
        },
        Test::In(words) => words.contains(&number),
        _ => false,
    }
}

#[inline(never)]
fn words_pass(words: &[i64], test: &Test, pack: &Pack) -> bool {
    match test {
        Test::Contains(word) => words.contains(word),
        Test::ContainsAny(any) => any.iter().any(|word| words.contains(word)),
        Test::ContainsAll(all) => all.iter().all(|word| words.contains(word)),
        Test::Count(compare, number) => {
            let count = i64::try_from(words.len()).unwrap_or(i64::MAX);
            compare.holds(&count, &pack.number(number))
        }
        _ => false,
    }
}
