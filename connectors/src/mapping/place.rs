//! Where in a raw record a part of it stands, for what is said of that part later.

use super::{file::StreamRule, load::Mapping, trade::AmountRule};
use crate::contract::{RecordPart, Stream};

impl Mapping {
    /// The pointer of a part; of one among many, that of their list. Nothing for what no rule reads.
    pub(crate) fn path_of(&self, stream: &Stream, part: RecordPart<'_>) -> Option<String> {
        let rule = self.stream(stream)?;
        match part {
            RecordPart::Event(kind) => self.event(rule, kind),
            RecordPart::Document(kind) => self.document(rule, kind),
            part => fixed(rule, part).map(str::to_owned),
        }
    }

    fn event(&self, rule: &StreamRule, kind: &str) -> Option<String> {
        let rule = rule
            .events
            .iter()
            .find(|rule| self.yields(rule.kind.as_deref(), rule.kind_codes.as_deref(), kind))?;
        Some(rule.each.as_ref().unwrap_or(&rule.on).clone())
    }

    fn document(&self, rule: &StreamRule, kind: &str) -> Option<String> {
        let rule = rule
            .documents
            .iter()
            .find(|rule| self.yields(rule.kind.as_deref(), rule.kind_codes.as_deref(), kind))?;
        rule.each.as_ref().or(rule.on.as_ref()).cloned()
    }

    fn yields(&self, fixed: Option<&str>, codes: Option<&str>, kind: &str) -> bool {
        fixed == Some(kind) || self.words(codes).any(|word| word == kind)
    }
}

fn fixed<'r>(rule: &'r StreamRule, part: RecordPart<'_>) -> Option<&'r str> {
    let amount = |rule: &'r AmountRule| rule.path.as_str();
    let (tender, award) = (rule.tender.as_ref(), rule.award.as_ref());
    let (contract, asset) = (rule.contract.as_ref(), rule.asset.as_ref());
    match part {
        RecordPart::TenderBudget => tender.map(|one| amount(&one.budget)),
        RecordPart::TenderDay => tender.map(|one| one.published_on.as_str()),
        RecordPart::AwardAmount => award.map(|one| amount(&one.amount)),
        RecordPart::AwardDay => award.map(|one| one.issued_on.as_str()),
        RecordPart::ContractAmount => contract.map(|one| amount(&one.amount)),
        RecordPart::ContractDay => contract.map(|one| one.signed_on.as_str()),
        RecordPart::ReviewDay => rule.review.as_ref().map(|one| one.reviewed_on.as_str()),
        RecordPart::AllocationDay => {
            let allocation = rule.allocation.as_ref();
            allocation.map(|one| one.allocated_on.as_str())
        }
        RecordPart::CatalogDay => rule.catalog.as_ref()?.registered_on.as_deref(),
        RecordPart::AssetValue => asset?.original_value.as_ref().map(amount),
        RecordPart::AssetDay => asset.map(|one| one.changed_on.as_str()),
        // No mapping file has these.
        RecordPart::PaymentAmount
        | RecordPart::PaymentDay
        | RecordPart::QuotaAmount
        | RecordPart::QuotaDay
        | RecordPart::Event(_)
        | RecordPart::Document(_)
        | RecordPart::Report => None,
    }
}
