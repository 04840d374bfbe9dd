//! Rows put straight into the tables: everything that hangs on a project, from one record of one
//! outside system.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::source_record;
use shuniu_entities::{Keyed, Scope, project};
use shuniu_hub::Hub;
use shuniu_hub::field::Slot;
use shuniu_hub::query::{
    AllocationRow, AssetRow, AttachmentRow, CatalogRow, ConnectorRow, ContractRow, DiscrepancyRow,
    DocumentRow, EventRow, FactRow, Key, OrganizationRow, PaymentRow, QuotaRow, RelationRow,
    ReportRow, ReviewRow, TenderRow,
};
use shuniu_tests::Raw;
use uuid::Uuid;

use super::calendar::calendar;
use super::waiting::waiting;

/// A provision that a paper performs.
pub(super) const PROVISION: &str = "tinghu-11-cyberspace-filing-10-working-days";

/// Which of several clocks the duty is.
pub(super) const OCCURRENCE: &str = "again";

/// The ids of what hangs on a project.
pub(super) struct Hung {
    pub(super) connector: Uuid,
    pub(super) record: Uuid,
    pub(super) unit: Uuid,
    pub(super) fact: Uuid,
    pub(super) discrepancy: Uuid,
    pub(super) event: Uuid,
    pub(super) document: Uuid,
    pub(super) report: Uuid,
    pub(super) tender: Uuid,
    pub(super) contract: Uuid,
    pub(super) payment: Uuid,
    pub(super) quota: Uuid,
    pub(super) entry: Uuid,
    pub(super) contact: Uuid,
    pub(super) phone: String,
    pub(super) asset: Uuid,
    pub(super) review: Uuid,
    pub(super) allocation: Uuid,
    pub(super) hand_over: Uuid,
    pub(super) matched: Uuid,
    pub(super) open: Uuid,
    pub(super) aside: Uuid,
    pub(super) run: Uuid,
    pub(super) calendar: Uuid,
}

pub(super) fn now() -> DateTime<Utc> {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

pub(super) fn day() -> NaiveDate {
    "2026-05-06".parse().unwrap()
}

/// A relation of the project, for the sake of its row with itself.
async fn related(nail: &Nail<'_>) {
    let row = RelationRow {
        jurisdiction_id: nail.place,
        id: Uuid::now_v7(),
        project_id: nail.project,
        other_id: nail.project,
        kind: "linked".to_owned(),
        recorded_by: "clerk".to_owned(),
        recorded_at: now(),
        standing: "current".to_owned(),
        reason: None,
    };
    nail.raw.insert(vec![row]).await.unwrap();
}

/// Where the rows go.
pub(super) struct Nail<'a> {
    pub(super) raw: &'a Raw,
    pub(super) place: Uuid,
    pub(super) project: Uuid,
    pub(super) system: &'a str,
    pub(super) connector: Uuid,
    /// The record they all came in with.
    pub(super) record: Uuid,
}

/// A row of the project that the system reported: what is the same for all, and its own.
macro_rules! reported {
    ($nail:ident, $row:ident { $($own:tt)* }) => {{
        let id = Uuid::now_v7();
        let row = $row {
            jurisdiction_id: $nail.place,
            id,
            project_id: $nail.project,
            source: $nail.system.to_owned(),
            source_record_id: Some($nail.record),
            recorded_by: "sync".to_owned(),
            recorded_at: now(),
            $($own)*
        };
        $nail.raw.insert(vec![row]).await.unwrap();
        id
    }};
}

/// The same, of those that are corrected and voided.
macro_rules! kept {
    ($nail:ident, $row:ident { $($own:tt)* }) => {
        reported!($nail, $row {
            standing: "current".to_owned(),
            corrects_id: None,
            reason: None,
            $($own)*
        })
    };
}

