//! Text as people type it, brought into one form before it is compared or read.

use unicode_normalization::UnicodeNormalization;

/// A text without what cannot be seen, with half-width letters and digits. Its punctuation stays:
/// names are printed with full-width brackets. Tells whether something unseen was taken out.
pub(super) fn clean(text: &str) -> (String, bool) {
    let mut unseen = false;
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' | '\u{3000}' | '\u{a0}' => clean.push(' '),
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => unseen = true,
            letter if letter.is_control() => unseen = true,
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                clean.extend(std::iter::once(letter).nfkc());
            }
            letter => clean.push(letter),
        }
    }
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (clean, unseen)
}

/// A text for reading numbers, days and words: half-width throughout, without white space.
pub(crate) fn plain(text: &str) -> String {
    let (text, _) = clean(text);
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// What belongs to the digits of a number.
pub(super) const IN_NUMBERS: [char; 2] = ['.', ','];

/// Whether white space stands between digits, or what belongs to them: such a text is two numbers,
/// or one that nobody can be sure of.
pub(super) fn is_spaced(text: &str, besides: &[char]) -> bool {
    let (text, _) = clean(text);
    let text: String = text.nfkc().collect();
    let numeric = |letter: char| letter.is_ascii_digit() || besides.contains(&letter);
    text.split(' ')
        .zip(text.split(' ').skip(1))
        .any(|(before, after)| before.ends_with(numeric) && after.starts_with(numeric))
}

/// What stands where there is nothing to say.
pub(super) fn is_blank(text: &str) -> bool {
    let text = plain(text);
    text.chars()
        .all(|letter| matches!(letter, '-' | '—' | '–' | '/' | '\\' | '~' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_brackets_and_lose_what_is_not_seen() {
        let (name, unseen) = clean(" 智慧城管\u{200b}平台（二期）２０２５\u{7} ");
        assert_eq!((name.as_str(), unseen), ("智慧城管平台（二期）2025", true));
        assert_eq!(plain("１２０ 万元（含税）"), "120万元(含税)");
        for glued in ["12\n13", "100 200", "１２　１３", "12,\n130", "12 .5"] {
            assert!(is_spaced(glued, &IN_NUMBERS), "{glued}");
        }
        for one in ["120 万元", " 120\n", "人民币 120"] {
            assert!(!is_spaced(one, &IN_NUMBERS), "{one}");
        }
        assert!(is_blank("——") && is_blank(" / ") && !is_blank("0"));
    }
}
