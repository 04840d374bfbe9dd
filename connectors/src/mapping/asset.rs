use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value},
};

use super::{
    apply::Reading,
    convert::Meaning,
    file::{Kind, MappingFile},
    source::Field,
    trade::{AmountRule, optional, required_day, supplier},
};
use crate::contract::{AssetKind, AssetRecord, AssetState, Expected, Misfit, RecordError};

/// The words for what an asset is.
pub(super) const KINDS: [AssetKind; 3] =
    [AssetKind::Hardware, AssetKind::Software, AssetKind::Data];
/// The words for what became of it.
pub(super) const STATES: [AssetState; 3] = [
    AssetState::Registered,
    AssetState::Transferred,
    AssetState::Disposed,
];

/// Where the parts of an asset record stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetRule {
    /// The field whose presence says that there is an asset; without it every record is of one.
    pub present: Option<String>,
    /// Card number; required in the record.
    pub card_number: String,
    /// The hub's own id of the asset.
    pub asset: Option<String>,
    /// What it is; required in the record.
    pub kind: String,
    /// The code list of kinds, whose words are `hardware`, `software` and `data`.
    pub kind_codes: String,
    /// Its name; required in the record.
    pub name: String,
    /// How many.
    pub quantity: Option<String>,
    /// What it cost.
    pub original_value: Option<AmountRule>,
    /// Who holds it now.
    pub holder_name: Option<String>,
    /// Credit code of who holds it now.
    pub holder_credit_code: Option<String>,
    /// What became of it, when it is always the same.
    pub state: Option<AssetState>,
    /// Where that stands, otherwise.
    pub state_path: Option<String>,
    /// The code list of states, whose words are `registered`, `transferred` and `disposed`. A
    /// value under `ignore` makes no asset record.
    pub state_codes: Option<String>,
    /// The day of that; required in the record.
    pub changed_on: String,
}

impl AssetRule {
    pub(super) fn read(
        &self,
        reading: &mut Reading<'_>,
    ) -> Result<Option<AssetRecord>, RecordError> {
        let (file, record) = (reading.file, reading.record);
        let there = |path: &String| record.field(path).value.is_some();
        if !self.present.as_ref().is_none_or(there) {
            return Ok(None);
        }
        let state = match (self.state, &self.state_path) {
            (None, Some(path)) => {
                let codes = self.state_codes.as_deref();
                match coded(file, &record.field(path), codes)? {
                    Some(state) => state,
                    None => return Ok(None),
                }
            }
            (state, _) => state.unwrap_or(AssetState::Registered),
        };
        let kind = record.field(&self.kind);
        let Some(asset_kind) = coded(file, &kind, Some(&self.kind_codes))? else {
            // What the list ignores has no word, and an asset is always of a kind.
            return Err(kind.refuse(&Misfit::UnknownCode {
                text: kind.required_text()?,
                list: self.kind_codes.clone(),
                known: Vec::new(),
            }));
        };
        let quantity = match &self.quantity {
            Some(path) => quantity(file, &record.field(path))?,
            None => None,
        };
        let original_value = match &self.original_value {
            Some(amount) => amount.read(file, record)?,
            None => None,
        };
        Ok(Some(AssetRecord {
            card_number: record.field(&self.card_number).required_text()?,
            asset: optional(record, self.asset.as_deref())?,
            kind: asset_kind,
            name: record.field(&self.name).required_text()?,
            quantity,
            original_value,
            holder_name: optional(record, self.holder_name.as_deref())?,
            holder_credit_code: supplier(reading, self.holder_credit_code.as_deref())?,
            state,
            changed_on: required_day(file, &record.field(&self.changed_on))?,
        }))
    }
}

/// One of the contract's own words, such as `disposed`.
fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    let source: value::StrDeserializer<'_, value::Error> = text.into_deserializer();
    T::deserialize(source).ok()
}

/// Reads a required code whose words are those of the contract; nothing for an ignored one.
fn coded<T: DeserializeOwned>(
    file: &MappingFile,
    field: &Field<'_>,
    codes: Option<&str>,
) -> Result<Option<T>, RecordError> {
    let text = field.required_text()?;
    let Meaning::Word(said) = file.meaning(field, codes, &text)? else {
        return Ok(None);
    };
    match word(&said) {
        Some(value) => Ok(Some(value)),
        None => Err(field.refuse(&Misfit::UnknownCode {
            text: said,
            list: codes.unwrap_or_default().to_owned(),
            known: Vec::new(),
        })),
    }
}

fn quantity(file: &MappingFile, field: &Field<'_>) -> Result<Option<u32>, RecordError> {
    let Some(number) = file.convert(field, Kind::Int, None)? else {
        return Ok(None);
    };
    let count = number.value.as_i64().and_then(|n| u32::try_from(n).ok());
    let count = count.ok_or_else(|| {
        field.refuse(&Misfit::WrongType {
            expected: Expected::WholeNumber,
            got: number.value.to_string(),
        })
    })?;
    Ok(Some(count))
}
