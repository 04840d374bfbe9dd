//! Cells as the values they stand for.

use chrono::{Days, NaiveDate};
use serde_json::Value as Json;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::{CreditCode, Fen, ProjectCode};

use super::form::{Column, Type};
use super::heading::unit_in;
use super::slip::{Remark, Slip};
use super::text::{clean, is_blank, plain};
use crate::contract::{Amount, AmountUnit};

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    Text(String),
    Money(Amount),
    Day(NaiveDate),
    Whole(i64),
    Truth(bool),
    Word(String),
    Words(Vec<String>),
    ProjectCode(ProjectCode),
    CreditCode(CreditCode),
}

impl Said {
    /// As the vocabulary writes it.
    pub(super) fn json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Word(text) => Json::from(text.as_str()),
            Self::Money(amount) => Json::from(amount.fen.to_string()),
            Self::Day(day) => Json::from(day.to_string()),
            Self::Whole(number) => Json::from(*number),
            Self::Truth(truth) => Json::from(*truth),
            Self::Words(words) => Json::from(words.clone()),
            Self::ProjectCode(code) => Json::from(code.as_str()),
            Self::CreditCode(code) => Json::from(code.as_str()),
        }
    }

    /// The same as one text.
    pub(super) fn text(&self) -> String {
        match self.json() {
            Json::String(text) => text,
            other => other.to_string(),
        }
    }
}

/// A cell on its way to its value.
pub(super) struct Reader<'a> {
    pub(super) heading: &'a str,
    pub(super) unit: Option<AmountUnit>,
    pub(super) today: NaiveDate,
    pub(super) longest: usize,
    pub(super) remarks: &'a mut Vec<Remark>,
}

impl Reader<'_> {
    /// Reads a cell; nothing where it says nothing.
    pub(super) fn read(&mut self, column: &Column, typed: &str) -> Result<Option<Said>, Slip> {
        let (text, unseen) = clean(typed);
        if text.is_empty() || is_blank(&text) {
            return Ok(None);
        }
        if FORMULA_ERRORS.contains(&text.as_str()) {
            return Err(Slip::Formula(text));
        }
        if unseen {
            self.remark(
                "unseen_removed",
                "已去掉看不见的字符",
                "unseen characters were taken out",
            );
        }
        let length = text.chars().count();
        if length > self.longest {
            return Err(Slip::TooLong(length, self.longest));
        }
        let nothing = matches!(plain(&text).as_str(), "无" | "暂无");
        Ok(Some(match column.holds {
            Type::Money | Type::Day | Type::PastDay | Type::Whole if nothing => return Ok(None),
            Type::Text => Said::Text(text),
            Type::Money => Said::Money(self.money(column, &text)?),
            Type::Day => Said::Day(self.day(&text)?),
            Type::PastDay => {
                let day = self.day(&text)?;
                if day > self.today {
                    return Err(Slip::Future(day.to_string()));
                }
                Said::Day(day)
            }
            Type::Whole => Said::Whole(whole(&text)?),
            Type::YesOrNo => Said::Truth(truth(&text)?),
            Type::Word => Said::Word(word(column, &text)?),
            Type::Words => Said::Words(words(column, &text)?),
            Type::ProjectCode => {
                Said::ProjectCode(ProjectCode::parse(&text).map_err(Slip::ProjectCode)?)
            }
            Type::CreditCode => {
                Said::CreditCode(CreditCode::parse(&text).map_err(Slip::CreditCode)?)
            }
            Type::Nothing => return Ok(None),
        }))
    }

    fn remark(&mut self, code: &str, zh: &str, en: &str) {
        self.remarks
            .push(Remark::new(Some(self.heading), code, zh, en));
    }

    /// The unit of the cell counts before that of the heading; without either it is an error, for
    /// a factor of ten thousand is never guessed.
    fn money(&mut self, column: &Column, text: &str) -> Result<Amount, Slip> {
        let plain = plain(text);
        let mut digits = plain.trim_start_matches(['¥', '￥']);
        digits = digits.strip_prefix("人民币").unwrap_or(digits);
        let amount = || Slip::Amount(text.to_owned());
        let split = digits.find(|c: char| !matches!(c, '0'..='9' | '.' | ',' | '-'));
        let (digits, words) = digits.split_at(split.unwrap_or(digits.len()));
        let own = match words {
            "" => None,
            "万" => Some(AmountUnit::WanYuan),
            "元整" | "元" | "万元" => unit_in(words),
            _ => return Err(amount()),
        };
        let digits = ungrouped(digits).ok_or_else(|| Slip::Grouping(text.to_owned()))?;
        let unit = own
            .or(self.unit)
            .ok_or_else(|| Slip::NoUnit(text.to_owned()))?;
        let fen = match unit {
            AmountUnit::Yuan => Fen::from_yuan(&digits),
            AmountUnit::WanYuan => Fen::from_wan_yuan(&digits),
        };
        let fen = fen.map_err(|_| amount())?;
        let bounds = column.plausible;
        let outside =
            fen != Fen::ZERO && bounds.is_some_and(|(least, most)| fen < least || fen > most);
        if own.is_none() && outside {
            return Err(Slip::Implausible(text.to_owned(), fen.to_string()));
        }
        if own.is_some() && self.unit.is_some() && own != self.unit {
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

    fn day(&mut self, text: &str) -> Result<NaiveDate, Slip> {
        let slip = |zh: String, en: String| Slip::Day(text.to_owned(), Bilingual { zh, en });
        // A time of day behind the day says nothing here.
        let date = text
            .split_once([' ', 'T'])
            .filter(|(_, time)| time.contains(':'));
        let plain = plain(date.map_or(text, |(date, _)| date));
        let numbers: Vec<&str> = plain
            .split(['-', '/', '.', '年', '月', '日', '号'])
            .filter(|part| !part.is_empty())
            .collect();
        let digits = numbers
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let (year, month, day) = match numbers.as_slice() {
            _ if !digits => {
                return Err(slip(
                    "不是年月日".to_owned(),
                    "it is no year, month and day".to_owned(),
                ));
            }
            [year, month, day] if year.len() == 4 => (*year, *month, *day),
            [year, _, _] => {
                let (zh, en) = (
                    format!("年份“{year}”不是四位数"),
                    format!("the year {year} has not four digits"),
                );
                return Err(slip(zh, en));
            }
            [whole] if whole.len() == 8 => (&whole[..4], &whole[4..6], &whole[6..]),
            [serial] if serial.len() == 5 => {
                return self.serial(serial).ok_or_else(|| {
                    slip(
                        "不是可能的日期序号".to_owned(),
                        "it is no possible serial day".to_owned(),
                    )
                });
            }
            [year, _] if year.len() == 4 => {
                return Err(slip(
                    "只到月份，须精确到日".to_owned(),
                    "it names a month and no day".to_owned(),
                ));
            }
            _ => {
                return Err(slip(
                    "不是年月日".to_owned(),
                    "it is no year, month and day".to_owned(),
                ));
            }
        };
        let number = |text: &str| text.parse::<u32>().unwrap_or_default();
        let (month, day) = (number(month), number(day));
        let year = year.parse::<i32>().unwrap_or_default();
        if !(1..=12).contains(&month) {
            return Err(slip(
                format!("没有 {month} 月"),
                format!("there is no month {month}"),
            ));
        }
        if !YEARS.contains(&year) {
            return Err(slip(
                format!("年份 {year} 不可能"),
                format!("the year {year} is impossible"),
            ));
        }
        NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
            slip(
                format!("{year} 年 {month} 月没有 {day} 日"),
                format!("{year}-{month:02} has no day {day}"),
            )
        })
    }

    /// A day as spreadsheets number it, where its cell lost the format of a day.
    fn serial(&mut self, text: &str) -> Option<NaiveDate> {
        let days = text.parse::<u64>().ok()?;
        let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        let day = first.checked_add_days(Days::new(days))?;
        self.remark(
            "serial_day",
            "按表格软件的日期序号读作日期",
            "the number was read as a spreadsheet's serial day",
        );
        Some(day)
    }
}

