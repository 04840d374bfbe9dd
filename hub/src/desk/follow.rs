//! Attachments follow what they name: to what took its place, and away with what was withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::change::{Entry, Origin, correct, void};
use super::kept::{Attached, Evidenced};
use super::{File, Standing};
use crate::fault::Fault;
use crate::ledger::Draft;

/// Has the attachments of a file name the rows that took the place of corrected ones, and ends
/// those whose document or event was voided. Who corrects and how is all the same: a person, a
/// ledger or a system. Where nothing was corrected, nothing changes.
pub(crate) fn follow_corrections(
    file: &mut File,
    by: (&str, DateTime<Utc>),
) -> Result<Vec<Draft>, Fault> {
    let fates = Fates::of(file);
    lead(file, by, |says| fates.followed(says))
}

/// Has each attachment name what it is led to, and ends those that are led nowhere.
pub(crate) fn lead(
    file: &mut File,
    (recorded_by, now): (&str, DateTime<Utc>),
    to: impl Fn(&Attached) -> Option<Attached>,
) -> Result<Vec<Draft>, Fault> {
    let mut drafts = Vec::new();
    let project = file.id();
    let owner = (file.key().jurisdiction, project);
    for (attachment, says, source, record) in attached(file) {
        let Some(right) = to(&says) else {
            let reason = "what it named was voided";
            drafts.push(void(&mut file.attachments, project, attachment, reason)?);
            continue;
        };
        if right == says {
            continue;
        }
        let origin = Origin {
            source,
            source_record: record,
            recorded_by: recorded_by.to_owned(),
            recorded_at: now,
        };
        let draft = if attached(file).iter().any(|(_, other, ..)| *other == right) {
            let reason = "what took the place of what it named is attached already";
            void(&mut file.attachments, project, attachment, reason)?
        } else {
            let reason = "what it named was corrected".to_owned();
            let rows = &mut file.attachments;
            correct(rows, owner, &origin, attachment, right, reason)?.1
        };
        drafts.push(draft);
    }
    Ok(drafts)
}

/// The attachments in force: row, what it says, whose word it is and by which record.
fn attached(file: &File) -> Vec<(Uuid, Attached, String, Option<Uuid>)> {
    let current = Standing::Current.as_str();
    let rows = file
        .attachments
        .iter()
        .filter(|row| row.standing == current);
    let told = |row: &_| {
        let (id, source) = (Entry::id(row), Entry::source(row).to_owned());
        (id, Entry::says(row), source, Entry::source_record(row))
    };
    rows.map(told).collect()
}

/// What became of the rows that an attachment may name.
#[derive(Default)]
pub(crate) struct Fates {
    /// A corrected row, and the one that took its place.
    replaced: BTreeMap<Uuid, Uuid>,
    voided: BTreeSet<Uuid>,
}

impl Fates {
    pub(crate) fn of(file: &File) -> Self {
        let mut fates = Self::default();
        macro_rules! note {
            ($($rows:ident),+) => {$(
                for row in file.$rows.iter() {
                    // What loses against a correction takes nobody's place.
                    let loses = row.standing == Standing::Losing.as_str();
                    if let Some(earlier) = row.corrects_id.filter(|_| !loses) {
                        fates.replaced.insert(earlier, row.id);
                    }
                    if row.standing == Standing::Voided.as_str() {
                        fates.voided.insert(row.id);
                    }
                }
            )+};
        }
        note!(events, documents, payments, quotas);
        fates
    }

    /// The row that stands in the place of another now.
    pub(crate) fn latest(&self, mut id: Uuid) -> Uuid {
        while let Some(next) = self.replaced.get(&id) {
            id = *next;
        }
        id
    }

    /// The corrected rows, each with the one that stands in its place now.
    pub(crate) fn corrected(&self) -> impl Iterator<Item = (Uuid, Uuid)> {
        self.replaced.keys().map(|id| (*id, self.latest(*id)))
    }

    /// The same of what stands in the place of what it names; nothing where that was voided.
    fn followed(&self, says: &Attached) -> Option<Attached> {
        let document = self.latest(says.document);
        // A duty stays itself while its event does: it is led when it is assessed.
        let to = match &says.to {
            Evidenced::Event(id) => Evidenced::Event(self.latest(*id)),
            Evidenced::Duty(duty) => Evidenced::Duty(duty.clone()),
        };
        let ended = match &to {
            Evidenced::Event(id) => self.voided.contains(id),
            Evidenced::Duty(_) => false,
        };
        if ended || self.voided.contains(&document) {
            return None;
        }
        Some(Attached { document, to })
    }
}