/// Hangs one of everything on the project.
pub(super) async fn hang(hub: &Hub, raw: &Raw, owner: Key, system: &str) -> Hung {
    let (place, project) = (owner.jurisdiction, owner.id);
    let scope = Scope::jurisdictions(vec![place]);
    let row = project::Entity::find_key(&scope, owner)
        .one(&hub.reader())
        .await;
    let unit = row.unwrap().unwrap().unit_id.unwrap();
    let connector = Uuid::now_v7();
    raw.insert(vec![ConnectorRow {
        pause: Some(json!({"at": now(), "by": "clerk", "reason": "平台切换"})),
        jurisdiction_id: place,
        id: connector,
        system: system.to_owned(),
        health: json!({}),
        checked_at: None,
        version: 1,
    }])
    .await
    .unwrap();
    let mut nail = Nail {
        raw,
        place,
        project,
        system,
        connector,
        record: Uuid::nil(),
    };
    nail.record = record(&nail, "merged").await;
    let nail = &nail;
    let (tender, contract) = bought(nail, unit).await;
    let (event, document, report, fact) = filed(nail).await;
    attached(nail, document, event).await;
    related(nail).await;
    let discrepancy = disputed(nail, fact).await;
    let (payment, quota) = paid(nail, contract, unit, document).await;
    let (entry, asset, review, allocation) = left(nail).await;
    let (contact, phone) = person(nail).await;
    let (hand_over, matched, open, aside, run) = waiting(nail, (asset, event)).await;
    let calendar = calendar(nail, unit).await;
    Hung {
        connector,
        record: nail.record,
        unit,
        fact,
        discrepancy,
        event,
        document,
        report,
        tender,
        contract,
        payment,
        quota,
        entry,
        contact,
        phone,
        asset,
        review,
        allocation,
        hand_over,
        matched,
        open,
        aside,
        run,
        calendar,
    }
}

pub(super) async fn record(nail: &Nail<'_>, outcome: &str) -> Uuid {
    let id = Uuid::now_v7();
    let row = source_record::Model {
        jurisdiction_id: nail.place,
        id,
        connector_id: nail.connector,
        stream: "approvals".to_owned(),
        external_id: id.to_string(),
        hash: "0".repeat(64),
        body: "{}".to_owned(),
        source_time: now(),
        received_at: now(),
        outcome: outcome.to_owned(),
        project_id: Some(nail.project),
    };
    nail.raw.insert(vec![row]).await.unwrap();
    id
}

async fn filed(nail: &Nail<'_>) -> (Uuid, Uuid, Uuid, Uuid) {
    let event = kept!(
        nail,
        EventRow {
            kind: "project_approved".to_owned(),
            occurred_on: day(),
            attributes: json!({}),
            occurrence: "-".to_owned(),
        }
    );
    let document = kept!(
        nail,
        DocumentRow {
            kind: "filing".to_owned(),
            filed_on: Some(day()),
            attributes: json!({"matter": "project_basic_information", "with": "cyberspace"}),
            occurrence: "-".to_owned(),
        }
    );
    let report = kept!(
        nail,
        ReportRow {
            kind: "annual_self_evaluation_report".to_owned(),
            period: "2025".to_owned(),
            submitted_on: day(),
        }
    );
    let fact = reported!(
        nail,
        FactRow {
            subject: None,
            name: "includes_separate_mobile_app".to_owned(),
            value: json!(false),
            standing: "current".to_owned(),
            ended_at: None,
            reason: None,
        }
    );
    (event, document, report, fact)
}

/// The document is attached to the event and to the duty of [`judge`](super::judged::judge).
async fn attached(nail: &Nail<'_>, document: Uuid, event: Uuid) {
    let none = || None::<String>;
    for (event, provision, occurrence, whole) in [
        (Some(event), none(), none(), none()),
        (
            None,
            Some(PROVISION.to_owned()),
            Some(OCCURRENCE.to_owned()),
            Some("-".to_owned()),
        ),
    ] {
        kept!(
            nail,
            AttachmentRow {
                document_id: document,
                event_id: event,
                provision,
                subject: whole.clone(),
                occurrence,
                period: whole,
            }
        );
    }
}

/// A disagreement about the attribute, as if it had been settled.
async fn disputed(nail: &Nail<'_>, fact: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let row = DiscrepancyRow {
        jurisdiction_id: nail.place,
        id,
        project_id: nail.project,
        subject: "-".to_owned(),
        name: "includes_separate_mobile_app".to_owned(),
        state: "settled".to_owned(),
        facts: json!([fact]),
        counts_id: Some(fact),
        precedence: Some("1".to_owned()),
        choice_id: None,
        opened_at: now(),
        changed_at: now(),
        way: Some("known".to_owned()),
        settled_by: Some("someone".to_owned()),
        settled_at: Some(now()),
        reason: Some("口径不同".to_owned()),
        version: 1,
    };
    nail.raw.insert(vec![row]).await.unwrap();
    id
}

