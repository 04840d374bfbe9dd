use serde_json::json;
use shuniu_connectors::contract::{CanonicalRecord, DocumentRecord, EventRecord, ReportRecord};
use shuniu_entities::project_event;

use super::Noted;
use super::project::Merge;
use crate::desk::{self, Dated, Entry, File, IMPORT, Rows, Speaker, Standing, WHOLE};
use crate::fault::Fault;

impl Merge<'_> {
    /// Takes over the events, papers and reports of the record, and withdraws those that only an
    /// earlier version of it spoke of. A ledger says nothing of what it has no column for, so it
    /// takes nothing back.
    pub(super) fn dated(&mut self, record: &CanonicalRecord) -> Result<(), Fault> {
        let events: Vec<Dated> = record.events.iter().map(event).collect();
        let documents: Vec<Dated> = record.documents.iter().map(paper).collect();
        let reports: Vec<Dated> = record.reports.iter().map(of_report).collect();
        if self.listed {
            for event in &record.events {
                self.listed_event(event)?;
            }
            for document in &record.documents {
                self.listed_document(document)?;
            }
        } else {
            self.take_over(|file| &mut file.events, &events)?;
            self.take_over(|file| &mut file.documents, &documents)?;
        }
        self.take_over(|file| &mut file.reports, &reports)?;
        if self.origin.source != IMPORT && !self.telling.versions.is_empty() {
            self.take_back(|file| &mut file.events, &events);
            self.take_back(|file| &mut file.documents, &documents);
            self.take_back(|file| &mut file.reports, &reports);
        }
        Ok(())
    }

    /// The events that earlier versions of a ledger's row told of and this one does not. They stand,
    /// which whoever emptied a cell or moved its day to another column may not expect.
    pub(super) fn left_standing(&self, record: &CanonicalRecord) -> Vec<Noted> {
        if self.origin.source != IMPORT || self.listed {
            return Vec::new();
        }
        let told = |row: &&project_event::Model| {
            let behind = row.source_record_id;
            row.source == IMPORT
                && row.standing == Standing::Current.as_str()
                && behind.is_some_and(|id| self.telling.versions.contains(&id))
        };
        let said = |kind: &str| record.events.iter().any(|event| event.kind == kind);
        let rows = self.file.events.iter().filter(told);
        let left = rows.filter(|row| !said(&row.kind));
        left.map(|row| Noted::StillOnRecord {
            event: row.kind.clone(),
            on: row.occurred_on,
        })
        .collect()
    }

    fn take_over<E: Entry<Says = Dated>>(
        &mut self,
        rows: fn(&mut File) -> &mut Rows<E>,
        said: &[Dated],
    ) -> Result<(), Fault> {
        let owner = self.owner();
        for dated in said {
            let alone = said.iter().filter(|one| one.kind == dated.kind).count() == 1;
            let speaker = Speaker {
                origin: self.origin,
                times: self.times,
                versions: if alone { self.telling.versions } else { &[] },
                again: self.again,
            };
            let draft = desk::take_over(rows(self.file), owner, speaker, dated.clone())?;
            self.note(draft);
        }
        Ok(())
    }

    fn take_back<E: Entry<Says = Dated>>(
        &mut self,
        rows: fn(&mut File) -> &mut Rows<E>,
        said: &[Dated],
    ) {
        let project = self.file.id();
        let still_said = |row: &Dated| {
            said.iter()
                .any(|one| (&one.kind, &one.occurrence) == (&row.kind, &row.occurrence))
        };
        let rows = rows(self.file);
        for draft in desk::take_back(
            rows,
            project,
            self.origin,
            self.telling.versions,
            still_said,
        ) {
            self.note(Some(draft));
        }
    }
}

/// The events, papers and reports that a record speaks of, each by its kind and occurrence.
pub(super) fn spoken_of(record: &CanonicalRecord) -> Vec<(String, String)> {
    let events = record.events.iter().map(event);
    let documents = record.documents.iter().map(paper);
    let reports = record.reports.iter().map(of_report);
    let all = events.chain(documents).chain(reports);
    all.map(|dated| (dated.kind, dated.occurrence)).collect()
}

pub(super) fn event(event: &EventRecord) -> Dated {
    Dated {
        kind: event.kind.clone(),
        on: Some(event.on),
        attributes: json!(event.attributes),
        occurrence: occurrence(event.occurrence_key.as_ref()),
    }
}

pub(super) fn paper(document: &DocumentRecord) -> Dated {
    Dated {
        kind: document.kind.clone(),
        on: document.on,
        attributes: json!(document.attributes),
        occurrence: occurrence(document.occurrence_key.as_ref()),
    }
}

fn of_report(report: &ReportRecord) -> Dated {
    Dated {
        kind: report.kind.clone(),
        on: Some(report.on),
        attributes: json!({}),
        occurrence: report.period.to_string(),
    }
}

fn occurrence(key: Option<&String>) -> String {
    key.cloned().unwrap_or_else(|| WHOLE.to_owned())
}
