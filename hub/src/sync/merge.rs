use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{
    AwardRecord, CanonicalRecord, ContractRecord, HeaderFact, TenderRecord,
};
use shuniu_entities::{contract, finding, tender};
use uuid::Uuid;

use crate::desk::{self, Dated, File, Origin, Party, WHOLE};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::precedence::Precedence;
use crate::transact::Tx;

/// A mapped record on its way to its project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Incoming {
    pub(super) source_record: Uuid,
    pub(super) system: String,
    pub(super) stream: String,
    pub(super) external_id: String,
    /// The project that an earlier version of the record was merged into.
    pub(super) earlier: Option<Uuid>,
    /// The project that the hub asked about, where the record answers a question of its own.
    #[serde(default)]
    pub(super) asked_for: Option<Uuid>,
    pub(super) mapping_version: String,
    pub(super) record: CanonicalRecord,
}

impl Incoming {
    pub(super) fn supplier(&self) -> Option<Party> {
        let award = self.record.award.as_ref();
        let contract = self.record.contract.as_ref();
        award
            .map(|award| (&award.supplier_name, &award.supplier_credit_code))
            .or(contract.map(|contract| (&contract.supplier_name, &contract.supplier_credit_code)))
            .map(|(name, code)| Party {
                name: name.clone(),
                credit_code: code.clone(),
            })
    }

    /// The unit that the record names.
    fn unit(&self) -> Option<Party> {
        let named = &self.record.project;
        let name = named.unit_name.clone()?;
        Some(Party {
            name,
            credit_code: named.unit_credit_code.clone(),
        })
    }
}

/// Everybody whom the records name.
pub(super) fn parties<'a>(records: impl IntoIterator<Item = &'a Incoming>) -> Vec<Party> {
    let named = |one: &'a Incoming| [one.unit(), one.supplier()].into_iter().flatten();
    records.into_iter().flat_map(named).collect()
}

/// Merges the records into their projects' files, in order.
pub(super) async fn merge(tx: &mut Tx, placed: Vec<(Uuid, Incoming)>) -> Result<(), Fault> {
    let projects: Vec<Uuid> = placed.iter().map(|(project, _)| *project).collect();
    desk::open(tx, &projects).await?;
    desk::recall(tx, &parties(placed.iter().map(|(_, one)| one))).await?;
    let order = Precedence::shipped();
    for (project, one) in placed {
        let origin = Origin {
            source: one.system.clone(),
            source_record: Some(one.source_record),
            recorded_by: tx.actor().subject.clone(),
            recorded_at: tx.now(),
        };
        let supplier = one
            .supplier()
            .map(|party| desk::on_desk(tx, &one.system, &party));
        let unit = one
            .unit()
            .map(|party| desk::on_desk(tx, &one.system, &party));
        let file = tx.desk_mut().files.get_mut(&project);
        let file = file.ok_or_else(|| Fault::not_found("project", project))?;
        let before = file.project.get().project_code.clone();
        let mut changes = Merge {
            file,
            order,
            origin: &origin,
            changes: Vec::new(),
        };
        changes.all(&one.record, unit, supplier)?;
        let changes = changes.changes;
        let after = file.project.get().project_code.clone();
        if before != after {
            if let Some(code) = &before {
                desk::unregister(tx, code, project).await?;
            }
            if let Some(code) = &after {
                desk::register(tx, code, project);
            }
        }
        if changes.is_empty() {
            continue;
        }
        let body = json!({
            "system": one.system, "stream": one.stream, "external_id": one.external_id,
            "source_record": one.source_record, "mapping": one.mapping_version,
            "changes": changes,
        });
        tx.record(Draft::of_project("project", project, project, body));
        tx.touch(project);
    }
    Ok(())
}

struct Merge<'a> {
    file: &'a mut File,
    order: &'a Precedence,
    origin: &'a Origin,
    changes: Vec<Json>,
}

