//! Payments, quotas, resources, catalogue entries, assets and papers: each record speaks of one row.

use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{
    AllocationRecord, CatalogRecord, DocumentRecord, EventRecord, OwnedAsset, PaymentRecord,
    QuotaRecord,
};
use shuniu_entities::{asset, payment};
use uuid::Uuid;

use super::dated::{event, paper};
use super::noted::Noted;
use super::project::Merge;
use super::trade::yuan;
use crate::command::{REGISTERED, UNREGISTERED, VOIDED};
use crate::desk::{
    self, CatalogEntry, Entry, File, Payment, Quota, Resource, Rows, Standing, slot_of,
};
use crate::fault::Fault;
use crate::field::Slot;

impl Merge<'_> {
    pub(super) fn payment(
        &mut self,
        said: &PaymentRecord,
        payee: Option<Uuid>,
    ) -> Result<(), Fault> {
        let says = payment(self.file, said, payee);
        if says.contract.is_none() {
            self.miss(says.contract_number.as_deref());
        }
        self.renew(|file| &mut file.payments, says)
    }

    pub(super) fn quota(&mut self, said: &QuotaRecord) -> Result<(), Fault> {
        self.renew(|file| &mut file.quotas, quota(said))
    }

    pub(super) fn allocation(&mut self, said: &AllocationRecord) -> Result<(), Fault> {
        self.renew(|file| &mut file.allocations, resource(said))
    }

    pub(super) fn catalog(&mut self, said: &CatalogRecord) -> Result<(), Fault> {
        self.renew(|file| &mut file.catalog, entry(said))
    }

    /// Notes a contract that is not known yet.
    fn miss(&mut self, number: Option<&str>) {
        let number = number.map(|number| Noted::ContractUnknown(number.to_owned()));
        self.noted.extend(number);
    }

    /// Gives a contract the payments and assets that named its number before it was known.
    pub(super) fn join(&mut self, contract: Uuid, subject: &str) {
        let found = self.file.contracts.iter().find(|row| row.id == contract);
        let Some((number, supplier)) = found.map(|row| (row.number.clone(), row.supplier_id))
        else {
            return;
        };
        let named =
            |told: Option<&String>| told.is_some_and(|told| Slot::contract(told) == subject);
        let mut joined = Vec::new();
        let awaits = |row: &payment::Model| {
            row.contract_id.is_none()
                && named(row.contract_number.as_ref())
                && row.standing == Standing::Current.as_str()
        };
        while let Some(row) = self.file.payments.change(awaits) {
            row.contract_id = Some(contract);
            row.payee_id = row.payee_id.or(supplier);
            joined.push(("payment", row.id));
        }
        let awaits =
            |row: &asset::Model| row.contract_id.is_none() && named(row.contract_number.as_ref());
        while let Some(row) = self.file.assets.change(awaits) {
            row.contract_id = Some(contract);
            row.version += 1;
            joined.push(("asset", row.id));
        }
        for (entity, id) in joined {
            let change = json!({"contract": contract, "number": number});
            self.tell(entity, Some(id), &change);
        }
    }

    /// Takes over a row that is one thing of its project.
    fn renew<E: Entry>(
        &mut self,
        rows: fn(&mut File) -> &mut Rows<E>,
        says: E::Says,
    ) -> Result<(), Fault> {
        let owner = self.owner();
        let draft = desk::renew(rows(self.file), owner, self.telling, says)?;
        self.note(draft);
        Ok(())
    }

    /// An event that is a row of its own.
    pub(super) fn listed_event(&mut self, said: &EventRecord) -> Result<(), Fault> {
        self.renew(|file| &mut file.events, event(said))
    }

    /// A paper that is a row of its own.
    pub(super) fn listed_document(&mut self, said: &DocumentRecord) -> Result<(), Fault> {
        self.renew(|file| &mut file.documents, paper(said))
    }

    /// Takes over what the owner says of an asset. What the registry said of it since stays, and
    /// so does what a person voided, until the owner says of it what was never said before.
    pub(super) fn owned(&mut self, said: &OwnedAsset) {
        let card = said.card_number.as_deref();
        let same = |row: &&asset::Model| {
            let known = row
                .source_record_id
                .is_some_and(|id| self.telling.versions.contains(&id));
            known || (card.is_some() && row.card_number.as_deref() == card)
        };
        let known = self.file.assets.iter().filter(same);
        let (voided, standing): (Vec<_>, Vec<_>) = known.partition(|row| row.state == VOIDED);
        let is_settled =
            |row: &&asset::Model| row.registry_source.is_some() || self.was_said(row, said);
        if standing.is_empty() && voided.iter().any(is_settled) {
            return;
        }
        let old = standing.first().copied().cloned();
        if old.is_none() && card.is_some() {
            self.noted.extend(self.without_card(said));
        }
        let mut row = old.clone().unwrap_or_else(|| self.blank_owned(said));
        said.kind.as_str().clone_into(&mut row.kind);
        row.category_code = said.category_code.clone().or(row.category_code);
        row.acquired_on = said.acquired_on.or(row.acquired_on);
        row.card_number = row.card_number.or_else(|| said.card_number.clone());
        let contract = contract_of(self.file, said.contract_number.as_deref());
        row.contract_id = contract.map(|(id, _)| id).or(row.contract_id);
        row.contract_number = said.contract_number.clone().or(row.contract_number);
        if contract.is_none() {
            self.miss(said.contract_number.as_deref());
        }
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

    /// An asset of ledgers that may be the one whose card is told now.
    fn without_card(&self, said: &OwnedAsset) -> Option<Noted> {
        let mut assets = self.file.assets.iter();
        let like = assets.find(|row| {
            let plain = row.card_number.is_none() && row.state != VOIDED;
            let alike = row.kind == said.kind.as_str() && row.name == said.name;
            row.source == self.origin.source && plain && alike
        });
        like.map(|row| Noted::AssetWithoutCard(row.name.clone()))
    }

    /// Whether a ledger said the same of the asset at any time. Its card names the record, and is
    /// the same in all its versions.
    fn was_said(&self, row: &asset::Model, said: &OwnedAsset) -> bool {
        let subject = Slot::asset(row.id);
        let before = |name: &str, value: Option<Json>| {
            let slot = Slot::of(&subject, name);
            let mut facts = self.file.facts.iter();
            value.is_none_or(|value| {
                facts.any(|fact| {
                    slot_of(fact) == slot
                        && fact.source == self.origin.source
                        && fact.value == value
                })
            })
        };
        let contract =
            said.contract_number.is_none() || said.contract_number == row.contract_number;
        row.kind == said.kind.as_str()
            && contract
            && (said.category_code.is_none() || said.category_code == row.category_code)
            && (said.acquired_on.is_none() || said.acquired_on == row.acquired_on)
            && before("name", Some(json!(said.name)))
            && before("quantity", said.quantity.map(|count| json!(count)))
            && before("original_value_yuan", yuan(said.original_value.as_ref()))
    }

    fn blank_owned(&self, said: &OwnedAsset) -> asset::Model {
        // A card is what the registry gives.
        let state = match said.card_number {
            Some(_) => REGISTERED,
            None => UNREGISTERED,
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
            contract_number: None,
            card_number: None,
            state: state.to_owned(),
            changed_on: None,
            holder_name: None,
            registry_source: None,
            registry_state: None,
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
}

/// A payment as the file keeps it.
pub(super) fn payment(file: &File, said: &PaymentRecord, payee: Option<Uuid>) -> Payment {
    let contract = contract_of(file, said.contract_number.as_deref());
    let supplier = contract.and_then(|(_, supplier)| supplier);
    Payment {
        number: said.number.clone(),
        contract: contract.map(|(id, _)| id),
        contract_number: said.contract_number.clone(),
        payee: payee.or(supplier),
        kind: said.kind.clone(),
        amount_fen: said.amount.fen.get(),
        requested_on: said.requested_on,
        paid_on: said.paid_on,
        evidence: None,
    }
}

/// A quota as the file keeps it.
pub(super) fn quota(said: &QuotaRecord) -> Quota {
    Quota {
        document_number: said.document_number.clone(),
        year: said.year,
        amount_fen: said.amount.fen.get(),
        funding_source: said.funding_source.clone(),
        issued_on: said.issued_on,
    }
}

/// A catalogue entry as the file keeps it.
pub(super) fn entry(said: &CatalogRecord) -> CatalogEntry {
    CatalogEntry {
        code: Some(said.code.clone()),
        name: said.name.clone(),
        system_name: said.system_name.clone(),
        sharing: said.sharing.clone(),
        update_cycle: said.update_cycle.clone(),
        registered_on: said.registered_on,
    }
}

/// An allocation as the file keeps it.
pub(super) fn resource(said: &AllocationRecord) -> Resource {
    Resource {
        number: said.number.clone(),
        kind: said.kind.clone(),
        specification: said.specification.clone(),
        quantity: said.quantity.and_then(|count| i32::try_from(count).ok()),
        allocated_on: said.allocated_on,
        released_on: said.released_on,
    }
}

/// The contract of a number, with its supplier.
fn contract_of(file: &File, number: Option<&str>) -> Option<(Uuid, Option<Uuid>)> {
    let subject = Slot::contract(number?);
    let mut contracts = file.contracts.iter();
    let found = contracts.find(|row| Slot::contract(&row.number) == subject)?;
    Some((found.id, found.supplier_id))
}
