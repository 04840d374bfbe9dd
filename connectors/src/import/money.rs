//! Cells as amounts.

use shuniu_policy::Fen;
use shuniu_policy::values::FenError;

use super::form::Column;
use super::heading::Unit;
use super::slip::Slip;
use super::text::{IN_NUMBERS, is_spaced, plain};
use super::value::Reader;
use crate::contract::{Amount, AmountUnit};

/// By how many digits 亿 is more than 万.
const DIGITS_OF_YI: usize = 4;

impl Reader<'_> {
    /// The unit of the cell counts before that of the heading; without either it is an error, for
    /// a factor of ten thousand is never guessed.
    pub(super) fn money(&mut self, column: &Column, text: &str) -> Result<Amount, Slip> {
        if is_spaced(text, &IN_NUMBERS) {
            return Err(Slip::Spaced(text.to_owned()));
        }
        let plain = plain(text).replace('−', "-");
        let mut digits = plain.trim_start_matches(['¥', '￥']);
        digits = digits.strip_prefix("人民币").unwrap_or(digits);
        let amount = || Slip::Amount(text.to_owned());
        let split = digits.find(|c: char| !matches!(c, '0'..='9' | '.' | ',' | '-'));
        let (digits, words) = digits.split_at(split.unwrap_or(digits.len()));
        let words = words.strip_suffix(['整', '正']).unwrap_or(words);
        let (own, more) = match words {
            "" => (None, 0),
            "元" | "圆" => (Some(AmountUnit::Yuan), 0),
            "万" | "万元" => (Some(AmountUnit::WanYuan), 0),
            "亿" | "亿元" => (Some(AmountUnit::WanYuan), DIGITS_OF_YI),
            _ => return Err(amount()),
        };
        let digits = ungrouped(digits).ok_or_else(|| Slip::Grouping(text.to_owned()))?;
        let digits = shifted(&digits, more);
        let unit = own
            .or(self.unit.one())
            .ok_or_else(|| Slip::NoUnit(text.to_owned()))?;
        let fen = match unit {
            AmountUnit::Yuan => Fen::from_yuan(&digits),
            AmountUnit::WanYuan => Fen::from_wan_yuan(&digits),
        };
        let fen = fen.map_err(|error| match error {
            FenError::TooFine(_) => Slip::Finer(text.to_owned()),
            FenError::NotDecimal(_) | FenError::TooLarge(_) => amount(),
        })?;
        if fen < Fen::ZERO {
            return Err(Slip::Negative(text.to_owned()));
        }
        let bounds = column.plausible;
        let outside =
            fen != Fen::ZERO && bounds.is_some_and(|(least, most)| fen < least || fen > most);
        if own.is_none() && outside {
            return Err(Slip::Implausible(text.to_owned(), fen.to_string()));
        }
        if let (Some(own), Unit::Of(stated)) = (own, self.unit)
            && own != stated
        {
            self.remark(
                "unit_of_cell",
                "单元格中的单位与列标题不同，以单元格为准",
                "the unit of the cell differs from that of the heading; the cell counts",
            );
        }
        Ok(Amount {
            fen,
            raw: digits,
            unit,
        })
    }
}

/// A decimal times ten to the power of `by`; what is none stays as it is.
fn shifted(digits: &str, by: usize) -> String {
    if by == 0 {
        return digits.to_owned();
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digit = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.trim_start_matches('-').is_empty() || !digit(fraction) {
        return digits.to_owned();
    }
    let fraction = format!("{fraction:0<by$}");
    let (moved, rest) = fraction.split_at(by);
    if rest.is_empty() {
        format!("{whole}{moved}")
    } else {
        format!("{whole}{moved}.{rest}")
    }
}

/// Digits without commas, if these stand between thousands.
pub(super) fn ungrouped(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let groups: Vec<&str> = whole.trim_start_matches('-').split(',').collect();
    let fits = groups.iter().enumerate().all(|(at, group)| match at {
        0 => (1..=3).contains(&group.len()),
        _ => group.len() == 3,
    });
    let fits = fits && fraction.is_none_or(|fraction| !fraction.contains(','));
    fits.then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use shuniu_policy::vocabulary::Vocabulary;

    use super::super::form::Forms;
    use super::super::kind::Kind;
    use super::super::map::reader;
    use super::*;

    fn read(text: &str) -> Result<(String, String), Slip> {
        let forms = Forms::of(Vocabulary::shared());
        let form = forms.form(Kind::Projects);
        let column = form.field("investment_yuan").unwrap();
        let mut remarks = Vec::new();
        let unit = Unit::Of(AmountUnit::WanYuan);
        let mut reader = reader("总投资（万元）", unit, NaiveDate::MIN, 99, &mut remarks);
        let amount = reader.money(column, text)?;
        Ok((amount.fen.to_string(), amount.raw))
    }

    #[test]
    fn amounts_are_read_as_clerks_write_them() {
        for (text, yuan, raw) in [
            ("118.5", "1185000.00", "118.5"),
            ("120万元整", "1200000.00", "120"),
            ("1,200,000元正", "1200000.00", "1200000"),
            ("1.2亿元", "120000000.00", "12000"),
            ("1.23456 亿", "123456000.00", "12345.6"),
            ("2亿", "200000000.00", "20000"),
            ("128.333333", "1283333.33", "128.333333"),
        ] {
            assert_eq!(read(text), Ok((yuan.to_owned(), raw.to_owned())), "{text}");
        }
    }

    #[test]
    fn two_numbers_in_a_cell_are_not_one() {
        for text in ["12\n13", "100 200", "1 200 000元", "12,\n130"] {
            assert_eq!(read(text), Err(Slip::Spaced(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn an_amount_below_nothing_is_refused_whoever_states_its_unit() {
        for text in ["-5", "-5万元", "－5万元", "−0.01元"] {
            assert_eq!(read(text), Err(Slip::Negative(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_finer_than_a_fen_is_not_called_a_word() {
        for text in ["128.333333333333", "1.005元", "1.23456789012亿元"] {
            assert_eq!(read(text), Err(Slip::Finer(text.to_owned())), "{text}");
        }
        for text in ["壹佰万元", "约120万元", "1.2.3亿", "亿", ".5亿"] {
            assert_eq!(read(text), Err(Slip::Amount(text.to_owned())), "{text}");
        }
    }
}
