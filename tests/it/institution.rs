//! What units report for all of their projects, as a clerk keeps it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use shuniu_connectors::contract::{Stream, System};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    CorrectInstitutionReport, InstitutionReportTerms, RecordInstitutionReport,
    VoidInstitutionReport,
};
use shuniu_hub::query::{InstitutionFilter, InstitutionObligationFilter, Slice, View};
use shuniu_hub::sync::{Progress, Silent, SyncError};
use shuniu_tests::journey::{Desk, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::{tinghu, world};
use shuniu_tests::{Engine, TestDb, on_both};

use crate::plan::{is_sorted_by_it, plans_of, reads};

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

/// Asks a run to stop behind so many pages.
struct Patience(AtomicUsize);

impl Progress for Patience {
    fn page(&self, _: &str, _: &str, _: &shuniu_hub::sync::Counts) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }

    fn stops(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// What units owe once the approvals of a place were read in pages of some records, in one run or
/// in one that was stopped and one behind it.
async fn owed(db: &TestDb, page: u32, stops: bool) -> Vec<String> {
    let own = TestDb::migrated(db.engine()).await.unwrap();
    let clock = Arc::new(ManualClock::at(today()));
    let hub = own.hub(&clock).await.unwrap();
    let place = tinghu(&hub).await.unwrap();
    let outside = Outside::with(&world(60), &clock).await.unwrap();
    let system = System::INVESTMENT_APPROVAL;
    let page = [("page_size", json!(page))];
    let connector = outside.connector_with(&system, &page).unwrap();
    let source = hub.attach(place, connector).await.unwrap();
    let texts = async |sql: &str| {
        let raw = own.raw().await.unwrap();
        let texts = raw.column(sql).await.unwrap();
        raw.close().await.unwrap();
        texts
    };
    if stops {
        let patience = Patience(AtomicUsize::new(2));
        let run = hub.sync_stream(&source, &Stream::APPROVALS, false, &patience);
        let stopped = run.await.unwrap_err();
        assert!(
            matches!(stopped, SyncError::Interrupted { .. }),
            "{stopped}"
        );
    }
    let run = hub.sync_stream(&source, &Stream::APPROVALS, false, &Silent);
    let counts = run.await.unwrap().counts;
    assert!(counts.merged > 10, "{counts:?}");
    let left = texts("SELECT 'left' FROM institution WHERE stale").await;
    assert_eq!(left, [""; 0], "nothing of it is left to a round");
    let asks_shares = |sql: &str| {
        let from = r#"FROM "institution_share""#;
        sql.starts_with("SELECT") && sql.contains(from) && sql.contains("LIMIT")
    };
    let plans = plans_of(&own, &BTreeSet::new(), asks_shares).await;
    assert!(!plans.is_empty(), "nothing asks for shares");
    for plan in plans {
        let index = match own.engine() {
            Engine::Sqlite => {
                "institution_share_unit_idx (jurisdiction_id=? AND unit_id=? AND project_id>?"
            }
            Engine::Postgres => "institution_share_unit_idx",
        };
        reads(&plan, index);
        is_sorted_by_it(&plan);
    }
    let owed = texts(
        "SELECT n.name || ' ' || o.provision || ' ' || o.period || ' ' || CAST(o.projects AS text)
             || ' ' || COALESCE(CAST(o.triggered_on AS text), '-')
         FROM institution_obligation o JOIN organization n
             ON n.jurisdiction_id = o.jurisdiction_id AND n.id = o.institution_id
         ORDER BY n.name, o.provision, o.period",
    );
    let owed = owed.await;
    drop((hub, source));
    outside.stop().await;
    own.remove().await.unwrap();
    owed
}

on_both! {
    async fn units_owe_the_same_in_however_many_pages_their_projects_come(db: &TestDb) {
        let at_once = owed(db, 500, false).await;
        assert!(!at_once.is_empty());
        assert_eq!(owed(db, 3, false).await, at_once);
        assert_eq!(owed(db, 3, true).await, at_once);
    }
}
