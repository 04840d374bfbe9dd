use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, project, project_event, quarantine, source_record};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, ImportError, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, canonical, on_both};
use uuid::Uuid;

use super::book::{dirty, fates, order, remarks};

async fn house(db: &TestDb) -> (Hub, Uuid) {
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    (hub, place)
}

async fn rows(db: &TestDb) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &[]).await.unwrap();
    raw.close().await.unwrap();
    rows
}

/// What every row of the dirty ledger gets for an answer.
fn expected() -> Vec<(u32, Fate, Vec<&'static str>)> {
    vec![
        (5, Fate::Entered, vec![]),
        (6, Fate::Entered, vec![]),
        (7, Fate::Repeats, vec!["repeats"]),
        (8, Fate::SetAside, vec!["day"]),
        (9, Fate::Conflicts, vec!["conflicts"]),
        (10, Fate::Conflicts, vec!["conflicts"]),
        (11, Fate::Refused, vec![]),
        (12, Fate::Entered, vec![]),
        (13, Fate::SetAside, vec!["formula_error"]),
        (14, Fate::SetAside, vec!["amount_implausible"]),
        (15, Fate::SetAside, vec!["amount_grouping"]),
        (16, Fate::Entered, vec![]),
        (17, Fate::Entered, vec![]),
        (18, Fate::Entered, vec![]),
        (19, Fate::Nameless, vec!["missing"]),
        (20, Fate::SetAside, vec!["secrecy_mark"]),
        (21, Fate::Skipped, vec![]),
        (22, Fate::Skipped, vec![]),
    ]
}

on_both! {
    async fn a_ledger_with_the_usual_dirt_is_answered_row_by_row(db: &TestDb) {
        let (hub, place) = house(db).await;
        let caller = clerk(0).unwrap();
        let before = rows(db).await;
        let trial = hub.import(&caller, place, order(Kind::Projects, &dirty(), true)).await.unwrap();
        assert_eq!(fates(&trial), expected());
        assert_eq!(rows(db).await, before, "a rehearsal leaves no trace");

        let told = hub.import(&caller, place, order(Kind::Projects, &dirty(), false)).await.unwrap();
        assert_eq!(fates(&told), expected(), "a rehearsal says what will be");
        assert_eq!(told.to_be_mended, 8);
        assert_eq!(told.counts.refused, 1);
        assert_eq!(
            remarks(&told),
            [
                (6, vec!["unit_of_cell"]),
                (7, vec!["unit_of_cell"]),
                (12, vec!["formula", "serial_day"]),
                (13, vec!["formula"]),
                (16, vec!["hidden_row", "unseen_removed"]),
                (18, vec!["joined_cell"]),
            ]
        );
        // The contact column is nobody's business; it is named, with what it may have been.
        assert_eq!(told.left_out.len(), 1);
        assert!(told.left_out[0].contains("H 列“联系人”"), "{:?}", told.left_out);
        let day = &told.rows.iter().find(|row| row.row == 8).unwrap().troubles[0];
        assert_eq!(day.column.as_deref(), Some("F"));
        assert!(day.text.zh.contains("2025.13.1") && day.text.zh.contains("没有 13 月"), "{day:?}");

        let scope = Scope::jurisdictions(vec![place]);
        let reader = hub.reader();
        let mut projects = project::Entity::find_in(&scope).all(&reader).await.unwrap();
        projects.sort_by(|a, b| a.name.cmp(&b.name));
        let said: Vec<_> = projects.iter().map(|row| (row.name.as_str(), row.investment_fen)).collect();
        assert_eq!(
            said,
            [
                ("2026年人社一体化平台", Some(120_000_000)),
                ("城建档案数字化", Some(64_000_000)),
                ("教育云一期", Some(150_000_000)),
                ("教育云二期", Some(160_000_000)),
                ("智慧城管平台（二期）", Some(118_500_000)),
                ("雪亮工程运维", Some(80_500_000)),
            ]
        );
        let approved = project_event::Entity::find_in(&scope).all(&reader).await.unwrap();
        let mut days: Vec<String> = approved.iter().map(|row| row.occurred_on.to_string()).collect();
        days.sort();
        assert_eq!(days, ["2026-03-01", "2026-03-02", "2026-04-01", "2026-04-01", "2026-04-01"]);

        // A row that was not understood is set aside whole; of a secret one nothing is kept.
        let aside = quarantine::Entity::find_in(&scope).all(&reader).await.unwrap();
        assert_eq!(aside.len(), 5);
        let raw = source_record::Entity::find_in(&scope).all(&reader).await.unwrap();
        let withheld = raw.iter().filter(|row| row.body.is_empty()).count();
        assert_eq!(withheld, 2, "the secret row, and the one whose mark cannot be read");
        let all = rows(db).await.join("\n");
        for secret in ["绝密指挥", "某办公室", "智慧医保", "说不清", "13800000000", "王某"] {
            assert!(!all.contains(secret), "{secret} is kept somewhere");
        }
    }
}

on_both! {
    async fn a_file_that_is_no_ledger_of_the_kind_leaves_nothing(db: &TestDb) {
        let (hub, place) = house(db).await;
        let caller = clerk(0).unwrap();
        let before = rows(db).await;
        for (kind, bytes, code) in [
            (Kind::Contracts, dirty(), "wrong_kind"),
            (Kind::Projects, "项目名称,建设性质\n甲,新建\n".into(), "missing_columns"),
            (Kind::Projects, b"PK\x03\x04 no workbook".to_vec(), "unreadable"),
            (Kind::Projects, b"\xd0\xcf\x11\xe0".to_vec(), "old_format"),
            (Kind::Projects, "甲,乙\n1,2\n".into(), "no_headings"),
            (Kind::Projects, b"\xff\xff\x81".to_vec(), "encoding"),
        ] {
            let refused = hub.import(&caller, place, order(kind, &bytes, false)).await;
            let Err(ImportError::File(problem)) = refused else {
                panic!("{code}: {refused:?}");
            };
            assert_eq!(problem.code, code, "{problem}");
        }
        assert_eq!(rows(db).await, before);
    }
}
