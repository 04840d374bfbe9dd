use std::fs;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use shuniu_connectors::{
    Failure,
    contract::{Stream, System},
    egress::{BreakerPosition, ChannelSettings},
};

use super::rig::{Rig, Settings, Way};
use crate::rig::{Subject, http};

fn awards() -> Subject {
    Subject {
        system: System::TRADING_CENTRE,
        stream: Stream::AWARDS,
    }
}

async fn execute(rig: &Rig, sql: &str) {
    rig.tables()
        .connection()
        .execute_unprepared(sql)
        .await
        .unwrap();
}

/// Texts of a query, row by row.
async fn texts(db: &DatabaseConnection, sql: &str, columns: usize) -> Vec<Vec<Option<String>>> {
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            (0..columns)
                .map(|at| row.try_get_by_index(at).unwrap())
                .collect()
        })
        .collect()
}

async fn flags(rig: &Rig) -> Vec<String> {
    let sql = "SELECT CAST(flag AS TEXT) FROM trading_centre_awards ORDER BY batch_no, seq";
    let rows = texts(rig.tables().connection(), sql, 1).await;
    rows.into_iter()
        .map(|row| row[0].clone().unwrap())
        .collect()
}

#[tokio::test]
async fn rows_are_marked_when_they_are_kept_and_not_before() {
    let rig = Rig::new(&awards(), Way::Marked).await;
    let mut records = awards().records(12);
    records[2]["REGION_CODE"] = json!("3209");
    rig.deliver(&records).await;
    let first = rig.pull(None).await.unwrap();
    assert_eq!(flags(&rig).await, ["0"; 12], "nobody has kept anything yet");
    rig.connector.kept(&rig.stream, &first.next).await.unwrap();
    let marked = flags(&rig).await;
    assert_eq!(&marked[..4], ["1", "1", "2", "1"]);
    assert_eq!(&marked[10..], ["0", "0"], "the next page is not kept");
    let sql = "SELECT receipt, error_text, taken_at FROM trading_centre_awards ORDER BY seq";
    let told = texts(rig.tables().connection(), sql, 3).await;
    assert!(told[0][0].as_ref().unwrap().starts_with("SN-"), "{told:?}");
    assert_eq!(told[0][1], None);
    assert_eq!(told[0][2].as_deref(), Some("2026-06-30 10:00:00"));
    assert!(
        told[2][1].as_ref().unwrap().contains("行政区划代码"),
        "{told:?}"
    );
    // The other side mends the row and puts it back: it comes in the next run, whatever its time.
    let (ids, cursor, _) = rig.run(Some(first.next)).await;
    assert_eq!(ids, ["A00010", "A00011"]);
    let mend = "UPDATE trading_centre_awards SET region_code = '320902', flag = 0 WHERE seq = 3";
    execute(&rig, mend).await;
    assert_eq!(rig.run(Some(cursor)).await.0, ["A00002"]);
    assert_eq!(flags(&rig).await, ["1"; 12]);
}

#[tokio::test]
async fn a_page_that_was_not_kept_is_not_marked() {
    let rig = Rig::new(&awards(), Way::Marked).await;
    rig.deliver(&awards().records(12)).await;
    let first = rig.pull(None).await.unwrap();
    rig.pull(Some(&first.next)).await.unwrap();
    rig.connector.kept(&rig.stream, &first.next).await.unwrap();
    assert_eq!(flags(&rig).await, ["0"; 12], "the second page is not kept");
    // What was not marked comes again, and is marked then.
    let (ids, cursor, _) = rig.run(Some(first.next)).await;
    assert_eq!(ids.len(), 2);
    assert_eq!(rig.run(Some(cursor)).await.0.len(), 10);
    assert_eq!(flags(&rig).await, ["1"; 12]);
}

