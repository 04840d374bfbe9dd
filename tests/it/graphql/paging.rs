//! Walking a list forward and backward meets every row once, in the same order.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shuniu_api::config::LimitsConfig;
use shuniu_api::graphql::PageBounds;
use shuniu_entities::{hand_over_difference, jurisdiction, jurisdiction_pack};
use shuniu_hub::access::{Caller, Role};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::house::{House, bureau, caller, definition, fields};
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
        for (arguments, code) in [
            ("first: 101", "LIMIT_EXCEEDED"),
            ("first: -1", "BAD_USER_INPUT"),
            ("first: 1, last: 1", "BAD_USER_INPUT"),
            (r#"after: "x""#, "BAD_USER_INPUT"),
        ] {
            for list in ["projects", "ledger"] {
                let query = format!("{{ {list}({arguments}) {{ pageInfo {{ endCursor }} }} }}");
                assert_eq!(house.codes(&bureau(), &query).await, [code], "{query}");
            }
        }
    }
}

on_both! {
    async fn one_configured_number_bounds_every_list(db: &TestDb) {
        let limits = LimitsConfig { page: 3, page_default: 2, groups: 3, trial_projects: 3, ..LimitsConfig::default() };
        let house = House::with(db, PageBounds::from(&limits)).await;
        let unit = organization(&house, house.tinghu, "区教育局", None).await;
        projects(&house, house.tinghu, unit, 5).await;
        let mut bounded = 0;
        for field in fields(definition("Query")) {
            let name = &field.name.node;
            for argument in &field.arguments {
                let argument = &argument.node.name.node;
                if !["first", "last"].contains(&argument.as_str()) {
                    continue;
                }
                bounded += 1;
                let of_gate = field.arguments.iter().any(|one| one.node.name.node == "gate");
                let gate = if of_gate { r#", gate: "settlement""# } else { "" };
                let law = r#", input: {jurisdiction: "320902", settings: {attention_days: 1}}"#;
                let law = if name == "packTrial" { law } else { "" };
                let ask = |size: u8| format!("{{ {name}({argument}: {size}{gate}{law}) {{ __typename }} }}");
                house.data(&bureau(), &ask(3)).await;
                let refused = house.ask(&bureau(), &ask(4)).await;
                let error = &refused.errors[0];
                let key = match name.as_str() {
                    "packTrial" => "limits.trial_projects",
                    aggregate if aggregate.ends_with("Aggregate") => "limits.groups",
                    _ => "limits.page",
                };
                assert!(error.message.contains(key), "{name}: {}", error.message);
                let code = house.codes(&bureau(), &ask(4)).await;
                assert_eq!(code, ["LIMIT_EXCEEDED"], "{name}");
            }
        }
        assert_eq!(bounded, 35, "every connection both ways, the lists of runs, of walks and of comparisons, the aggregates and the trial of a law");
        let query = "{ projects { nodes { id } } most: projects(first: 3) { nodes { id } } }";
        let listed = house.data(&bureau(), query).await;
        assert_eq!(listed["projects"]["nodes"].as_array().unwrap().len(), 2);
        assert_eq!(listed["most"]["nodes"].as_array().unwrap().len(), 3);
    }
}

/// Reads the ledger in one direction by pages of three: the numbers of each jurisdiction.
async fn ledger(house: &House, caller: &Caller, backward: bool) -> BTreeMap<String, Vec<i64>> {
    let mut pages: Vec<Vec<(String, i64)>> = Vec::new();
    let mut place = String::new();
    loop {
        let size = if backward { "last: 3" } else { "first: 3" };
        let query = format!(
            "{{ ledger({size}{place}) {{ nodes {{ seq jurisdiction {{ regionCode }} }}
                pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }}"
        );
        let page = house.data(caller, &query).await["ledger"].take();
        let nodes = page["nodes"].as_array().unwrap().iter();
        let entry = |one: &Value| {
            let region = one["jurisdiction"]["regionCode"].as_str().unwrap();
            (region.to_owned(), one["seq"].as_i64().unwrap())
        };
        pages.push(nodes.map(entry).collect());
        let info = &page["pageInfo"];
        let (more, from) = if backward {
            (
                &info["hasPreviousPage"],
                format!(", before: {}", info["startCursor"]),
            )
        } else {
            (
                &info["hasNextPage"],
                format!(", after: {}", info["endCursor"]),
            )
        };
        if more != true {
            break;
        }
        place = from;
    }
    if backward {
        pages.reverse();
    }
    let mut read = BTreeMap::<String, Vec<i64>>::new();
    for (region, seq) in pages.concat() {
        read.entry(region).or_default().push(seq);
    }
    read
}

