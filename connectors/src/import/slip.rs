use serde::{Deserialize, Serialize};
use shuniu_policy::pack::Bilingual;
use shuniu_policy::values::{CreditCodeError, ProjectCodeError};

use crate::contract::{Misfit, Reason, RecordError};

/// What does not fit in a cell of a ledger; the one place where it is put into words for clerks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// A required cell is empty.
    Missing,
    /// Cells of which one is required are all empty.
    MissingAll(String),
    /// A formula that gives an error.
    Formula(String),
    /// A formula that was saved without what it gives.
    NoResult,
    /// An amount without a unit, in the cell, its heading or above the table.
    NoUnit(String),
    /// An amount that is no number, or in an unknown unit.
    Amount(String),
    /// White space between the digits of a number.
    Spaced(String),
    /// A number whose cell shows it as another: the number, with the format in brackets.
    Shown(String),
    /// An amount below nothing.
    Negative(String),
    /// An amount that is finer than a 分.
    Finer(String),
    /// Commas that do not stand between thousands.
    Grouping(String),
    /// An amount so large or small that the unit is probably wrong: as typed, and in yuan.
    Implausible(String, String),
    /// An amount whose cell is joined with that of the row above.
    Joined,
    /// No day: as typed, and why, in both languages.
    Day(String, Bilingual),
    /// A day that is still to come.
    Future(String),
    /// None of the words that may be chosen.
    Word(String, Vec<String>),
    /// Neither yes nor no.
    YesOrNo(String),
    /// Not a whole number.
    Whole(String),
    /// A number without a unit of time, in the cell or its heading.
    NoPeriod(String),
    /// No number of months or years.
    Months(String),
    /// Not a project code.
    ProjectCode(ProjectCodeError),
    /// Not a credit code.
    CreditCode(CreditCodeError),
    /// What cannot be the name of a unit.
    UnitName(String),
    /// Words that stand for what is written above.
    Ditto(String),
    /// What names nothing.
    NoName(String),
    /// A secrecy mark of unknown meaning.
    Secrecy,
    /// Something else than its secrecy mark says that the row is of a secret.
    Marked,
    /// A text that is too long: characters, and how many may be.
    TooLong(usize, usize),
    /// Not the year of the document, nor the one before or after.
    Year(i32),
    /// Money that is asked for after it left.
    AfterPaid,
    /// Two columns that say the same thing differently.
    Twice(String),
}

fn both(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
    Bilingual {
        zh: zh.into(),
        en: en.into(),
    }
}

