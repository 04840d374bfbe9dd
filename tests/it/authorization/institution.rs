use serde_json::json;
use shuniu_hub::query::{InstitutionObligationRow, InstitutionReportRow, Key};
use shuniu_tests::Raw;
use uuid::Uuid;

use super::rows::{day, now};

/// A report of the unit for all of its projects, and a duty that it performed.
pub(super) async fn of_unit(raw: &Raw, project: Key, unit: Uuid, [report, obligation]: [Uuid; 2]) {
    let row = InstitutionReportRow {
        jurisdiction_id: project.jurisdiction,
        id: report,
        institution_id: unit,
        kind: "annual_self_evaluation_report".to_owned(),
        period: "2025".to_owned(),
        submitted_on: day(),
        source: "person".to_owned(),
        recorded_by: "clerk".to_owned(),
        recorded_at: now(),
        standing: "current".to_owned(),
        corrects_id: None,
        reason: None,
    };
    raw.insert(vec![row]).await.unwrap();
    let row = InstitutionObligationRow {
        jurisdiction_id: project.jurisdiction,
        id: obligation,
        institution_id: unit,
        provision: "tinghu-22-annual-self-evaluation".to_owned(),
        pack_id: "tinghu".to_owned(),
        pack_version: "1".to_owned(),
        occurrence: "-".to_owned(),
        period: "2025".to_owned(),
        triggered_on: Some(day()),
        earliest_on: None,
        due_on: None,
        latest_on: None,
        last_on: None,
        fulfilled_on: Some(day()),
        undated: None,
        report_id: Some(report),
        project_id: Some(project.id),
        projects: 1,
        observed_through: None,
        incurable: false,
        undetermined: false,
        provisional: false,
        attention_on: None,
        needs: json!([]),
        flags: json!([]),
        because: json!([{"zh": "已报送", "en": "submitted"}]),
        fault: None,
        assessed_for: day(),
    };
    raw.insert(vec![row]).await.unwrap();
}
