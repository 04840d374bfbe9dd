//! Records that bear no project code, matched by how like they are to the projects on record.

mod scene;

use std::sync::Arc;

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use shuniu_entities::{Tenant as _, ledger, match_candidate, source_record};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::DeclareClassified;
use shuniu_hub::query::{Key, View};
use shuniu_hub::sync::Reading;
use shuniu_tests::journey::{clerk, today};
use shuniu_tests::probe::Recorder;
use shuniu_tests::{Engine, TestDb, on_both};

use crate::plan::{plans_of, reads};

use scene::{BUDGET, NAME, Scene, UNIT, approval, later, linking, project_code, said, tender};

on_both! {
    async fn a_record_without_a_code_is_linked_by_name_unit_and_amount_and_says_so(db: &TestDb) {
        let scene = Scene::new(db).await;
        let project = scene.register(NAME, UNIT, Some(1)).await;
        scene.register("亭湖区小学智慧黑板采购项目", "亭湖区教育局", Some(2)).await;
        let notice = tender(1, "渣土车全过程监管平台建设项目", "盐城市亭湖区城管局", Some(BUDGET));
        let counts = scene.tenders(&[notice]).await;
        assert_eq!((counts.merged, counts.unmatched), (1, 0), "{counts:?}");
        assert_eq!(scene.tendered().await, [project]);
        let row = scene.entry().await;
        assert_eq!((row.state.as_str(), row.settled_by.as_deref()), ("matched", Some("likeness")));
        assert_eq!((row.project_id, row.code.as_deref()), (Some(project), Some("linked_by_likeness")));
        let reasons = said(&row, 0);
        assert_eq!(reasons[0], "名称相同");
        assert!(reasons.contains(&"单位为同一机构的简称或原名称".to_owned()), "{reasons:?}");
        assert!(reasons.contains(&"金额相同".to_owned()), "{reasons:?}");

        let told = ledger::Entity::find_in(&scene.scope())
            .filter(ledger::Column::Entity.eq("match_candidate"))
            .one(&scene.hub.reader()).await.unwrap().unwrap();
        let body = told.body.to_string();
        assert!(body.contains("likeness") && body.contains("金额相同"), "{body}");
        assert_eq!(told.project_id, Some(project));
        let view = View::new(&scene.hub, Arc::new(clerk(0).unwrap()));
        let record = Key::new(scene.place, row.source_record_id);
        let links = view.likeness_links(&[record]).await.unwrap();
        assert_eq!(links.len(), 1);

        // Read again, it is where it was, and nothing is written.
        let before = scene.keys().await;
        let notice = tender(1, "渣土车全过程监管平台建设项目", "盐城市亭湖区城管局", Some(BUDGET));
        let counts = scene.tenders(&[later(notice)]).await;
        assert_eq!((counts.merged, scene.entries().await), (1, 1));
        assert_eq!(scene.keys().await, before);
    }
}

on_both! {
    async fn a_name_alone_and_another_phase_are_for_a_person_who_is_told_why(db: &TestDb) {
        let scene = Scene::new(db).await;
        let project = scene.register(NAME, UNIT, Some(1)).await;
        let other = tender(1, NAME, "亭湖区大数据集团有限公司", None);
        let phase = "渣土车全过程监管平台建设项目（二期）";
        let phase = tender(2, phase, UNIT, Some(BUDGET));
        let none = tender(3, "中学塑胶跑道翻新", "亭湖区教育局", Some("990000.00"));
        let counts = scene.tenders(&[other, phase, none]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 3), "{counts:?}");
        let rows = match_candidate::Entity::find_in(&scene.scope())
            .order_by_asc(match_candidate::Column::Id)
            .all(&scene.hub.reader()).await.unwrap();
        assert!(rows.iter().all(|row| row.state == "open" && row.code.as_deref() == Some("no_project_code")));
        for (row, expected) in rows.iter().zip(["名称相同", "只有一方写明期次（2）"]) {
            assert_eq!(row.candidates[0]["project"], json!(project));
            assert!(row.candidates[0]["score"].is_i64());
            assert!(said(row, 0).contains(&expected.to_owned()), "{:?}", said(row, 0));
        }
        assert_eq!(rows[2].candidates, json!([]));
        assert!(scene.tendered().await.is_empty());
    }
}

