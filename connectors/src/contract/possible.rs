use chrono::NaiveDate;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::vocabulary::{Family, Vocabulary};
use shuniu_policy::{Impossible, Value};

use super::{Amount, CanonicalRecord, Misfit, RecordError};

/// A part of a record in Chinese and English.
type Part = (&'static str, &'static str);

impl CanonicalRecord {
    /// Checks what no system can have meant: amounts and numbers below zero or beyond belief, days
    /// of another age, and days that are still to come, for records say what has happened.
    ///
    /// # Errors
    ///
    /// With the first of them; the record is to be set aside.
    pub fn must_be_possible(
        &self,
        vocabulary: &Vocabulary,
        today: NaiveDate,
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
        for (part, amount) in self.amounts() {
            must(part, &amount.raw, Impossible::amount(amount.fen))?;
        }
        for (part, day) in self.days() {
            must(part, &day.to_string(), Impossible::day(day))?;
            if day > today {
                return Err(RecordError::new("", &Misfit::ToCome { part, day, today }));
            }
        }
        Ok(())
    }

    fn amounts(&self) -> impl Iterator<Item = (Part, &Amount)> {
        let tender = self.tender.as_ref().and_then(|one| one.budget.as_ref());
        let award = self.award.as_ref().and_then(|one| one.amount.as_ref());
        let asset = self.asset.as_ref();
        let asset = asset.and_then(|one| one.original_value.as_ref());
        let owned = self.owned.as_ref();
        let owned = owned.and_then(|one| one.original_value.as_ref());
        let parts: [(Part, Option<&Amount>); 7] = [
            (("采购预算", "budget of the procurement"), tender),
            (("中标金额", "award price"), award),
            (
                ("合同金额", "amount of the contract"),
                self.contract.as_ref().map(|one| &one.amount),
            ),
            (("资产原值", "original value of the asset"), asset),
            (("资产原值", "original value of the asset"), owned),
            (
                ("支付金额", "amount of the payment"),
                self.payment.as_ref().map(|one| &one.amount),
            ),
            (
                ("指标金额", "amount of the quota"),
                self.quota.as_ref().map(|one| &one.amount),
            ),
        ];
        let given = parts.into_iter();
        given.filter_map(|(part, amount)| Some((part, amount?)))
    }

    fn days(&self) -> impl Iterator<Item = (Part, NaiveDate)> {
        let events = self.events.iter().map(|one| Some(one.on));
        let papers = self.documents.iter().map(|one| one.on);
        let reports = self.reports.iter().map(|one| Some(one.on));
        let all: [(Part, Option<NaiveDate>); 9] = [
            (
                ("采购公告日期", "day of the notice"),
                self.tender.as_ref().map(|one| one.published_on),
            ),
            (
                ("中标公告日期", "day of the award notice"),
                self.award.as_ref().map(|one| one.issued_on),
            ),
            (
                ("合同签订日期", "day of signing"),
                self.contract.as_ref().map(|one| one.signed_on),
            ),
            (
                ("评审日期", "day of the review"),
                self.review.as_ref().map(|one| one.reviewed_on),
            ),
            (
                ("分配日期", "day of the allocation"),
                self.allocation.as_ref().map(|one| one.allocated_on),
            ),
            (
                ("目录登记日期", "day of the catalogue entry"),
                self.catalog.as_ref().and_then(|one| one.registered_on),
            ),
            (
                ("资产状态日期", "day of the asset's state"),
                self.asset.as_ref().map(|one| one.changed_on),
            ),
            (
                ("支付日期", "day of the payment"),
                self.payment.as_ref().and_then(|one| one.paid_on),
            ),
            (
                ("指标下达日期", "day of the quota"),
                self.quota.as_ref().map(|one| one.issued_on),
            ),
        ];
        let named = |part: Part| move |day: Option<NaiveDate>| (part, day);
        all.into_iter()
            .chain(events.map(named(("事项日期", "day of an event"))))
            .chain(papers.map(named(("文件日期", "day of a paper"))))
            .chain(reports.map(named(("报送日期", "day of a report"))))
            .filter_map(|(part, day)| Some((part, day?)))
    }
}

fn must(part: Part, text: &str, why: Option<Impossible>) -> Result<(), RecordError> {
    why.map_or(Ok(()), |why| Err(refused("", text, part, why)))
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
        let must = |record: &CanonicalRecord| record.must_be_possible(Vocabulary::shared(), today);
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
            (on("2026-07-01"), "", "still_to_come"),
            (on("0001-01-01"), "", "another_age"),
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
