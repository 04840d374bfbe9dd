//! What a record brought to a project and no longer says of it: it turned out to be of another
//! project, or to speak of another contract than it did.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::carry::is_told;
use super::change::{Dated, Entry, IMPORT, Origin};
use super::fact::is_said;
use super::take_over::{earlier, is_persons, no_longer, take_back};
use super::{File, Rows};
use crate::command::{REGISTERED, UNREGISTERED, VOIDED};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// What the newest version of a record still speaks of in the project of those before.
#[derive(Debug, Default)]
pub(crate) struct Still {
    /// Procurements, contracts and assets.
    pub(crate) subjects: BTreeSet<String>,
    /// The number of its review.
    pub(crate) review: Option<String>,
    /// Whether it is a catalogue entry.
    pub(crate) catalog: bool,
}

/// What became of a file that a record left.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// What was withdrawn.
    pub(crate) drafts: Vec<Draft>,
    /// The procurements, contracts and assets that the record spoke of.
    pub(crate) subjects: BTreeSet<String>,
}

impl File {
    /// Withdraws all that the versions of a record of a source brought; what other sources say
    /// stays. What other records of the source say as well is to be said again.
    pub(crate) fn leave(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        versions: &[Uuid],
    ) -> Result<Left, Fault> {
        let project = self.id();
        let facts = self.brought(origin, versions, |_| true);
        let mut left = self.withdraw(law, origin, versions, facts, &Still::default())?;
        let drafts = &mut left.drafts;
        macro_rules! withdrawn {
            ($($rows:ident),+) => {
                $(drafts.extend(take_back(&mut self.$rows, project, origin, versions, |_| false));)+
            };
        }
        withdrawn!(events, documents, reports, payments, quotas, allocations);
        self.resolve();
        Ok(left)
    }

    /// Withdraws what the earlier versions of a record said of procurements, contracts, assets and
    /// reviews that its newest no longer speaks of.
    pub(crate) fn leave_subjects(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        versions: &[Uuid],
        still: &Still,
    ) -> Result<Left, Fault> {
        let gone = |subject: Option<&str>| subject.is_some_and(|one| !still.subjects.contains(one));
        let facts = self.brought(origin, versions, gone);
        let left = self.withdraw(law, origin, versions, facts, still)?;
        if !left.drafts.is_empty() {
            self.resolve();
        }
        Ok(left)
    }

    /// Whether the versions of a record of a source spoke of an event, a paper or a report that its
    /// newest does not speak of, be it that a person's correction stands in its place.
    pub(crate) fn unsays(
        &self,
        source: &str,
        versions: &[Uuid],
        speaks: &[(String, String)],
    ) -> bool {
        let record = (source, versions, speaks);
        unsays(&self.events, record)
            || unsays(&self.documents, record)
            || unsays(&self.reports, record)
    }

    /// The values of the source that the versions brought, of the subjects.
    fn brought(
        &self,
        origin: &Origin,
        versions: &[Uuid],
        of: impl Fn(Option<&str>) -> bool,
    ) -> Vec<(Uuid, Option<String>)> {
        let of_record = |id: Option<Uuid>| id.is_some_and(|id| versions.contains(&id));
        self.facts
            .iter()
            .filter(|row| is_said(row) && row.source == origin.source)
            .filter(|row| of_record(row.source_record_id) && of(row.subject.as_deref()))
            .map(|row| (row.id, row.subject.clone()))
            .collect()
    }

    fn withdraw(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        versions: &[Uuid],
        facts: Vec<(Uuid, Option<String>)>,
        still: &Still,
    ) -> Result<Left, Fault> {
        let reason = no_longer(&origin.source);
        let mut left = Left::default();
        for (id, subject) in facts {
            left.drafts.push(self.void_fact(law, origin, id, &reason)?);
            left.subjects.extend(subject);
        }
        let project = self.id();
        let is_gone = |row: &shuniu_entities::review::Model| {
            let of_record = row
                .source_record_id
                .is_some_and(|id| versions.contains(&id));
            row.source == origin.source && of_record && still.review.as_ref() != Some(&row.number)
        };
        for row in self.reviews.remove(is_gone) {
            let body = json!({"removed": {"number": row.number}, "reason": reason});
            left.drafts
                .push(Draft::of_project("review", row.id, project, body));
            self.gone.reviews.push(row.id);
        }
        if !still.catalog {
            left.drafts.extend(take_back(
                &mut self.catalog,
                project,
                origin,
                versions,
                |_| false,
            ));
        }
        left.drafts
            .extend(self.unregister(origin, versions, still, &reason));
        Ok(left)
    }

    /// Takes back what the versions said became of assets that the record no longer speaks of. Their
    /// cards stay until the other records of the registry have been heard, which may know them by
    /// their cards alone.
    fn unregister(
        &mut self,
        origin: &Origin,
        versions: &[Uuid],
        still: &Still,
        reason: &str,
    ) -> Vec<Draft> {
        let project = self.id();
        let mut drafts = Vec::new();
        loop {
            let told = self.assets.change(|row| {
                let behind = row.registry_record_id;
                row.registry_source.as_ref() == Some(&origin.source)
                    && behind.is_some_and(|id| versions.contains(&id))
                    && !still.subjects.contains(&Slot::asset(row.id))
            });
            let Some(row) = told else {
                return drafts;
            };
            let was = json!({"card_number": row.card_number, "state": row.state});
            // What was voided here stays so; a ledger may have told the card before the registry did.
            let state = match row.source.as_str() {
                IMPORT => REGISTERED,
                _ => UNREGISTERED,
            };
            if row.state != VOIDED {
                state.clone_into(&mut row.state);
            }
            row.registry_state = None;
            row.changed_on = None;
            row.holder_name = None;
            row.registry_source = None;
            row.registry_record_id = None;
            row.registry_recorded_by = None;
            row.registry_recorded_at = None;
            row.version += 1;
            let body = json!({"was": was, "is": {"state": row.state}, "reason": reason});
            drafts.push(Draft::of_project("asset", row.id, project, body));
        }
    }

    /// Takes away the cards that no record of the registry speaks of any more.
    pub(crate) fn drop_cards(&mut self) {
        let unsaid = |row: &shuniu_entities::asset::Model| {
            row.state == UNREGISTERED && row.registry_source.is_none() && row.card_number.is_some()
        };
        while let Some(row) = self.assets.change(unsaid) {
            row.card_number = None;
            self.gone.cards.push(row.id);
        }
    }
}

fn unsays<E: Entry<Says = Dated>>(
    rows: &Rows<E>,
    (source, versions, speaks): (&str, &[Uuid], &[(String, String)]),
) -> bool {
    let told = |row: &&E| {
        let behind = row.source_record();
        row.source() == source && behind.is_some_and(|id| versions.contains(&id))
    };
    let silent = |row: &E| {
        let said = row.says();
        let mut speaks = speaks.iter();
        !speaks.any(|(kind, of)| (kind, of) == (&said.kind, &said.occurrence))
    };
    let mut standing = rows.iter().filter(told).filter(|row| is_told(*row));
    let mut persons = rows.iter().filter(|row| is_persons(*row));
    standing.any(&silent)
        || persons.any(|row| {
            let corrected = earlier(rows, row);
            let mut corrected = corrected.filter_map(|id| rows.iter().find(|row| row.id() == id));
            corrected.find(told).is_some_and(silent)
        })
}
