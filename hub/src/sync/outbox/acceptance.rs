//! What a report of final acceptance says, and which papers go along with it.

use shuniu_connectors::contract::{AcceptanceReport, Attachment, HandOverKind, ProjectIdentity};
use shuniu_entities::{attachment, document, document_content, project_event};
use uuid::Uuid;

use crate::desk::{File, Standing};
use crate::fault::Fault;
use crate::law::LocalLaw;

/// The event that is reported.
const PASSED: &str = "final_acceptance_passed";
/// The document that reports it.
const REPORT: &str = "acceptance_report";

/// Puts the report together. It goes out once, so it is refused while a paper that belongs to it
/// holds nothing.
pub(super) fn acceptance(
    file: &File,
    contents: &[document_content::Model],
    law: &LocalLaw,
    project: ProjectIdentity,
) -> Result<AcceptanceReport, Fault> {
    let passed = passed(file).ok_or_else(|| {
        let problem = "no final acceptance is on record; record `final_acceptance_passed` first";
        Fault::invalid("project", problem)
    })?;
    let papers = papers(file, law);
    if !papers.iter().any(|row| row.kind == REPORT) {
        let problem =
            "no acceptance report is on file; record `acceptance_report` and upload it first";
        return Err(Fault::invalid("project", problem));
    }
    let parts = papers
        .iter()
        .filter(|row| row.kind == REPORT)
        .filter_map(|row| row.attributes["parts"].as_array());
    let mut parts: Vec<String> = parts
        .flatten()
        .filter_map(|part| part.as_str().map(ToOwned::to_owned))
        .collect();
    parts.sort();
    parts.dedup();
    Ok(AcceptanceReport {
        project,
        accepted_on: passed.occurred_on,
        parts,
        attachments: attachments(&papers, contents)?,
    })
}

/// The acceptance whose day is reported, and the papers that go along.
pub(super) fn grounds(file: &File, law: &LocalLaw) -> Vec<Uuid> {
    let papers = papers(file, law).into_iter().map(|row| row.id);
    passed(file)
        .map(|row| row.id)
        .into_iter()
        .chain(papers)
        .collect()
}

/// The last acceptance that counts.
fn passed(file: &File) -> Option<&project_event::Model> {
    let passed = file
        .events
        .iter()
        .filter(|row| row.kind == PASSED && current(&row.standing));
    passed.max_by_key(|row| row.occurred_on)
}

fn current(standing: &str) -> bool {
    standing == Standing::Current.as_str()
}

/// The report itself, and what is attached to the acceptance or to a duty that the report performs;
/// the report first. What the system answered to an earlier report is not sent back to it.
fn papers<'a>(file: &'a File, law: &LocalLaw) -> Vec<&'a document::Model> {
    let system = HandOverKind::AcceptanceReport.system();
    let attached: Vec<Uuid> = file
        .attachments
        .iter()
        .filter(|row| current(&row.standing) && belongs(row, file, law))
        .map(|row| row.document_id)
        .collect();
    let mut papers: Vec<_> = file
        .documents
        .iter()
        .filter(|row| current(&row.standing) && row.source != system.as_str())
        .filter(|row| row.kind == REPORT || attached.contains(&row.id))
        .collect();
    papers.sort_by_key(|row| (row.kind != REPORT, row.id));
    papers
}

/// Whether something is attached to the acceptance, or to a duty that is owed and that the report
/// performs.
fn belongs(row: &attachment::Model, file: &File, law: &LocalLaw) -> bool {
    if let Some(event) = row.event_id {
        let mut events = file.events.iter();
        return events.any(|one| one.id == event && one.kind == PASSED && current(&one.standing));
    }
    let is_owed = file.obligations.iter().any(|duty| {
        let named = [
            (&row.provision, &duty.provision),
            (&row.subject, &duty.subject),
            (&row.occurrence, &duty.occurrence),
            (&row.period, &duty.period),
        ];
        named.iter().all(|(one, own)| one.as_ref() == Some(*own))
    });
    let provision = row.provision.as_deref().and_then(|id| law.provision(id));
    let reports = provision
        .is_some_and(|(_, provision)| provision.papers().iter().any(|one| one.kind() == REPORT));
    is_owed && reports
}

/// What the papers hold. The same bytes go along once, whatever the number of documents that hold
/// them.
fn attachments(
    papers: &[&document::Model],
    contents: &[document_content::Model],
) -> Result<Vec<Attachment>, Fault> {
    let mut attachments: Vec<Attachment> = Vec::new();
    let mut empty = Vec::new();
    for paper in papers {
        let Some(content) = contents.iter().find(|content| content.id == paper.id) else {
            let on = paper.filed_on.map(|day| format!(" of {day}"));
            empty.push(format!(
                "{}{} ({})",
                paper.kind,
                on.unwrap_or_default(),
                paper.id
            ));
            continue;
        };
        if attachments.iter().any(|one| one.hash == content.hash) {
            continue;
        }
        let size = u64::try_from(content.size_bytes);
        attachments.push(Attachment {
            name: content.file_name.clone(),
            media_type: content.media_type.clone(),
            size: size.map_err(|error| Fault::corrupt("size of a content", error))?,
            hash: content.hash.clone(),
        });
    }
    if empty.is_empty() {
        return Ok(attachments);
    }
    let problem = format!(
        "documents that belong to it hold nothing yet: {}; upload what they hold, or void or detach what does not belong to it",
        empty.join(", ")
    );
    Err(Fault::invalid("project", problem))
}