impl Merge<'_> {
    fn all(
        &mut self,
        record: &CanonicalRecord,
        unit: Option<Uuid>,
        supplier: Option<Uuid>,
    ) -> Result<(), Fault> {
        for fact in &record.facts {
            let value = fact.value.clone();
            let draft = self
                .file
                .put_fact(self.order, self.origin, &fact.name, value, None);
            self.note(draft);
        }
        self.settle_unit(unit);
        self.file.resolve();
        let owner = (self.file.key().jurisdiction, self.file.id());
        for event in &record.events {
            let dated = Dated {
                kind: event.kind.clone(),
                on: Some(event.on),
                attributes: json!(event.attributes),
                occurrence: event
                    .occurrence_key
                    .clone()
                    .unwrap_or_else(|| WHOLE.to_owned()),
            };
            let draft = desk::take_over(&mut self.file.events, owner, self.origin, dated)?;
            self.note(draft);
        }
        for document in &record.documents {
            let dated = Dated {
                kind: document.kind.clone(),
                on: document.on,
                attributes: json!(document.attributes),
                occurrence: WHOLE.to_owned(),
            };
            let draft = desk::take_over(&mut self.file.documents, owner, self.origin, dated)?;
            self.note(draft);
        }
        if let Some(tender) = &record.tender {
            self.tender(tender);
        }
        if let Some(award) = &record.award {
            self.award(award, supplier);
        }
        if let Some(contract) = &record.contract {
            self.contract(contract, supplier);
        }
        self.doubts(record);
        if !self.changes.is_empty() {
            self.file.project.change();
        }
        Ok(())
    }

    fn note(&mut self, draft: Option<Draft>) {
        if let Some(draft) = draft {
            self.changes.push(json!({
                "entity": draft.entity, "id": draft.entity_id, "change": draft.body,
            }));
        }
    }

    /// The unit follows the source whose word counts for the unit's name.
    fn settle_unit(&mut self, unit: Option<Uuid>) {
        let counts = self.file.fact(HeaderFact::UNIT_NAME);
        let ours = counts.is_none_or(|fact| fact.source == self.origin.source);
        if let Some(unit) = unit
            && ours
            && self.file.project.get().unit_id != Some(unit)
        {
            self.file.project.change().unit_id = Some(unit);
        }
    }

    fn tender(&mut self, said: &TenderRecord) {
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

    fn award(&mut self, said: &AwardRecord, supplier: Option<Uuid>) {
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
        self.changes
            .push(json!({"entity": "tender", "id": row.id, "change": change}));
        match self.file.tenders.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.file.tenders.add(row),
        }
    }

    fn contract(&mut self, said: &ContractRecord, supplier: Option<Uuid>) {
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
        self.changes
            .push(json!({"entity": "contract", "id": row.id, "change": change}));
        match self.file.contracts.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.file.contracts.add(row),
        }
    }

    /// What is well formed but doubtful is shown on the project until a person mends it.
    fn doubts(&mut self, record: &CanonicalRecord) {
        for one in &record.doubts {
            let doubt = json!(one.doubt).as_str().unwrap_or_default().to_owned();
            let code = format!("doubt:{doubt}:{}:{}", self.origin.source, one.path);
            if self.file.findings.iter().any(|row| row.code == code) {
                continue;
            }
            let key = self.file.key();
            self.changes
                .push(json!({"entity": "finding", "id": null, "change": {"code": code}}));
            self.file.findings.add(finding::Model {
                jurisdiction_id: key.jurisdiction,
                project_id: key.id,
                code,
                provision: None,
                detail: json!({
                    "doubt": doubt, "path": one.path, "source": self.origin.source,
                    "source_record": self.origin.source_record,
                }),
                found_at: self.origin.recorded_at,
            });
        }
    }
}

fn tender_code(number: &str, lot: Option<&str>) -> String {
    match lot {
        Some(lot) => format!("{number}/{lot}"),
        None => number.to_owned(),
    }
}