on_both! {
    async fn of_two_projects_as_like_a_person_chooses(db: &TestDb) {
        let scene = Scene::new(db).await;
        let one = scene.register(NAME, UNIT, Some(1)).await;
        let other = scene.register(NAME, UNIT, Some(2)).await;
        let counts = scene.tenders(&[tender(1, NAME, UNIT, Some(BUDGET))]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1));
        let row = scene.entry().await;
        let offered = row.candidates.as_array().unwrap();
        let offered: Vec<_> = offered.iter().map(|one| one["project"].clone()).collect();
        assert_eq!(offered, [json!(one), json!(other)]);
        assert!(!said(&row, 1).is_empty());
    }
}

on_both! {
    async fn two_codes_are_two_projects_however_like_they_are(db: &TestDb) {
        let scene = Scene::new(db).await;
        let project = scene.register(NAME, UNIT, Some(1)).await;
        let counts = scene.approvals(&[approval(1, NAME, UNIT, Some(7))]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1), "{counts:?}");
        let row = scene.entry().await;
        assert_eq!(row.code.as_deref(), Some("same_name"));
        assert_eq!(row.candidates[0]["project"], json!(project));
        let differ = format!("项目代码不同（{} / {}）", project_code(7), project_code(1));
        assert!(said(&row, 0).contains(&differ), "{:?}", said(&row, 0));

        let mut notice = tender(1, NAME, UNIT, Some(BUDGET));
        notice["INVEST_PROJECT_CODE"] = json!(project_code(8));
        let counts = scene.tenders(&[notice]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1));
        let row = scene.entry().await;
        assert_eq!(row.code.as_deref(), Some("unknown_project_code"));
        assert_eq!(row.candidates[0]["project"], json!(project));
        assert_eq!(scene.projects().await, 1);
    }
}

on_both! {
    async fn an_approval_goes_to_the_project_it_is_surely_like_and_enters_no_second_unasked(db: &TestDb) {
        let scene = Scene::new(db).await;
        let project = scene.register(NAME, UNIT, None).await;
        let phase = approval(2, "亭湖区渣土车全过程监管平台（二期）建设项目", UNIT, Some(8));
        let counts = scene.approvals(&[phase]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1), "{counts:?}");
        assert_eq!(scene.entry().await.code.as_deref(), Some("like_project"));
        let surely = approval(1, NAME, "盐城市亭湖区城市管理局", Some(7));
        let others = approval(3, "亭湖区小学智慧黑板采购项目", "亭湖区教育局", Some(9));
        let counts = scene.approvals(&[surely, others]).await;
        assert_eq!((counts.merged, counts.unmatched), (2, 0), "{counts:?}");
        assert_eq!(scene.project(project).await.project_code, Some(project_code(7)));
        assert_eq!(scene.projects().await, 2);
        scene.keys().await;
    }
}

on_both! {
    async fn what_is_taken_out_stays_out_whatever_is_read_next(db: &TestDb) {
        let scene = Scene::new(db).await;
        let project = scene.register(NAME, UNIT, Some(1)).await;
        let other = scene.register("亭湖区餐厨垃圾收运监管项目", UNIT, Some(2)).await;
        let notice = tender(1, NAME, UNIT, Some(BUDGET));
        assert_eq!(scene.tenders(std::slice::from_ref(&notice)).await.merged, 1);
        assert!(scene.unlink(other, "N-1").await.is_err(), "it is not in that one");
        let candidate = scene.unlink(project, "N-1").await.unwrap();
        assert!(scene.tendered().await.is_empty());
        assert!(scene.unlink(project, "N-1").await.is_err(), "it is in none");
        let row = scene.entry().await;
        assert_eq!((row.id, row.state.as_str()), (candidate, "open"));
        assert_eq!((row.code.as_deref(), row.project_id), (Some("taken_out"), None));
        assert!(said(&row, 0).contains(&"曾由人工从该项目移出".to_owned()), "{:?}", said(&row, 0));
        let told = ledger::Entity::find_in(&scene.scope())
            .filter(ledger::Column::Command.eq("unlink_record"))
            .filter(ledger::Column::Entity.eq("match_candidate"))
            .one(&scene.hub.reader()).await.unwrap().unwrap();
        assert!(told.body.to_string().contains("采购内容属于另一项目"));

        // Neither the same again nor a later version of it, nor one that names the project by code.
        assert_eq!(scene.tenders(std::slice::from_ref(&notice)).await.unchanged, 1);
        let renewed = later(notice.clone());
        let counts = scene.tenders(std::slice::from_ref(&renewed)).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1), "{counts:?}");
        let mut coded = renewed;
        coded["DATA_TIMESTAMP"] = json!("20260616080000");
        coded["INVEST_PROJECT_CODE"] = json!(project_code(1));
        let counts = scene.tenders(&[coded.clone()]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1), "{counts:?}");
        assert!(scene.tendered().await.is_empty());
        let row = scene.entry().await;
        assert_eq!(row.code.as_deref(), Some("taken_out"));

        // A person may put it there all the same, and then it stays there.
        scene.settle(row.id, project).await;
        coded["DATA_TIMESTAMP"] = json!("20260617080000");
        coded["PURCHASER_AGENCY_NAME"] = json!("第三代理机构");
        let counts = scene.tenders(&[coded]).await;
        assert_eq!((counts.merged, counts.unmatched), (1, 0), "{counts:?}");
        assert_eq!(scene.tendered().await, [project]);
    }
}

