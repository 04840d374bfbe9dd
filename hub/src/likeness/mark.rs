use super::lot::{LETTERS, lot};
use super::numeral::numeral;
use super::phase::{phases, version};
use super::span::{Span, span};

/// What a name says of which of several alike projects it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Sorted, each once.
    pub(super) phases: Vec<u16>,
    /// Sorted, each once.
    pub(super) lots: Vec<u16>,
    /// First and last year.
    pub(super) span: Option<Span>,
    /// Numbers that count something: 第二小学, 三级, A区. Sorted, each once.
    pub(super) numbers: Vec<u16>,
}

/// What is counted by numbers that stay in a name.
const COUNTED: &[char] = &[
    '级', '号', '中', '小', '院', '幼', '次', '区', '座', '栋', '园',
];

impl Marks {
    /// Takes the marks out of a plain name in lower case; gives what is left of it. Numbers that
    /// count something stay, as part of what the thing is called.
    pub(super) fn take(name: &[char]) -> (Self, String) {
        let (mut marks, mut rest) = (Self::default(), String::new());
        let mut at = 0;
        while at < name.len() {
            let text = &name[at..];
            let before = at.checked_sub(1).map(|before| name[before]);
            // In the middle of a number or a word of Latin letters nothing begins.
            let apart = !before.is_some_and(|before| {
                before.is_ascii_alphanumeric() && text[0].is_ascii_alphanumeric()
            });
            at += if apart { marks.read(text) } else { 0 }.max(1);
            let taken = at - (name.len() - text.len());
            if taken == 1 {
                rest.push(text[0]);
            }
        }
        for list in [&mut marks.phases, &mut marks.lots, &mut marks.numbers] {
            list.sort_unstable();
            list.dedup();
        }
        (marks, rest)
    }

    /// How many letters are a mark that begins here.
    fn read(&mut self, text: &[char]) -> usize {
        if let Some((found, letters)) = lot(text) {
            self.lots.push(found);
            return letters;
        }
        if let Some((found, letters)) = phases(text) {
            self.phases.extend(found);
            return letters;
        }
        if let Some((found, letters)) = span(text) {
            let (first, last) = self.span.unwrap_or(found);
            self.span = Some((first.min(found.0), last.max(found.1)));
            return letters;
        }
        if let Some((found, letters)) = version(text) {
            self.phases.push(found);
            return letters;
        }
        self.numbers.extend(counted(text));
        0
    }
}

fn counted(text: &[char]) -> Option<u16> {
    if let ['第', rest @ ..] = text {
        return numeral(rest).map(|found| found.value);
    }
    if let [letter @ 'a'..='h', '区' | '座' | '栋', ..] = text {
        let at = u16::try_from(u32::from(*letter) - u32::from('a')).ok()?;
        return Some(LETTERS + at);
    }
    let found = numeral(text).filter(|found| found.value > 0)?;
    let counts = text
        .get(found.letters)
        .is_some_and(|next| COUNTED.contains(next));
    counts.then_some(found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(name: &str) -> (Marks, String) {
        Marks::take(&name.chars().collect::<Vec<_>>())
    }

    #[test]
    fn phase_lot_and_years_are_taken_out_wherever_they_stand() {
        let (marks, rest) = take("2024年城管平台(二期)第1包");
        assert_eq!((marks.phases, marks.lots), (vec![2], vec![1]));
        assert_eq!(
            (marks.span, rest.as_str()),
            (Some((2024, 2024)), "城管平台()")
        );
    }

    #[test]
    fn numbers_that_name_a_thing_stay_in_its_name() {
        let (marks, rest) = take("第二小学智慧校园");
        assert_eq!(
            (marks.numbers, rest.as_str()),
            (vec![2], "第二小学智慧校园")
        );
        assert_eq!(take("ipv6小区").0, Marks::default());
        let (marks, rest) = take("12345热线与一网统管");
        assert_eq!(
            (marks, rest.as_str()),
            (Marks::default(), "12345热线与一网统管")
        );
    }
}
