//! Payments, quotas, resources, assets and papers of ledgers: rows that are named by their record
//! and not by what they say.

use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{
    AllocationRecord, DocumentRecord, EventRecord, OwnedAsset, PaymentRecord, QuotaRecord,
};
use shuniu_entities::asset;
use uuid::Uuid;

use super::project::Merge;
use super::trade::yuan;
use crate::desk::{self, Dated, Entry, File, Payment, Quota, Resource, Rows, WHOLE};
use crate::fault::Fault;
use crate::field::Slot;

impl Merge<'_> {
    pub(super) fn payment(
        &mut self,
        said: &PaymentRecord,
        payee: Option<Uuid>,
    ) -> Result<(), Fault> {
        let contract = self.contract_of(said.contract_number.as_deref());
        let supplier = contract.and_then(|(_, supplier)| supplier);
        let says = Payment {
            contract: contract.map(|(id, _)| id),
            payee: payee.or(supplier),
            kind: said.kind.clone(),
            amount_fen: said.amount.fen.get(),
            requested_on: said.requested_on,
            paid_on: said.paid_on,
            evidence: None,
        };
        self.renew(|file| &mut file.payments, says)
    }

    pub(super) fn quota(&mut self, said: &QuotaRecord) -> Result<(), Fault> {
        let says = Quota {
            document_number: said.document_number.clone(),
            year: said.year,
            amount_fen: said.amount.fen.get(),
            funding_source: said.funding_source.clone(),
            issued_on: said.issued_on,
        };
        self.renew(|file| &mut file.quotas, says)
    }

    pub(super) fn allocation(&mut self, said: &AllocationRecord) -> Result<(), Fault> {
        let says = Resource {
            number: said.number.clone(),
            kind: said.kind.clone(),
            specification: said.specification.clone(),
            quantity: said.quantity.and_then(|count| i32::try_from(count).ok()),
            allocated_on: said.allocated_on,
            released_on: said.released_on,
        };
        self.renew(|file| &mut file.allocations, says)
    }

    /// Takes over a row that is named by its record.
    fn renew<E: Entry>(
        &mut self,
        rows: fn(&mut File) -> &mut Rows<E>,
        says: E::Says,
    ) -> Result<(), Fault> {
        let owner = self.owner();
        let draft = desk::renew(rows(self.file), owner, self.origin, self.versions, says)?;
        self.note(draft);
        Ok(())
    }

    /// An event that is a row of its own.
    pub(super) fn listed_event(&mut self, said: &EventRecord) -> Result<(), Fault> {
        let says = dated(
            &said.kind,
            Some(said.on),
            json!(said.attributes),
            said.occurrence_key.as_ref(),
        );
        self.renew(|file| &mut file.events, says)
    }

    /// A paper that is a row of its own.
    pub(super) fn listed_document(&mut self, said: &DocumentRecord) -> Result<(), Fault> {
        let says = dated(
            &said.kind,
            said.on,
            json!(said.attributes),
            said.occurrence_key.as_ref(),
        );
        self.renew(|file| &mut file.documents, says)
    }

    /// Takes over what the owner says of an asset. What the registry said of it since stays.
    pub(super) fn owned(&mut self, said: &OwnedAsset) {
        let card = said.card_number.as_deref();
        let same = |row: &asset::Model| {
            let known = row
                .source_record_id
                .is_some_and(|id| self.versions.contains(&id));
            known || (card.is_some() && row.card_number.as_deref() == card)
        };
        let old = self.file.assets.iter().find(|row| same(row)).cloned();
        let mut row = old.clone().unwrap_or_else(|| self.blank_owned(said));
        said.kind.as_str().clone_into(&mut row.kind);
        row.category_code = said.category_code.clone().or(row.category_code);
        row.acquired_on = said.acquired_on.or(row.acquired_on);
        row.card_number = row.card_number.or_else(|| said.card_number.clone());
        let contract = self.contract_of(said.contract_number.as_deref());
        row.contract_id = contract.map(|(id, _)| id).or(row.contract_id);
        let id = row.id;
        if old.as_ref() != Some(&row) {
            row.version += 1;
            row.source_record_id = self.origin.source_record;
            let change = json!({
                "kind": row.kind, "card_number": row.card_number,
                "category_code": row.category_code, "acquired_on": row.acquired_on,
            });
            self.tell("asset", Some(id), &change);
            match self.file.assets.change(|known| known.id == id) {
                Some(known) => *known = row,
                None => self.file.assets.add(row),
            }
        }
        let fields = [
            ("name", Some(json!(said.name))),
            ("quantity", said.quantity.map(|count| json!(count))),
            ("original_value_yuan", yuan(said.original_value.as_ref())),
        ];
        let new = self.say(&Slot::asset(id), fields);
        self.tell_of("asset", id, &json!({"name": said.name}), new);
    }

    fn blank_owned(&self, said: &OwnedAsset) -> asset::Model {
        // A card is what the registry gives.
        let state = match said.card_number {
            Some(_) => "registered",
            None => "unregistered",
        };
        asset::Model {
            jurisdiction_id: self.file.key().jurisdiction,
            id: Uuid::now_v7(),
            project_id: self.file.id(),
            kind: said.kind.as_str().to_owned(),
            name: said.name.clone(),
            category_code: None,
            quantity: None,
            original_value_fen: None,
            acquired_on: None,
            contract_id: None,
            card_number: None,
            state: state.to_owned(),
            changed_on: None,
            holder_name: None,
            registry_source: None,
            registry_record_id: None,
            registry_recorded_by: None,
            registry_recorded_at: None,
            source: self.origin.source.clone(),
            source_record_id: self.origin.source_record,
            recorded_by: self.origin.recorded_by.clone(),
            recorded_at: self.origin.recorded_at,
            version: 0,
        }
    }

    /// The contract of a number, with its supplier.
    fn contract_of(&self, number: Option<&str>) -> Option<(Uuid, Option<Uuid>)> {
        let mut contracts = self.file.contracts.iter();
        let found = contracts.find(|row| Some(row.number.as_str()) == number)?;
        Some((found.id, found.supplier_id))
    }
}

fn dated(
    kind: &str,
    on: Option<chrono::NaiveDate>,
    attributes: Json,
    occurrence: Option<&String>,
) -> Dated {
    Dated {
        kind: kind.to_owned(),
        on,
        attributes,
        occurrence: occurrence.cloned().unwrap_or_else(|| WHOLE.to_owned()),
    }
}
