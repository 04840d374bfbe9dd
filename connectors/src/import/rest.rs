//! What the rows of each kind are besides the project they are of.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use shuniu_policy::Fen;
use shuniu_policy::vocabulary::{Definition, Family, ValueType};

use super::kind::Kind;
use super::map::Row;
use super::slip::Slip;
use super::value::Said;
use crate::contract::{
    AllocationRecord, AssetKind, ContractRecord, DocumentRecord, EventRecord, OwnedAsset,
    PaymentRecord, QuotaRecord,
};

impl Row<'_> {
    /// Puts the parts together; what does not fit is answered.
    pub(super) fn rest(&mut self) {
        self.happens();
        match self.form.kind {
            Kind::Projects => {}
            Kind::Contracts => self.out.contract = self.contract(),
            Kind::Payments => self.out.payment = self.payment(),
            Kind::BudgetQuotas => self.out.quota = self.quota(),
            Kind::Allocations => self.out.allocation = self.allocation(),
            Kind::Assets => self.out.owned = self.owned(),
            Kind::Events => {
                if let Some((kind, attributes)) = self.of_vocabulary(Family::Event, "event")
                    && let Some(on) = self.day("on")
                {
                    self.out.events.push(EventRecord {
                        kind,
                        on,
                        attributes,
                        occurrence_key: self.text("occurrence"),
                    });
                }
            }
            Kind::Documents => {
                if let Some((kind, attributes)) = self.of_vocabulary(Family::Document, "document") {
                    self.out.documents.push(DocumentRecord {
                        kind,
                        on: self.day("on"),
                        attributes,
                        occurrence_key: self.text("occurrence"),
                    });
                }
            }
        }
    }

    /// What took place with the row, whatever else it says.
    fn happens(&mut self) {
        if let Some(happens) = &self.form.happens
            && let Some(on) = self.day(&happens.on)
        {
            let event = EventRecord {
                kind: happens.event.clone(),
                on,
                attributes: BTreeMap::new(),
                occurrence_key: self.text(&happens.occurrence),
            };
            self.out.events.push(event);
        }
    }

    fn contract(&mut self) -> Option<ContractRecord> {
        self.above_nothing("amount");
        Some(ContractRecord {
            number: self.text("number")?,
            name: self.text("contract_name")?,
            amount: self.money("amount")?,
            supplier_name: self.text("supplier_name")?,
            supplier_credit_code: self.credit_code("supplier_credit_code"),
            signed_on: self.day("signed_on")?,
            lot: self.text("lot"),
            unified_trade_code: None,
        })
    }

    fn payment(&mut self) -> Option<PaymentRecord> {
        self.above_nothing("amount");
        let (requested_on, paid_on) = (self.day("requested_on"), self.day("paid_on"));
        if requested_on.is_none() && paid_on.is_none() {
            self.missing("paid_on");
        }
        if requested_on
            .zip(paid_on)
            .is_some_and(|(asked, paid)| asked > paid)
        {
            self.refuse("requested_on", Slip::AfterPaid);
        }
        Some(PaymentRecord {
            number: self.text("number"),
            contract_number: self.text("contract_number"),
            kind: self.text("payment_kind")?,
            amount: self.money("amount")?,
            requested_on,
            paid_on,
            payee_name: self.text("payee_name"),
            payee_credit_code: self.credit_code("payee_credit_code"),
        })
    }

    fn quota(&mut self) -> Option<QuotaRecord> {
        use chrono::Datelike as _;
        self.above_nothing("amount");
        let (issued_on, year) = (self.day("issued_on")?, self.whole("year")?);
        // A document of late in the year may give the next year's money, an early one last year's.
        let year = i32::try_from(year)
            .ok()
            .filter(|year| (year - issued_on.year()).abs() <= 1);
        if year.is_none() {
            self.refuse("year", Slip::Year(issued_on.year()));
        }
        Some(QuotaRecord {
            document_number: self.text("document_number")?,
            year: year?,
            amount: self.money("amount")?,
            funding_source: self.text("funding_source"),
            issued_on,
        })
    }

    fn allocation(&mut self) -> Option<AllocationRecord> {
        Some(AllocationRecord {
            number: self.text("number")?,
            kind: self.text("resource_kind")?,
            specification: self.text("specification")?,
            quantity: self.count("quantity"),
            allocated_on: self.day("allocated_on")?,
            released_on: self.day("released_on"),
        })
    }

    fn owned(&mut self) -> Option<OwnedAsset> {
        let kind = match self.text("asset_kind")?.as_str() {
            "hardware" => AssetKind::Hardware,
            "software" => AssetKind::Software,
            _ => AssetKind::Data,
        };
        Some(OwnedAsset {
            name: self.text("asset_name")?,
            kind,
            card_number: self.text("card_number"),
            category_code: self.text("category_code"),
            quantity: self.count("quantity"),
            original_value: self.money("original_value"),
            acquired_on: self.day("acquired_on"),
            contract_number: self.text("contract_number"),
        })
    }

    /// The kind of event or document that the row names, with what the vocabulary gives it.
    fn of_vocabulary(
        &mut self,
        family: Family,
        field: &str,
    ) -> Option<(String, BTreeMap<String, Json>)> {
        let kind = self.text(field)?;
        let vocabulary = self.form.vocabulary.clone();
        let definition = vocabulary.get(family, &kind)?;
        let mut attributes = BTreeMap::new();
        for attribute in &definition.attributes {
            let field = self.form.attribute(attribute).map(str::to_owned);
            let said = field.as_deref().and_then(|field| self.told.get(field));
            match said.map(|told| typed(attribute, &told.said)) {
                Some(Some(value)) => {
                    attributes.insert(attribute.name.clone(), value);
                }
                Some(None) => {
                    let known = attribute
                        .values
                        .iter()
                        .map(|value| value.zh.clone())
                        .collect();
                    let field = field.unwrap_or_default();
                    let typed = self.told.get(field.as_str()).map(|told| told.said.json());
                    let typed = typed.map(|json| json.to_string()).unwrap_or_default();
                    self.refuse(&field, Slip::Word(typed, known));
                }
                None if attribute.required => match field {
                    Some(field) => self.missing(&field),
                    None => self.errors.push(Slip::Missing.at(&attribute.zh)),
                },
                None => {}
            }
        }
        Some((kind, attributes))
    }

    fn above_nothing(&mut self, field: &str) {
        let amount = self.money(field);
        if let Some(amount) = amount.filter(|amount| amount.fen <= Fen::ZERO) {
            self.refuse(field, Slip::Amount(amount.raw));
        }
    }

    /// A number of things: one at least.
    fn count(&mut self, field: &str) -> Option<u32> {
        let number = self.whole(field)?;
        let count = u32::try_from(number).ok().filter(|count| *count > 0);
        if count.is_none() {
            self.refuse(field, Slip::Whole(number.to_string()));
        }
        count
    }
}

/// A value as the attribute takes it: columns are shared by attributes of one heading, whose words
/// are not the same.
fn typed(attribute: &Definition, said: &Said) -> Option<Json> {
    let known = |word: &String| attribute.values.iter().any(|value| value.name == *word);
    match (attribute.value_type?, said) {
        (ValueType::One, Said::Word(word)) => known(word).then(|| Json::from(word.as_str())),
        (ValueType::One, Said::Words(words)) => match words.as_slice() {
            [word] if known(word) => Some(Json::from(word.as_str())),
            _ => None,
        },
        (ValueType::List, Said::Words(words)) => {
            words.iter().all(known).then(|| Json::from(words.clone()))
        }
        (ValueType::List, Said::Word(word)) => known(word).then(|| Json::from(vec![word.as_str()])),
        (ValueType::Money, Said::Money(_))
        | (ValueType::Int, Said::Whole(_))
        | (ValueType::Bool, Said::Truth(_))
        | (ValueType::Date, Said::Day(_)) => Some(said.json()),
        _ => None,
    }
}
