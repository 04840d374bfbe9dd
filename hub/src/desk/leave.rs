//! What a record brought to a project that it turned out not to be of.

use serde_json::json;
use shuniu_entities::project_fact;
use uuid::Uuid;

use super::change::{Entry, Origin};
use super::fact::is_said;
use super::take_over::{no_longer, take_back};
use super::{File, Rows};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

impl File {
    /// Withdraws what the versions of a record of a source brought; what other records and other
    /// sources say stays. A procurement, a contract or an asset of which nobody says anything any
    /// more goes, unless something else of the project refers to it.
    pub(crate) fn leave(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        versions: &[Uuid],
    ) -> Result<Vec<Draft>, Fault> {
        let of_record = |id: Option<Uuid>| id.is_some_and(|id| versions.contains(&id));
        let reason = no_longer(&origin.source);
        let said: Vec<Uuid> = self
            .facts
            .iter()
            .filter(|row| is_said(row) && row.source == origin.source)
            .filter(|row| of_record(row.source_record_id))
            .map(|row| row.id)
            .collect();
        let mut drafts = Vec::new();
        for id in said {
            drafts.push(self.void_fact(law, origin, id, &reason)?);
        }
        let project = self.id();
        macro_rules! withdrawn {
            ($($rows:ident),+ $(,)?) => {
                $(drafts.extend(take_back(&mut self.$rows, project, origin, versions, |_| false));)+
            };
        }
        withdrawn!(events, documents, reports, payments, quotas, allocations);
        let source = origin.source.as_str();
        let reviews = self
            .reviews
            .remove(|row| row.source == source && of_record(row.source_record_id));
        for row in reviews {
            let body = json!({"removed": {"number": row.number}, "reason": reason});
            drafts.push(Draft::of_project("review", row.id, project, body));
            self.gone.reviews.push(row.id);
        }
        drafts.extend(self.leave_empty(source, &reason));
        self.resolve();
        Ok(drafts)
    }

    /// Takes out what a source entered and nobody says anything of any more.
    fn leave_empty(&mut self, source: &str, reason: &str) -> Vec<Draft> {
        let facts = &self.facts;
        let is_empty = |subject: &str| is_empty(facts, subject);
        let payments = counting(&self.payments);
        let paid: Vec<Uuid> = payments.filter_map(|row| row.contract_id).collect();
        let owned = self.assets.iter().filter_map(|row| row.contract_id);
        let used: Vec<Uuid> = paid.into_iter().chain(owned).collect();
        let contracts = self.contracts.remove(|row| {
            row.source == source
                && !used.contains(&row.id)
                && is_empty(&Slot::contract(&row.number))
        });
        let followed = self.contracts.iter().filter_map(|row| row.tender_id);
        let followed: Vec<Uuid> = followed.collect();
        let tenders = self.tenders.remove(|row| {
            row.source == source
                && !followed.contains(&row.id)
                && is_empty(&Slot::tender(&row.code))
        });
        let assets = self
            .assets
            .remove(|row| row.source == source && is_empty(&Slot::asset(row.id)));
        let project = self.id();
        let mut drafts = Vec::new();
        for row in contracts {
            let body = json!({"removed": {"number": row.number}, "reason": reason});
            drafts.push(Draft::of_project("contract", row.id, project, body));
            self.gone.contracts.push(row.id);
        }
        for row in tenders {
            let body = json!({"removed": {"code": row.code}, "reason": reason});
            drafts.push(Draft::of_project("tender", row.id, project, body));
            self.gone.tenders.push(row.id);
        }
        for row in assets {
            let body = json!({"removed": {"card_number": row.card_number}, "reason": reason});
            drafts.push(Draft::of_project("asset", row.id, project, body));
            self.gone.assets.push(row.id);
        }
        drafts
    }
}

/// Whether something was said of a subject, and nothing is any more.
fn is_empty(facts: &Rows<project_fact::Model>, subject: &str) -> bool {
    let of_subject = |row: &&project_fact::Model| row.subject.as_deref() == Some(subject);
    let mut rows = facts.iter().filter(of_subject).peekable();
    rows.peek().is_some() && !rows.any(is_said)
}

fn counting<E: Entry>(rows: &Rows<E>) -> impl Iterator<Item = &E> {
    rows.iter().filter(|row| super::same::counts(*row))
}