on_both! {
    async fn a_state_secret_is_never_offered_and_what_was_offered_is_taken_back(db: &TestDb) {
        let scene = Scene::new(db).await;
        let project = scene.register(NAME, UNIT, Some(1)).await;
        let stays = scene.register("亭湖区渣土车驾驶员培训项目", UNIT, Some(2)).await;
        // By a name that is not the secret's own, so that it stays on the list.
        let near = "渣土车全过程监管平台建设项目（二期）";
        scene.tenders(&[tender(1, near, UNIT, Some(BUDGET))]).await;
        assert_eq!(scene.entry().await.candidates[0]["project"], json!(project));
        let declare = DeclareClassified { project, expected_version: None };
        scene.desk().ask(None, &declare).await.unwrap();
        let row = scene.entry().await;
        assert!(!row.candidates.to_string().contains(&project.to_string()), "{}", row.candidates);
        let (keys, _) = scene.keys().await;
        assert!(keys.iter().all(|key| key[1] == stays.simple().to_string()));
        assert_eq!(scene.project(project).await.likened, None);
        let counts = scene.tenders(&[tender(2, near, UNIT, Some(BUDGET))]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1), "{counts:?}");
        let row = scene.entry().await;
        assert!(!row.candidates.to_string().contains(&project.to_string()), "{}", row.candidates);
    }
}

on_both! {
    async fn a_place_that_wants_no_links_by_likeness_is_asked_about_each(db: &TestDb) {
        let reading = Reading { links_by_likeness: false, ..Reading::default() };
        let scene = Scene::reading(db, reading).await;
        let project = scene.register(NAME, UNIT, Some(1)).await;
        let counts = scene.tenders(&[tender(1, NAME, UNIT, Some(BUDGET))]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 1));
        assert_eq!(scene.entry().await.candidates[0]["project"], json!(project));
    }
}

on_both! {
    async fn a_record_that_came_first_goes_to_its_project_when_that_comes(db: &TestDb) {
        let scene = Scene::new(db).await;
        let counts = scene.tenders(&[
            tender(1, NAME, UNIT, Some(BUDGET)),
            tender(2, "渣土车全过程监管平台建设项目（二期）", UNIT, Some("1230000.00")),
        ]).await;
        assert_eq!((counts.merged, counts.unmatched), (0, 2));
        let counts = scene.approvals(&[approval(1, NAME, UNIT, Some(7))]).await;
        assert_eq!(counts.merged, 1);
        let tendered = scene.tendered().await;
        assert_eq!(tendered.len(), 1);
        let rows = match_candidate::Entity::find_in(&scene.scope())
            .order_by_asc(match_candidate::Column::Id)
            .all(&scene.hub.reader()).await.unwrap();
        assert_eq!((rows[0].settled_by.as_deref(), rows[0].project_id), (Some("likeness"), Some(tendered[0])));
        // Whoever decides on the other is shown what came since.
        assert_eq!(rows[1].state, "open");
        assert_eq!(rows[1].candidates[0]["project"], json!(tendered[0]));
        let merged = source_record::Entity::find_in(&scene.scope())
            .filter(source_record::Column::Id.eq(rows[0].source_record_id))
            .one(&scene.hub.reader()).await.unwrap().unwrap();
        assert_eq!((merged.outcome.as_str(), merged.project_id), ("merged", Some(tendered[0])));
    }
}

