//! The number of statements follows from the query, never from the number of rows.

use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau, unit};
use super::rows::{organization, projects};

const UNIT: &str = "11320902014321234P";

const WHOLE: &str = r#"{ projects(first: 100) { totalCount assessedFor nodes {
    name unit { name } stage { zh } derived { name }
    facts { name value definition { zh } provenance { source record { externalId system body } } }
    history(name: "budget_yuan") { value standing }
    events { kind definition { zh } provenance { recordedBy } project { unit { name } } }
    approvals { kind } documents { kind } reports { kind } exceptions { reason }
    tenders { code supplier { name } project { name } }
    due: events { fulfils { provisionCode } } told: facts { fulfils { provisionCode } }
    contracts { fulfils { status } number supplier { name } tender { code supplier { name } } }
    obligations { status unit { name } project { name contracts { number tender { code } } }
        fulfilledBy { name definition { zh } provenance { source record { system } } event { fulfils { status } } }
        because { zh } provision { code article quote pack { id version } } }
    gates { name state blockers { provision { code article quote } needs } needs { fact } }
    findings { code } handOvers { state }
} } }"#;

/// From duties, events and papers to what is attached to what.
const ATTACHED: &str = r#"{ projects(first: 100) { nodes {
    events { documents { kind evidences { obligation { status } } } }
    documents { evidences { event { kind documents { kind } } obligation { status } provenance { source } } }
    obligations { documents { kind } evidence { required { name } filed { kind } attached { kind }
        papers { state parts { name } documents { kind project { name } } } } }
} } }"#;

const DUTIES: &str = "{ obligations(first: 100) { totalCount assessedFor nodes {
    status lastOn unit { name } provision { article rulings { id } }
    project { name unit { name } gates { state } contracts { supplier { name } tender { supplier { name } } } }
} } }";

on_both! {
    async fn statements_are_equal_at_one_ten_and_a_hundred_rows(db: &TestDb) {
        let mut counted = Vec::new();
        for rows in [1, 10, 100] {
            let own = TestDb::migrated(db.engine()).await.unwrap();
            let house = House::at(&own).await;
            let unit = organization(&house, house.tinghu, "区教育局", None).await;
            projects(&house, house.tinghu, unit, rows).await;
            let (whole, of_whole) = house.count(&bureau(), WHOLE).await;
            let nodes = whole["projects"]["nodes"].as_array().unwrap();
            assert_eq!(nodes.len(), rows);
            assert_eq!(
                nodes[0]["contracts"][0]["tender"]["supplier"]["name"],
                nodes[0]["tenders"][0]["supplier"]["name"]
            );
            assert_eq!(nodes[0]["obligations"][0]["provision"]["article"], "第11条");
            assert_eq!(nodes[0]["facts"].as_array().unwrap().len(), 2);
            let proof = &nodes[0]["obligations"][0]["fulfilledBy"][0];
            assert_eq!(proof["event"]["fulfils"][0]["status"], "OVERDUE");
            let named = nodes[0]["due"].as_array().unwrap().iter();
            assert_eq!(named.filter(|one| one["fulfils"] != serde_json::json!([])).count(), 1);
            let (duties, of_duties) = house.count(&bureau(), DUTIES).await;
            assert_eq!(
                duties["obligations"]["nodes"].as_array().unwrap().len(),
                rows
            );
            assert_eq!(duties["obligations"]["nodes"][0]["status"], "OVERDUE");
            let (attached, of_attached) = house.count(&bureau(), ATTACHED).await;
            let one = &attached["projects"]["nodes"][0];
            assert_eq!(one["obligations"][0]["evidence"]["papers"][0]["state"], "ATTACHED");
            let named = &one["documents"][0]["evidences"];
            assert_eq!(named[0]["event"]["documents"][0]["kind"], "filing");
            assert_eq!(named[1]["obligation"]["status"], "OVERDUE");
            counted.push((of_whole, of_duties, of_attached));
            drop(house);
            own.remove().await.unwrap();
        }
        assert_eq!(counted[0], counted[1]);
        assert_eq!(counted[1], counted[2]);
        assert!(counted[0].0 <= 50 && counted[0].1 <= 12 && counted[0].2 <= 30, "{counted:?}");
    }
}

on_both! {
    async fn a_confined_caller_costs_one_statement_more_whatever_is_asked(db: &TestDb) {
        let house = House::at(db).await;
        let own = organization(&house, house.tinghu, "区教育局", Some(UNIT)).await;
        projects(&house, house.tinghu, own, 5).await;
        let query = "{ projects { nodes { facts { name } events { kind } unit { name } } } }";
        let (all, of_all) = house.count(&bureau(), query).await;
        let (mine, of_mine) = house.count(&unit(UNIT), query).await;
        assert_eq!(all, mine);
        assert_eq!(of_mine, of_all + 1);
    }
}
