/// What a number is written with, and how many letters it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    pub(super) value: u16,
    pub(super) letters: usize,
}

/// The number under a hundred that begins here: 二, 十二, 2, 02, ii. The text is plain and in lower
/// case.
pub(super) fn numeral(text: &[char]) -> Option<Numeral> {
    digits(text)
        .or_else(|| chinese(text))
        .or_else(|| roman(text))
}

fn digits(text: &[char]) -> Option<Numeral> {
    let letters = text.iter().take_while(|one| one.is_ascii_digit()).count();
    if !(1..=2).contains(&letters) {
        return None;
    }
    let digits = text[..letters].iter().filter_map(|one| one.to_digit(10));
    let value = digits.fold(0, |sum, digit| sum * 10 + digit);
    Some(Numeral {
        value: u16::try_from(value).ok()?,
        letters,
    })
}

/// The digit that a Chinese numeral stands for.
pub(super) fn digit(letter: char) -> Option<u16> {
    let at = "零一二三四五六七八九".chars().position(|one| one == letter);
    let other = match letter {
        '〇' => Some(0),
        '两' => Some(2),
        _ => None,
    };
    at.and_then(|at| u16::try_from(at).ok()).or(other)
}

fn chinese(text: &[char]) -> Option<Numeral> {
    let first = *text.first()?;
    let tens = text.get(1) == Some(&'十');
    let ones = |from: usize| {
        text.get(from)
            .copied()
            .and_then(digit)
            .filter(|ones| *ones > 0)
    };
    let (value, letters) = if first == '十' {
        ones(1).map_or((10, 1), |ones| (10 + ones, 2))
    } else if tens {
        let tens = digit(first)? * 10;
        ones(2).map_or((tens, 2), |ones| (tens + ones, 3))
    } else {
        (digit(first)?, 1)
    };
    Some(Numeral { value, letters })
}

fn roman(text: &[char]) -> Option<Numeral> {
    let all = ["viii", "vii", "iii", "vi", "iv", "ix", "ii", "v", "x", "i"];
    let values = [8, 7, 3, 6, 4, 9, 2, 5, 10, 1];
    let letters = text
        .iter()
        .take_while(|one| one.is_ascii_lowercase())
        .count();
    let word: String = text[..letters].iter().collect();
    let at = all.iter().position(|one| *one == word)?;
    Some(Numeral {
        value: values[at],
        letters,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        let value = |text: &str| {
            let text: Vec<char> = text.chars().collect();
            numeral(&text).map(|one| (one.value, one.letters))
        };
        assert_eq!(value("二期"), Some((2, 1)));
        assert_eq!(value("十二期"), Some((12, 2)));
        assert_eq!(value("二十一包"), Some((21, 3)));
        assert_eq!(value("02包"), Some((2, 2)));
        assert_eq!(value("iii期"), Some((3, 3)));
        assert_eq!(value("iot平台"), None);
        assert_eq!(value("12345热线"), None);
        assert_eq!(value("期"), None);
    }
}
