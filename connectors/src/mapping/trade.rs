use serde::Deserialize;
use shuniu_policy::CreditCode;

use super::{
    apply::Reading,
    convert::{AmountSource, Meaning},
    file::MappingFile,
    source::{Field, Source},
};
use crate::contract::{
    Amount, AmountUnit, AwardRecord, ContractRecord, Misfit, RecordError, TenderRecord,
};

/// An amount and where its unit comes from: fixed, or a field with its code list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountRule {
    /// The number.
    pub path: String,
    /// The unit, when it is always the same.
    pub unit: Option<AmountUnit>,
    /// The unit field, otherwise.
    pub unit_path: Option<String>,
    /// The code list of units, whose words are `yuan` and `wan_yuan`.
    pub unit_codes: Option<String>,
    /// The currency field, if there is one. Amounts in other currencies are refused.
    pub currency_path: Option<String>,
    /// The values that mean renminbi.
    #[serde(default)]
    pub renminbi: Vec<String>,
}

/// Where the parts of a tender notice stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenderRule {
    /// Purchase project number; required in the record.
    pub number: String,
    /// Purchase project name; required in the record.
    pub name: String,
    /// Procurement method; required in the record.
    pub method: String,
    /// The code list of procurement methods.
    pub method_codes: String,
    /// Lot.
    pub lot: Option<String>,
    /// Published budget.
    pub budget: AmountRule,
    /// Day of publication; required in the record.
    pub published_on: String,
    /// Agency.
    pub agency_name: Option<String>,
    /// Unified trade code.
    pub unified_trade_code: Option<String>,
}

/// Where the parts of an award notice stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardRule {
    /// Purchase project number; required in the record.
    pub tender_number: String,
    /// Lot.
    pub lot: Option<String>,
    /// Winner's name; required in the record.
    pub supplier_name: String,
    /// Winner's credit code.
    pub supplier_credit_code: Option<String>,
    /// Price.
    pub amount: AmountRule,
    /// Day of the award notice; required in the record.
    pub issued_on: String,
    /// Unified trade code.
    pub unified_trade_code: Option<String>,
}

/// Where the parts of a contract notice stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractRule {
    /// Contract number; required in the record.
    pub number: String,
    /// Contract name; required in the record.
    pub name: String,
    /// Contract sum; required in the record.
    pub amount: AmountRule,
    /// Supplier's name; required in the record.
    pub supplier_name: String,
    /// Supplier's credit code.
    pub supplier_credit_code: Option<String>,
    /// Day of signature; required in the record.
    pub signed_on: String,
    /// Lot.
    pub lot: Option<String>,
    /// Unified trade code.
    pub unified_trade_code: Option<String>,
}

impl AmountRule {
    pub(super) fn read(
        &self,
        file: &MappingFile,
        record: &Source<'_>,
    ) -> Result<Option<Amount>, RecordError> {
        if let Some(path) = &self.currency_path {
            let field = record.field(path);
            if let Some(currency) = field.text()?
                && !self.renminbi.contains(&currency)
            {
                return Err(field.refuse(&Misfit::Currency {
                    text: currency,
                    renminbi: self.renminbi.clone(),
                }));
            }
        }
        file.amount(&AmountSource {
            field: record.field(&self.path),
            unit: self.unit,
            unit_field: self.unit_path.as_deref().map(|path| record.field(path)),
            unit_codes: self.unit_codes.as_deref(),
        })
    }
}

impl TenderRule {
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Result<TenderRecord, RecordError> {
        let (file, record) = (reading.file, reading.record);
        let method = record.field(&self.method);
        let text = method.required_text()?;
        let Meaning::Word(key) = file.meaning(&method, Some(&self.method_codes), &text)? else {
            return Err(method.refuse(&Misfit::IgnoredMethod(text)));
        };
        Ok(TenderRecord {
            number: record.field(&self.number).required_text()?,
            name: record.field(&self.name).required_text()?,
            method: key,
            lot: optional(record, self.lot.as_deref())?,
            budget: self.budget.read(file, record)?,
            published_on: required_day(file, &record.field(&self.published_on))?,
            agency_name: optional(record, self.agency_name.as_deref())?,
            unified_trade_code: optional(record, self.unified_trade_code.as_deref())?,
        })
    }
}

impl AwardRule {
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Result<AwardRecord, RecordError> {
        let (file, record) = (reading.file, reading.record);
        Ok(AwardRecord {
            tender_number: record.field(&self.tender_number).required_text()?,
            lot: optional(record, self.lot.as_deref())?,
            supplier_name: record.field(&self.supplier_name).required_text()?,
            supplier_credit_code: supplier(reading, self.supplier_credit_code.as_deref())?,
            amount: self.amount.read(file, record)?,
            issued_on: required_day(file, &record.field(&self.issued_on))?,
            unified_trade_code: optional(record, self.unified_trade_code.as_deref())?,
        })
    }
}

impl ContractRule {
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Result<ContractRecord, RecordError> {
        let (file, record) = (reading.file, reading.record);
        let amount = self.amount.read(file, record)?;
        Ok(ContractRecord {
            number: record.field(&self.number).required_text()?,
            name: record.field(&self.name).required_text()?,
            amount: amount.ok_or_else(|| record.field(&self.amount.path).missing())?,
            supplier_name: record.field(&self.supplier_name).required_text()?,
            supplier_credit_code: supplier(reading, self.supplier_credit_code.as_deref())?,
            signed_on: required_day(file, &record.field(&self.signed_on))?,
            lot: optional(record, self.lot.as_deref())?,
            unified_trade_code: optional(record, self.unified_trade_code.as_deref())?,
        })
    }
}

pub(super) fn supplier(
    reading: &mut Reading<'_>,
    path: Option<&str>,
) -> Result<Option<CreditCode>, RecordError> {
    match path {
        Some(path) => reading.credit_code(path),
        None => Ok(None),
    }
}

pub(super) fn optional(
    record: &Source<'_>,
    path: Option<&str>,
) -> Result<Option<String>, RecordError> {
    match path {
        Some(path) => record.field(path).text(),
        None => Ok(None),
    }
}

pub(super) fn required_day(
    file: &MappingFile,
    field: &Field<'_>,
) -> Result<chrono::NaiveDate, RecordError> {
    file.day(field)?.ok_or_else(|| field.missing())
}
