use serde_json::Value as Json;
use shuniu_policy::vocabulary::{Family, ValueType, Vocabulary};
use shuniu_policy::{CreditCode, Fen, Impossible, ProjectCode};

use super::{Slot, SubjectKind};
use crate::law::entered;

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As the vocabulary types it.
    Typed(ValueType),
    /// A name as it is printed.
    Text,
    /// The unified project code.
    ProjectCode,
    /// A unified social credit code.
    CreditCode,
    /// Somebody by `name` and `credit_code`, with the `id` of the organization.
    Party,
}

/// A field that the vocabulary of the law does not have.
#[derive(Debug)]
struct OwnField {
    of: Option<SubjectKind>,
    name: &'static str,
    kind: Kind,
    zh: &'static str,
    en: &'static str,
    /// The event whose day it is: what has the field has the event once.
    day_of: Option<&'static str>,
}

const fn own_field(
    of: Option<SubjectKind>,
    name: &'static str,
    kind: Kind,
    zh: &'static str,
    en: &'static str,
) -> OwnField {
    OwnField {
        of,
        name,
        kind,
        zh,
        en,
        day_of: None,
    }
}

impl OwnField {
    const fn day_of(mut self, event: &'static str) -> Self {
        self.day_of = Some(event);
        self
    }
}

const MONEY: Kind = Kind::Typed(ValueType::Money);
const DATE: Kind = Kind::Typed(ValueType::Date);
const TENDER: Option<SubjectKind> = Some(SubjectKind::Tender);
const CONTRACT: Option<SubjectKind> = Some(SubjectKind::Contract);
const ASSET: Option<SubjectKind> = Some(SubjectKind::Asset);

#[rustfmt::skip]
const OWN: &[OwnField] = &[
    own_field(None, "name", Kind::Text, "项目名称", "name of the project"),
    own_field(None, "project_code", Kind::ProjectCode, "项目代码", "unified project code"),
    own_field(None, "unit_name", Kind::Text, "项目单位名称", "name of the unit"),
    own_field(None, "unit_credit_code", Kind::CreditCode, "项目单位统一社会信用代码", "credit code of the unit"),
    own_field(TENDER, "name", Kind::Text, "采购项目名称", "name of the procurement"),
    own_field(TENDER, "method", Kind::Typed(ValueType::One), "采购方式", "procurement method"),
    own_field(TENDER, "budget_yuan", MONEY, "采购预算", "budget of the procurement"),
    own_field(TENDER, "notice_on", DATE, "采购公告日期", "day of the notice"),
    own_field(TENDER, "awarded_on", DATE, "中标（成交）公告日期", "day of the award notice").day_of("award_notice_issued"),
    own_field(TENDER, "award_yuan", MONEY, "中标（成交）金额", "award price"),
    own_field(TENDER, "supplier", Kind::Party, "中标（成交）供应商", "winner"),
    own_field(CONTRACT, "name", Kind::Text, "合同名称", "name of the contract"),
    own_field(CONTRACT, "amount_yuan", MONEY, "合同金额", "amount of the contract"),
    own_field(CONTRACT, "supplier", Kind::Party, "合同供应商", "contractor"),
    own_field(CONTRACT, "signed_on", DATE, "合同签订日期", "day of signing").day_of("contract_signed"),
    own_field(ASSET, "name", Kind::Text, "资产名称", "name of the asset"),
    own_field(ASSET, "quantity", Kind::Typed(ValueType::Int), "资产数量", "quantity of the asset"),
    own_field(ASSET, "original_value_yuan", MONEY, "资产原值", "original value of the asset"),
];

/// The field, where the vocabulary of the law does not have it.
fn own(slot: &Slot) -> Option<&'static OwnField> {
    let kind = slot.kind();
    OWN.iter()
        .find(|field| field.of == kind && field.name == slot.name)
}

/// The field that holds the day of an event, and what has both once; nothing for events that may
/// happen again.
pub(crate) fn day_of(event: &str) -> Option<(SubjectKind, &'static str)> {
    let field = OWN.iter().find(|field| field.day_of == Some(event))?;
    Some((field.of?, field.name))
}

