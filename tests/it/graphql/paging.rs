//! Walking a list forward and backward meets every row once, in the same order.

use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau};
use super::rows::{organization, projects};

async fn walk(house: &House, order: &str, backward: bool) -> Vec<String> {
    let mut ids = Vec::new();
    let mut place: Option<String> = None;
    loop {
        let (size, beyond) = if backward {
            ("last", "before")
        } else {
            ("first", "after")
        };
        let from = place
            .map(|place| format!(r#", {beyond}: "{place}""#))
            .unwrap_or_default();
        let query = format!(
            "{{ projects({size}: 7{from}, orderBy: {order}) {{ nodes {{ id }} pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }}"
        );
        let answer = house.data(&bureau(), &query).await;
        let page = &answer["projects"];
        let mut nodes: Vec<String> = page["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        let info = &page["pageInfo"];
        let (more, edge) = if backward {
            nodes.reverse();
            (&info["hasPreviousPage"], &info["startCursor"])
        } else {
            (&info["hasNextPage"], &info["endCursor"])
        };
        ids.extend(nodes);
        place = edge.as_str().map(ToOwned::to_owned);
        if more != true {
            break;
        }
    }
    if backward {
        ids.reverse();
    }
    ids
}

on_both! {
    async fn every_order_is_walked_whole_in_both_directions(db: &TestDb) {
        let house = House::at(db).await;
        let unit = organization(&house, house.tinghu, "区教育局", None).await;
        projects(&house, house.tinghu, unit, 30).await;
        for field in ["UPDATED_AT", "CREATED_AT", "NAME", "INVESTMENT"] {
            let rising = walk(
                &house,
                &format!("{{field: {field}, direction: ASC}}"),
                false,
            )
            .await;
            let mut falling = walk(
                &house,
                &format!("{{field: {field}, direction: DESC}}"),
                false,
            )
            .await;
            let backward = walk(&house, &format!("{{field: {field}, direction: ASC}}"), true).await;
            assert_eq!(rising.len(), 30, "{field}");
            assert_eq!(rising, backward, "{field}");
            falling.reverse();
            assert_eq!(rising, falling, "{field}");
        }
    }
}

on_both! {
    async fn what_is_no_page_is_refused(db: &TestDb) {
        let house = House::at(db).await;
        for arguments in [
            "first: 101",
            "first: -1",
            "first: 1, last: 1",
            r#"after: "x""#,
        ] {
            let query = format!("{{ projects({arguments}) {{ nodes {{ id }} }} }}");
            assert_eq!(
                house.codes(&bureau(), &query).await,
                ["BAD_USER_INPUT"],
                "{arguments}"
            );
        }
    }
}

on_both! {
    async fn filters_narrow_and_wildcards_are_taken_literally(db: &TestDb) {
        let house = House::at(db).await;
        let unit = organization(&house, house.tinghu, "区教育局", None).await;
        projects(&house, house.tinghu, unit, 12).await;
        for (filter, expected) in [
            (r#"nameContains: "目01""#, 2),
            (r#"namePrefix: "项目00""#, 10),
            (r#"nameContains: "%%""#, 0),
            (r#"nameContains: "__""#, 0),
            (r#"stages: ["procurement"]"#, 0),
            (r#"types: ["build"]"#, 12),
            ("hasOverdue: true", 12),
            ("hasOverdue: false", 0),
            ("hasProjectCode: true", 0),
            (r#"investmentFrom: "0.02", investmentTo: "0.03""#, 3),
            (r#"updatedSince: "2026-06-01T00:06:00Z""#, 1),
        ] {
            let query = format!("{{ projects(filter: {{{filter}}}) {{ totalCount }} }}");
            let found = house.data(&bureau(), &query).await;
            assert_eq!(found["projects"]["totalCount"], expected, "{filter}");
        }
        let short = r#"{ projects(filter: {nameContains: "目"}) { totalCount } }"#;
        assert_eq!(house.codes(&bureau(), short).await, ["BAD_USER_INPUT"]);
    }
}
