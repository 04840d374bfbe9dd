use super::numeral::numeral;
use super::phase::starts;

/// What a part of a tender is called.
const LOT: &[&str] = &[
    "采购包",
    "合同包",
    "标段",
    "标包",
    "标项",
    "分包",
    "子包",
    "包件",
    "分标",
    "包",
];

/// What is counted by letters is counted from here: nobody knows whether A is the first.
pub(super) const LETTERS: u16 = 101;

/// The lot that begins here, as 一标段, 第2包, 包1 or A包, and how many letters say so.
pub(super) fn lot(text: &[char]) -> Option<(u16, usize)> {
    if let Some(word) = LOT.iter().find(|word| starts(text, word)) {
        let letters = word.chars().count();
        let (value, more) = number(&text[letters..])?;
        return Some((value, letters + more));
    }
    let ordinal = usize::from(text.first() == Some(&'第'));
    let (value, letters) = number(&text[ordinal..])?;
    let at = ordinal + letters;
    let word = LOT.iter().find(|word| starts(&text[at..], word))?;
    Some((value, at + word.chars().count()))
}

fn number(text: &[char]) -> Option<(u16, usize)> {
    if let Some(found) = numeral(text) {
        return Some((found.value, found.letters));
    }
    let letter = *text.first().filter(|letter| letter.is_ascii_lowercase())?;
    let alone = !text.get(1).is_some_and(char::is_ascii_alphanumeric);
    let at = u16::try_from(u32::from(letter) - u32::from('a')).ok()?;
    alone.then_some((LETTERS + at, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_read_before_and_after_their_number() {
        let read = |text: &str| lot(&text.chars().collect::<Vec<_>>());
        assert_eq!(read("一标段"), Some((1, 3)));
        assert_eq!(read("标段一"), Some((1, 3)));
        assert_eq!(read("第2包"), Some((2, 3)));
        assert_eq!(read("采购包2"), Some((2, 4)));
        assert_eq!(read("a包"), Some((101, 2)));
        assert_eq!(read("包装"), None);
        assert_eq!(read("二期"), None);
    }
}