#[tokio::test]
async fn a_row_that_was_written_anew_meanwhile_is_not_marked() {
    let rig = Rig::new(&awards(), Way::Marked).await;
    rig.deliver(&awards().records(2)).await;
    let page = rig.pull(None).await.unwrap();
    let rewrite = "UPDATE trading_centre_awards SET win_bid_price = '99', \
                   data_timestamp = '20260630093000' WHERE seq = 1";
    execute(&rig, rewrite).await;
    rig.connector.kept(&rig.stream, &page.next).await.unwrap();
    assert_eq!(flags(&rig).await, ["0", "1"]);
    let (pages, _) = rig.pages(Some(page.next)).await;
    let bodies: Vec<&str> = pages[0]
        .records
        .iter()
        .map(|one| one.body.as_str())
        .collect();
    assert!(
        bodies.len() == 1 && bodies[0].contains("\"WIN_BID_PRICE\":\"99\""),
        "{bodies:?}"
    );
}

#[tokio::test]
async fn a_batch_is_read_when_all_of_it_is_there() {
    let on = awards();
    for way in [Way::Marked, Way::ReadOnly] {
        let rig = Rig::new(&on, way).await;
        let tables = rig.tables();
        let all = on.records(9);
        tables.stage(&on.stream, "P1", &all[..3]).await.unwrap();
        // Nobody has said yet how many rows there are.
        let (ids, cursor, _) = rig.run(None).await;
        assert_eq!(ids.len(), 0, "{way:?}");
        tables
            .close_batch(&on.stream, "P1", 3, Some("2026-06-30 09:00:10"))
            .await
            .unwrap();
        tables.stage(&on.stream, "P2", &all[3..5]).await.unwrap();
        tables
            .close_batch(&on.stream, "P2", 3, Some("2026-06-30 09:00:20"))
            .await
            .unwrap();
        tables.stage(&on.stream, "P3", &all[6..]).await.unwrap();
        tables
            .close_batch(&on.stream, "P3", 3, Some("2026-06-30 09:00:30"))
            .await
            .unwrap();
        let (pages, cursor) = rig.pages(Some(cursor)).await;
        let ids: Vec<&str> = pages
            .iter()
            .flat_map(|page| &page.records)
            .map(|one| one.external_id.as_str())
            .collect();
        // Who goes by time alone must not pass a batch that is still to come.
        let first = ["A00000", "A00001", "A00002"];
        let later = ["A00006", "A00007", "A00008"];
        match way {
            Way::Marked => assert_eq!(ids, [first, later].concat()),
            _ => assert_eq!(ids, first),
        }
        let observed = pages.last().unwrap().observed_through;
        assert_eq!(
            observed,
            Some("2026-06-30T01:00:10Z".parse().unwrap()),
            "{way:?}"
        );
        let report = rig.connector.check().await.unwrap();
        let told = "awards: batch P2 holds 2 of 3 rows and is not read yet";
        assert!(report.steps.iter().any(|step| step == told), "{report:?}");

        let late = "INSERT INTO trading_centre_awards SELECT 'P2', 3, notice_id || 'x', \
                    purchase_project_code, purchase_project_name, invest_project_code, \
                    purchaser_name, purchaser_code, purchase_section_code, unified_deal_code, \
                    platform_code, region_code, win_bid_bulletin_title, \
                    win_bid_bulletin_start_time, winningbidder_name, winningbidder_code, \
                    win_bid_price, currency_code, price_unit, data_timestamp, 0, NULL, NULL, NULL \
                    FROM trading_centre_awards WHERE batch_no = 'P2' AND seq = 2";
        execute(&rig, late).await;
        let (pages, _) = rig.pages(Some(cursor)).await;
        let ids: Vec<&str> = pages
            .iter()
            .flat_map(|page| &page.records)
            .map(|one| one.external_id.as_str())
            .collect();
        for id in ["A00003", "A00004", "A00004x", "A00006", "A00007", "A00008"] {
            let before = way == Way::Marked && later.contains(&id);
            assert_eq!(ids.contains(&id), !before, "{way:?}: {id} of {ids:?}");
        }
        let observed = pages.last().unwrap().observed_through;
        assert_eq!(
            observed,
            Some("2026-06-30T01:00:30Z".parse().unwrap()),
            "{way:?}"
        );
    }
}

