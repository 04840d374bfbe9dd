//! What is wrong with amounts and codes, in Chinese; English is what the values say themselves.

use shuniu_policy::values::{CreditCodeError, FenError, ProjectCodeError};

pub(super) fn amount(error: &FenError) -> String {
    match error {
        FenError::NotDecimal(text) => {
            format!("金额 {text:?} 不是以元为单位的十进制数，例如 1180000 或 1180000.50")
        }
        FenError::TooFine(text) => format!("金额 {text:?} 细于一分（元的两位小数）"),
        FenError::TooLarge(text) => format!("金额 {text:?} 过大"),
    }
}

pub(super) fn project_code(error: &ProjectCodeError) -> String {
    match error {
        ProjectCodeError::Layout(text) => {
            format!("项目代码 {text:?} 不是 YYMM-RRRRRR-DD-TT-NNNNNN 的形式（数字和连字符）")
        }
        ProjectCodeError::Time(text) => format!("项目代码 {text:?} 的开头不是可能的年月"),
    }
}

pub(super) fn credit_code(error: &CreditCodeError) -> String {
    match error {
        CreditCodeError::Length(text, length) => {
            format!("统一社会信用代码 {text:?} 有 {length} 个字符，应为 18 个")
        }
        CreditCodeError::Alphabet(text, letter) => {
            format!("统一社会信用代码 {text:?} 含有 {letter:?}，该代码不使用此字符")
        }
        CreditCodeError::Region(text) => {
            format!("统一社会信用代码 {text:?} 的区划位（第 3 至 8 位）含有字母")
        }
        CreditCodeError::Check(text, got, right) => {
            format!("统一社会信用代码 {text:?} 末位是 {got:?}，校验码应为 {right:?}")
        }
    }
}
