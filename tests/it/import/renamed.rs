//! Units that are printed otherwise than the hub calls them, and rows of projects on record.

use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, payment, project};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, Kind};
use shuniu_policy::ProjectCode;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::{fates, order};
use super::same::{PAYMENTS, take_in};
use super::whose::{OWN, unit};

const PROJECTS: &str = "项目名称,建设单位,建设单位统一社会信用代码,项目代码,总投资（万元）";

async fn projects(hub: &Hub, place: Uuid, rows: &[&str]) -> Vec<Fate> {
    take_in(hub, place, Kind::Projects, PROJECTS, rows).await
}

/// What is on record: names, codes and amounts in 万元.
async fn known(hub: &Hub, scope: &Scope) -> Vec<(String, Option<String>, Option<i64>)> {
    let rows = project::Entity::find_in(scope)
        .all(&hub.reader())
        .await
        .unwrap();
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            (
                row.name,
                row.project_code,
                row.investment_fen.map(|fen| fen / 1_000_000),
            )
        })
        .collect();
    rows.sort_unstable();
    rows
}

on_both! {
    async fn a_unit_is_known_by_the_name_that_its_ledgers_print(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        // The unit is on record by its old name, and the next ledger prints the new one.
        let old = format!("甲平台,亭湖区旧局,{OWN},,100");
        let new = format!("乙平台,亭湖区新局,{OWN},,200");
        assert_eq!(projects(&hub, place, &[&old, &new]).await, [Fate::Entered; 2]);
        let rows = ["乙平台,亭湖区新局,记-1,进度款,5000,,2026-05-01", "乙平台,亭湖区旧局,记-2,进度款,6000,,2026-05-02"];
        assert_eq!(take_in(&hub, place, Kind::Payments, PAYMENTS, &rows).await, [Fate::Merged; 2]);
        let other = ["乙平台,亭湖区他局,记-3,进度款,5000,,2026-05-01"];
        assert_eq!(take_in(&hub, place, Kind::Payments, PAYMENTS, &other).await, [Fate::Waits]);
        assert_eq!(payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len(), 2);

        // The row of the first is corrected, with the unit's new name and its old code.
        let mended = format!("甲平台,亭湖区新局,{OWN},,150");
        assert_eq!(projects(&hub, place, &[&mended]).await, [Fate::Merged]);
        assert_eq!(projects(&hub, place, &["甲平台,亭湖区他局,,,170"]).await, [Fate::Waits]);
        assert_eq!(known(&hub, &scope).await, [
            ("乙平台".to_owned(), None, Some(200)),
            ("甲平台".to_owned(), None, Some(150)),
        ]);
    }
}

on_both! {
    async fn a_unit_hands_in_the_row_of_a_project_that_the_bureau_entered(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        let rows = [
            format!("甲平台,亭湖区城市管理局,{OWN},,100"),
            "丙平台,亭湖区人社局,,,100".to_owned(),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(projects(&hub, place, &rows).await, [Fate::Entered; 2]);
        let handed_in = async |rows: &str| {
            let ledger = format!("{PROJECTS}\n{rows}");
            let told = hub.import(&unit(), place, order(Kind::Projects, ledger.as_bytes(), false)).await.unwrap();
            let fates = fates(&told).into_iter();
            fates.map(|(_, fate, codes)| (fate, codes.join(" "))).collect::<Vec<_>>()
        };
        let merged = (Fate::Merged, String::new());
        let waits = (Fate::Waits, "same_name".to_owned());
        // Spaced otherwise, it is another row of the same project.
        assert_eq!(handed_in("甲 平台,亭湖区城市管理局,,,110\n").await, std::slice::from_ref(&merged));
        let with_code = format!("甲平台,亭湖区 城市管理局,{OWN},,120\n");
        assert_eq!(handed_in(&with_code).await, std::slice::from_ref(&merged));
        let foreign = [(Fate::Waits, "other_unit".to_owned())];
        assert_eq!(handed_in("丙平台,亭湖区人社局,,,120\n").await, foreign, "another unit's");

        // A code that the project has not yet is its own; another one is another project's.
        let codes = ["2509320902040100001", "2509320902040100002"];
        let [one, two] = codes.map(|digits| ProjectCode::with_check_digit(digits).unwrap());
        let coded = |code: &ProjectCode, amount| {
            format!("甲平台,亭湖区城市管理局,,{code},{amount}\n")
        };
        let both = format!("{}{}", coded(&one, 130), coded(&two, 140));
        assert_eq!(handed_in(&both).await, [merged, waits]);
        assert_eq!(known(&hub, &scope).await, [
            ("丙平台".to_owned(), None, Some(100)),
            ("甲平台".to_owned(), Some(one.as_str().to_owned()), Some(130)),
        ]);
    }
}