async fn bought(nail: &Nail<'_>, unit: Uuid) -> (Uuid, Uuid) {
    let supplier = Uuid::now_v7();
    let name = format!("供应商{supplier}");
    nail.raw
        .insert(vec![OrganizationRow {
            jurisdiction_id: nail.place,
            id: supplier,
            identity: format!("name:{name}"),
            name,
            credit_code: None,
            source: nail.system.to_owned(),
            created_at: now(),
        }])
        .await
        .unwrap();
    assert_ne!(supplier, unit);
    let [code, number] = [(); 2].map(|()| Uuid::now_v7().to_string());
    say(nail, Slot::tender(&code), json!("采购")).await;
    say(nail, Slot::contract(&number), json!("合同")).await;
    let tender = reported!(
        nail,
        TenderRow {
            code,
            name: "采购".to_owned(),
            deal_code: None,
            method: None,
            budget_fen: None,
            notice_on: None,
            awarded_on: None,
            award_fen: Some(99_999),
            supplier_id: Some(supplier),
            version: 1,
        }
    );
    let contract = reported!(
        nail,
        ContractRow {
            number,
            name: "合同".to_owned(),
            amount_fen: Some(99_999),
            raw_amount: None,
            supplier_id: Some(supplier),
            signed_on: Some(day()),
            tender_id: Some(tender),
            version: 1,
        }
    );
    (tender, contract)
}

/// A value of a field of something that the project has.
async fn say(nail: &Nail<'_>, subject: String, value: Json) {
    reported!(
        nail,
        FactRow {
            subject: Some(subject),
            name: "name".to_owned(),
            value,
            standing: "current".to_owned(),
            ended_at: None,
            reason: None,
        }
    );
}

async fn paid(nail: &Nail<'_>, contract: Uuid, payee: Uuid, evidence: Uuid) -> (Uuid, Uuid) {
    let payment = kept!(
        nail,
        PaymentRow {
            number: Some("支-1".to_owned()),
            contract_id: Some(contract),
            contract_number: Some("told-contract-number".to_owned()),
            payee_id: Some(payee),
            kind: "advance".to_owned(),
            amount_fen: 1_000,
            requested_on: Some(day()),
            paid_on: Some(day()),
            evidence_id: Some(evidence),
        }
    );
    let quota = kept!(
        nail,
        QuotaRow {
            document_number: "亭财预〔2026〕8号".to_owned(),
            year: 2026,
            amount_fen: 1_000,
            funding_source: None,
            issued_on: day(),
        }
    );
    (payment, quota)
}

async fn left(nail: &Nail<'_>) -> (Uuid, Uuid, Uuid, Uuid) {
    let entry = kept!(
        nail,
        CatalogRow {
            code: None,
            name: "部件数据".to_owned(),
            system_name: None,
            sharing: "conditional".to_owned(),
            update_cycle: None,
            registered_on: Some(day()),
        }
    );
    let asset = reported!(
        nail,
        AssetRow {
            kind: "software".to_owned(),
            name: "业务系统".to_owned(),
            category_code: None,
            quantity: Some(1),
            original_value_fen: None,
            acquired_on: None,
            contract_id: None,
            contract_number: None,
            card_number: None,
            state: "unregistered".to_owned(),
            changed_on: None,
            holder_name: None,
            registry_source: Some("asset_cloud".to_owned()),
            registry_state: Some("unregistered".to_owned()),
            registry_record_id: Some(nail.record),
            registry_recorded_by: Some("outbox".to_owned()),
            registry_recorded_at: Some(now()),
            version: 1,
        }
    );
    say(nail, Slot::asset(asset), json!("业务系统")).await;
    let review = reported!(
        nail,
        ReviewRow {
            number: Uuid::now_v7().to_string(),
            kind: "pre_review".to_owned(),
            reviewer: "data_bureau".to_owned(),
            result: "passed".to_owned(),
            opinion: None,
            panel_size: None,
            reviewed_on: day(),
            version: 1,
        }
    );
    let allocation = kept!(
        nail,
        AllocationRow {
            number: Uuid::now_v7().to_string(),
            kind: "storage".to_owned(),
            specification: "1 TB".to_owned(),
            quantity: Some(1),
            allocated_on: day(),
            released_on: None,
        }
    );
    (entry, asset, review, allocation)
}

async fn person(nail: &Nail<'_>) -> (Uuid, String) {
    let id = Uuid::now_v7();
    let phone = format!("+86 {id}");
    let row = shuniu_entities::person::Model {
        jurisdiction_id: nail.place,
        id,
        project_id: nail.project,
        role: "leader".to_owned(),
        name: "张三".to_owned(),
        phone: Some(phone.clone()),
        email: None,
        organization: None,
        recorded_by: "someone".to_owned(),
        recorded_at: now(),
    };
    nail.raw.insert(vec![row]).await.unwrap();
    (id, phone)
}
