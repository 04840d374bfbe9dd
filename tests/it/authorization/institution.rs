use serde_json::json;
use shuniu_hub::query::{InstitutionObligationRow, InstitutionReportRow};
use uuid::Uuid;

use super::rows::{Nail, day, now};

/// A report of the unit for all of its projects, and a duty that it performed.
pub(super) async fn of_unit(nail: &Nail<'_>, unit: Uuid) -> (Uuid, Uuid) {
    let (report, obligation) = (Uuid::now_v7(), Uuid::now_v7());
    let row = InstitutionReportRow {
        jurisdiction_id: nail.place,
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
    nail.raw.insert(vec![row]).await.unwrap();
    let row = InstitutionObligationRow {
        jurisdiction_id: nail.place,
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
        report_id: Some(report),
        project_id: Some(nail.project),
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
    nail.raw.insert(vec![row]).await.unwrap();
    (report, obligation)
}