/// Whether there is a field of this name, as orders of sources write it.
pub(crate) fn known(vocabulary: &Vocabulary, field: &str) -> bool {
    let own = |one: &OwnField| match one.of {
        Some(of) => field.strip_prefix(of.as_str()) == Some(&format!(".{}", one.name)),
        None => one.name == field,
    };
    OWN.iter().any(own) || vocabulary.get(Family::Fact, field).is_some()
}

impl Kind {
    /// The type of the field; texts for one that no vocabulary has any more.
    pub(crate) fn of(vocabulary: &Vocabulary, slot: &Slot) -> Self {
        if let Some(own) = own(slot) {
            return own.kind;
        }
        let definition = vocabulary.get(Family::Fact, &slot.name);
        let kind = definition.and_then(|one| one.value_type);
        kind.map_or(Self::Text, Self::Typed)
    }
}

/// The field in Chinese and English; its name where nobody knows it.
#[must_use]
pub fn terms(vocabulary: &Vocabulary, slot: &Slot) -> (String, String) {
    match own(slot) {
        Some(own) => (own.zh.to_owned(), own.en.to_owned()),
        None => (
            vocabulary.zh(Family::Fact, &slot.name).to_owned(),
            vocabulary.en(Family::Fact, &slot.name).to_owned(),
        ),
    }
}

/// Checks a value that somebody enters for a field, and gives it as it is kept.
///
/// # Errors
///
/// What the field takes.
pub(crate) fn check(vocabulary: &Vocabulary, slot: &Slot, value: &Json) -> Result<Json, String> {
    let text = || value.as_str().filter(|text| !text.trim().is_empty());
    let needs = |read: bool, what: &str| {
        if read {
            Ok(value.clone())
        } else {
            Err(format!("{slot} takes {what}, not {value}"))
        }
    };
    let Some(own) = own(slot) else {
        let known = vocabulary.get(Family::Fact, &slot.name);
        let definition = known
            .filter(|_| slot.subject.is_none())
            .ok_or_else(|| format!("{slot} is no field; `factDefinitions` lists them"))?;
        return entered(definition, value).map_err(|error| error.to_string());
    };
    match own.kind {
        Kind::Text => match text() {
            Some(text) => Ok(Json::from(text.trim())),
            None => needs(false, "a text"),
        },
        // However a code is typed, it is compared and kept in one way.
        Kind::ProjectCode => match text().map(ProjectCode::parse) {
            Some(read) => read
                .map(|code| Json::from(code.as_str()))
                .map_err(|error| error.to_string()),
            None => needs(false, "a project code"),
        },
        Kind::CreditCode => match text().map(CreditCode::parse) {
            Some(read) => read
                .map(|code| Json::from(code.as_str()))
                .map_err(|error| error.to_string()),
            None => needs(false, "a credit code"),
        },
        Kind::Party => needs(
            value["name"]
                .as_str()
                .is_some_and(|name| !name.trim().is_empty())
                && (value["credit_code"].is_null()
                    || value["credit_code"]
                        .as_str()
                        .is_some_and(|code| CreditCode::parse(code).is_ok())),
            "an object with a name and perhaps a valid credit_code",
        ),
        Kind::Typed(ValueType::Money) => {
            let fen = text().and_then(|yuan| Fen::from_yuan(yuan).ok());
            match fen.filter(|fen| Impossible::amount(*fen).is_none()) {
                Some(fen) => Ok(Json::from(fen.to_string())),
                None => needs(
                    false,
                    "decimal yuan of at least 0 as text, such as \"1180000.00\"",
                ),
            }
        }
        Kind::Typed(ValueType::Date) => needs(
            text().is_some_and(|day| day.parse().is_ok_and(|day| Impossible::day(day).is_none())),
            "a date such as \"2026-06-30\"",
        ),
        Kind::Typed(ValueType::Int) => needs(
            value
                .as_i64()
                .is_some_and(|count| Impossible::number(count).is_none()),
            "a whole number of at least 0",
        ),
        Kind::Typed(ValueType::One) => needs(
            text().is_some_and(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_')),
            "a key such as \"open_tender\"",
        ),
        Kind::Typed(ValueType::Bool | ValueType::List) => needs(false, "another type"),
    }
}
