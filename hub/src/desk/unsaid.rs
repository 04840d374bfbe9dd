//! Procurements, contracts and assets of which nobody says anything any more, or no longer a system
//! that did.

use serde_json::{Value as Json, json};
use shuniu_entities::project_fact;
use uuid::Uuid;

use super::change::{Entry, PERSON};
use super::fact::is_said;
use super::take_over::no_longer;
use super::{File, Rows};
use crate::field::{Slot, SubjectKind};
use crate::ledger::Draft;

/// Something that a system has elsewhere now.
#[derive(Debug)]
pub(crate) struct LeftBehind<'a> {
    pub(crate) kind: SubjectKind,
    /// As its values are kept under.
    pub(crate) subject: String,
    /// As people call it.
    pub(crate) named: &'a str,
    /// The system.
    pub(crate) source: &'a str,
}

impl File {
    /// What a system spoke of here and has taken out of the project since, while others still say
    /// something of it or refer to it.
    pub(crate) fn left_behind(&self) -> impl Iterator<Item = LeftBehind<'_>> {
        let contracts = self.contracts.iter();
        let contracts = contracts.map(|row| (Slot::contract(&row.number), &*row.number));
        let tenders = self.tenders.iter();
        let tenders = tenders.map(|row| (Slot::tender(&row.code), &*row.code));
        let assets = self.assets.iter();
        let assets = assets.map(|row| (Slot::asset(row.id), &*row.name));
        let contracts = contracts.map(|one| (SubjectKind::Contract, one));
        let tenders = tenders.map(|one| (SubjectKind::Tender, one));
        let assets = assets.map(|one| (SubjectKind::Asset, one));
        let all = contracts.chain(tenders).chain(assets);
        all.filter_map(|(kind, (subject, named))| {
            let source = self.taken_out(&subject)?;
            Some(LeftBehind {
                kind,
                subject,
                named,
                source,
            })
        })
    }

    /// The system that took back what it said of the project itself, of which nobody says anything
    /// any more.
    pub(crate) fn abandoned_by(&self) -> Option<&str> {
        let own = |row: &&project_fact::Model| row.subject.is_none();
        if self.facts.iter().filter(own).any(is_said) {
            return None;
        }
        let mut gone = self.facts.iter().filter(own);
        let gone = gone.find(|row| row.reason.as_ref() == Some(&no_longer(&row.source)))?;
        Some(&gone.source)
    }

    /// The system that once spoke of it, and took back all that it said.
    fn taken_out(&self, subject: &str) -> Option<&str> {
        let of = |row: &&project_fact::Model| row.subject.as_deref() == Some(subject);
        let facts: Vec<_> = self.facts.iter().filter(of).collect();
        let taken_back =
            |row: &&&project_fact::Model| row.reason.as_ref() == Some(&no_longer(&row.source));
        let silent = |source: &str| !facts.iter().any(|row| row.source == source && is_said(row));
        let mut gone = facts.iter().filter(taken_back);
        let gone = gone.find(|row| silent(&row.source))?;
        Some(&gone.source)
    }

    pub(super) fn contracts_referred_to(&self) -> Vec<Uuid> {
        let paid = counting(&self.payments).filter_map(|row| row.contract_id);
        let owned = self.assets.iter().filter_map(|row| row.contract_id);
        paid.chain(owned).collect()
    }

    /// Takes out what a system or a ledger entered and nobody says anything of any more: its record
    /// went to another project, or people voided all that was said of it.
    pub(crate) fn drop_unsaid(&mut self) -> Vec<Draft> {
        let facts = &self.facts;
        let is_empty = |source: &str, subject: &str| source != PERSON && is_empty(facts, subject);
        let used = self.contracts_referred_to();
        let contracts = self.contracts.remove(|row| {
            !used.contains(&row.id) && is_empty(&row.source, &Slot::contract(&row.number))
        });
        let followed = self.contracts.iter().filter_map(|row| row.tender_id);
        let followed: Vec<Uuid> = followed.collect();
        let tenders = self.tenders.remove(|row| {
            !followed.contains(&row.id) && is_empty(&row.source, &Slot::tender(&row.code))
        });
        let assets = self
            .assets
            .remove(|row| is_empty(&row.source, &Slot::asset(row.id)));
        let project = self.id();
        let mut drafts = Vec::new();
        let mut gone = |table, (id, record): (Uuid, Option<Uuid>), named: Json, source: &str| {
            let reason = no_longer(source);
            let body = json!({"removed": named, "source_record": record, "reason": reason});
            drafts.push(Draft::of_project(table, id, project, body));
        };
        for row in contracts {
            gone(
                "contract",
                (row.id, row.source_record_id),
                json!({"number": row.number}),
                &row.source,
            );
            self.gone.contracts.push(row.id);
        }
        for row in tenders {
            gone(
                "tender",
                (row.id, row.source_record_id),
                json!({"code": row.code}),
                &row.source,
            );
            self.gone.tenders.push(row.id);
        }
        for row in assets {
            let named = json!({"card_number": row.card_number});
            gone("asset", (row.id, row.source_record_id), named, &row.source);
            self.gone.assets.push(row.id);
        }
        if !drafts.is_empty() {
            self.project.change();
        }
        drafts
    }
}

/// Whether nothing is said of a subject any more.
fn is_empty(facts: &Rows<project_fact::Model>, subject: &str) -> bool {
    let of_subject = |row: &&project_fact::Model| row.subject.as_deref() == Some(subject);
    !facts.iter().filter(of_subject).any(is_said)
}

fn counting<E: Entry>(rows: &Rows<E>) -> impl Iterator<Item = &E> {
    rows.iter().filter(|row| super::same::counts(*row))
}
