//! What callers are told when something does not work that they can do nothing about.

use std::sync::Arc;

use serde_json::json;
use shuniu_api::app;
use shuniu_api::config::load_from;
use shuniu_connectors::{Clock, SystemClock};
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau};

on_both! {
    async fn a_database_that_is_gone_is_unavailable_and_no_fault_of_ours(db: &TestDb) {
        let house = House::at(db).await;
        let query = "{ projects { totalCount } }";
        assert_eq!(house.codes(&bureau(), query).await, Vec::<String>::new());
        house.hub.database().clone().close().await.unwrap();
        assert_eq!(house.codes(&bureau(), query).await, ["UNAVAILABLE"]);
    }
}

const INSTANCES: &str = r#"
[[connectors.instances]]
id = "approval"
system = "investment_approval"
jurisdiction = "320902"
base_url = "https://approval.example.gov.cn"
requester_id = "shuniu"
secret_file = "/none/approval"

[[connectors.instances]]
id = "trading"
system = "trading_centre"
jurisdiction = "320902"
base_url = "https://trading.example.gov.cn"
"#;

on_both! {
    async fn a_connector_that_cannot_work_shows_why_beside_the_others(db: &TestDb) {
        let house = House::at(db).await;
        let config = load_from("hub.toml", INSTANCES, std::iter::empty()).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let sources = app::connect_all(&config, &house.hub, &clock).await.unwrap();
        assert_eq!(sources.len(), 2);
        let query = "{ connectors { system health { lastFailure } } }";
        let shown = house.data(&bureau(), query).await;
        let shown = shown["connectors"].as_array().unwrap();
        let of = |system: &str| shown.iter().find(|one| one["system"] == system).unwrap();
        let failure = &of("investment_approval")["health"]["lastFailure"];
        let failure = failure.as_str().unwrap();
        assert!(
            failure.starts_with("connector approval: cannot read `secret_file` /none/approval"),
            "{failure}"
        );
        assert_eq!(of("trading_centre")["health"], json!({"lastFailure": null}));
    }
}
