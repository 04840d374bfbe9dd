//! Reading what a caller hands in by the letter of the contract, mending nothing: what the contract
//! does not allow is malformed, what it allows and the clerk turns down is rejected.

use axum::http::HeaderMap;
use chrono::NaiveDate;
use serde_json::{Map, Value};
use shuniu_policy::{CreditCode, Fen, ProjectCode, values::CreditCodeError};

use crate::idempotency::fit_for_a_path;

/// Why a form is not taken.
#[derive(Debug)]
pub(crate) enum Defect {
    /// It is not what the contract says.
    Malformed(String),
    /// It is understood and turned down.
    Rejected(String),
}

use Defect::{Malformed, Rejected};

/// The longest name that a form holds, in characters.
pub(crate) const NAME: usize = 200;

/// The fields of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form<'a>(&'a Map<String, Value>);

impl<'a> Form<'a> {
    /// A form in which all that is required is there, and nothing that is not known.
    pub(crate) fn read(
        body: &'a Value,
        required: &[&str],
        optional: &[&str],
    ) -> Result<Self, Defect> {
        let Value::Object(fields) = body else {
            return Err(Malformed("the body is not a JSON object".to_owned()));
        };
        if let Some(name) = required.iter().find(|name| !fields.contains_key(**name)) {
            return Err(Malformed(format!("{name} is missing")));
        }
        let known = |name: &str| required.contains(&name) || optional.contains(&name);
        match fields.keys().find(|name| !known(name)) {
            Some(name) => Err(Malformed(format!("{name} is not a field of this form"))),
            None => Ok(Self(fields)),
        }
    }

    pub(crate) fn has(self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether the field is left out by an explicit nothing, where the contract allows that.
    pub(crate) fn is_null(self, name: &str) -> bool {
        self.0.get(name).is_none_or(Value::is_null)
    }

    pub(crate) fn value(self, name: &str) -> &'a Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// Any text of no more than so many characters.
    pub(crate) fn words(self, name: &str, longest: usize) -> Result<&'a str, Defect> {
        let text = self.value(name).as_str();
        text.filter(|text| text.chars().count() <= longest)
            .ok_or_else(|| {
                Malformed(format!(
                    "{name} is no text, or has more than {longest} characters"
                ))
            })
    }

    /// A text that may not be empty; one of spaces alone names nothing and is turned down.
    pub(crate) fn name(self, name: &str, longest: usize) -> Result<&'a str, Defect> {
        let text = self.words(name, longest)?;
        if text.is_empty() {
            return Err(Malformed(format!("{name} is empty")));
        }
        if text.trim().is_empty() {
            return Err(Rejected(format!("名称为空白 {name} is blank")));
        }
        Ok(text)
    }

    pub(crate) fn key(self, name: &str) -> Result<&'a str, Defect> {
        let text = self.value(name).as_str();
        text.filter(|text| fit_for_a_path(text).is_ok())
            .ok_or_else(|| Malformed(format!("{name} is not 1 to 64 letters, digits, - and _")))
    }

    /// An SM3 in 64 hex digits.
    pub(crate) fn hash(self, name: &str) -> Result<&'a str, Defect> {
        let text = self.value(name).as_str().filter(|text| is_hash(text));
        text.ok_or_else(|| Malformed(format!("{name} is no SM3 hash")))
    }

    pub(crate) fn one_of(self, name: &str, words: &[&str]) -> Result<&'a str, Defect> {
        let text = self.value(name).as_str();
        text.filter(|text| words.contains(text))
            .ok_or_else(|| Malformed(format!("{name} is none of {}", words.join(", "))))
    }

    pub(crate) fn region(self, name: &str) -> Result<&'a str, Defect> {
        let text = self.value(name).as_str();
        text.filter(|text| text.len() == 6 && digits(text))
            .ok_or_else(|| Malformed(format!("{name} is not six digits")))
    }

    /// A credit code; the check characters are looked at by the clerk.
    pub(crate) fn credit_code(self, name: &str) -> Result<(), Defect> {
        let text = self.words(name, 18)?;
        match CreditCode::parse_strict(text) {
            Ok(_) => Ok(()),
            Err(error @ CreditCodeError::Check(..)) => Err(Rejected(format!(
                "统一社会信用代码校验不符 {name}: {error}"
            ))),
            Err(error) => Err(Malformed(format!("{name} cannot be read: {error}"))),
        }
    }

    pub(crate) fn project_code(self, name: &str) -> Result<(), Defect> {
        let text = self.words(name, 24)?;
        match ProjectCode::parse(text) {
            Ok(code) if code.as_str() == text => Ok(()),
            Ok(_) => Err(Malformed(format!("{name} is not written as a code is"))),
            Err(error) => Err(Malformed(format!("{name} cannot be read: {error}"))),
        }
    }

    /// An amount above zero in yuan or in ten thousand yuan.
    pub(crate) fn amount(self, name: &str, unit: &str) -> Result<Fen, Defect> {
        let text = self.value(name).as_str().filter(|text| decimal(text));
        let text = text.ok_or_else(|| Malformed(format!("{name} is no decimal")))?;
        let amount = match unit {
            "万元" => Fen::from_wan_yuan(text),
            _ => Fen::from_yuan(text),
        };
        let amount = amount.map_err(|error| Rejected(format!("金额不可用 {name}: {error}")))?;
        if amount <= Fen::ZERO {
            return Err(Rejected(format!("金额应大于零 {name} must be above zero")));
        }
        Ok(amount)
    }

    pub(crate) fn day(self, name: &str) -> Result<NaiveDate, Defect> {
        let text = self.words(name, 10)?;
        let day = text.parse::<NaiveDate>().ok();
        day.filter(|day| day.to_string() == text)
            .ok_or_else(|| Malformed(format!("{name} is no day of the form YYYY-MM-DD")))
    }

    /// A whole number from one on.
    pub(crate) fn count(self, name: &str, most: u64) -> Result<u64, Defect> {
        whole(self.value(name))
            .filter(|number| (1..=most).contains(number))
            .ok_or_else(|| Malformed(format!("{name} is no whole number from 1 to {most}")))
    }
}

/// The idempotency key that a request bears, when it is one.
pub(crate) fn key(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("idempotency-key")?.to_str().ok()?;
    fit_for_a_path(text).is_ok().then_some(text)
}

/// A whole number, which JSON may also write as 5.0.
pub(crate) fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let text = value.as_f64()?.to_string();
        text.parse().ok()
    })
}

pub(crate) fn is_hash(text: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.len() == 64 && text.bytes().all(hex)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Up to twelve digits, and up to six after a point.
fn decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (1..=12).contains(&whole.len())
        && (1..=6).contains(&fraction.len())
        && digits(whole)
        && digits(fraction)
}
