use chrono::NaiveDate;
use serde_json::Value;
use shuniu_policy::Fen;

use super::{
    file::{CodeList, Kind, MappingFile, Unknown},
    source::Field,
    time,
};
use crate::contract::{Amount, AmountUnit, Expected, Misfit, RecordError};

/// A value in the hub's words, with the text it was converted from.
pub(super) struct Converted {
    pub(super) value: Value,
    pub(super) raw: Option<String>,
}

impl Converted {
    const fn plain(value: Value) -> Self {
        Self { value, raw: None }
    }
}

/// What a code stands for.
pub(super) enum Meaning {
    /// A word of the hub.
    Word(String),
    /// Understood, and nothing to us; or not understood, and flagged.
    Nothing,
}

impl MappingFile {
    pub(super) fn code_list(&self, name: Option<&str>) -> Option<&CodeList> {
        self.codes.get(name?)
    }

    /// Reads a present field of any kind but money. Absent fields and ignored codes are nothing.
    pub(super) fn convert(
        &self,
        field: &Field<'_>,
        kind: Kind,
        codes: Option<&str>,
    ) -> Result<Option<Converted>, RecordError> {
        let Some(value) = field.value else {
            return Ok(None);
        };
        let converted = match kind {
            Kind::Text | Kind::Money => {
                Converted::plain(Value::String(field.text()?.unwrap_or_default()))
            }
            Kind::Int => Converted::plain(Value::from(integer(field, value)?)),
            Kind::Bool => Converted::plain(Value::Bool(boolean(field, value)?)),
            Kind::Date => {
                let day = self.day(field)?.ok_or_else(|| field.missing())?;
                Converted::plain(Value::String(day.to_string()))
            }
            Kind::Code => {
                let text = field.required_text()?;
                match self.meaning(field, codes, &text)? {
                    Meaning::Word(word) => Converted {
                        value: Value::String(word),
                        raw: Some(text),
                    },
                    Meaning::Nothing => return Ok(None),
                }
            }
            Kind::CodeList => self.code_list_value(field, value, codes)?,
        };
        Ok(Some(converted))
    }

    fn code_list_value(
        &self,
        field: &Field<'_>,
        value: &Value,
        codes: Option<&str>,
    ) -> Result<Converted, RecordError> {
        let received: Vec<String> = match value {
            Value::Array(items) => items
                .iter()
                .map(|item| {
                    let text = item
                        .as_str()
                        .ok_or_else(|| field.wrong(Expected::Text, item))?;
                    Ok(text.trim().to_owned())
                })
                .collect::<Result<_, _>>()?,
            _ => field
                .required_text()?
                .split(['、', ',', '，', ';', '；'])
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect(),
        };
        let mut words = Vec::new();
        for text in &received {
            if let Meaning::Word(word) = self.meaning(field, codes, text)? {
                words.push(Value::String(word));
            }
        }
        Ok(Converted {
            value: Value::Array(words),
            raw: Some(received.join("、")),
        })
    }

    /// Looks a received code up.
    pub(super) fn meaning(
        &self,
        field: &Field<'_>,
        codes: Option<&str>,
        text: &str,
    ) -> Result<Meaning, RecordError> {
        let Some(list) = self.code_list(codes) else {
            return Ok(Meaning::Word(text.to_owned()));
        };
        if let Some(word) = list.values.get(text) {
            return Ok(Meaning::Word(word.clone()));
        }
        if list.ignore.iter().any(|ignored| ignored == text) {
            return Ok(Meaning::Nothing);
        }
        if let Some(word) = &list.default {
            return Ok(Meaning::Word(word.clone()));
        }
        let name = codes.unwrap_or_default();
        let known = list.values.keys().chain(&list.ignore);
        let misfit = Misfit::UnknownCode {
            text: text.to_owned(),
            list: name.to_owned(),
            known: known.cloned().collect(),
        };
        match list.unknown {
            Unknown::Refuse => Err(field.refuse(&misfit)),
            Unknown::Flag => {
                field.flag(&misfit);
                Ok(Meaning::Nothing)
            }
        }
    }

    /// Reads a day, or nothing when the field is absent.
    pub(super) fn day(&self, field: &Field<'_>) -> Result<Option<NaiveDate>, RecordError> {
        let Some(text) = field.text()? else {
            return Ok(None);
        };
        let day = time::parse_day(&text, &self.date_formats).ok_or_else(|| {
            field.refuse(&Misfit::Day {
                text: text.clone(),
                formats: self.date_formats.clone(),
            })
        })?;
        Ok(Some(day))
    }
}

/// How an amount and its unit are found.
pub(super) struct AmountSource<'a> {
    pub(super) field: Field<'a>,
    pub(super) unit: Option<AmountUnit>,
    pub(super) unit_field: Option<Field<'a>>,
    pub(super) unit_codes: Option<&'a str>,
}

impl MappingFile {
    /// Reads an amount, or nothing when it is absent. An amount without a unit is refused: a
    /// factor of ten thousand is never guessed.
    pub(super) fn amount(&self, source: &AmountSource<'_>) -> Result<Option<Amount>, RecordError> {
        let field = &source.field;
        let Some(raw) = field.text()? else {
            return Ok(None);
        };
        // JSON numbers pass through binary floating point, which keeps fifteen digits.
        let digits = raw.chars().filter(char::is_ascii_digit).count();
        if matches!(field.value, Some(Value::Number(n)) if n.is_f64()) && digits > 15 {
            return Err(field.refuse(&Misfit::TooManyDigits(raw)));
        }
        let unit = match (source.unit, &source.unit_field) {
            (None, Some(unit_field)) => self.unit(unit_field, source.unit_codes)?,
            (unit, _) => unit.unwrap_or(AmountUnit::Yuan),
        };
        let fen = match unit {
            AmountUnit::Yuan => Fen::from_yuan(&raw),
            AmountUnit::WanYuan => Fen::from_wan_yuan(&raw),
        }
        .map_err(|error| field.refuse(&Misfit::Amount(error)))?;
        Ok(Some(Amount { fen, raw, unit }))
    }

    fn unit(&self, field: &Field<'_>, codes: Option<&str>) -> Result<AmountUnit, RecordError> {
        let text = field.required_text()?;
        match self.meaning(field, codes, &text)? {
            Meaning::Word(word) if word == "yuan" => Ok(AmountUnit::Yuan),
            Meaning::Word(word) if word == "wan_yuan" => Ok(AmountUnit::WanYuan),
            Meaning::Word(_) | Meaning::Nothing => Err(field.refuse(&Misfit::AmountUnit(text))),
        }
    }
}

fn integer(field: &Field<'_>, value: &Value) -> Result<i64, RecordError> {
    let number = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| field.wrong(Expected::WholeNumber, value))
}

fn boolean(field: &Field<'_>, value: &Value) -> Result<bool, RecordError> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        other => match field.text()?.as_deref() {
            Some("1" | "是" | "true" | "Y") => Ok(true),
            Some("0" | "否" | "false" | "N") => Ok(false),
            _ => Err(field.wrong(Expected::YesOrNo, other)),
        },
    }
}
