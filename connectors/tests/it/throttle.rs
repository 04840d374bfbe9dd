use std::sync::Arc;

use shuniu_connectors::{
    Clock,
    contract::{Connector, Stream, System},
    egress::ChannelSettings,
    trading_centre::{TradingCentre, TradingCentreConfig, sandbox::REQUESTS_PER_SECOND},
};

use crate::rig::{Rig, records, trading_config};

const SYSTEM: System = System::TRADING_CENTRE;

async fn read_one_by_one(rig: &Rig, requests_per_second: u32) -> usize {
    let config = trading_config(rig.sandbox.url());
    let config = TradingCentreConfig {
        page_size: 1,
        http: ChannelSettings {
            requests_per_second,
            burst: requests_per_second,
            ..config.http
        },
        ..config
    };
    let connector = Arc::new(TradingCentre::new(&config, rig.clock.clone()).unwrap());
    let (mut cursor, mut count) = (None, 0);
    loop {
        let page = connector
            .pull(&Stream::TENDERS, cursor.as_ref())
            .await
            .unwrap();
        count += page.records.len();
        if page.complete {
            return count;
        }
        cursor = Some(page.next);
    }
}

#[tokio::test]
async fn the_public_limit_is_real_and_waiting_as_told_gets_everything() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 50)).await;
    assert_eq!(read_one_by_one(&rig, 1_000).await, 50);
    let journal = rig.journal().await;
    let turned_away = journal.entries.iter().filter(|e| e.status == 429).count();
    assert_eq!(turned_away, 2);
    assert_eq!(rig.seconds(), 2);
}

#[tokio::test]
async fn a_budget_below_the_limit_is_never_turned_away() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 50)).await;
    assert_eq!(read_one_by_one(&rig, REQUESTS_PER_SECOND / 2).await, 50);
    assert!(rig.journal().await.entries.iter().all(|e| e.status == 200));
    assert!(rig.clock.elapsed().as_secs() >= 4);
}
