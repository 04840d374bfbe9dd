use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use shuniu_hub::policy::{CreditCode as HubCreditCode, Fen, RegionCode as HubRegionCode};

/// An amount at the edge of the hub; inside it is integer 分.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Money(pub(crate) Fen);

impl Money {
    pub(crate) fn of(fen: Option<i64>) -> Option<Self> {
        fen.map(|fen| Self(Fen::new(fen)))
    }
}

/// 金额（元） money in yuan. A decimal string with two decimals, such as `"1180000.00"`; never a binary floating point number.
#[Scalar(name = "Money")]
impl ScalarType for Money {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) if number.is_i64() => number.to_string(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        Ok(Self(Fen::from_yuan(&text)?))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// 日期（亚洲/上海） a local day in Asia/Shanghai, as `YYYY-MM-DD`. All legal days are such days.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                Ok(day) => Ok(Self(day)),
                Err(error) => Err(InputValueError::custom(format!(
                    "{text:?} is no day ({error}); write it as in \"2026-06-30\""
                ))),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(pub(crate) DateTime<Utc>);

/// 时刻（UTC） an instant in UTC, as RFC 3339, such as `2026-06-30T01:02:03.000000Z`.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time"
)]
impl ScalarType for Instant {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Ok(Self(DateTime::parse_from_rfc3339(text)?.to_utc())),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// A value whose type the vocabulary gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Json(pub(crate) serde_json::Value);

/// 任意 JSON 值 any JSON value. What it is follows from the definition of its name: money is a decimal string in yuan, a date `YYYY-MM-DD`, a list an array of names.
#[Scalar(name = "Json")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.into_json()?))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or(Value::Null)
    }
}

/// An administrative division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RegionCode(pub(crate) HubRegionCode);

/// 行政区划代码 region code. Six digits of GB/T 2260, such as `320902` (亭湖区).
#[Scalar(name = "RegionCode")]
impl ScalarType for RegionCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Ok(Self(HubRegionCode::parse(text)?)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

/// The identity of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CreditCode(pub(crate) HubCreditCode);

/// 统一社会信用代码 unified social credit code. Eighteen characters of GB 32100.
#[Scalar(name = "CreditCode")]
impl ScalarType for CreditCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Ok(Self(HubCreditCode::parse(text)?)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

/// Reads the regions of an argument.
pub(crate) fn regions(codes: Option<Vec<RegionCode>>) -> Vec<HubRegionCode> {
    codes
        .unwrap_or_default()
        .into_iter()
        .map(|code| code.0)
        .collect()
}
