use super::numeral::digit;

/// The years of names; others are numbers.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2049;

/// First and last year.
pub(super) type Span = (i32, i32);

/// The year or years that begin here, as 2024年度, (2024-2026) or 二〇二四年, and how many letters
/// say so.
pub(super) fn span(text: &[char]) -> Option<(Span, usize)> {
    let (first, mut at) = year(text)?;
    at += suffix(&text[at..]);
    let mut last = first;
    if matches!(
        text.get(at),
        Some('-' | '—' | '–' | '~' | '至' | '到' | '－')
    ) && let Some((until, letters)) = year(&text[at + 1..]).filter(|(until, _)| *until >= first)
    {
        last = until;
        at += 1 + letters;
        at += suffix(&text[at..]);
    }
    Some(((first, last), at))
}

fn year(text: &[char]) -> Option<(i32, usize)> {
    let digits = text.iter().take_while(|one| one.is_ascii_digit()).count();
    if digits == 4 {
        let year = text[..4].iter().filter_map(|one| one.to_digit(10));
        let year = year.fold(0, |sum, digit| sum * 10 + digit);
        let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year));
        return year.map(|year| (year, 4));
    }
    // 24年度; but 24年 may be how long something lasts.
    if digits == 2 && text[2..].starts_with(&['年', '度']) {
        let year = text[..2].iter().filter_map(|one| one.to_digit(10));
        let year = year.fold(20, |sum, digit| sum * 10 + digit);
        return i32::try_from(year).ok().map(|year| (year, 2));
    }
    let four = text.get(..4)?;
    let digits: Option<Vec<u16>> = four.iter().map(|one| digit(*one)).collect();
    let year = digits?
        .into_iter()
        .fold(0, |sum, digit| sum * 10 + i32::from(digit));
    (YEARS.contains(&year) && text.get(4) == Some(&'年')).then_some((year, 4))
}

fn suffix(text: &[char]) -> usize {
    match text {
        ['年', '度', ..] => 2,
        ['年', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_with_their_ends() {
        let read = |text: &str| span(&text.chars().collect::<Vec<_>>());
        assert_eq!(read("2024年度运维"), Some(((2024, 2024), 6)));
        assert_eq!(read("2024-2026年"), Some(((2024, 2026), 10)));
        assert_eq!(read("2024年至2026年"), Some(((2024, 2026), 11)));
        assert_eq!(read("二〇二四年"), Some(((2024, 2024), 5)));
        assert_eq!(read("24年度"), Some(((2024, 2024), 4)));
        assert_eq!(read("12345热线"), None);
        assert_eq!(read("1234"), None);
    }
}
