use std::fs;

use sha2::{Digest, Sha256};
use shuniu_connectors::{
    contract::Connector,
    trading_centre::{TradingCentre, TradingCentreConfig},
    transport::{
        drop::{DropConfig, Ready},
        layout::Extent,
        sandbox::{Fault, Format},
    },
};

use super::{
    super::rig::{Rig, stored},
    contracts, rig, set,
};
use crate::rig::now;

#[tokio::test]
async fn a_file_that_is_being_written_is_not_touched() {
    let rig = rig().await;
    let on = contracts();
    let path = rig.lay(
        "contracts_1.csv",
        &rig.sheet(&on.records(3), Format::Csv, &[]),
    );
    rig.touch(&path, 59);
    let page = rig.pull(None).await.unwrap();
    assert!(page.complete && page.records.is_empty());
    // Another file is taken, but what waits may tell of earlier changes.
    rig.lay(
        "contracts_2.csv",
        &rig.sheet(&[on.record(9, 50)], Format::Csv, &[]),
    );
    let (pages, cursor) = rig.pages(None).await;
    assert_eq!(
        pages.iter().map(|page| page.records.len()).sum::<usize>(),
        1
    );
    assert!(pages.iter().all(|page| page.observed_through.is_none()));
    rig.clock.advance(std::time::Duration::from_secs(1));
    let (pages, _) = rig.pages(Some(cursor)).await;
    assert_eq!(pages[0].records.len(), 3);
    let observed = pages.last().unwrap().observed_through.unwrap();
    assert_eq!(observed, now() - chrono::Duration::seconds(3_600 - 50));
}

#[tokio::test]
async fn a_marker_tells_that_a_file_is_there_as_a_whole() {
    let rig = set(|drop| drop.ready = Ready::Marker).await;
    let path = rig.lay(
        "contracts_1.csv",
        &rig.sheet(&contracts().records(3), Format::Csv, &[]),
    );
    rig.touch(&path, 0);
    let (ids, cursor, _) = rig.run(None).await;
    assert_eq!(ids.len(), 0);
    fs::write(rig.folder().join("contracts_1.csv.done"), "").unwrap();
    assert_eq!(rig.run(Some(cursor)).await.0.len(), 3);
    let names = rig.archived();
    assert!(names[1].ends_with("-contracts_1.csv.done"), "{names:?}");
    assert_eq!(Rig::names(&rig.folder()), Vec::<String>::new());
}

#[tokio::test]
async fn the_same_content_has_no_effect_under_any_name() {
    let rig = rig().await;
    let bytes = rig.sheet(&contracts().records(3), Format::Csv, &[]);
    rig.lay("contracts_1.csv", &bytes);
    rig.lay("contracts_2.csv", &bytes);
    let (ids, cursor, _) = rig.run(None).await;
    assert_eq!(ids.len(), 3, "two files of one content are one");
    // The same name once more, and yet another one.
    rig.lay("contracts_1.csv", &bytes);
    rig.lay("合同公告_7月.csv", &bytes);
    let (ids, cursor, pages) = rig.run(Some(cursor)).await;
    assert_eq!((ids.len(), pages), (0, 1));
    assert_eq!(Rig::names(&rig.folder()), Vec::<String>::new());
    let names = rig.archived();
    assert_eq!(
        names.len(),
        4,
        "nothing in the archive was written over: {names:?}"
    );
    let prefix = &hex::encode(Sha256::digest(&bytes))[..16];
    assert!(
        names.iter().all(|name| name.starts_with(prefix)),
        "{names:?}"
    );
    assert!(
        names.contains(&format!("{prefix}-2-contracts_1.csv")),
        "{names:?}"
    );
    // Another content under the name of an earlier one is read.
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&[contracts().record(7, 7)], Format::Csv, &[]),
    );
    assert_eq!(rig.run(Some(cursor)).await.0, ["C00007"]);
}

