use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, quarantine, source_record};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, ImportError, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, canonical, on_both};

use super::book::{fates, order};

async fn rows(db: &TestDb) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &[]).await.unwrap();
    raw.close().await.unwrap();
    rows
}

on_both! {
    async fn a_mark_under_an_unlisted_heading_keeps_its_row_out(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let ledger = "项目名称,建设单位,总投资（万元）,定密情况,项目密级\n\
            密云指挥平台,密云局,120,机密,\n\
            密山研判平台,密山局,120,,说不清\n\
            密水值守平台,密水局,120,否,绝密\n\
            智慧停车,亭湖区城市管理局,120,,非涉密\n";
        for dry_run in [true, false] {
            let order = order(Kind::Projects, ledger.as_bytes(), dry_run);
            let told = hub.import(&clerk(0).unwrap(), place, order).await.unwrap();
            assert_eq!(
                fates(&told),
                [
                    (2, Fate::Refused, vec![]),
                    (3, Fate::SetAside, vec!["secrecy_mark"]),
                    (4, Fate::Refused, vec![]),
                    (5, Fate::Entered, vec![]),
                ]
            );
            assert!(told.left_out.is_empty(), "{:?}", told.left_out);
        }
        let all = rows(db).await.join("\n");
        for secret in ["密云", "密山", "密水", "说不清"] {
            assert!(!all.contains(secret), "{secret} is kept somewhere");
        }
    }
}

on_both! {
    async fn words_and_marks_anywhere_in_a_row_keep_it_out(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let ledger = "项目名称,建设单位,总投资（万元）,备注,类别\n\
            密云指挥平台,密云局,120,涉密项目,\n\
            密山研判平台,密山局,120,,机密★5年\n\
            密水值守平台（涉密）,密水局,120,,\n\
            智慧停车,亭湖区城市管理局,120,非涉密,\n\
            二、涉密项目,,,,\n\
            密林防火平台,密林局,120,,\n";
        for dry_run in [true, false] {
            let order = order(Kind::Projects, ledger.as_bytes(), dry_run);
            let told = hub.import(&clerk(0).unwrap(), place, order).await.unwrap();
            assert_eq!(
                fates(&told),
                [
                    (2, Fate::SetAside, vec!["secrecy_words"]),
                    (3, Fate::SetAside, vec!["secrecy_words"]),
                    (4, Fate::SetAside, vec!["secrecy_words"]),
                    (5, Fate::Entered, vec![]),
                    (6, Fate::Skipped, vec![]),
                    (7, Fate::SetAside, vec!["secrecy_words"]),
                ]
            );
            let answer = serde_json::to_string(&told).unwrap();
            for secret in ["密云", "密山", "密水", "密林"] {
                assert!(!answer.contains(secret), "{secret} is told");
            }
        }
        let all = rows(db).await.join("\n");
        for secret in ["密云", "密山", "密水", "密林", "机密★"] {
            assert!(!all.contains(secret), "{secret} is kept somewhere");
        }
    }
}

on_both! {
    async fn a_ledger_that_is_marked_as_secret_leaves_nothing(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let before = rows(db).await;
        for above in ["机密★5年", "亭湖区涉密项目台账", "秘密★\n亭湖区项目台账"] {
            let ledger = format!("{above}\n项目名称,建设单位\n密云指挥平台,密云局\n");
            let order = order(Kind::Projects, ledger.as_bytes(), false);
            let refused = hub.import(&clerk(0).unwrap(), place, order).await;
            let Err(ImportError::File(problem)) = refused else {
                panic!("{above}: {refused:?}");
            };
            assert_eq!(problem.code, "secret_file");
            assert!(!format!("{problem:?}").contains("密云"), "{problem:?}");
        }
        assert_eq!(rows(db).await, before);
    }
}

on_both! {
    async fn a_repeated_row_shares_the_fate_of_the_first(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let ledger = "项目名称,建设单位,总投资（万元）,立项时间\n\
            智慧停车,亭湖区城市管理局,120,2026-03-01\n\
            智慧停车,亭湖区城市管理局,120,2026-03-01\n\
            数字档案馆,亭湖区档案馆,128.3333333,2025.13.1\n\
            数字档案馆,亭湖区档案馆,128.3333333,2025.13.1\n\
            智慧水利,亭湖区水利局,1,2026-03-01\n\
            智慧水利,亭湖区水利局,1,2026-03-01\n\
            智慧水利,亭湖区水利局,2,2026-03-01\n";
        let order = order(Kind::Projects, ledger.as_bytes(), false);
        let told = hub.import(&clerk(0).unwrap(), place, order).await.unwrap();
        assert_eq!(
            fates(&told),
            [
                (2, Fate::Entered, vec![]),
                (3, Fate::Repeats, vec!["repeats"]),
                (4, Fate::SetAside, vec!["amount_finer_than_fen", "day"]),
                (5, Fate::SetAside, vec!["repeats"]),
                (6, Fate::Conflicts, vec!["conflicts"]),
                (7, Fate::Conflicts, vec!["repeats"]),
                (8, Fate::Conflicts, vec!["conflicts"]),
            ]
        );
        assert!(told.rows[3].troubles[0].text.zh.contains("与第 4 行完全相同"));
        assert_eq!(told.to_be_mended, 5);
        let scope = Scope::jurisdictions(vec![place]);
        let aside = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let raw = source_record::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!((aside.len(), raw.len()), (1, 2), "a repeated row is kept once");
    }
}