#[tokio::test]
async fn what_is_missing_in_the_database_is_a_setting_to_mend() {
    for way in [Way::Marked, Way::ReadOnly] {
        let rig = Rig::new(&awards(), way).await;
        rig.deliver(&awards().records(3)).await;
        execute(
            &rig,
            "ALTER TABLE trading_centre_awards RENAME COLUMN region_code TO region_cod",
        )
        .await;
        for act in [
            rig.pull(None).await.map(drop),
            rig.connector.check().await.map(drop),
        ] {
            let Err(Failure::Config { message }) = act else {
                panic!("{act:?}")
            };
            let told = "there is no column \"region_code\" in \"trading_centre_awards\" (is \"region_cod\" meant?)";
            assert!(
                message.contains(told) && message.contains("shuniu connector ddl"),
                "{message}"
            );
        }
        execute(&rig, "ALTER TABLE trading_centre_awards RENAME TO t_zbgg").await;
        let Err(Failure::Config { message }) = rig.pull(None).await else {
            panic!()
        };
        assert!(
            message.contains("there is no table \"trading_centre_awards\""),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_table_may_have_another_name_and_lack_what_may_be_missing() {
    let rename = |settings: &mut Settings| {
        let exchange = settings.exchange.as_mut().unwrap();
        exchange.tables.insert("awards".into(), "t_zbgg".into());
        exchange.tables.insert("batches".into(), "t_pc".into());
    };
    let rig = Rig::with(&awards(), Way::Marked, rename).await;
    rig.deliver(&awards().records(3)).await;
    execute(&rig, "ALTER TABLE trading_centre_awards RENAME TO t_zbgg").await;
    execute(&rig, "ALTER TABLE trading_centre_batches RENAME TO t_pc").await;
    execute(
        &rig,
        "ALTER TABLE t_zbgg DROP COLUMN win_bid_bulletin_title",
    )
    .await;
    assert_eq!(rig.run(None).await.0.len(), 3);
}

#[tokio::test]
async fn a_held_database_is_waited_for_and_nothing_is_taken() {
    let hasty = |settings: &mut Settings| {
        settings.http = Some(ChannelSettings {
            timeout_ms: 1,
            connect_timeout_ms: 60_000,
            attempts: 2,
            ..http()
        });
    };
    for way in [Way::Marked, Way::ReadOnly] {
        let rig = Rig::with(&awards(), way, hasty).await;
        rig.deliver(&awards().records(3)).await;
        execute(&rig, "BEGIN EXCLUSIVE").await;
        for _ in 0..3 {
            let failure = rig.pull(None).await.unwrap_err();
            assert!(failure.is_transient(), "{failure}");
            assert!(
                failure.to_string().contains("held")
                    || failure.to_string().contains("not being called"),
                "{failure}"
            );
        }
        assert_eq!(
            rig.connector.breaker().state().position,
            BreakerPosition::Open
        );
        execute(&rig, "COMMIT").await;
        let failure = rig.pull(None).await.unwrap_err();
        assert!(
            failure.to_string().contains("not being called until"),
            "{failure}"
        );
        rig.clock.advance(std::time::Duration::from_secs(60));
        assert_eq!(rig.pull(None).await.unwrap().records.len(), 3);
        assert_eq!(
            rig.connector.breaker().state().position,
            BreakerPosition::Closed
        );
    }
}

#[tokio::test]
async fn reading_takes_the_right_to_read_alone() {
    let rig = Rig::new(&awards(), Way::ReadOnly).await;
    rig.deliver(&awards().records(12)).await;
    let path = rig.home.path().join("exchange.sqlite");
    let before = fs::read(&path).unwrap();
    let (ids, cursor, _) = rig.run(None).await;
    assert_eq!(ids.len(), 12);
    rig.connector.check().await.unwrap();
    rig.run(Some(cursor)).await;
    assert_eq!(fs::read(&path).unwrap(), before, "not a byte was written");
}

#[tokio::test]
async fn the_instant_at_which_a_run_starts_is_included() {
    let none = |settings: &mut Settings| settings.overlap_seconds = Some(0);
    let rig = Rig::with(&awards(), Way::ReadOnly, none).await;
    rig.deliver(&awards().records(3)).await;
    let (_, cursor, _) = rig.run(None).await;
    // Of the last second, with an id that sorts before.
    rig.deliver(&[awards().record(0, 2)]).await;
    assert_eq!(rig.run(Some(cursor)).await.0, ["A00000", "A00002"]);
}

#[tokio::test]
async fn a_missing_right_to_mark_is_told_with_what_would_do() {
    let rig = Rig::new(&awards(), Way::Marked).await;
    rig.deliver(&awards().records(3)).await;
    let refuse = "CREATE TRIGGER no BEFORE UPDATE ON trading_centre_awards \
                  BEGIN SELECT RAISE(ABORT, 'not yours'); END";
    execute(&rig, refuse).await;
    let page = rig.pull(None).await.unwrap();
    let failure = rig
        .connector
        .kept(&rig.stream, &page.next)
        .await
        .unwrap_err();
    assert!(
        failure
            .to_string()
            .contains("cannot mark \"trading_centre_awards\": not yours"),
        "{failure}"
    );
    assert_eq!(flags(&rig).await, ["0"; 3]);
    // Nothing is lost: the rows come again.
    execute(&rig, "DROP TRIGGER no").await;
    assert_eq!(rig.run(Some(page.next)).await.0.len(), 3);
    assert_eq!(flags(&rig).await, ["1"; 3]);
}

#[tokio::test]
async fn of_rows_that_contradict_each_other_neither_is_believed() {
    let on = awards();
    for way in [Way::Marked, Way::ReadOnly] {
        let rig = Rig::new(&on, way).await;
        let mut records = on.records(12);
        // They stand on both sides of where a page would end.
        records[9] = records[10].clone();
        records[9]["WIN_BID_PRICE"] = json!("999");
        rig.deliver(&records).await;
        let (pages, _) = rig.pages(None).await;
        let told: Vec<&str> = pages
            .iter()
            .flat_map(|page| &page.unreadable)
            .map(|one| one.error.reason.en.as_str())
            .collect();
        assert_eq!(told.len(), 2, "{way:?}: {told:?}");
        assert!(
            told[0].contains("seq 10: it has the id and time of") && told[0].contains("seq 11"),
            "{told:?}"
        );
        let read: usize = pages.iter().map(|page| page.records.len()).sum();
        assert_eq!(read, 10);
    }
}

#[tokio::test]
async fn more_rows_of_one_instant_than_a_page_holds_are_no_order() {
    let rig = Rig::new(&awards(), Way::ReadOnly).await;
    let same: Vec<Value> = (0..12).map(|_| awards().record(1, 1)).collect();
    rig.deliver(&same).await;
    let failure = rig.pull(None).await.unwrap_err();
    assert_eq!(failure.class(), "remote");
    assert!(
        failure.to_string().contains("more than 10 rows"),
        "{failure}"
    );
}

#[tokio::test]
async fn without_a_table_of_batches_a_row_counts_as_soon_as_it_is_there() {
    let on = awards();
    for way in [Way::Marked, Way::ReadOnly] {
        let alone = |settings: &mut Settings| settings.exchange.as_mut().unwrap().batches = false;
        let rig = Rig::with(&on, way, alone).await;
        execute(&rig, "DROP TABLE trading_centre_batches").await;
        rig.tables()
            .stage(&on.stream, "P1", &on.records(12))
            .await
            .unwrap();
        let (pages, _) = rig.pages(None).await;
        assert_eq!(
            pages.iter().map(|page| page.records.len()).sum::<usize>(),
            12
        );
        let observed = pages.last().unwrap().observed_through;
        // Rows that may come in any order vouch for nothing.
        assert_eq!(observed.is_some(), way == Way::ReadOnly, "{way:?}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let astray = |settings: &mut Settings| settings.exchange.as_mut().unwrap().url += ".gone";
    let rig = Rig::with(&awards(), Way::Marked, astray).await;
    let Err(Failure::Config { message }) = rig.pull(None).await else {
        panic!()
    };
    assert!(
        message.contains("no such exchange database") && message.contains("`exchange.url`"),
        "{message}"
    );
    assert!(!rig.home.path().join("exchange.sqlite.gone").exists());
}