#[tokio::test]
async fn a_file_goes_to_the_archive_when_all_of_it_is_kept() {
    let rig = rig().await;
    rig.deliver(&contracts().records(15)).await;
    let first = rig.pull(None).await.unwrap();
    rig.connector
        .kept(&rig.stream, &stored(&first.next))
        .await
        .unwrap();
    assert_eq!(rig.archived().len(), 0, "half of it is kept");
    let last = rig.pull(Some(&stored(&first.next))).await.unwrap();
    // Somebody says that another page is kept.
    rig.connector.kept(&rig.stream, &first.next).await.unwrap();
    assert_eq!(rig.archived().len(), 0);
    let last = rig
        .pull(Some(&first.next))
        .await
        .map(|page| (page.next, last.next))
        .unwrap();
    assert_eq!(last.0, last.1, "the same place gives the same page");
    rig.connector.kept(&rig.stream, &last.0).await.unwrap();
    assert_eq!(rig.archived().len(), 1);
}

#[tokio::test]
async fn a_refused_file_holds_up_no_other_and_fails_the_run() {
    let rig = rig().await;
    let records = contracts().records(25);
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&records, Format::Csv, &[Fault::DroppedColumn]),
    );
    rig.lay("contracts_2.csv", &rig.sheet(&records, Format::Csv, &[]));
    let (mut cursor, mut ids) = (None, 0);
    let failure = loop {
        match rig.pull(cursor.as_ref()).await {
            Ok(page) => {
                assert!(
                    !page.complete,
                    "a run that leaves something out is not complete"
                );
                ids += page.records.len();
                rig.connector.kept(&rig.stream, &page.next).await.unwrap();
                cursor = Some(stored(&page.next));
            }
            Err(failure) => break failure,
        }
    };
    assert_eq!(ids, 25);
    assert!(
        failure.to_string().contains("contracts_1.csv is refused"),
        "{failure}"
    );
    assert_eq!(Rig::names(&rig.folder()), ["contracts_1.csv"]);
    // It is mended; a run from where the failed one ended reads it.
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&[contracts().record(30, 30)], Format::Csv, &[]),
    );
    assert_eq!(rig.run(cursor).await.0, ["C00030"]);
}

#[tokio::test]
async fn a_file_that_goes_away_midway_is_missed_and_gone_on_with_when_it_is_back() {
    let rig = rig().await;
    let on = contracts();
    let bytes = rig.sheet(&on.records(25), Format::Csv, &[]);
    let path = rig.lay("contracts_1.csv", &bytes);
    let first = rig.pull(None).await.unwrap();
    let cursor = stored(&first.next);
    fs::remove_file(&path).unwrap();
    let failure = rig.pull(Some(&cursor)).await.unwrap_err();
    assert_eq!(failure.class(), "remote");
    assert!(
        failure
            .to_string()
            .contains("went away after 10 of its rows"),
        "{failure}"
    );
    rig.lay("contracts_1.csv", &bytes);
    assert_eq!(rig.run(Some(cursor.clone())).await.0.len(), 15);
    // One that was put in its place is read from its own beginning.
    let rig = super::rig().await;
    rig.lay("contracts_1.csv", &bytes);
    assert_eq!(stored(&rig.pull(None).await.unwrap().next), cursor);
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&on.records(12), Format::Csv, &[]),
    );
    assert_eq!(rig.run(Some(cursor)).await.0.len(), 12);
}

#[tokio::test]
async fn a_complete_delivery_is_told_by_its_name() {
    let rig = rig().await;
    let on = contracts();
    rig.lay(
        "contracts_20260629.csv",
        &rig.sheet(&on.records(3), Format::Csv, &[]),
    );
    rig.lay(
        "contracts_full_20260630.csv",
        &rig.sheet(&on.records(14), Format::Csv, &[]),
    );
    let config = TradingCentreConfig {
        page_size: 10,
        drop: Some(DropConfig::new(rig.folder())),
        ..TradingCentreConfig::new("")
    };
    let centre = TradingCentre::new(&config, rig.clock.clone()).unwrap();
    let mut cursor = None;
    let mut told = Vec::new();
    loop {
        let page = centre.pull(&on.stream, cursor.as_ref()).await.unwrap();
        centre.kept(&on.stream, &page.next).await.unwrap();
        let delivered = centre.delivered(&on.stream, &page.next).unwrap();
        told.push((delivered.name, delivered.extent, delivered.is_whole));
        if page.complete {
            break;
        }
        cursor = Some(page.next);
    }
    let named = |name: &str, extent, whole| (name.to_owned(), extent, whole);
    assert_eq!(
        told,
        [
            named("contracts_20260629.csv", Extent::Increment, true),
            named("contracts_full_20260630.csv", Extent::Full, false),
            named("contracts_full_20260630.csv", Extent::Full, true),
        ]
    );
}