impl Slip {
    /// Its stable name.
    const fn code(&self) -> &'static str {
        match self {
            Self::Missing | Self::MissingAll(_) => "missing",
            Self::Formula(_) => "formula_error",
            Self::NoResult => "formula_no_result",
            Self::NoUnit(_) => "amount_no_unit",
            Self::Amount(_) => "amount",
            Self::Spaced(_) => "number_spaced",
            Self::Shown(_) => "number_format",
            Self::Negative(_) => "amount_negative",
            Self::Finer(_) => "amount_finer_than_fen",
            Self::Grouping(_) => "amount_grouping",
            Self::Implausible(..) => "amount_implausible",
            Self::Joined => "amount_joined",
            Self::Day(..) => "day",
            Self::Future(_) => "day_in_future",
            Self::Word(..) => "unknown_word",
            Self::YesOrNo(_) => "yes_or_no",
            Self::Whole(_) => "whole_number",
            Self::NoPeriod(_) => "duration_no_unit",
            Self::Months(_) => "duration",
            Self::ProjectCode(_) => "project_code",
            Self::CreditCode(_) => "credit_code",
            Self::UnitName(_) => "unit_name",
            Self::Ditto(_) => "ditto",
            Self::NoName(_) => "no_name",
            Self::Secrecy => "secrecy_mark",
            Self::Marked => "secrecy_words",
            Self::TooLong(..) => "too_long",
            Self::Year(_) => "year",
            Self::AfterPaid => "requested_after_paid",
            Self::Twice(_) => "two_columns",
        }
    }

    /// What is wrong.
    fn text(&self) -> Bilingual {
        match self {
            Self::Missing => both("必填项为空", "a required cell is empty"),
            Self::MissingAll(headings) => both(
                format!("{headings}都为空，无法判断是哪个项目"),
                format!("{headings} are all empty, so that nothing tells whose the row is"),
            ),
            Self::Formula(value) => both(
                format!("公式结果为错误值 {value}"),
                format!("the formula gives {value}"),
            ),
            Self::NoResult => both(
                "公式没有保存结果，读不到它的数值",
                "the formula was saved without its result",
            ),
            Self::NoUnit(text) => both(
                format!("金额 {text:?} 没有单位，无法判断是元还是万元"),
                format!("the amount {text:?} has no unit: yuan or ten thousand yuan"),
            ),
            Self::Amount(text) => both(
                format!("{text:?} 不是金额"),
                format!("{text:?} is no amount"),
            ),
            Self::Spaced(text) => both(
                format!("{text:?} 的数字之间有空格或换行，无法判断是一个数还是两个数"),
                format!("{text:?} has white space between digits: it may be two numbers"),
            ),
            Self::Shown(text) => both(
                format!(
                    "{text}：单元格格式（方括号内）把数值显示成百分数或缩小的数（千、万、亿），无法判断是哪个数"
                ),
                format!(
                    "{text}: the format in brackets shows the number as another, a percentage or in thousands, 万 or 亿; which is meant cannot be told"
                ),
            ),
            Self::Negative(text) => both(
                format!("金额 {text:?} 是负数"),
                format!("the amount {text:?} is negative"),
            ),
            Self::Finer(text) => both(
                format!("金额 {text:?} 比分还细"),
                format!("{text:?} is finer than a fen (0.01 yuan)"),
            ),
            Self::Grouping(text) => both(
                format!("金额 {text:?} 中的逗号不在千分位上"),
                format!("the commas of {text:?} do not stand between thousands"),
            ),
            Self::Implausible(text, yuan) => both(
                format!("{text:?} 按列标题的单位合 {yuan} 元，疑似单位有误"),
                format!("{text:?} would be {yuan} yuan by its heading: the unit is doubtful"),
            ),
            Self::Joined => both(
                "金额单元格与上一行合并，无法判断属于哪一行",
                "the amount is joined with the row above: whose it is cannot be told",
            ),
            Self::Day(text, why) => both(
                format!("{text:?} 不是日期：{}", why.zh),
                format!("{text:?} is no day: {}", why.en),
            ),
            Self::Future(text) => both(
                format!("日期 {text} 尚未到来，台账只记已发生的事"),
                format!("{text} is still to come; a ledger says what has happened"),
            ),
            Self::Word(text, known) => both(
                format!("{text:?} 不在可选项中，可选：{}", known.join("、")),
                format!("{text:?} is none of {}", known.join(", ")),
            ),
            Self::YesOrNo(text) => both(
                format!("{text:?} 既不是“是”也不是“否”"),
                format!("{text:?} is neither yes (是) nor no (否)"),
            ),
            Self::Whole(text) => both(
                format!("{text:?} 不是整数"),
                format!("{text:?} is not a whole number"),
            ),
            Self::NoPeriod(text) => both(
                format!("期限 {text:?} 没有单位，无法判断是月还是年"),
                format!("the duration {text:?} has no unit: months or years"),
            ),
            Self::Months(text) => both(
                format!("{text:?} 不是以月或年计的期限"),
                format!("{text:?} is no duration in months or years"),
            ),
            Self::ProjectCode(error) => Misfit::ProjectCode(error.clone()).text(),
            Self::CreditCode(error) => Misfit::CreditCode(error.clone()).text(),
            Self::UnitName(text) => both(
                format!("{text:?} 不是单位名称"),
                format!("{text:?} is no name of a unit"),
            ),
            Self::Ditto(text) => both(
                format!("{text:?} 指代上一行的内容，逐行读取时无法判断"),
                format!(
                    "{text:?} stands for what is written above, which cannot be told row by row"
                ),
            ),
            Self::NoName(text) => {
                both(format!("{text:?} 不是名称"), format!("{text:?} is no name"))
            }
            Self::Secrecy => both(
                "密级填写的内容不能识别，为防泄密，整行未读取、未保存",
                "the secrecy mark cannot be read; the row was neither read nor kept",
            ),
            Self::Marked => both(
                "本行或其所在部分的文字注明涉密或标有密级，为防泄密，整行未读取、未保存",
                "words or a mark in the row, or over its part of the table, say that it is secret; it was neither read nor kept",
            ),
            Self::TooLong(length, most) => both(
                format!("文字过长：{length} 个字符，最多 {most} 个"),
                format!("the text has {length} characters, at most {most} are taken"),
            ),
            Self::Year(year) => both(
                format!("年度与文件日期（{year} 年）相差一年以上"),
                format!("the year is more than one away from that of the document, {year}"),
            ),
            Self::AfterPaid => both(
                "申请日期晚于支付日期",
                "it was asked for after the money left",
            ),
            Self::Twice(other) => both(
                format!("与“{other}”列是同一项内容，但两列不一致"),
                format!("the column {other:?} says the same thing and differs"),
            ),
        }
    }

    /// What to do about it.
    fn mend(&self) -> Bilingual {
        match self {
            Self::Missing => both("补填后重新导入", "fill it in and import again"),
            Self::MissingAll(_) => both(
                "至少填写其中一项后重新导入",
                "fill in one of them and import again",
            ),
            Self::Formula(_) => both(
                "修正公式，或直接填写数值",
                "mend the formula, or type the value",
            ),
            Self::NoResult => both(
                "用表格软件打开文件，待公式算出后保存再导入，或直接填写数值",
                "open the file in a spreadsheet, save it once it is worked out, or type the value",
            ),
            Self::NoUnit(_) => both(
                "在列标题中注明单位，如“投资（万元）”，或在单元格中写明，如“120万元”",
                "state the unit in the heading, such as 投资（万元）, or in the cell, such as 120万元",
            ),
            Self::Amount(_) => both(
                "填写数字，如 1180000、118.5万元",
                "type a number, such as 1180000 or 118.5万元",
            ),
            Self::Spaced(_) => both(
                "一个单元格只填一个数，数字之间不留空格、不换行；千位可用逗号分隔",
                "type one number in a cell, without spaces or lines; commas may part thousands",
            ),
            Self::Shown(_) => both(
                "把单元格格式改为“常规”，直接填写数字；金额请连同单位填写，如“25万元”",
                "set the format of the cell to General and type the number; an amount with its unit, such as 25万元",
            ),
            Self::Negative(_) => both(
                "填写正数；退款、冲减不以负数行登记，请作废或更正它所冲减的原支付记录",
                "type a positive amount; a refund is not entered as a negative row: void or correct the payment it takes back",
            ),
            Self::Finer(_) => both(
                "四舍五入保留到分：以元为单位保留两位小数，以万元为单位保留六位小数",
                "round it to a fen: two decimals in yuan, six in ten thousand yuan (万元)",
            ),
            Self::Grouping(_) => both(
                "去掉逗号，或按千分位书写，如 1,180,000",
                "leave the commas out, or write 1,180,000",
            ),
            Self::Implausible(..) => both(
                "改正金额；如确实如此，请在单元格中写明单位",
                "correct it; if it is right, state the unit in the cell",
            ),
            Self::Joined => both(
                "取消合并，每行填写各自的金额",
                "split the cells and give each row its own amount",
            ),
            Self::Day(..) => both("按 2025-03-01 的格式填写", "write it as in 2025-03-01"),
            Self::Future(_) => both(
                "改正日期；计划日期请不要填入本列",
                "correct the day; planned days do not belong here",
            ),
            Self::Word(..) => both("从下拉列表中选择", "choose from the list"),
            Self::YesOrNo(_) => both("填“是”或“否”", "write 是 or 否"),
            Self::Whole(_) => both("填写整数", "write a whole number"),
            Self::NoPeriod(_) => both(
                "在列标题中注明单位，如“合同免费运维期（月）”，或在单元格中写明，如“24个月”“2年”",
                "state the unit in the heading, such as 合同免费运维期（月）, or in the cell, such as 24个月 or 2年",
            ),
            Self::Months(_) => both(
                "填写整数和单位，如“24个月”“2年”；不足整年的按月填写",
                "write a whole number with its unit, such as 24个月 or 2年; what is no whole year in months",
            ),
            Self::ProjectCode(_) | Self::CreditCode(_) => {
                both("核对后改正代码", "check the code and correct it")
            }
            Self::UnitName(_) => both(
                "填写单位全称；如本行是填表说明，请移到表格之外",
                "write the full name of the unit; a remark belongs outside of the table",
            ),
            Self::Ditto(_) | Self::NoName(_) => {
                both("每一行都写出全称", "write it out in full in every row")
            }
            Self::Secrecy => both(
                "填“非涉密”；涉密项目不得在此登记内容；本列与密级无关的，请改列标题或删去本列",
                "write 非涉密 (not classified); of classified projects nothing may be entered here; a column that tells of something else needs another heading",
            ),
            Self::Marked => both(
                "涉密项目不得在此登记内容；确属非涉密的，请在“是否涉密”列填“非涉密”，并删去密级标志（★）或改正分类标题后重新导入",
                "of classified projects nothing may be entered here; if it is not secret, write 非涉密 under 是否涉密, take the mark (★) away or correct the line over it, and import again",
            ),
            Self::TooLong(..) => both("精简文字", "shorten the text"),
            Self::Year(_) => both("核对年度和日期", "check the year and the day"),
            Self::AfterPaid => both("核对两个日期", "check the two days"),
            Self::Twice(_) => both("删去其中一列，或改为一致", "delete one of the two columns"),
        }
    }

    /// The error of the record whose cell it is.
    pub(super) fn at(&self, heading: &str) -> RecordError {
        RecordError {
            path: pointer(heading),
            ..self.of_row()
        }
    }

    /// The error of a record as a whole.
    pub(super) fn of_row(&self) -> RecordError {
        RecordError {
            path: String::new(),
            reason: Reason::new(self.code(), self.text()),
            mend: Box::new(self.mend()),
            withhold: matches!(self, Self::Secrecy | Self::Marked),
        }
    }
}

/// Something that was read otherwise than it is typed, so that a person may look at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The heading of the column; none for the row.
    pub heading: Option<String>,
    /// The kind of remark; it never changes.
    pub code: String,
    /// What was done, in both languages.
    pub text: Bilingual,
}

impl Remark {
    pub(super) fn new(heading: Option<&str>, code: &str, zh: &str, en: &str) -> Self {
        Self {
            heading: heading.map(str::to_owned),
            code: code.to_owned(),
            text: both(zh, en),
        }
    }
}

/// Where a column stands in a raw row (JSON pointer).
pub(super) fn pointer(heading: &str) -> String {
    format!("/{}", heading.replace('~', "~0").replace('/', "~1"))
}

/// The heading that a pointer leads to.
#[must_use]
pub fn heading_of(pointer: &str) -> Option<String> {
    let heading = pointer.strip_prefix('/')?;
    Some(heading.replace("~1", "/").replace("~0", "~"))
}
