use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use serde_json::json;
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::command::{
    Attach, AttestFile, Attested, FactInput, RecordEntry, RecordKind, Submission,
};
use shuniu_hub::connectors::seed::AttestedProject;
use shuniu_hub::policy::RegionCode;
use shuniu_hub::query::Key;

use super::progress::Meter;
use super::window::Window;
use crate::graphql::id::read_id;

/// Every project with the approval records that it came from.
const PROJECTS: &str = r#"
query Projects($first: Int, $after: String) {
  projects(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
    nodes { id history(name: "name") { provenance { record { stream externalId } } } }
    pageInfo { hasNextPage endCursor }
  }
}"#;

#[derive(Debug, Deserialize)]
struct Known {
    id: String,
    history: Vec<Name>,
}

#[derive(Debug, Deserialize)]
struct Name {
    provenance: Provenance,
}

#[derive(Debug, Deserialize)]
struct Provenance {
    record: Option<Record>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    stream: String,
    external_id: String,
}

/// The projects by declaration number.
pub(super) async fn declared(window: &Window, token: &str) -> Result<BTreeMap<String, Key>> {
    let known: Vec<Known> = window.all(token, PROJECTS, json!({}), "projects").await?;
    let mut declared = BTreeMap::new();
    for project in known {
        let (_, key) = read_id(&project.id).ok_or_else(|| anyhow!("the hub gave no id"))?;
        let records = project
            .history
            .into_iter()
            .filter_map(|name| name.provenance.record);
        for record in records.filter(|record| record.stream == "approvals") {
            declared.insert(record.external_id, key);
        }
    }
    Ok(declared)
}

/// Has the data bureaus enter the files of their projects. Gives how many projects were found in
/// the hub, and how many attributes and papers their files hold.
pub(super) async fn attest(
    hub: &Hub,
    files: &[AttestedProject],
    declared: &BTreeMap<String, Key>,
    meter: &Meter<'_>,
) -> Result<(u64, u64)> {
    let (mut projects, mut recorded) = (0, 0);
    for file in files {
        let Some(key) = declared.get(&file.declare_no) else {
            // Its declaration was set aside or waits for a person.
            continue;
        };
        let caller = bureau(file.region);
        // The same key at every start: what was entered before is not entered again.
        let idempotency = format!("demo:file:{}", file.declare_no);
        let submission = Submission {
            caller: &caller,
            jurisdiction: key.jurisdiction,
            key: Some(&idempotency),
        };
        let entered: Attested = hub
            .submit(&submission, &command(file, key))
            .await
            .with_context(|| format!("entering the file of {} {}", file.declare_no, file.name))?;
        projects += 1;
        recorded += entered.recorded;
        meter.step(projects, &file.name);
        if projects % 100 == 0 {
            meter.line(&format!(
                "  {projects} files entered, {recorded} values and papers"
            ));
        }
    }
    Ok((projects, recorded))
}

/// Somebody of the data bureau of a place.
pub(super) fn bureau(region: RegionCode) -> Caller {
    Caller {
        subject: format!("demo:data_bureau:{region}"),
        role: Role::DataBureau,
        body: None,
        jurisdictions: vec![region],
        organization: None,
        expires_at: None,
    }
}

fn command(file: &AttestedProject, key: &Key) -> AttestFile {
    let entry = |table, kind: &String| RecordEntry {
        project: key.id,
        expected_version: None,
        table,
        kind: kind.clone(),
        on: None,
        attributes: BTreeMap::new(),
        occurrence: None,
        period: None,
        attach: Attach::Nothing,
    };
    let events = file.events.iter().map(|event| RecordEntry {
        on: Some(event.on),
        attributes: event.attributes.clone(),
        occurrence: event.occurrence_key.clone(),
        ..entry(RecordKind::Event, &event.kind)
    });
    let documents = file.documents.iter().map(|document| RecordEntry {
        on: document.on,
        attributes: document.attributes.clone(),
        ..entry(RecordKind::Document, &document.kind)
    });
    let reports = file.reports.iter().map(|report| RecordEntry {
        on: Some(report.on),
        period: Some(report.period),
        ..entry(RecordKind::Report, &report.kind)
    });
    let facts = file.facts.iter().map(|fact| FactInput {
        name: fact.name.clone(),
        value: fact.value.clone(),
    });
    AttestFile {
        project: key.id,
        expected_version: None,
        tracked_since: file.tracked_since,
        reason: None,
        facts: facts.collect(),
        entries: events.chain(documents).chain(reports).collect(),
    }
}
