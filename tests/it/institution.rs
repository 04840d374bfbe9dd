//! What units report for all of their projects, as a clerk keeps it.

use std::sync::Arc;

use shuniu_hub::command::{
    CorrectInstitutionReport, InstitutionReportTerms, RecordInstitutionReport,
    VoidInstitutionReport,
};
use shuniu_hub::query::{InstitutionFilter, InstitutionObligationFilter, Slice, View};
use shuniu_tests::journey::Desk;

/// A unit reports for all of its projects; corrected and withdrawn.
pub(crate) async fn kept(desk: &Desk<'_>) {
    let view = View::new(desk.hub, Arc::new(desk.caller.clone()));
    let of = InstitutionFilter::default();
    let owed = InstitutionObligationFilter::on(desk.hub.clock().today());
    let slice = Slice {
        size: 100,
        ..Slice::default()
    };
    let owed = view.institution_obligations(&owed, &slice).await.unwrap();
    let duty = owed
        .rows
        .first()
        .expect("some unit owes its self-evaluation");
    let terms = |day: &str| InstitutionReportTerms {
        kind: "annual_self_evaluation_report".to_owned(),
        period: "2024".parse().unwrap(),
        submitted_on: day.parse().unwrap(),
    };
    let record = RecordInstitutionReport {
        unit: Some(duty.institution_id),
        expected_version: None,
        terms: terms("2026-01-20"),
    };
    let wrong = desk.ask(None, &record).await.unwrap();
    let correct = CorrectInstitutionReport {
        report: wrong.report,
        expected_version: None,
        reason: "笔误".to_owned(),
        terms: terms("2026-01-21"),
    };
    let right = desk.ask(None, &correct).await.unwrap();
    let void = VoidInstitutionReport {
        report: right.report,
        expected_version: None,
        reason: "尚未报送".to_owned(),
    };
    desk.ask(None, &void).await.unwrap();
    let all = view.institution_reports(&of, &slice).await.unwrap();
    assert_eq!(all.rows.len(), 2);
}