on_both! {
    async fn the_ledger_is_walked_whole_in_both_directions(db: &TestDb) {
        let house = House::at(db).await;
        let everywhere = caller(Role::DataBureau, &["320902", "652800"]);
        for (region, count) in [("320902", 7), ("652800", 2)] {
            for number in 0..count {
                let register = format!(
                    r#"mutation {{ registerProject(input: {{jurisdiction: "{region}", name: "项目{number}", unitName: "教育局"}}) {{ project {{ id }} }} }}"#
                );
                house.data(&everywhere, &register).await;
            }
        }
        for caller in [&everywhere, &bureau()] {
            let forward = ledger(&house, caller, false).await;
            assert_eq!(forward, ledger(&house, caller, true).await);
            for (region, seqs) in &forward {
                let whole: Vec<i64> = (1..).take(seqs.len()).collect();
                assert_eq!(*seqs, whole, "{region}");
            }
        }
        let query = "{ all: ledger(first: 100) { nodes { seq cursor } }
            newest: ledger(last: 4) { nodes { seq cursor } pageInfo { endCursor hasNextPage hasPreviousPage } } }";
        let read = house.data(&bureau(), query).await;
        let all = read["all"]["nodes"].as_array().unwrap();
        let newest = read["newest"]["nodes"].as_array().unwrap();
        assert_eq!(newest, &all[all.len() - 4..], "the same entries with the same cursors");
        assert_eq!(read["newest"]["pageInfo"]["hasPreviousPage"], true);
        assert_eq!(read["newest"]["pageInfo"]["hasNextPage"], false);
        let between = format!(
            "{{ ledger(first: 100, after: {}, before: {}) {{ nodes {{ seq cursor }} }} }}",
            all[1]["cursor"], all[5]["cursor"]
        );
        let between = house.data(&bureau(), &between).await;
        assert_eq!(between["ledger"]["nodes"].as_array().unwrap(), &all[2..5]);
    }
}

/// Reads what stands otherwise at the other side, in one direction, by pages of two: the keys.
async fn differences(house: &House, caller: &Caller, backward: bool) -> Vec<String> {
    let (size, beyond, edge, more) = if backward {
        ("last", "before", "startCursor", "hasPreviousPage")
    } else {
        ("first", "after", "endCursor", "hasNextPage")
    };
    let (mut keys, mut place) = (Vec::new(), String::new());
    loop {
        let query = format!(
            "{{ handOverDifferences({size}: 2{place}) {{ edges {{ cursor node {{ key }} }} pageInfo {{ {edge} {more} }} }} }}"
        );
        let page = house.data(caller, &query).await["handOverDifferences"].take();
        let edges = page["edges"].as_array().unwrap();
        let key = |one: &Value| one["node"]["key"].as_str().unwrap().to_owned();
        if backward {
            keys.extend(edges.iter().rev().map(key));
        } else {
            keys.extend(edges.iter().map(key));
        }
        let info = &page["pageInfo"];
        if info[more] != true {
            return keys;
        }
        place = format!(", {beyond}: {}", info[edge]);
    }
}

on_both! {
    async fn what_stands_otherwise_is_walked_whole_in_both_directions(db: &TestDb) {
        let house = House::at(db).await;
        let everywhere = caller(Role::DataBureau, &["320902", "652800"]);
        let (mut all, mut own) = (Vec::new(), Vec::new());
        for number in 0..7 {
            let place = if number % 3 == 0 { house.bayingolin } else { house.tinghu };
            let key = format!("办件-{number}");
            house.raw.insert(vec![hand_over_difference::Model {
                jurisdiction_id: place,
                id: Uuid::now_v7(),
                connector_id: Uuid::nil(),
                comparison_id: Uuid::nil(),
                hand_over_id: None,
                project_id: None,
                key: key.clone(),
                kind: "not_here".to_owned(),
                what: "项目登记".to_owned(),
                number: None,
                here: None,
                there: Some("accepted".to_owned()),
                received_at: None,
                found_at: "2026-06-29T00:00:00Z".parse().unwrap(),
            }]).await.unwrap();
            if place == house.tinghu {
                own.push(key.clone());
            }
            all.push(key);
        }
        for (caller, expected) in [(&everywhere, &mut all), (&bureau(), &mut own)] {
            assert_eq!(differences(&house, caller, false).await, *expected, "the oldest first");
            expected.reverse();
            assert_eq!(differences(&house, caller, true).await, *expected);
        }
        let of = r#"{ handOverDifferences(jurisdictions: ["652800"], first: 9) { nodes { key } } }"#;
        let listed = house.data(&everywhere, of).await["handOverDifferences"]["nodes"].take();
        assert_eq!(listed.as_array().unwrap().len(), 3);
    }
}

