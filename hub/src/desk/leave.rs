//! What a record brought to a project that it turned out not to be of.

use serde_json::json;
use uuid::Uuid;

use super::File;
use super::carry::{Carried, WENT_ALONG, corrections};
use super::change::Origin;
use super::fact::is_said;
use super::take_over::{no_longer, take_back};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// What became of a file that a record left.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// What was withdrawn.
    pub(crate) drafts: Vec<Draft>,
    /// What goes where the record goes.
    pub(crate) carried: Carried,
}

impl File {
    /// Withdraws what the versions of a record of a source brought; what other records and other
    /// sources say stays, and so does a contract that something else of the project refers to.
    pub(crate) fn leave(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        versions: &[Uuid],
    ) -> Result<Left, Fault> {
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
        let mut carried = Carried::default();
        macro_rules! withdrawn {
            ($($rows:ident),+) => {$(
                carried.$rows =
                    corrections(&mut self.$rows, project, origin, versions, &mut drafts)?;
                drafts.extend(take_back(&mut self.$rows, project, origin, versions, |_| false));
            )+};
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
        for row in self.only_people_speak_of(source) {
            drafts.push(self.void_fact(law, origin, row.id, WENT_ALONG)?);
            carried.facts.push(row);
        }
        self.resolve();
        Ok(Left { drafts, carried })
    }
}
