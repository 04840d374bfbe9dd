use chrono::NaiveDate;
use shuniu_policy::Impossible;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::values::{CreditCodeError, FenError, ProjectCodeError, RegionCodeError};

use super::ill_formed::{amount, credit_code, project_code};
use super::misfit_row::RowMisfit;

/// What does not fit in a raw record; the one place where it is put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The mapping does not know the stream.
    UnknownStream(String),
    /// The text is not JSON; holds what the parser says.
    NotJson(String),
    /// It is JSON, but no object.
    NotAnObject,
    /// The record's own id or time is missing.
    NoIdentity,
    /// The record's own time cannot be read.
    Time {
        /// As received.
        text: String,
        /// As it is expected.
        format: String,
    },
    /// A required field is missing, null or blank.
    Missing,
    /// A field is of another type.
    WrongType {
        /// What it should be.
        expected: Expected,
        /// As received, cut short.
        got: String,
    },
    /// An unknown field came in place of a known one.
    Renamed {
        /// The known one.
        was: String,
        /// The unknown one.
        is: String,
    },
    /// A code that its list does not know.
    UnknownCode {
        /// As received.
        text: String,
        /// Name of the list.
        list: String,
        /// What the list knows.
        known: Vec<String>,
    },
    /// A day that is none, or of another format.
    Day {
        /// As received.
        text: String,
        /// The formats that are read.
        formats: Vec<String>,
    },
    /// An amount with more digits than a JSON number carries.
    TooManyDigits(String),
    /// An amount that is none.
    Amount(FenError),
    /// What no project can have.
    Impossible {
        /// As received.
        text: String,
        /// Of what, in Chinese and English.
        part: Bilingual,
        /// Why it cannot be.
        why: Impossible,
    },
    /// A day that is still to come.
    ToCome {
        /// Of what, in Chinese and English.
        part: (&'static str, &'static str),
        /// The day.
        day: NaiveDate,
        /// The day on which it was read.
        today: NaiveDate,
    },
    /// An amount in an unknown unit.
    AmountUnit(String),
    /// An amount in another currency.
    Currency {
        /// As received.
        text: String,
        /// What stands for renminbi.
        renminbi: Vec<String>,
    },
    /// A procurement method that the code list ignores.
    IgnoredMethod(String),
    /// A malformed region code.
    RegionCode(RegionCodeError, String),
    /// A malformed unified project code.
    ProjectCode(ProjectCodeError),
    /// A malformed unified social credit code.
    CreditCode(CreditCodeError),
    /// A secrecy mark of unknown meaning.
    SecrecyMark(String),
    /// A text with the character U+0000, which no database keeps.
    NullCharacter,
    /// A row of a file or table that does not become a record.
    Row(RowMisfit),
    /// The connector cannot work as it is set up; holds what is wrong.
    Unusable(String),
}

/// What a field should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// 列表.
    List,
    /// 文本或数字.
    TextOrNumber,
    /// 文本.
    Text,
    /// 整数.
    WholeNumber,
    /// 是或否.
    YesOrNo,
}

impl Expected {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::List => ("列表", "a list"),
            Self::TextOrNumber => ("文本或数字", "text or a number"),
            Self::Text => ("文本", "text"),
            Self::WholeNumber => ("整数", "a whole number"),
            Self::YesOrNo => ("是或否", "yes or no"),
        }
    }
}

pub(super) fn both(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
    Bilingual {
        zh: zh.into(),
        en: en.into(),
    }
}