on_both! {
    async fn filters_narrow_and_signs_are_no_wildcards(db: &TestDb) {
        let house = House::at(db).await;
        let unit = organization(&house, house.tinghu, "区教育局", None).await;
        projects(&house, house.tinghu, unit, 12).await;
        for (filter, expected) in [
            (r#"nameContains: "目01""#, 2),
            (r#"namePrefix: "项目00""#, 10),
            (r#"nameContains: "目%0_1""#, 2),
            (r#"nameContains: "0__0""#, 10),
            (r#"stages: ["evaluation"]"#, 0),
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
        for (unknown, known) in [
            (r#"stages: ["不存在"]"#, "acceptance"),
            (r#"stages: ["acceptance", "验收"]"#, "acceptance"),
            (r#"types: ["建设类"]"#, "build"),
        ] {
            for query in [
                format!("{{ projects(filter: {{{unknown}}}) {{ totalCount }} }}"),
                format!("{{ projectAggregate(filter: {{{unknown}}}) {{ groupCount }} }}"),
                format!("{{ paymentAggregate(filter: {{projects: {{{unknown}}}}}) {{ groupCount }} }}"),
                format!(r#"{{ steppable(gate: "final_acceptance", filter: {{{unknown}}}) {{ totalCount }} }}"#),
            ] {
                assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"], "{query}");
                let told = house.ask(&bureau(), &query).await.errors[0].message.clone();
                assert!(told.contains("known: ") && told.contains(known), "{told}");
            }
        }
        for short in ["目", "%%", "__"] {
            let query = format!("{{ projects(filter: {{nameContains: \"{short}\"}}) {{ totalCount }} }}");
            assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"], "{short}");
        }
    }
}

/// More places than either engine puts together in one union.
const COUNTIES: u32 = 130;

on_both! {
    async fn a_list_over_many_counties_is_one_page(db: &TestDb) {
        let house = House::at(db).await;
        let unit = organization(&house, house.tinghu, "区教育局", None).await;
        projects(&house, house.tinghu, unit, 9).await;
        let (mut places, mut packs) = (Vec::new(), Vec::new());
        for county in 0..COUNTIES {
            let id = Uuid::now_v7();
            packs.push(jurisdiction_pack::Model {
                jurisdiction_id: id,
                position: 0,
                pack_id: "national".into(),
                effective_on: None,
            });
            places.push(jurisdiction::Model {
                id,
                region_code: (440_101 + county).to_string(),
                name: format!("县{county}"),
                parent_region_code: None,
                settings: serde_json::json!({}),
                precedence: None,
                created_at: "2026-06-01T00:00:00Z".parse().unwrap(),
            });
        }
        let regions: Vec<String> = places.iter().map(|one| one.region_code.clone()).collect();
        house.raw.insert(places).await.unwrap();
        house.raw.insert(packs).await.unwrap();
        house.hub.load_jurisdictions().await.unwrap();
        let mut all: Vec<&str> = regions.iter().map(String::as_str).collect();
        all.push("320902");
        let province = caller(Role::DataBureau, &all);

        // Two runs of what is overdue, each begun at two places of its index, in every county.
        let ask = async |from: &str| {
            let query = format!("{{ obligations(last: 4{from}, filter: {{statuses: [OVERDUE]}}) {{ \
                nodes {{ id }} pageInfo {{ startCursor hasPreviousPage }} }} }}");
            house.data(&province, &query).await["obligations"].take()
        };
        let (mut seen, mut from) = (BTreeSet::new(), String::new());
        for expected in [4, 4, 1] {
            let page = ask(&from).await;
            let nodes = page["nodes"].as_array().unwrap();
            assert_eq!(nodes.len(), expected);
            seen.extend(nodes.iter().map(|one| one["id"].to_string()));
            assert_eq!(page["pageInfo"]["hasPreviousPage"], seen.len() < 9);
            from = format!(", before: {}", page["pageInfo"]["startCursor"]);
        }
        assert_eq!(seen.len(), 9);
    }
}