on_both! {
    async fn projects_from_before_are_taken_apart_by_the_worker_once(db: &TestDb) {
        let scene = Scene::new(db).await;
        for number in 1..=120 {
            scene.register(&format!("{NAME}第{number}片区"), UNIT, Some(number)).await;
        }
        assert_eq!(scene.hub.index_likeness(scene.place).await.unwrap(), 0);
        let before = scene.keys().await;
        let raw = db.raw().await.unwrap();
        for sql in [
            "UPDATE project SET likened = NULL",
            "DELETE FROM project_key",
            "DELETE FROM key_count",
        ] {
            raw.execute(sql).await.unwrap();
        }
        raw.close().await.unwrap();
        let entries = async || ledger::Entity::find_in(&scene.scope()).count(&scene.hub.reader()).await.unwrap();
        let told = entries().await;
        assert_eq!(scene.hub.index_likeness(scene.place).await.unwrap(), 120);
        assert_eq!(scene.keys().await, before);
        assert_eq!(scene.hub.index_likeness(scene.place).await.unwrap(), 0);
        assert_eq!(entries().await, told);
    }
}

on_both! {
    async fn what_records_are_compared_with_and_wait_for_is_found_by_indexes(db: &TestDb) {
        let scene = Scene::new(db).await;
        let before = db.sent();
        // One waits for its project, one is linked, one finds two that it may be of.
        scene.tenders(&[tender(1, NAME, UNIT, Some(BUDGET))]).await;
        scene.approvals(&[approval(1, NAME, UNIT, Some(7))]).await;
        let twin = format!("{NAME}（二期）");
        scene.register(&twin, UNIT, Some(8)).await;
        scene.tenders(&[tender(2, NAME, UNIT, Some(BUDGET)), tender(3, &twin, UNIT, None)]).await;
        for (table, sqlite, postgres) in [
            ("project_key", "sqlite_autoindex_project_key_1 (jurisdiction_id=? AND key=?", "project_key_pkey"),
            ("key_count", "sqlite_autoindex_key_count_1 (jurisdiction_id=? AND key=?", "key_count_pkey"),
            ("match_key", "sqlite_autoindex_match_key_1 (jurisdiction_id=? AND key=?", "match_key_pkey"),
            ("match_candidate", "SEARCH match_candidate USING INDEX", "using match_candidate_"),
        ] {
            let from = format!("FROM \"{table}\"");
            let plans = plans_of(db, &before, |sql| sql.starts_with("SELECT") && sql.contains(&from)).await;
            assert!(!plans.is_empty(), "nothing asks {table}");
            let index = match db.engine() {
                Engine::Sqlite => sqlite,
                Engine::Postgres => postgres,
            };
            for plan in plans {
                reads(&plan, index);
            }
        }
    }
}

on_both! {
    async fn a_page_takes_as_many_statements_whatever_it_holds(db: &TestDb) {
        let mut taken = Vec::new();
        for records in [3, 30] {
            let own = TestDb::migrated(db.engine()).await.unwrap();
            let clock = Arc::new(ManualClock::at(today()));
            let recorder = Arc::new(Recorder::default());
            let hub = own.watched_hub(&clock, recorder.clone()).await.unwrap();
            {
                let scene = Scene::of(&own, hub, &clock, linking()).await;
                for number in 1..=records {
                    scene.register(&format!("{NAME}第{number}片区"), UNIT, Some(number)).await;
                }
                recorder.forget();
                let notices: Vec<Value> = (1..=records)
                    .map(|number| tender(number, &format!("{NAME}第{number}片区"), UNIT, Some(BUDGET)))
                    .collect();
                let counts = scene.tenders(&notices).await;
                assert_eq!(counts.received, i64::from(records));
                let sent = recorder.statements();
                let alike = |sql: &&String| ["project_key", "key_count"].iter().any(|table| sql.contains(table));
                // On SQLite rows go in by powers of two, one statement after the other.
                let begun = |sql: &String| sql.split(" VALUES ").next().map(ToOwned::to_owned);
                let mut sent: Vec<_> = sent.iter().filter(alike).map(begun).collect();
                sent.dedup();
                taken.push(sent.len());
            }
            own.remove().await.unwrap();
        }
        assert_eq!(taken[0], taken[1]);
        assert!(taken[0] > 0);
    }
}
