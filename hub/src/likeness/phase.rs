use super::numeral::numeral;

/// What counts the parts of a project that follow each other.
const COUNTED: &[&str] = &["期", "批次", "批", "阶段", "轮"];
/// What makes another word of 期 when it follows.
const OTHERWISE: &[char] = &['间', '限', '末', '刊', '待', '货'];

/// The phases that begin here, as 二期, 第2批, (一、二期) or 首期, and how many letters say so.
pub(super) fn phases(text: &[char]) -> Option<(Vec<u16>, usize)> {
    if text.starts_with(&['首', '期']) {
        return Some((vec![1], 2));
    }
    let mut at = usize::from(text.first() == Some(&'第'));
    let mut phases = Vec::new();
    loop {
        let number = numeral(&text[at..])?;
        phases.push(number.value);
        at += number.letters;
        match text.get(at) {
            Some('、' | '和' | '及') => at += 1,
            _ => break,
        }
    }
    let rest = &text[at..];
    let word = COUNTED.iter().find(|word| starts(rest, word))?;
    at += word.chars().count();
    let otherwise = text.get(at).is_some_and(|next| OTHERWISE.contains(next));
    (!otherwise && !phases.contains(&0)).then_some((phases, at))
}

/// The version that begins here: 2.0 is the second of its kind.
pub(super) fn version(text: &[char]) -> Option<(u16, usize)> {
    let number = numeral(text).filter(|_| text[0].is_ascii_digit())?;
    let is_whole = text[number.letters..].starts_with(&['.', '0']);
    let goes_on = text
        .get(number.letters + 2)
        .is_some_and(char::is_ascii_digit);
    (is_whole && !goes_on).then_some((number.value, number.letters + 2))
}

/// Whether a text begins with a word.
pub(super) fn starts(text: &[char], word: &str) -> bool {
    let mut letters = text.iter();
    word.chars().all(|letter| letters.next() == Some(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<u16>> {
        let text: Vec<char> = text.chars().collect();
        phases(&text).map(|(phases, _)| phases)
    }

    #[test]
    fn phases_are_read_and_other_words_are_not() {
        assert_eq!(read("二期工程"), Some(vec![2]));
        assert_eq!(read("第3期"), Some(vec![3]));
        assert_eq!(read("ii期"), Some(vec![2]));
        assert_eq!(read("一、二期"), Some(vec![1, 2]));
        assert_eq!(read("第四批"), Some(vec![4]));
        assert_eq!(read("首期"), Some(vec![1]));
        assert_eq!(read("五期间"), None);
        assert_eq!(read("一体化"), None);
    }

    #[test]
    fn a_whole_version_is_a_phase() {
        let read = |text: &str| version(&text.chars().collect::<Vec<_>>());
        assert_eq!(read("2.0平台"), Some((2, 3)));
        assert_eq!(read("2.05"), None);
        assert_eq!(read("2.5"), None);
    }
}
