//! Cells as the values they stand for.

use chrono::{Days, NaiveDate};
use serde_json::Value as Json;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::{CreditCode, ProjectCode};

use super::aside::is_label;
use super::form::{Column, Target, Type};
use super::heading::Unit;
use super::money::ungrouped;
use super::shown::is_scaled;
use super::slip::{Remark, Slip};
use super::text::{IN_NUMBERS, clean, is_blank, is_spaced, plain};
use super::xlsx::NO_RESULT;
use crate::contract::Amount;

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
    pub(super) unit: Unit,
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
        if text == NO_RESULT {
            return Err(Slip::NoResult);
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
            Type::Money | Type::Day | Type::PastDay | Type::Whole | Type::Months | Type::Year
                if nothing =>
            {
                return Ok(None);
            }
            Type::Money | Type::Whole | Type::Months | Type::Year if is_scaled(&text) => {
                return Err(Slip::Shown(text));
            }
            Type::Text if is_ditto(&text) => return Err(Slip::Ditto(text)),
            Type::Text if column.target == Target::UnitName && is_no_unit(&text) => {
                return Err(Slip::UnitName(text));
            }
            Type::Text if is_no_name(column, &text) => return Err(Slip::NoName(text)),
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
            Type::Months => Said::Whole(self.months(&text)?),
            Type::Year => Said::Whole(year(&text)?),
            Type::YesOrNo => Said::Truth(truth(&text)?),
            Type::Word => Said::Word(word(column, &text)?),
            Type::Words => Said::Words(words(column, &text)?),
            Type::ProjectCode => Said::ProjectCode(self.project_code(&text)?),
            Type::CreditCode => {
                Said::CreditCode(CreditCode::parse(&text).map_err(Slip::CreditCode)?)
            }
            Type::Nothing => return Ok(None),
        }))
    }

    pub(super) fn remark(&mut self, code: &str, zh: &str, en: &str) {
        self.remarks
            .push(Remark::new(Some(self.heading), code, zh, en));
    }

    /// A code, also as systems pass it on: twenty digits without their hyphens.
    fn project_code(&mut self, text: &str) -> Result<ProjectCode, Slip> {
        let digits = plain(text);
        if digits.len() != 20 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return ProjectCode::parse(text).map_err(Slip::ProjectCode);
        }
        let parts = [(0, 4), (4, 10), (10, 12), (12, 14), (14, 20)];
        let parts = parts.map(|(from, to)| &digits[from..to]);
        let code = ProjectCode::parse(&parts.join("-")).map_err(Slip::ProjectCode)?;
        let (zh, en) = (
            format!("代码没有连字符，按 {} 读取", code.as_str()),
            format!("the code has no hyphens; it was read as {}", code.as_str()),
        );
        self.remark("project_code_hyphens", &zh, &en);
        Ok(code)
    }

    fn day(&mut self, text: &str) -> Result<NaiveDate, Slip> {
        let slip = |zh: String, en: String| Slip::Day(text.to_owned(), Bilingual { zh, en });
        // A time of day behind the day says nothing here.
        let date = text
            .split_once([' ', 'T'])
            .filter(|(_, time)| time.contains(':'));
        let date = date.map_or(text, |(date, _)| date);
        let plain = plain(date);
        // 2025.3.1 2 is no 12th; 2025 03 01 can be nothing else.
        let whole = plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit());
        if !whole && is_spaced(date, &[]) {
            return Err(Slip::Spaced(text.to_owned()));
        }
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

/// Whether a text stands for what is written above it: 同上, 〃. Nobody can tell what that is once
/// rows are sorted or read one by one.
fn is_ditto(text: &str) -> bool {
    const MARKS: [char; 11] = ['〃', '″', '"', '\'', '“', '”', '‘', '’', '〝', '〞', '`'];
    let bare: String = plain(text)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let marked = |letter| MARKS.contains(&letter);
    (bare.is_empty() && text.contains(marked) && !text.contains(['(', '（']))
        || matches!(
            &*bare,
            "同上" | "同" | "同前" | "同上行" | "同上一行" | "上同" | "见上"
        )
}

/// Whether a text names nothing: signs alone, 无, or the heading once more.
fn is_no_name(column: &Column, text: &str) -> bool {
    let names = matches!(column.target, Target::Name | Target::UnitName);
    let plain = plain(text);
    let heading = super::heading::name(&column.heading);
    let nothing = matches!(&*plain, "无" | "暂无" | "没有" | "待定" | "不详" | "未定");
    names && (nothing || plain == heading || !plain.chars().any(char::is_alphanumeric))
}

/// Whether a text cannot be the name of a unit: a label or a number, from below the table.
fn is_no_unit(text: &str) -> bool {
    is_label(text) || plain(text).bytes().all(|b| b.is_ascii_digit())
}

fn whole(text: &str) -> Result<i64, Slip> {
    if is_spaced(text, &IN_NUMBERS) {
        return Err(Slip::Spaced(text.to_owned()));
    }
    let plain = plain(text);
    let digits = plain.strip_suffix(".0").unwrap_or(&plain);
    let digits = ungrouped(digits).ok_or_else(|| Slip::Grouping(text.to_owned()))?;
    digits.parse().map_err(|_| Slip::Whole(text.to_owned()))
}

/// A year, as 2026, 2026年 or 2026年度.
fn year(text: &str) -> Result<i64, Slip> {
    let plain = plain(text);
    let digits = plain.strip_suffix('度').unwrap_or(&plain);
    match digits.strip_suffix('年') {
        Some(digits) if !is_spaced(text, &IN_NUMBERS) => {
            let year = digits.parse().ok().filter(|_| digits.len() == 4);
            year.ok_or_else(|| Slip::Whole(text.to_owned()))
        }
        _ => whole(text),
    }
}

pub(super) fn truth(text: &str) -> Result<bool, Slip> {
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

pub(super) fn find(column: &Column, text: &str) -> Option<String> {
    let text = plain(text).to_lowercase();
    let fits = |word: &&super::word::Word| word.typed.contains(&text);
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