impl Misfit {
    /// Its stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownStream(_) => "unknown_stream",
            Self::NotJson(_) => "not_json",
            Self::NotAnObject => "not_an_object",
            Self::NoIdentity => "no_identity",
            Self::Time { .. } => "time",
            Self::Missing => "missing",
            Self::WrongType { .. } => "wrong_type",
            Self::Renamed { .. } => "renamed",
            Self::UnknownCode { .. } => "unknown_code",
            Self::Day { .. } => "day",
            Self::TooManyDigits(_) => "too_many_digits",
            Self::Amount(_) => "amount",
            Self::Impossible { why, .. } => match why {
                Impossible::BelowZero => "below_zero",
                Impossible::TooLarge => "too_large",
                Impossible::OfAnotherAge => "another_age",
            },
            Self::ToCome { .. } => "still_to_come",
            Self::AmountUnit(_) => "amount_unit",
            Self::Currency { .. } => "currency",
            Self::IgnoredMethod(_) => "ignored_method",
            Self::RegionCode(..) => "region_code",
            Self::ProjectCode(_) => "project_code",
            Self::CreditCode(_) => "credit_code",
            Self::SecrecyMark(_) => "secrecy_mark",
            Self::NullCharacter => "null_character",
            Self::Row(row) => row.code(),
            Self::Unusable(_) => "unusable_connector",
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn text(&self) -> Bilingual {
        match self {
            Self::Row(row) => row.text(),
            Self::Unusable(failure) => both(
                format!("连接器按当前设置无法工作：{failure}"),
                format!("the connector cannot work as it is set up: {failure}"),
            ),
            Self::UnknownStream(stream) => both(
                format!("映射文件中没有数据流 {stream}"),
                format!("the mapping has no stream {stream}"),
            ),
            Self::NotJson(error) => both(
                format!("记录不是 JSON：{error}"),
                format!("the record is not JSON: {error}"),
            ),
            Self::NotAnObject => both("记录不是 JSON 对象", "the record is not a JSON object"),
            Self::NoIdentity | Self::Missing => {
                both("必填字段缺失或为空", "required field is missing or empty")
            }
            Self::Time { text, format } => both(
                format!("{text:?} 不是格式为 {format} 的时间"),
                format!("{text:?} is no time of the form {format}"),
            ),
            Self::WrongType { expected, got } => {
                let (zh, en) = expected.words();
                both(
                    format!("应为{zh}，收到的是 {got}"),
                    format!("expected {en}, got {got}"),
                )
            }
            Self::Renamed { was, is } => both(
                format!("未知字段 {is:?} 取代了 {was:?}"),
                format!("unknown field {is:?} came in place of {was:?}"),
            ),
            Self::UnknownCode { text, list, known } => both(
                format!("{text:?} 不在代码表 {list} 中，表中有 {}", known.join("、")),
                format!(
                    "{text:?} is not in the code list {list}, which knows {}",
                    known.join(", ")
                ),
            ),
            Self::Day { text, formats } => both(
                format!("按格式 {formats:?} 均读不出日期 {text:?}，或无此日"),
                format!("{text:?} is not a possible date in any of the formats {formats:?}"),
            ),
            Self::TooManyDigits(raw) => both(
                format!("{raw} 的位数超出 JSON 数字能准确表示的范围"),
                format!("{raw} has more digits than a JSON number carries exactly"),
            ),
            Self::Amount(error) => both(amount(error), error.to_string()),
            Self::Impossible { text, part, why } => both(
                format!("{} {text} {}", part.zh, impossible(*why)),
                format!("{text} ({}) is {why}", part.en),
            ),
            Self::ToCome { part, day, today } => both(
                format!("{} {day} 尚未到来（今天 {today}）", part.0),
                format!("{day}, the {}, is still to come (today is {today})", part.1),
            ),
            Self::AmountUnit(text) => both(
                format!("金额单位 {text:?} 既不是元（yuan）也不是万元（wan_yuan）"),
                format!("amount unit {text:?} is neither yuan nor wan_yuan"),
            ),
            Self::Currency { text, renminbi } => both(
                format!("币种 {text:?} 不在 {renminbi:?} 之中"),
                format!("currency {text:?} is none of {renminbi:?}"),
            ),
            Self::IgnoredMethod(text) => both(
                format!("采购方式 {text:?} 在忽略列表中"),
                format!("procurement method {text:?} is in the ignore list"),
            ),
            Self::RegionCode(error, text) => both(
                format!("行政区划代码 {text:?} 不是六位数字（GB/T 2260）"),
                error.to_string(),
            ),
            Self::ProjectCode(error) => both(project_code(error), error.to_string()),
            Self::CreditCode(error) => both(credit_code(error), error.to_string()),
            Self::SecrecyMark(text) => both(
                format!("密级标识 {text:?} 既不在 classified 也不在 open 中"),
                format!("secrecy mark {text:?} is neither in classified nor in open"),
            ),
            Self::NullCharacter => both(
                "文本含有空字符（U+0000），无法保存",
                "the text holds the character U+0000, which cannot be kept",
            ),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn mend(&self) -> Bilingual {
        match self {
            Self::Row(row) => row.mend(),
            Self::Unusable(_) => both(
                "修正该连接器的设置并重启",
                "mend the settings of the connector and restart",
            ),
            Self::UnknownStream(stream) => both(
                format!("在映射文件中加上 [streams.{stream}]"),
                format!("add [streams.{stream}] to the mapping"),
            ),
            Self::NotJson(_) => both("请来源方发送合规的 JSON", "have the source send valid JSON"),
            Self::NotAnObject => both(
                "请来源方每条记录发送一个对象",
                "have the source send one object for each record",
            ),
            Self::NoIdentity => both(
                "没有编号和时间就无法跟踪记录：请来源方补填",
                "without id and time a record cannot be followed: have the source fill it in",
            ),
            Self::Time { .. } => both(
                "请来源方更正，或调整 source_time_format",
                "have the source correct it, or adapt source_time_format",
            ),
            Self::Missing => both(
                "请来源方补填，或让映射指向实际存放它的字段",
                "have the source fill it in, or point the mapping at the field that holds it",
            ),
            Self::WrongType { .. } => both(
                "来源方改了字段类型：请调整映射",
                "the source changed the field's type: adapt the mapping",
            ),
            Self::Renamed { .. } => both(
                "来源方改了字段名：请让映射指向新名称",
                "the source renamed the field: point the mapping at the new name",
            ),
            Self::UnknownCode { list, .. } => both(
                format!("把它加入映射的 [codes.{list}]，或请来源方更正"),
                format!("add it to [codes.{list}] of the mapping, or have the source corrected"),
            ),
            Self::Day { .. } => both(
                "请来源方更正日期，或把其格式加入 date_formats",
                "have the source correct the date, or add its format to date_formats",
            ),
            Self::TooManyDigits(_) => both(
                "请来源方以文本发送金额",
                "have the source send the amount as text",
            ),
            Self::Amount(_) => both("请来源方更正金额", "have the source correct the amount"),
            Self::Impossible { why, .. } => match why {
                Impossible::BelowZero => both(
                    "请来源方更正；退款、核减请更正原记录",
                    "have the source correct it; what was paid back or cut is a correction of the first record",
                ),
                Impossible::TooLarge => both(
                    "请来源方更正；金额请核对单位（元、万元）",
                    "have the source correct it; check the unit of an amount (yuan, 10,000 yuan)",
                ),
                Impossible::OfAnotherAge => both(
                    "请来源方更正日期；没有日期的，请留空",
                    "have the source correct the day, or leave it out where there is none",
                ),
            },
            Self::ToCome { .. } => both(
                "请来源方更正日期；日期无误的，到期后重试本条",
                "have the source correct the day; if it is right, replay the record when it has come",
            ),
            Self::AmountUnit(_) => both(
                "在单位代码表中把它对应到 yuan 或 wan_yuan",
                "map the unit to yuan or wan_yuan in the code list of units",
            ),
            Self::Currency { .. } => both(
                "金额按元保存：请人工处理此条，或把该代码加入 renminbi",
                "amounts are kept in yuan: settle this one by hand, or add the code to renminbi",
            ),
            Self::IgnoredMethod(_) => both(
                "招标必有采购方式：请在 values 下给它一个词",
                "give it a key under values: a tender always has a method",
            ),
            Self::RegionCode(..) | Self::ProjectCode(_) | Self::CreditCode(_) => {
                both("请来源方更正代码", "have the source correct the code")
            }
            Self::NullCharacter => both(
                "请来源方去掉该字符",
                "have the source take the character out",
            ),
            Self::SecrecyMark(_) => both(
                "把它加入映射的 classified 一节；在此之前不保存此类记录",
                "add it to the mapping's classified section; until then such records are not kept",
            ),
        }
    }
}

fn impossible(why: Impossible) -> &'static str {
    match why {
        Impossible::BelowZero => "小于零",
        Impossible::TooLarge => "超出任何项目可能的数额",
        Impossible::OfAnotherAge => "的年份不可能",
    }
}
