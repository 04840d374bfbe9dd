use std::sync::Arc;

use shuniu_connectors::{
    ManualClock,
    asset_cloud::{self, AssetCloud},
    contract::{Connector, Stream},
    data_sharing::{self, DataSharing},
    investment_approval::{self, InvestmentApproval},
    municipal_projects::{self, MunicipalProjects},
    sandbox::SandboxOptions,
    seed::{SeedOptions, generate},
    trading_centre::{self, TradingCentre},
};

use crate::rig::{
    approval_config, asset_config, loopback, municipal_config, now, sharing_config, trading_config,
};

/// Pulls a stream to its end: records, records without a name, mapped, refused.
async fn pull_all(connector: &dyn Connector, stream: &Stream) -> [usize; 4] {
    let mut counts = [0; 4];
    let mut cursor = None;
    loop {
        let page = connector.pull(stream, cursor.as_ref()).await.unwrap();
        counts[0] += page.records.len();
        counts[1] += page.unreadable.len();
        for record in &page.records {
            let mapped = connector.map(stream, &record.body);
            counts[if mapped.is_ok() { 2 } else { 3 }] += 1;
        }
        if page.complete {
            return counts;
        }
        cursor = Some(page.next);
    }
}

#[tokio::test]
async fn a_seeded_world_comes_in_whole_with_its_oddities_set_aside() {
    let world = generate(SeedOptions::default());
    let clock = Arc::new(ManualClock::new(now()));
    let options = |records| SandboxOptions {
        records,
        clock: clock.clone(),
        ..SandboxOptions::default()
    };
    let approvals = investment_approval::sandbox::start(
        loopback(),
        options(world.investment_approval()),
        investment_approval::sandbox::Credentials::default(),
    )
    .await
    .unwrap();
    let trades = trading_centre::sandbox::start(loopback(), options(world.trading_centre()))
        .await
        .unwrap();
    let cards = asset_cloud::sandbox::start(
        loopback(),
        options(world.asset_cloud()),
        asset_cloud::sandbox::Credentials::default(),
    )
    .await
    .unwrap();
    let approval = InvestmentApproval::new(&approval_config(approvals.url()), clock.clone());
    let trading = TradingCentre::new(&trading_config(trades.url()), clock.clone());
    let (approval, trading) = (approval.unwrap(), trading.unwrap());

    let [records, unnamed, mapped, refused] = pull_all(&approval, &Stream::APPROVALS).await;
    assert_eq!((records + unnamed, unnamed), (world.approvals.len(), 1));
    assert_eq!((mapped, refused), (records - 8, 8));

    let assets = AssetCloud::new(&asset_config(cards.url()), clock.clone()).unwrap();
    let [records, unnamed, mapped, refused] = pull_all(&assets, &Stream::ASSET_CHANGES).await;
    assert_eq!((records + unnamed, unnamed), (world.asset_changes.len(), 1));
    assert_eq!((mapped, refused), (records - 6, 6));

    let mut all = [0; 4];
    for stream in trading.streams() {
        let counts = pull_all(&trading, stream).await;
        for (sum, count) in all.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [records, unnamed, mapped, refused] = all;
    let sent = world.tenders.len() + world.awards.len() + world.contracts.len();
    assert_eq!((records + unnamed, unnamed), (sent, 1));
    assert_eq!((mapped, refused), (records - 8, 8));

    let shared = data_sharing::sandbox::start(
        loopback(),
        options(world.data_sharing()),
        data_sharing::sandbox::Credentials::default(),
    )
    .await
    .unwrap();
    let sharing = DataSharing::new(&sharing_config(shared.url()), clock.clone()).unwrap();
    let mut all = [0; 4];
    for stream in sharing.streams() {
        let counts = pull_all(&sharing, stream).await;
        for (sum, count) in all.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [records, unnamed, mapped, refused] = all;
    let sent = world.catalog_entries.len() + world.connections.len() + world.deliveries.len();
    assert_eq!((records + unnamed, unnamed), (sent, 1));
    assert_eq!((mapped, refused), (records - 8, 8));

    let projects = municipal_projects::sandbox::start(
        loopback(),
        options(world.municipal_projects()),
        municipal_projects::sandbox::Credentials::default(),
    )
    .await
    .unwrap();
    let municipal = MunicipalProjects::new(&municipal_config(projects.url()), clock.clone());
    let municipal = municipal.unwrap();
    let mut all = [0; 4];
    for stream in municipal.streams() {
        let counts = pull_all(&municipal, stream).await;
        for (sum, count) in all.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [records, unnamed, mapped, refused] = all;
    let sent = world.plan_items.len() + world.reviews.len() + world.allocations.len();
    assert_eq!((records + unnamed, unnamed), (sent, 1));
    assert_eq!((mapped, refused), (records - 13, 13));
}
