//! What a cell is shown as, where that says more or less than the number in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::form::Type;
use super::sheet::{Cell, Sheet, Value};

/// How a cell is shown: what its number format does, and the format itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub(super) how: How,
    pub(super) format: Arc<str>,
}

/// What a number format does to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// It shows a day as its month or year.
    Month,
    /// It shows another number: a percentage, thousands, or with 万 or 亿 behind it.
    Scaled,
    /// It shows 元 behind the number.
    Yuan,
}

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;

impl Shown {
    /// What a number format says; nothing of one that shows a number or a day as it is.
    pub(super) fn by(format: &str) -> Option<Self> {
        let how = how(format)?;
        Some(Self {
            how,
            format: Arc::from(format),
        })
    }
}

impl Cell {
    /// Whether it is shown as another number than stands in it: a percentage, thousands, 万.
    pub(crate) fn is_scaled(&self) -> bool {
        let how = self.shown.as_ref().map(|shown| shown.how);
        how == Some(How::Scaled)
    }

    /// What stands in it for whoever reads it under a column: as it is shown, where a number alone
    /// would be another amount or another day.
    pub(super) fn told(&self, holds: Type) -> String {
        let printed = self.printed();
        let how = self.shown.as_ref().map(|shown| shown.how);
        match (how, holds, &self.value) {
            (Some(How::Month), Type::Day | Type::PastDay, Value::Day(day, _)) => {
                day.format("%Y年%-m月").to_string()
            }
            (
                Some(How::Scaled),
                Type::Money | Type::Whole | Type::Months | Type::Year,
                Value::Number(_),
            ) => {
                let format = self.shown.as_ref().map(|shown| shown.format.as_ref());
                format!("{printed} [{}]", format.unwrap_or_default())
            }
            (Some(How::Yuan), Type::Money, Value::Number(_)) => format!("{printed}元"),
            // The last digits of a long code are gone; it must not look as if they were noughts.
            (_, Type::ProjectCode | Type::CreditCode, Value::Number(digits))
                if digits.len() > DIGITS =>
            {
                format!("{}…", &digits[..DIGITS])
            }
            _ => printed,
        }
    }
}

/// Days between the two days from which spreadsheets count.
const FROM_1900_TO_1904: u32 = 1_462;

impl Sheet {
    /// Counts the days of columns from 1900 on, as a number without the format of a day is read
    /// wherever it comes from. What has the format of a day is a day already.
    pub(super) fn count_days_from_1900(&mut self, columns: &BTreeSet<u32>, below: u32) {
        if !std::mem::take(&mut self.from_1904) {
            return;
        }
        let rows = self.rows.iter_mut().filter(|row| row.number > below);
        let cells = rows.flat_map(|row| &mut row.cells);
        for cell in cells.filter(|cell| columns.contains(&cell.column)) {
            if let Value::Number(digits) = &mut cell.value
                && let Ok(days) = digits.parse::<u32>()
            {
                *digits = days.saturating_add(FROM_1900_TO_1904).to_string();
            }
        }
    }
}

/// Whether a text is a number with the format that shows it as another.
pub(super) fn is_scaled(text: &str) -> bool {
    text.ends_with(']') && text.contains(" [")
}

fn how(format: &str) -> Option<How> {
    let sections = sections(format);
    if sections.iter().any(Section::scales) {
        return Some(How::Scaled);
    }
    let first = sections.first()?;
    if first.is_month() {
        return Some(How::Month);
    }
    let yuan = |section: &Section| section.literal.contains('元');
    sections.iter().any(yuan).then_some(How::Yuan)
}

/// A part of a number format: one for positive numbers, one for others and so on.
#[derive(Default)]
struct Section {
    /// What stands for digits, days and signs.
    code: String,
    /// What is printed as it is.
    literal: String,
}

impl Section {
    fn is_month(&self) -> bool {
        let code = self.code.to_ascii_lowercase();
        // A format of numbers has 0, # or ?; General and @ none of a day's letters.
        let dated = code.contains(['y', 'm']) && !code.contains(['0', '#', '?', '@']);
        dated && code != "general" && !code.contains(['d', 'h', 's'])
    }

    fn scales(&self) -> bool {
        let letters: Vec<char> = self.code.chars().collect();
        let digit = |letter: &char| matches!(letter, '0' | '#' | '?');
        // A comma behind the last digit before the point, or behind all, divides by a thousand.
        let thousands = (1..letters.len()).any(|at| {
            let after = letters[at..].iter().find(|letter| **letter != ',');
            letters[at] == ',' && digit(&letters[at - 1]) && !after.is_some_and(digit)
        });
        let scaled = |letter: char| matches!(letter, '%' | '万' | '亿' | '千' | '百');
        thousands || self.code.contains(scaled) || self.literal.contains(scaled)
    }
}

fn sections(format: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        let Some(section) = sections.last_mut() else {
            break;
        };
        match letter {
            '"' => section
                .literal
                .extend(letters.by_ref().take_while(|one| *one != '"')),
            // Colours, conditions, languages and currencies.
            '[' => {
                let inside: String = letters.by_ref().take_while(|one| *one != ']').collect();
                if let Some(currency) = inside.strip_prefix('$') {
                    section.literal.push_str(currency);
                }
            }
            '\\' | '!' => section.literal.extend(letters.next()),
            // Room for a letter, or as many of it as fit.
            '_' | '*' => drop(letters.next()),
            ';' => sections.push(Section::default()),
            '元' => section.literal.push(letter),
            _ => section.code.push(letter),
        }
    }
    sections
}

/// The number formats that a workbook need not spell out, as far as they show another number or a
/// month; the months as spreadsheets in Chinese show them.
pub(super) fn builtin(id: u32) -> Option<&'static str> {
    match id {
        9 => Some("0%"),
        10 => Some("0.00%"),
        17 => Some("mmm-yy"),
        27 | 36 | 50 | 52 | 57 => Some("yyyy\"年\"m\"月\""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_tells_what_it_does_to_a_number() {
        for (format, does) in [
            ("0%", Some(How::Scaled)),
            ("0.00\"%\"", Some(How::Scaled)),
            ("0!.0,\"万\"", Some(How::Scaled)),
            ("0\\.0,", Some(How::Scaled)),
            ("#,##0,", Some(How::Scaled)),
            ("0.00,,\"亿元\"", Some(How::Scaled)),
            ("#,##0,.00", Some(How::Scaled)),
            ("[>=10000]0!.0,\"万\";0", Some(How::Scaled)),
            ("0\"万元\"", Some(How::Scaled)),
            ("0.00元", Some(How::Yuan)),
            ("#,##0.00\"元\"", Some(How::Yuan)),
            ("yyyy\"年\"m\"月\"", Some(How::Month)),
            ("[$-804]yyyy/m;@", Some(How::Month)),
            ("mmm-yy", Some(How::Month)),
            ("yyyy", Some(How::Month)),
            ("yyyy\"年\"m\"月\"d\"日\"", None),
            ("yyyy-mm-dd hh:mm", None),
            ("mm:ss", None),
            ("General", None),
            ("@", None),
            ("#,##0.00_ ;[Red]\\-#,##0.00\\ ", None),
            (
                "_ ¥* #,##0.00_ ;_ ¥* \\-#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ ",
                None,
            ),
            ("0.00E+00", None),
        ] {
            assert_eq!(how(format), does, "{format}");
        }
    }
}
