use chrono::NaiveDate;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::vocabulary::{Family, Vocabulary};
use shuniu_policy::{Impossible, Value};

use super::{Amount, CanonicalRecord, Misfit, RecordError, RecordPart};

impl CanonicalRecord {
    /// Checks what no system can have meant: amounts and numbers below zero or beyond belief, days
    /// of another age, and days that are still to come, for records say what has happened.
    ///
    /// # Errors
    ///
    /// With the first of them and the field that `path_of` gives for it; the record is to be set
    /// aside.
    pub fn must_be_possible(
        &self,
        vocabulary: &Vocabulary,
        today: NaiveDate,
        path_of: impl Fn(RecordPart<'_>) -> Option<String>,
    ) -> Result<(), RecordError> {
        for fact in &self.facts {
            // A name that no vocabulary has is a text: a name or a code.
            let Some(of) = vocabulary.get(Family::Fact, &fact.name) else {
                continue;
            };
            let value = Value::from_json(&fact.value, of).ok();
            if let Some(why) = value.and_then(|value| value.impossible()) {
                let part = (of.zh.as_str(), of.en.as_str());
                return Err(refused(&fact.path, &fact.value.to_string(), part, why));
            }
        }
        let held = |part: RecordPart<'_>, text: &str, why: Option<Impossible>| match why {
            None => Ok(()),
            Some(why) => {
                let path = path_of(part).unwrap_or_default();
                Err(refused(&path, text, part.named(), why))
            }
        };
        for (part, amount) in self.amounts() {
            held(part, &amount.raw, Impossible::amount(amount.fen))?;
        }
        for (part, day) in self.days() {
            held(part, &day.to_string(), Impossible::day(day))?;
            if day > today {
                let (path, part) = (path_of(part).unwrap_or_default(), part.named());
                return Err(RecordError::new(path, &Misfit::ToCome { part, day, today }));
            }
        }
        Ok(())
    }

    fn amounts(&self) -> impl Iterator<Item = (RecordPart<'_>, &Amount)> {
        let tender = self.tender.as_ref().and_then(|one| one.budget.as_ref());
        let award = self.award.as_ref().and_then(|one| one.amount.as_ref());
        let asset = self.asset.as_ref();
        let asset = asset.and_then(|one| one.original_value.as_ref());
        let owned = self.owned.as_ref();
        let owned = owned.and_then(|one| one.original_value.as_ref());
        let contract = self.contract.as_ref().map(|one| &one.amount);
        let payment = self.payment.as_ref().map(|one| &one.amount);
        let quota = self.quota.as_ref().map(|one| &one.amount);
        let parts = [
            (RecordPart::TenderBudget, tender),
            (RecordPart::AwardAmount, award),
            (RecordPart::ContractAmount, contract),
            (RecordPart::AssetValue, asset),
            (RecordPart::AssetValue, owned),
            (RecordPart::PaymentAmount, payment),
            (RecordPart::QuotaAmount, quota),
        ];
        let given = parts.into_iter();
        given.filter_map(|(part, amount)| Some((part, amount?)))
    }

    fn days(&self) -> impl Iterator<Item = (RecordPart<'_>, NaiveDate)> {
        use RecordPart::{
            AllocationDay, AssetDay, AwardDay, CatalogDay, ContractDay, PaymentDay, QuotaDay,
            ReviewDay, TenderDay,
        };
        let all = [
            (TenderDay, self.tender.as_ref().map(|one| one.published_on)),
            (AwardDay, self.award.as_ref().map(|one| one.issued_on)),
            (ContractDay, self.contract.as_ref().map(|one| one.signed_on)),
            (ReviewDay, self.review.as_ref().map(|one| one.reviewed_on)),
            (
                AllocationDay,
                self.allocation.as_ref().map(|one| one.allocated_on),
            ),
            (
                CatalogDay,
                self.catalog.as_ref().and_then(|one| one.registered_on),
            ),
            (AssetDay, self.asset.as_ref().map(|one| one.changed_on)),
            (
                PaymentDay,
                self.payment.as_ref().and_then(|one| one.paid_on),
            ),
            (QuotaDay, self.quota.as_ref().map(|one| one.issued_on)),
        ];
        let events = self.events.iter();
        let events = events.map(|one| (RecordPart::Event(&one.kind), Some(one.on)));
        let papers = self.documents.iter();
        let papers = papers.map(|one| (RecordPart::Document(&one.kind), one.on));
        let reports = self.reports.iter();
        let reports = reports.map(|one| (RecordPart::Report, Some(one.on)));
        all.into_iter()
            .chain(events)
            .chain(papers)
            .chain(reports)
            .filter_map(|(part, day)| Some((part, day?)))
    }
}

fn refused(path: &str, text: &str, part: (&str, &str), why: Impossible) -> RecordError {
    let misfit = Misfit::Impossible {
        text: text.to_owned(),
        part: Bilingual {
            zh: part.0.to_owned(),
            en: part.1.to_owned(),
        },
        why,
    };
    RecordError::new(path, &misfit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::{EventRecord, FactValue};

    fn fact(name: &str, value: serde_json::Value) -> CanonicalRecord {
        CanonicalRecord {
            facts: vec![FactValue {
                name: name.to_owned(),
                value,
                path: "/totalInvestment".to_owned(),
                raw: None,
            }],
            ..CanonicalRecord::default()
        }
    }

    fn on(day: &str) -> CanonicalRecord {
        CanonicalRecord {
            events: vec![EventRecord {
                kind: "contract_signed".to_owned(),
                on: day.parse().unwrap(),
                attributes: std::collections::BTreeMap::new(),
                occurrence_key: None,
            }],
            ..CanonicalRecord::default()
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let today: NaiveDate = "2026-06-30".parse().unwrap();
        let path_of = |part: RecordPart<'_>| {
            (part == RecordPart::Event("contract_signed")).then(|| "/SIGNING_TIME".to_owned())
        };
        let must = |record: &CanonicalRecord| {
            record.must_be_possible(Vocabulary::shared(), today, path_of)
        };
        for (impossible, at, code) in [
            (
                fact("investment_yuan", json!("-1500000.00")),
                "/totalInvestment",
                "below_zero",
            ),
            (
                fact("investment_yuan", json!("1000000000000.01")),
                "/totalInvestment",
                "too_large",
            ),
            (
                fact("contract_warranty_months", json!(-5)),
                "/totalInvestment",
                "below_zero",
            ),
            (on("2026-07-01"), "/SIGNING_TIME", "still_to_come"),
            (on("0001-01-01"), "/SIGNING_TIME", "another_age"),
        ] {
            let error = must(&impossible).unwrap_err();
            assert_eq!((error.path.as_str(), &*error.reason.code), (at, code));
        }
        for possible in [
            on("2026-06-30"),
            fact("investment_yuan", json!("0.00")),
            fact("name", json!("-5 度冷库")),
        ] {
            assert_eq!(must(&possible), Ok(()));
        }
    }
}
