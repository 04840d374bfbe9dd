use shuniu_hub::import::Kind;
use shuniu_tests::outside::Addresses;
use shuniu_tests::soak::some_of;
use shuniu_tests::{TestDb, on_both};

use super::point::{kill_in_a_row, points};
use super::process::End;
use super::scene::Scene;
use super::state::State;

/// A page and a bit.
const ROWS: usize = 60;

/// Points of a page that are tried, unless all of them are.
const MOST: usize = 10;

/// A ledger as text.
fn ledger() -> String {
    let heading = "项目名称,建设单位,总投资（万元）,立项时间\n".to_owned();
    let rows = (1..=ROWS).map(|n| format!("第{n}号项目,亭湖区城市管理局,{n},2026/4/1\n"));
    rows.fold(heading, |all, row| all + &row)
}

on_both! {
    async fn killed_at_a_point_of_a_page_an_import_ends_as_if_undisturbed(db: &TestDb) {
        let file = db.folder().join("ledger.csv");
        std::fs::write(&file, ledger()).unwrap();
        let kind = Kind::Projects.as_str();
        let import = ["import", file.to_str().unwrap(), "--kind", kind, "--jurisdiction", "320902"];

        let undisturbed = Scene::set(db, &Addresses::new(), &[]);
        let (end, log) = undisturbed.start(&import, None).end().await;
        assert_eq!(end, End::Well);
        let expected = State::of(db).await;

        let fresh = TestDb::migrated(db.engine()).await.unwrap();
        let scene = Scene::set(&fresh, &Addresses::new(), &[]);
        kill_in_a_row(&scene, &import, &some_of(&points(&log, "run 1 page 1"), MOST)).await;
        // Handed in again, it goes on at once: the hold of a process that is gone is worth nothing.
        let (end, _) = scene.start(&import, None).end().await;
        assert_eq!(end, End::Well);
        State::of(&fresh).await.agrees(&expected, "all kills");
        fresh.remove().await.unwrap();
    }
}
