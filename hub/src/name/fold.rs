use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

/// The text as it is searched for: full-width and compatibility forms made plain, in lower case,
/// without spaces and signs. What is left are letters, digits and Chinese characters.
pub(crate) fn fold(text: &str) -> String {
    let plain = text.nfkc().filter(|sign| sign.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

/// Every two characters that stand side by side in a folded text.
pub(crate) fn bigrams(folded: &str) -> BTreeSet<&str> {
    let starts = folded.char_indices().map(|(at, _)| at);
    let ends = folded.char_indices().skip(1);
    let ends = ends.map(|(at, last)| at + last.len_utf8());
    let pairs = starts.zip(ends).map(|(start, end)| &folded[start..end]);
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::{bigrams, fold};

    #[test]
    fn width_case_spaces_and_signs_make_no_difference() {
        assert_eq!(fold("智慧　城管（二期）—ＡＩ  平台"), "智慧城管二期ai平台");
        assert_eq!(fold("“数字·亭湖”１２３４５"), "数字亭湖12345");
        assert_eq!(fold("%_\\ 　"), "");
    }

    #[test]
    fn every_neighbouring_pair_is_a_bigram_once() {
        let pairs: Vec<&str> = bigrams("一体化一体").into_iter().collect();
        assert_eq!(pairs, ["一体", "体化", "化一"]);
        assert!(bigrams("一").is_empty());
        assert!(bigrams("").is_empty());
    }
}