const FORMULA_ERRORS: [&str; 8] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!",
];

/// Years of which a ledger of government IT projects can speak.
const YEARS: std::ops::RangeInclusive<i32> = 1980..=2100;

/// Digits without commas, if these stand between thousands.
fn ungrouped(text: &str) -> Option<String> {
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

fn whole(text: &str) -> Result<i64, Slip> {
    let plain = plain(text);
    let digits = plain.strip_suffix(".0").unwrap_or(&plain);
    let digits = ungrouped(digits).ok_or_else(|| Slip::Grouping(text.to_owned()))?;
    digits.parse().map_err(|_| Slip::Whole(text.to_owned()))
}

fn truth(text: &str) -> Result<bool, Slip> {
    match plain(text).to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "☑" | "y" | "yes" | "true" | "1" | "已完成" | "已落实" => {
            Ok(true)
        }
        "否" | "无" | "没有" | "×" | "✗" | "x" | "n" | "no" | "false" | "0" | "未完成"
        | "未落实" => Ok(false),
        _ => Err(Slip::YesOrNo(text.to_owned())),
    }
}

fn known(column: &Column) -> Vec<String> {
    column.words.iter().map(|word| word.shown.clone()).collect()
}

fn find(column: &Column, text: &str) -> Option<String> {
    let text = plain(text).to_lowercase();
    let fits = |word: &&super::form::Word| word.typed.contains(&text);
    column.words.iter().find(fits).map(|word| word.name.clone())
}

fn word(column: &Column, text: &str) -> Result<String, Slip> {
    find(column, text).ok_or_else(|| Slip::Word(text.to_owned(), known(column)))
}

fn words(column: &Column, text: &str) -> Result<Vec<String>, Slip> {
    let mut found = Vec::new();
    let pieces = text.split([',', '，', ';', '；', '/', ' ', '|']);
    for piece in pieces.filter(|piece| !piece.trim().is_empty()) {
        match find(column, piece) {
            Some(word) => found.push(word),
            // Some words are written with the comma that also stands between words.
            None => {
                for part in piece.split('、').filter(|part| !part.trim().is_empty()) {
                    found.push(word(column, part)?);
                }
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
