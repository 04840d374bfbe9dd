//! Rows put straight into the tables: a project with everything that hangs on it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use shuniu_entities::obligation;
use shuniu_entities::source_record::Model as RawRecord;
use shuniu_hub::query::{
    AttachmentRow, ConnectorRow, ContractRow, DocumentRow, EventRow, FactRow, GateRow,
    OrganizationRow, ProjectRow, TenderRow,
};
use uuid::Uuid;

use super::house::{House, day};

pub(super) const PROVISION: &str = "tinghu-11-cyberspace-filing-10-working-days";

fn now() -> DateTime<Utc> {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

pub(super) async fn organization(
    house: &House,
    jurisdiction: Uuid,
    name: &str,
    code: Option<&str>,
) -> Uuid {
    let row = OrganizationRow {
        jurisdiction_id: jurisdiction,
        id: Uuid::now_v7(),
        name: name.into(),
        identity: code.map_or_else(|| format!("name:{name}"), |code| format!("code:{code}")),
        credit_code: code.map(Into::into),
        source: "person".into(),
        created_at: now(),
    };
    let id = row.id;
    house.raw.insert(vec![row]).await.unwrap();
    id
}

pub(super) fn project(jurisdiction: Uuid, unit: Uuid, number: usize) -> ProjectRow {
    ProjectRow {
        jurisdiction_id: jurisdiction,
        id: Uuid::now_v7(),
        name: format!("项目{number:03}"),
        name_folded: None,
        likened: None,
        project_code: None,
        unit_id: Some(unit),
        stage: "application".into(),
        project_type: Some("build".into()),
        build_nature: None,
        budget_fen: Some(100_000_000),
        // Every third is unknown.
        investment_fen: (!number.is_multiple_of(3)).then_some(i64::try_from(number / 2).unwrap()),
        classified: false,
        tracked_since: None,
        derived: json!({}),
        assessed_for: None,
        assessed_under: None,
        unstarted_set: None,
        next_change_on: None,
        version: 1,
        created_at: now(),
        updated_at: now() + TimeDelta::minutes(i64::try_from(number % 7).unwrap()),
    }
}

/// Enters `count` projects of the unit with facts, events, tenders, contracts, duties and gates.
pub(super) async fn projects(
    house: &House,
    jurisdiction: Uuid,
    unit: Uuid,
    count: usize,
) -> Vec<ProjectRow> {
    let rows: Vec<ProjectRow> = (0..count)
        .map(|at| project(jurisdiction, unit, at))
        .collect();
    let supplier = organization(
        house,
        jurisdiction,
        &format!("供应商{}", Uuid::now_v7()),
        None,
    )
    .await;
    let connector = ConnectorRow {
        pause: None,
        jurisdiction_id: jurisdiction,
        id: Uuid::now_v7(),
        system: format!("system-{}", Uuid::now_v7()),
        health: json!({}),
        checked_at: None,
        version: 1,
    };
    let (mut facts, mut events, mut tenders, mut contracts, mut duties, mut gates, mut records) =
        (vec![], vec![], vec![], vec![], vec![], vec![], vec![]);
    let (mut papers, mut attached) = (vec![], vec![]);
    for row in &rows {
        let record = Uuid::now_v7();
        records.push(record_row(&connector, record, row.id));
        for at in 0..2 {
            facts.push(fact(row, record, at));
            events.push(event(row, at));
        }
        let tender = tender(row, supplier);
        contracts.push(contract(row, supplier, tender.id));
        tenders.push(tender);
        let done = events
            .last()
            .map(|one: &EventRow| json!([{"kind": "event", "id": one.id}]));
        let duty = obligation::Model {
            fulfilled_by: done,
            ..duty(row)
        };
        let paper = document(row);
        attached.push(attachment(&paper, events.last().map(|one| one.id), None));
        attached.push(attachment(&paper, None, Some(&duty)));
        papers.push(paper);
        duties.push(duty);
        gates.push(gate(row));
    }
    let raw = &house.raw;
    raw.insert(vec![connector]).await.unwrap();
    raw.insert(rows.clone()).await.unwrap();
    raw.insert(records).await.unwrap();
    raw.insert(facts).await.unwrap();
    raw.insert(events).await.unwrap();
    raw.insert(tenders).await.unwrap();
    raw.insert(contracts).await.unwrap();
    raw.insert(duties).await.unwrap();
    raw.insert(gates).await.unwrap();
    raw.insert(papers).await.unwrap();
    raw.insert(attached).await.unwrap();
    house.hub.index_names(jurisdiction).await.unwrap();
    rows
}

fn record_row(connector: &ConnectorRow, id: Uuid, project: Uuid) -> RawRecord {
    RawRecord {
        jurisdiction_id: connector.jurisdiction_id,
        id,
        connector_id: connector.id,
        stream: "approvals".into(),
        external_id: id.to_string(),
        hash: "0".repeat(64),
        body: "{}".into(),
        source_time: now(),
        received_at: now(),
        outcome: "merged".into(),
        project_id: Some(project),
    }
}

fn fact(project: &ProjectRow, record: Uuid, at: usize) -> FactRow {
    FactRow {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        subject: None,
        name: ["budget_yuan", "investment_yuan"][at].into(),
        value: json!("1000000.00"),
        source: "person".into(),
        source_record_id: Some(record),
        recorded_by: "someone".into(),
        recorded_at: now(),
        standing: "current".into(),
        ended_at: None,
        reason: None,
    }
}

fn event(project: &ProjectRow, at: usize) -> EventRow {
    EventRow {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        kind: ["application_submitted", "project_approved"][at].into(),
        occurred_on: day("2026-05-01"),
        attributes: json!({}),
        occurrence: "-".into(),
        source: "person".into(),
        source_record_id: None,
        recorded_by: "someone".into(),
        recorded_at: now(),
        standing: "current".into(),
        corrects_id: None,
        reason: None,
    }
}

/// A paper that performs the duty.
fn document(project: &ProjectRow) -> DocumentRow {
    DocumentRow {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        kind: "filing".into(),
        filed_on: Some(day("2026-05-10")),
        attributes: json!({"matter": "project_basic_information", "with": "cyberspace"}),
        occurrence: "-".into(),
        source: "person".into(),
        source_record_id: None,
        recorded_by: "someone".into(),
        recorded_at: now(),
        standing: "current".into(),
        corrects_id: None,
        reason: None,
    }
}

/// The paper is attached to an event or to a duty.
fn attachment(
    paper: &DocumentRow,
    event: Option<Uuid>,
    duty: Option<&obligation::Model>,
) -> AttachmentRow {
    AttachmentRow {
        jurisdiction_id: paper.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: paper.project_id,
        document_id: paper.id,
        event_id: event,
        provision: duty.map(|duty| duty.provision.clone()),
        subject: duty.map(|duty| duty.subject.clone()),
        occurrence: duty.map(|duty| duty.occurrence.clone()),
        period: duty.map(|duty| duty.period.clone()),
        source: "person".into(),
        source_record_id: None,
        recorded_by: "someone".into(),
        recorded_at: now(),
        standing: "current".into(),
        corrects_id: None,
        reason: None,
    }
}

fn tender(project: &ProjectRow, supplier: Uuid) -> TenderRow {
    TenderRow {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        code: Uuid::now_v7().to_string(),
        name: project.name.clone(),
        deal_code: None,
        method: None,
        budget_fen: None,
        notice_on: None,
        awarded_on: None,
        award_fen: Some(99_999),
        supplier_id: Some(supplier),
        source: "person".into(),
        source_record_id: None,
        recorded_by: "someone".into(),
        recorded_at: now(),
        version: 1,
    }
}

fn contract(project: &ProjectRow, supplier: Uuid, tender: Uuid) -> ContractRow {
    ContractRow {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        number: Uuid::now_v7().to_string(),
        name: project.name.clone(),
        amount_fen: Some(99_999),
        raw_amount: None,
        supplier_id: Some(supplier),
        signed_on: None,
        tender_id: Some(tender),
        source: "person".into(),
        source_record_id: None,
        recorded_by: "someone".into(),
        recorded_at: now(),
        version: 1,
    }
}

/// Owed since May and overdue by the end of June.
pub(super) fn duty(project: &ProjectRow) -> obligation::Model {
    obligation::Model {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        unit_id: project.unit_id,
        provision: PROVISION.into(),
        pack_id: "tinghu".into(),
        pack_version: "1".into(),
        subject: "-".into(),
        occurrence: "-".into(),
        period: "-".into(),
        triggered_on: Some(day("2026-05-01")),
        earliest_on: None,
        due_on: Some(day("2026-05-18")),
        latest_on: None,
        last_on: Some(day("2026-05-18")),
        fulfilled_on: None,
        undated: None,
        fulfilled_by: None,
        observed_through: None,
        incurable: false,
        undetermined: false,
        provisional: false,
        attention_on: None,
        needs: json!([]),
        flags: json!([]),
        because: json!([{"zh": "立项批复", "en": "approved"}]),
        fault: None,
        assessed_for: day("2026-06-30"),
    }
}

fn gate(project: &ProjectRow) -> GateRow {
    GateRow {
        jurisdiction_id: project.jurisdiction_id,
        project_id: project.id,
        gate: "final_acceptance".into(),
        state: "closed".into(),
        blockers: json!([{"pack": "tinghu", "provision": "tinghu-19-trial-run-3-6-months", "because": []}]),
        needs: json!([{"fact": "lot_count", "provision": "tinghu-19-trial-run-3-6-months"}]),
        exceptions: json!([]),
        assessed_for: day("2026-06-30"),
    }
}
