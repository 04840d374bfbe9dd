//! What the law says of a project, put straight into the tables.

use serde_json::{Value as Json, json};
use shuniu_entities::obligation;
use shuniu_hub::query::{ExceptionRow, FindingRow, GateRow, Key};
use shuniu_tests::Raw;
use uuid::Uuid;

use super::rows::{OCCURRENCE, PROVISION, day, now};

/// As if it had been assessed: a duty that all kinds of things performed, and a gate, a finding and
/// an exception.
pub(super) async fn judge(raw: &Raw, owner: Key, unit: Uuid, duty: Uuid, proofs: Json) {
    let because = json!([{"zh": "立项批复", "en": "approved"}]);
    raw.insert(vec![obligation::Model {
        jurisdiction_id: owner.jurisdiction,
        id: duty,
        project_id: owner.id,
        unit_id: Some(unit),
        provision: PROVISION.to_owned(),
        pack_id: "tinghu".to_owned(),
        pack_version: "1".to_owned(),
        subject: "-".to_owned(),
        occurrence: OCCURRENCE.to_owned(),
        period: "-".to_owned(),
        triggered_on: Some(day()),
        earliest_on: None,
        due_on: Some(day()),
        latest_on: None,
        last_on: Some(day()),
        fulfilled_on: Some(day()),
        undated: None,
        fulfilled_by: Some(proofs),
        observed_through: None,
        incurable: false,
        undetermined: false,
        provisional: false,
        attention_on: None,
        needs: json!([]),
        flags: json!([]),
        because: because.clone(),
        fault: None,
        assessed_for: shuniu_tests::journey::today(),
    }])
    .await
    .unwrap();
    let blocker = json!([{"pack": "tinghu", "provision": PROVISION, "because": because}]);
    raw.insert(vec![GateRow {
        jurisdiction_id: owner.jurisdiction,
        project_id: owner.id,
        gate: "some_other".to_owned(),
        state: "closed".to_owned(),
        blockers: blocker.clone(),
        needs: json!([{"fact": "lot_count", "provision": PROVISION}]),
        exceptions: blocker,
        assessed_for: shuniu_tests::journey::today(),
    }])
    .await
    .unwrap();
    let opened = "UPDATE gate_state SET state = 'open' WHERE gate = 'archive_transfer'";
    raw.execute(opened).await.unwrap();
    raw.insert(vec![FindingRow {
        jurisdiction_id: owner.jurisdiction,
        project_id: owner.id,
        code: "doubt:some".to_owned(),
        provision: Some(PROVISION.to_owned()),
        detail: json!({"zh": "存疑", "en": "doubtful", "because": because}),
        found_at: now(),
    }])
    .await
    .unwrap();
    raw.insert(vec![ExceptionRow {
        jurisdiction_id: owner.jurisdiction,
        id: Uuid::now_v7(),
        project_id: owner.id,
        provision: PROVISION.to_owned(),
        approved_by: "区政府".to_owned(),
        approved_on: day(),
        reason: "上级任务".to_owned(),
        recorded_by: "someone".to_owned(),
        recorded_at: now(),
    }])
    .await
    .unwrap();
}
