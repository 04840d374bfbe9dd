use serde_json::json;
use shuniu_connectors::contract::{AwardRecord, ContractRecord, TenderRecord};
use shuniu_entities::{contract, tender};
use uuid::Uuid;

use super::project::Merge;

impl Merge<'_> {
    pub(super) fn tender(&mut self, said: &TenderRecord) {
        let key = self.file.key();
        let code = tender_code(&said.number, said.lot.as_deref());
        let old = self
            .file
            .tenders
            .iter()
            .find(|row| row.code == code)
            .cloned();
        let mut row = old.clone().unwrap_or_else(|| self.blank_tender(code));
        row.name.clone_from(&said.name);
        row.deal_code = said.unified_trade_code.clone().or(row.deal_code);
        row.method = Some(said.method.clone());
        row.budget_fen = said.budget.as_ref().map(|amount| amount.fen.get());
        row.notice_on = Some(said.published_on);
        debug_assert_eq!(row.project_id, key.id);
        self.put_tender(old, row);
    }

    pub(super) fn award(&mut self, said: &AwardRecord, supplier: Option<Uuid>) {
        let code = tender_code(&said.tender_number, said.lot.as_deref());
        let old = self
            .file
            .tenders
            .iter()
            .find(|row| row.code == code)
            .cloned();
        // An award may be published where the tender notice was missed.
        let mut row = old.clone().unwrap_or_else(|| self.blank_tender(code));
        row.deal_code = said.unified_trade_code.clone().or(row.deal_code);
        row.awarded_on = Some(said.issued_on);
        row.award_fen = said.amount.as_ref().map(|amount| amount.fen.get());
        row.supplier_id = supplier;
        self.put_tender(old, row);
    }

    fn blank_tender(&self, code: String) -> tender::Model {
        tender::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id: Uuid::now_v7(),
            project_id: self.file.id(),
            name: self.file.project.get().name.clone(),
            code,
            deal_code: None,
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
        }
    }

    fn put_tender(&mut self, old: Option<tender::Model>, mut row: tender::Model) {
        if old.as_ref() == Some(&row) {
            return;
        }
        row.version += 1;
        row.source_record_id = self.origin.source_record;
        let change = json!({
            "code": row.code, "name": row.name, "method": row.method,
            "budget_fen": row.budget_fen, "notice_on": row.notice_on,
            "awarded_on": row.awarded_on, "award_fen": row.award_fen,
        });
        self.tell("tender", Some(row.id), &change);
        match self.file.tenders.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.file.tenders.add(row),
        }
    }

    pub(super) fn contract(&mut self, said: &ContractRecord, supplier: Option<Uuid>) {
        let same =
            |row: &contract::Model| row.number == said.number && row.source == self.origin.source;
        let old = self.file.contracts.iter().find(|row| same(row)).cloned();
        let trade = said.unified_trade_code.as_deref();
        let tender = self
            .file
            .tenders
            .iter()
            .find(|row| row.deal_code.as_deref() == trade);
        let tender_id = tender.filter(|_| trade.is_some()).map(|row| row.id);
        let raw = format!("{} {}", said.amount.raw, said.amount.unit.as_chinese());
        let row = contract::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id: old.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
            project_id: self.file.id(),
            number: said.number.clone(),
            name: said.name.clone(),
            amount_fen: Some(said.amount.fen.get()),
            raw_amount: Some(raw),
            supplier_id: supplier,
            signed_on: Some(said.signed_on),
            tender_id,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: old.as_ref().map_or(1, |row| row.version + 1),
        };
        let change = json!({
            "number": row.number, "name": row.name, "amount_fen": row.amount_fen,
            "signed_on": row.signed_on,
        });
        self.tell("contract", Some(row.id), &change);
        match self.file.contracts.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.file.contracts.add(row),
        }
    }
}

fn tender_code(number: &str, lot: Option<&str>) -> String {
    match lot {
        Some(lot) => format!("{number}/{lot}"),
        None => number.to_owned(),
    }
}
