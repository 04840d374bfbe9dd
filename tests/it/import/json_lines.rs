//! A ledger as programs write it, one object a line.

use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, project};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, ImportError, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};

use super::book::{fates, order, remarks};

const SEPARATED: &str = "项目名称,建设单位,总投资（万元）,立项时间,密级\n\
    智慧城管,亭湖区城市管理局,118.50,2026-03-02,\n\
    数字档案馆,亭湖区档案馆,96,2025.13.1,\n\
    绝密指挥系统,亭湖区某办公室,900,2026-04-01,机密\n\
    政务服务一张网,亭湖区行政审批局,120万元,46113,否\n";

const LINES: &str = r#"{"项目名称":"智慧城管","建设单位":"亭湖区城市管理局","总投资（万元）":118.50,"立项时间":"2026-03-02","密级":null}
{"项目名称":"数字档案馆","总投资（万元）":96,"立项时间":"2025.13.1","建设单位":"亭湖区档案馆"}
{"建设单位":"亭湖区某办公室","项目名称":"绝密指挥系统","总投资（万元）":900,"立项时间":"2026-04-01","密级":"机密"}
{"项目名称":"政务服务一张网","建设单位":"亭湖区行政审批局","总投资（万元）":"120万元","立项时间":46113,"密级":"否"}
"#;

on_both! {
    async fn lines_of_json_give_what_separated_values_give(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let caller = clerk(0).unwrap();
        let import = async |text: &str, dry_run| {
            let order = order(Kind::Projects, text.as_bytes(), dry_run);
            hub.import(&caller, place, order).await.unwrap()
        };
        let separated = import(SEPARATED, true).await;
        let lines = import(LINES, false).await;
        assert_eq!(fates(&lines), [
            (2, Fate::Entered, vec![]),
            (3, Fate::SetAside, vec!["day"]),
            (4, Fate::Refused, vec![]),
            (5, Fate::Entered, vec![]),
        ]);
        assert_eq!(fates(&lines), fates(&separated));
        assert_eq!(remarks(&lines), remarks(&separated));
        assert_eq!(lines.rows[1].troubles, separated.rows[1].troubles, "column letters too");
        let scope = Scope::jurisdictions(vec![place]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let mut said: Vec<_> = projects.iter().map(|row| row.investment_fen).collect();
        said.sort_unstable();
        assert_eq!(said, [Some(118_500_000), Some(120_000_000)]);
        assert!(!lines.annotated().unwrap().is_empty());

        // Again, in either form: nothing is new.
        for text in [LINES, SEPARATED] {
            let again = import(text, false).await;
            assert_eq!((again.counts.received, again.counts.unchanged), (4, 4), "{:?}", again.counts);
        }

        let broken = format!("{LINES}{{\"项目名称\":[]}}\n");
        let refused = hub.import(&caller, place, order(Kind::Projects, broken.as_bytes(), false)).await;
        assert!(matches!(&refused, Err(ImportError::File(problem)) if problem.code == "json_nested"), "{refused:?}");
    }
}
