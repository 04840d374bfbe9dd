//! What waits for a person, put straight into the tables.

use chrono::DateTime;
use serde_json::json;
use shuniu_connectors::contract::CanonicalRecord;
use shuniu_entities::{hand_over_comparison, hand_over_difference, sync_seen};
use shuniu_hub::query::{
    CursorRow, DifferenceRow, MatchRow, OutboxRow, QuarantineRow, RunRow, SweepRow,
};
use uuid::Uuid;

use super::rows::{Nail, now, record};

/// What waits for a person, and how the system fares. Beside the filing of the project stand the
/// card of its asset and the filing of what happened.
pub(super) async fn waiting(
    nail: &Nail<'_>,
    (asset, event): (Uuid, Uuid),
) -> (Uuid, Uuid, Uuid, Uuid, Uuid) {
    let (raw, place) = (nail.raw, nail.place);
    let [hand_over, aside, run] = [(); 3].map(|()| Uuid::now_v7());
    let handed = |id: Uuid, kind: &str, about| OutboxRow {
        jurisdiction_id: place,
        id,
        project_id: nail.project,
        system: nail.system.to_owned(),
        kind: kind.to_owned(),
        about,
        key: id.to_string(),
        payload: json!({}),
        state: "unknown".to_owned(),
        attempts: 1,
        next_attempt_at: now(),
        holder: "-".to_owned(),
        fence: 0,
        lease_until: DateTime::UNIX_EPOCH,
        answer: None,
        sent_at: None,
        created_at: now(),
        version: 1,
    };
    raw.insert(vec![
        handed(hand_over, "project_filing", None),
        handed(Uuid::now_v7(), "asset_card", Some(asset)),
        handed(Uuid::now_v7(), "change_filing", Some(event)),
    ])
    .await
    .unwrap();
    let matched = candidate(nail, "matched").await;
    let open = candidate(nail, "open").await;
    raw.insert(vec![QuarantineRow {
        jurisdiction_id: place,
        id: aside,
        // Of a state-secret project: nothing of it is left to be read again.
        source_record_id: record(nail, "refused").await,
        path: "/projectType".to_owned(),
        code: Some("unknown_value".to_owned()),
        reason: "unknown".to_owned(),
        reason_zh: Some("未知".to_owned()),
        mend: "add it".to_owned(),
        mend_zh: Some("补充".to_owned()),
        state: "open".to_owned(),
        created_at: now(),
        system: Some(nail.system.to_owned()),
        stream: Some("approvals".to_owned()),
        run_id: Some(run),
    }])
    .await
    .unwrap();
    raw.insert(vec![RunRow {
        jurisdiction_id: place,
        id: run,
        connector_id: nail.connector,
        stream: "approvals".to_owned(),
        state: "running".to_owned(),
        started_at: now(),
        finished_at: None,
        pages: 1,
        received: 1,
        unchanged: 0,
        merged: 1,
        unmatched: 0,
        quarantined: 0,
        refused: 0,
        turned_back: Some(0),
        failure: None,
        waiting_for: Some(json!({
            "kind": "retry_after", "until": "2999-01-01T00:00:00Z", "attempt": 2, "attempts": 4,
            "after": "throttled",
        })),
    }])
    .await
    .unwrap();
    // By the same id: they are of different tables.
    raw.insert(vec![SweepRow {
        jurisdiction_id: place,
        id: run,
        connector_id: nail.connector,
        stream: "approvals".to_owned(),
        kind: "comparison".to_owned(),
        state: "held".to_owned(),
        since: None,
        until: None,
        cursor: None,
        asked_by: "schedule".to_owned(),
        reason: None,
        began_at: now(),
        ended_at: None,
        pages: 1,
        received: 1,
        same: 0,
        differing: 0,
        missing_here: 0,
        missing_there: Some(1),
        held_here: Some(2),
        failure: None,
        version: 1,
    }])
    .await
    .unwrap();
    raw.insert(vec![hand_over_comparison::Model {
        jurisdiction_id: place,
        id: run,
        connector_id: nail.connector,
        state: "finished".to_owned(),
        since: now(),
        cursor: None,
        asked_by: "schedule".to_owned(),
        began_at: now(),
        ended_at: Some(now()),
        through: Some(now()),
        pages: 1,
        listed: 1,
        same: 0,
        settled: 0,
        under_way: 0,
        differing: 1,
        not_here: 0,
        missing_there: Some(0),
        failure: None,
        holder: "-".to_owned(),
        fence: 1,
        lease_until: DateTime::UNIX_EPOCH,
    }])
    .await
    .unwrap();
    raw.insert(vec![hand_over_difference::Model {
        jurisdiction_id: place,
        id: Uuid::now_v7(),
        connector_id: nail.connector,
        comparison_id: run,
        hand_over_id: Some(hand_over),
        project_id: Some(nail.project),
        key: hand_over.to_string(),
        kind: "state".to_owned(),
        what: "project_registration".to_owned(),
        number: Some("DJ-320902-00001".to_owned()),
        here: Some("accepted".to_owned()),
        there: Some("rejected".to_owned()),
        received_at: Some(now()),
        found_at: now(),
    }])
    .await
    .unwrap();
    raw.insert(vec![sync_seen::Model {
        jurisdiction_id: place,
        sweep_id: run,
        external_id: "SB-1".to_owned(),
    }])
    .await
    .unwrap();
    raw.insert(vec![DifferenceRow {
        jurisdiction_id: place,
        id: Uuid::now_v7(),
        sweep_id: run,
        kind: "missing_there".to_owned(),
        source_record_id: nail.record,
    }])
    .await
    .unwrap();
    raw.insert(vec![CursorRow {
        begun_at: None,
        retry_at: None,
        failures: None,
        flood: Some(json!({
            "since": now(), "new": 60, "aside": 60, "of_page": 40, "turned_back": 40,
            "path": "/projectType", "reason": {"code": "unknown_code", "zh": "未知", "en": "unknown"},
        })),
        jurisdiction_id: place,
        connector_id: nail.connector,
        stream: "approvals".to_owned(),
        cursor: None,
        observed_through: Some(now()),
        holder: "-".to_owned(),
        fence: 0,
        lease_until: DateTime::UNIX_EPOCH,
        kinds: Some(json!([])),
        run_id: Some(run),
    }])
    .await
    .unwrap();
    (hand_over, matched, open, aside, run)
}

async fn candidate(nail: &Nail<'_>, state: &str) -> Uuid {
    let id = Uuid::now_v7();
    // The one that was matched was linked by its likeness: the record behind what is on file.
    let matched = state == "matched";
    let record = match matched {
        true => nail.record,
        false => record(nail, "unmatched").await,
    };
    let waiting = json!({
        "source_record": record, "system": "investment_approval", "stream": "approvals",
        "external_id": "SB-9", "earlier": null, "mapping_version": "1",
        "record": CanonicalRecord::default(),
    });
    let row = MatchRow {
        jurisdiction_id: nail.place,
        id,
        source_record_id: record,
        code: Some("no_project".to_owned()),
        reason: "none is certain".to_owned(),
        reason_zh: Some("无法确定".to_owned()),
        summary: waiting,
        candidates: json!([{
            "project": nail.project, "likeness": 900, "score": 14_000,
            "reasons": [{"zh": "名称相同", "en": "the names are the same"}],
        }]),
        state: state.to_owned(),
        project_id: matched.then_some(nail.project),
        settled_by: matched.then(|| "likeness".to_owned()),
        barred: None,
        created_at: now(),
        version: 1,
    };
    nail.raw.insert(vec![row]).await.unwrap();
    id
}
