use async_graphql::SimpleObject;
use shuniu_hub::connectors::contract::Reason;
use shuniu_hub::policy::pack::Bilingual;

/// 等待原因 waiting reason. Why a record waits for a person, in both languages.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct WaitingReason {
    /// 原因代码 code: the kind of reason, stable; null for records of the time before there were codes.
    pub(crate) code: Option<String>,
    /// 中文 in Chinese; the English text where there is no code.
    pub(crate) zh: String,
    /// 英文 in English.
    pub(crate) en: String,
}

impl WaitingReason {
    /// A reason as it is stored; rows of earlier versions hold it in English only.
    pub(super) fn stored(code: Option<&String>, zh: Option<&String>, en: &str) -> Self {
        Self {
            code: code.cloned(),
            zh: zh.map_or(en, String::as_str).to_owned(),
            en: en.to_owned(),
        }
    }
}

impl From<Reason> for WaitingReason {
    fn from(reason: Reason) -> Self {
        Self {
            code: Some(reason.code),
            zh: reason.zh,
            en: reason.en,
        }
    }
}

/// 处理办法 remedy. What to do about a record that was set aside, in both languages.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Remedy {
    /// 中文 in Chinese; the English text for records of the time before there was any.
    pub(crate) zh: String,
    /// 英文 in English.
    pub(crate) en: String,
}

impl Remedy {
    /// A remedy as it is stored; rows of earlier versions hold it in English only.
    pub(super) fn stored(zh: Option<&String>, en: &str) -> Self {
        Self {
            zh: zh.map_or(en, String::as_str).to_owned(),
            en: en.to_owned(),
        }
    }
}

impl From<Bilingual> for Remedy {
    fn from(text: Bilingual) -> Self {
        Self {
            zh: text.zh,
            en: text.en,
        }
    }
}
