use shuniu_hub::command::DeclareClassified;
use shuniu_tests::journey::{Desk, clerk, new_project};
use shuniu_tests::{TestDb, on_both};

use super::shelf::{Shelf, pdf};

/// As an address has it.
fn encoded(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

on_both! {
    async fn no_file_bears_a_mark_or_the_name_of_a_declared_project(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let desk = Desk { hub: &shelf.hub, caller: clerk(0).unwrap(), jurisdiction: shelf.place };
        let mut theirs = new_project(7).unwrap();
        theirs.name = "城市照明改造".to_owned();
        let project = desk.ask(None, &theirs).await.unwrap().project;
        desk.ask(None, &DeclareClassified { project, expected_version: None }).await.unwrap();
        for name in ["机密★10年某工程方案.pdf", "绝密级☆.pdf", "城市照明改造.pdf", "城市 照明改造.pdf"] {
            let reply = shelf.put_as(&encoded(name), &[], &pdf(100)).await;
            let said = String::from_utf8_lossy(&reply.body).into_owned();
            assert!(reply.status == 400 && said.contains("BAD_USER_INPUT"), "{name}: {reply:?}");
            assert!(!said.contains("照明"), "{said}");
        }
        assert!(shelf.content().await.is_null(), "nothing came in");
        let reply = shelf.put_as(&encoded("城市照明改造终验报告.pdf"), &[], &pdf(100)).await;
        assert_eq!(reply.status, 201, "a longer name cannot be told");
    }
}
