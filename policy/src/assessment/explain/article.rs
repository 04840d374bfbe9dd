//! What an article is called in an English sentence.

/// `第十九条` as `article 19`, `第4条(二)` as `article 4(2)`, `附件2` as `annex 2`, `二(二)3` as
/// `II(2)3`. What stands before, the title of a law, stays as printed.
#[must_use]
pub fn article_in_english(printed: &str) -> String {
    let Some((before, rest)) = printed.split_once('第') else {
        return match printed.strip_prefix("附件") {
            Some(number) => format!("annex {number}"),
            None => heading(printed),
        };
    };
    let Some((number, rest)) = rest.split_once('条') else {
        return printed.to_owned();
    };
    let Some(number) = value(number) else {
        return printed.to_owned();
    };
    let (paragraph, item) = match rest.strip_prefix('第').and_then(|r| r.split_once('款')) {
        Some((paragraph, item)) => (value(paragraph), item),
        None => (None, rest),
    };
    let paragraph = paragraph.map_or_else(String::new, |n| format!(", paragraph {n}"));
    let of = if before.is_empty() {
        String::new()
    } else {
        format!("{before}, ")
    };
    format!("{of}article {number}{paragraph}{}", numbered(item))
}

/// `二(二)3`: the sections of a notice that has no articles.
fn heading(printed: &str) -> String {
    const ROMAN: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let mut digits = printed.chars();
    let first = digits
        .next()
        .and_then(|c| value(c.encode_utf8(&mut [0; 4])));
    let roman = first.and_then(|n| ROMAN.get(n.checked_sub(1)? as usize));
    match roman {
        Some(roman) => format!("section {roman}{}", numbered(digits.as_str())),
        None => printed.to_owned(),
    }
}

/// The Chinese numerals in brackets as digits.
fn numbered(item: &str) -> String {
    let Some((before, rest)) = item.split_once('(') else {
        return item.to_owned();
    };
    let Some((number, after)) = rest.split_once(')') else {
        return item.to_owned();
    };
    match value(number) {
        Some(number) => format!("{before}({number}){}", numbered(after)),
        None => item.to_owned(),
    }
}

/// A numeral below one hundred, in digits or in Chinese.
fn value(numeral: &str) -> Option<u32> {
    let digit = |c: char| {
        let place = "一二三四五六七八九".chars().position(|one| one == c)?;
        u32::try_from(place + 1).ok()
    };
    if let Ok(number) = numeral.parse() {
        return Some(number);
    }
    let single = |text: &str| {
        let mut all = text.chars();
        match (all.next(), all.next()) {
            (Some(c), None) => digit(c),
            _ => None,
        }
    };
    let Some((tens, ones)) = numeral.split_once('十') else {
        return single(numeral);
    };
    let tens = if tens.is_empty() { 1 } else { single(tens)? };
    let ones = if ones.is_empty() { 0 } else { single(ones)? };
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_numbered_in_digits() {
        for (printed, said) in [
            ("第十九条", "article 19"),
            ("第四十条", "article 40"),
            ("第8条", "article 8"),
            ("第19条(二)", "article 19(2)"),
            ("第十六条第一款(四)", "article 16, paragraph 1(4)"),
            ("政府采购法第三十五条", "政府采购法, article 35"),
            ("附件2", "annex 2"),
            ("二(二)3", "section II(2)3"),
            ("二", "section II"),
        ] {
            assert_eq!(article_in_english(printed), said);
        }
    }
}
