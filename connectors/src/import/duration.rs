//! Cells as how long something lasts.

use super::slip::Slip;
use super::text::{IN_NUMBERS, is_spaced, plain};
use super::value::Reader;

/// The units of time that a duration is stated in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Period {
    Month,
    Year,
}

impl Period {
    fn of(words: &str) -> Option<Self> {
        match words {
            "月" | "个月" => Some(Self::Month),
            "年" => Some(Self::Year),
            _ => None,
        }
    }

    /// The unit that a heading states in brackets: 合同免费运维期（月）, 保修期（单位：年）. Two of them
    /// state none.
    fn of_heading(heading: &str) -> Option<Self> {
        let heading = plain(heading);
        let inside = heading.split('(').skip(1);
        let inside = inside.filter_map(|part| part.split(')').next());
        let stated = inside.filter_map(|words| {
            let words = words.strip_prefix("单位").unwrap_or(words);
            Self::of(words.trim_start_matches(':'))
        });
        let stated: Vec<Self> = stated.collect();
        let first = stated.first().copied()?;
        stated.iter().all(|one| *one == first).then_some(first)
    }

    const fn months(self) -> i64 {
        match self {
            Self::Month => 1,
            Self::Year => 12,
        }
    }
}

impl Reader<'_> {
    /// Months. The unit of the cell counts before that of the heading; without either it is an error:
    /// two years are never taken for two months.
    pub(super) fn months(&mut self, text: &str) -> Result<i64, Slip> {
        if is_spaced(text, &IN_NUMBERS) {
            return Err(Slip::Spaced(text.to_owned()));
        }
        let wrong = || Slip::Months(text.to_owned());
        let plain = plain(text);
        let split = plain.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let (digits, words) = plain.split_at(split.unwrap_or(plain.len()));
        let digits = digits.strip_suffix(".0").unwrap_or(digits);
        let number: i64 = digits.parse().map_err(|_| wrong())?;
        let own = match words {
            "" => None,
            words => Some(Period::of(words).ok_or_else(wrong)?),
        };
        let stated = Period::of_heading(self.heading);
        if let (Some(own), Some(stated)) = (own, stated)
            && own != stated
        {
            self.remark(
                "unit_of_cell",
                "单元格中的单位与列标题不同，以单元格为准",
                "the unit of the cell differs from that of the heading; the cell counts",
            );
        }
        let period = own
            .or(stated)
            .ok_or_else(|| Slip::NoPeriod(text.to_owned()))?;
        number.checked_mul(period.months()).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::heading::Unit;
    use super::super::map::reader;
    use super::*;

    fn read(heading: &str, text: &str) -> (Result<i64, Slip>, usize) {
        let mut remarks = Vec::new();
        let mut reader = reader(heading, Unit::Unsaid, NaiveDate::MIN, 99, &mut remarks);
        (reader.months(text), remarks.len())
    }

    #[test]
    fn a_duration_is_what_its_cell_says_and_else_its_heading() {
        for (heading, text, months, remarks) in [
            ("合同免费运维期（月）", "24", 24, 0),
            ("合同免费运维期（月）", "24.0", 24, 0),
            ("合同免费运维期（年）", "2", 24, 0),
            ("保修期(单位：年)", "3", 36, 0),
            ("合同免费运维期", "24个月", 24, 0),
            ("合同免费运维期", "２４ 月", 24, 0),
            ("合同免费运维期", "2年", 24, 0),
            ("合同免费运维期（月）", "2年", 24, 1),
            ("合同免费运维期（月）", "0", 0, 0),
        ] {
            assert_eq!(
                read(heading, text),
                (Ok(months), remarks),
                "{heading} {text}"
            );
        }
    }

    #[test]
    fn a_number_without_a_unit_is_neither_months_nor_years() {
        for heading in [
            "合同免费运维期",
            "合同免费运维期（必填）",
            "保修期（月）（年）",
        ] {
            let said = read(heading, "2").0;
            assert_eq!(said, Err(Slip::NoPeriod("2".to_owned())), "{heading}");
        }
        for text in [
            "1.5年",
            "两年",
            "-3",
            "24天",
            "长期",
            "2年3个月",
            "99999999999999999999年",
        ] {
            let said = read("保修期（月）", text).0;
            assert_eq!(said, Err(Slip::Months(text.to_owned())), "{text}");
        }
        let said = read("保修期（月）", "1 2").0;
        assert_eq!(said, Err(Slip::Spaced("1 2".to_owned())));
    }
}
