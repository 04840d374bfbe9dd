use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{Amount, AwardRecord, ContractRecord, TenderRecord};
use shuniu_entities::{contract, tender};
use uuid::Uuid;

use super::project::Merge;
use crate::desk::Party;
use crate::field::Slot;

impl Merge<'_> {
    pub(super) fn tender(&mut self, said: &TenderRecord) {
        let code = tender_code(&said.number, said.lot.as_deref());
        let id = self.find_tender(&code, said.unified_trade_code.as_deref());
        let fields = [
            ("name", Some(json!(said.name))),
            ("method", Some(json!(said.method))),
            ("budget_yuan", yuan(said.budget.as_ref())),
            ("notice_on", Some(json!(said.published_on))),
        ];
        let new = self.say(&Slot::tender(&code), fields);
        let renewed = |row: &tender::Model| row.id == id && !new.is_empty();
        if let Some(row) = self.file.tenders.change(renewed) {
            row.source_record_id = self.origin.source_record;
        }
        self.tell_of("tender", id, &json!({"code": code}), new);
    }

    pub(super) fn award(&mut self, said: &AwardRecord, supplier: Option<(Uuid, Party)>) {
        let code = tender_code(&said.tender_number, said.lot.as_deref());
        // An award may be published where the tender notice was missed.
        let id = self.find_tender(&code, said.unified_trade_code.as_deref());
        let fields = [
            ("awarded_on", Some(json!(said.issued_on))),
            ("award_yuan", yuan(said.amount.as_ref())),
            ("supplier", supplier.map(party)),
        ];
        let new = self.say(&Slot::tender(&code), fields);
        let renewed = |row: &tender::Model| row.id == id && !new.is_empty();
        if let Some(row) = self.file.tenders.change(renewed) {
            row.source_record_id = self.origin.source_record;
        }
        self.tell_of("tender", id, &json!({"code": code}), new);
    }

    /// The procurement of a code; one that is not known yet is entered.
    fn find_tender(&mut self, code: &str, deal_code: Option<&str>) -> Uuid {
        let known = self.file.tenders.iter().find(|row| row.code == code);
        let Some((id, known_deal)) = known.map(|row| (row.id, row.deal_code.clone())) else {
            return self.enter_tender(code, deal_code);
        };
        if let Some(deal) = deal_code
            && known_deal.as_deref() != Some(deal)
            && let Some(row) = self.file.tenders.change(|row| row.id == id)
        {
            row.deal_code = Some(deal.to_owned());
            row.version += 1;
            self.tell(
                "tender",
                Some(id),
                &json!({"code": code, "deal_code": deal}),
            );
        }
        id
    }

    fn enter_tender(&mut self, code: &str, deal_code: Option<&str>) -> Uuid {
        let id = Uuid::now_v7();
        self.file.tenders.add(tender::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id,
            project_id: self.file.id(),
            name: self.file.project.get().name.clone(),
            code: code.to_owned(),
            deal_code: deal_code.map(ToOwned::to_owned),
            method: None,
            budget_fen: None,
            notice_on: None,
            awarded_on: None,
            award_fen: None,
            supplier_id: None,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: 0,
        });
        id
    }

    pub(super) fn contract(&mut self, said: &ContractRecord, supplier: Option<(Uuid, Party)>) {
        let subject = Slot::contract(&said.number);
        let id = self.find_contract(said, &subject);
        let fields = [
            ("name", Some(json!(said.name))),
            ("amount_yuan", yuan(Some(&said.amount))),
            ("supplier", supplier.map(party)),
            ("signed_on", Some(json!(said.signed_on))),
        ];
        let new = self.say(&subject, fields);
        self.file.resolve();
        self.keep_raw_amount(id, said, &subject);
        self.join(id, &subject);
        let source = &self.origin.source;
        let renewed =
            |row: &contract::Model| row.id == id && row.source == *source && !new.is_empty();
        if let Some(row) = self.file.contracts.change(renewed) {
            row.source_record_id = self.origin.source_record;
        }
        self.tell_of("contract", id, &json!({"number": said.number}), new);
    }

    /// The contract of a number; one that is not known yet is entered.
    fn find_contract(&mut self, said: &ContractRecord, subject: &str) -> Uuid {
        let tender = self.tender_of(said);
        let same = |row: &contract::Model| Slot::contract(&row.number) == subject;
        let known = self.file.contracts.iter().find(|row| same(row));
        let Some((id, known_tender)) = known.map(|row| (row.id, row.tender_id)) else {
            return self.enter_contract(said, tender);
        };
        if tender.is_some()
            && known_tender != tender
            && let Some(row) = self.file.contracts.change(|row| row.id == id)
        {
            row.tender_id = tender;
            row.version += 1;
            let change = json!({"number": said.number, "tender": tender});
            self.tell("contract", Some(id), &change);
        }
        id
    }

    fn enter_contract(&mut self, said: &ContractRecord, tender: Option<Uuid>) -> Uuid {
        let id = Uuid::now_v7();
        self.file.contracts.add(contract::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id,
            project_id: self.file.id(),
            number: said.number.clone(),
            name: said.name.clone(),
            amount_fen: None,
            raw_amount: None,
            supplier_id: None,
            signed_on: None,
            tender_id: tender,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: 0,
        });
        id
    }

    /// The procurement that a contract follows from, by the unified trade code and the lot; none
    /// where several bear the code and the contract names no lot.
    fn tender_of(&self, said: &ContractRecord) -> Option<Uuid> {
        let trade = said.unified_trade_code.as_deref()?;
        let bears = |row: &&tender::Model| row.deal_code.as_deref() == Some(trade);
        let bearers: Vec<_> = self.file.tenders.iter().filter(bears).collect();
        let lot = said.lot.as_deref().map(|lot| format!("/{lot}"));
        let of_lot = lot.and_then(|lot| bearers.iter().find(|row| row.code.ends_with(&lot)));
        match (of_lot, bearers.as_slice()) {
            (Some(row), _) => Some(row.id),
            (None, [only]) => Some(only.id),
            _ => None,
        }
    }

    /// Keeps the amount as received beside the one that counts, where both come from this source.
    fn keep_raw_amount(&mut self, id: Uuid, said: &ContractRecord, subject: &str) {
        let counts = self.file.counting(&Slot::of(subject, "amount_yuan"));
        if counts.is_none_or(|row| row.source != self.origin.source) {
            return;
        }
        let raw = format!("{} {}", said.amount.raw, said.amount.unit.as_chinese());
        let other = |row: &contract::Model| row.id == id && row.raw_amount.as_ref() != Some(&raw);
        if let Some(row) = self.file.contracts.change(other) {
            row.raw_amount = Some(raw.clone());
        }
    }
}

pub(super) fn tender_code(number: &str, lot: Option<&str>) -> String {
    match lot {
        Some(lot) => format!("{number}/{lot}"),
        None => number.to_owned(),
    }
}

/// An amount as values hold it.
pub(super) fn yuan(amount: Option<&Amount>) -> Option<Json> {
    amount.map(|amount| json!(amount.fen.to_string()))
}

/// A party as values hold it, with the organization that it is here.
fn party((id, party): (Uuid, Party)) -> Json {
    let code = party
        .credit_code
        .as_ref()
        .map(shuniu_policy::CreditCode::as_str);
    json!({"id": id, "name": party.name, "credit_code": code})
}
