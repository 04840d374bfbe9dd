//! What is taken in and a person may want to look at.

use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, project, project_event};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};

use super::book::{order, remarks};

on_both! {
    async fn a_project_is_entered_with_a_word_where_its_unit_has_one_of_much_the_same_name(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let caller = clerk(0).unwrap();
        let import = async |rows: &str, dry_run| {
            let text = format!("项目名称,建设单位\n{rows}");
            let order = order(Kind::Projects, text.as_bytes(), dry_run);
            hub.import(&caller, place, order).await.unwrap()
        };
        let first = import("审甲平台,甲局\n智慧城管系统,乙局\n", false).await;
        assert!(remarks(&first).is_empty(), "{:?}", first.rows);
        let rows = "审甲统一平台,甲局\n智慧城管系统建设项目,乙局\n审甲综合平台,丙局\n\
            智慧城管系统（二期）,乙局\n数字档案平台,丁局\n数字档案统一平台,丁局\n";
        for dry_run in [true, false] {
            let told = import(rows, dry_run).await;
            assert!(told.rows.iter().all(|row| row.fate == Fate::Entered), "{:?}", told.rows);
            let like = || vec!["like_name"];
            assert_eq!(remarks(&told), [(2, like()), (3, like()), (7, like())]);
            let words = told.rows.iter().flat_map(|row| &row.remarks).map(|one| &one.text);
            for (words, name) in words.zip(["审甲平台；", "智慧城管系统；", "数字档案平台；"]) {
                assert!(words.zh.contains(&format!("：{name}")), "{words:?}");
                assert!(words.en.contains(name.trim_end_matches('；')), "{words:?}");
            }
        }
        let again = import(rows, false).await;
        assert!(remarks(&again).is_empty(), "{:?}", again.rows);
        let scope = Scope::jurisdictions(vec![place]);
        let all = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(all.len(), 8);
    }
}

on_both! {
    async fn a_day_taken_out_of_its_cell_stands_with_a_word(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let caller = clerk(0).unwrap();
        let import = async |text: &str| {
            let order = order(Kind::Projects, text.as_bytes(), false);
            hub.import(&caller, place, order).await.unwrap()
        };
        let head = "项目名称,建设单位,立项时间,初验,终验";
        let row = |rest: &str| format!("{head}\n甲平台,甲局,{rest}\n");
        let first = import(&row("2026-03-01,2026-05-01,")).await;
        assert!(remarks(&first).is_empty(), "{:?}", first.rows);
        // The day is moved to the column beside.
        let moved = import(&row("2026-03-01,,2026-05-01")).await;
        assert_eq!(moved.rows[0].fate, Fate::Merged);
        assert_eq!(remarks(&moved), [(2, vec!["still_on_record"])]);
        let remark = &moved.rows[0].remarks[0];
        assert_eq!(remark.heading.as_deref(), Some("初验"));
        assert!(remark.text.zh.contains("2026-05-01") && remark.text.en.contains("2026-05-01"), "{remark:?}");
        let scope = Scope::jurisdictions(vec![place]);
        let events = project_event::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let days = events.iter().filter(|row| row.standing == "current").map(|row| row.occurred_on.to_string());
        let mut days: Vec<_> = days.collect();
        days.sort_unstable();
        assert_eq!(days, ["2026-03-01", "2026-05-01", "2026-05-01"], "nothing is taken back");
        // A ledger without the column says nothing of it; one that tells it again agrees.
        let without = "项目名称,建设单位,总投资（万元）\n甲平台,甲局,118\n";
        for text in [without, &row("2026-03-01,2026-05-01,2026-05-02")] {
            let told = import(text).await;
            assert_eq!(told.rows[0].fate, Fate::Merged);
            assert!(remarks(&told).is_empty(), "{:?}", told.rows);
        }
    }
}
