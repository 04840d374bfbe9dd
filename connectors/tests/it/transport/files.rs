use std::{collections::BTreeMap, fs};

use encoding_rs::GB18030;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shuniu_connectors::{
    Failure,
    contract::{Connector, Stream, System},
    trading_centre::{TradingCentre, TradingCentreConfig},
    transport::{
        drop::{DropConfig, Proof, Ready, TextEncoding},
        layout::Extent,
        sandbox::{Fault, Format, deliver},
    },
};

use super::rig::{Rig, Settings, Way, stored};
use crate::rig::{Subject, now};

fn contracts() -> Subject {
    Subject {
        system: System::TRADING_CENTRE,
        stream: Stream::CONTRACTS,
    }
}

async fn rig() -> Rig {
    Rig::new(&contracts(), Way::Files).await
}

/// The settings of the folder, changed.
async fn set(change: impl FnOnce(&mut DropConfig)) -> Rig {
    let change = |settings: &mut Settings| change(settings.drop.as_mut().unwrap());
    Rig::with(&contracts(), Way::Files, change).await
}

async fn refused(rig: &Rig) -> String {
    let failure = rig.pull(None).await.unwrap_err();
    assert_eq!(failure.class(), "remote", "{failure}");
    assert!(failure.to_string().contains("nothing of it was taken in"), "{failure}");
    failure.to_string()
}

#[tokio::test]
async fn a_file_that_is_being_written_is_not_touched() {
    let rig = rig().await;
    let on = contracts();
    let path = rig.lay("contracts_1.csv", &rig.sheet(&on.records(3), Format::Csv, &[]));
    rig.touch(&path, 59);
    let page = rig.pull(None).await.unwrap();
    assert!(page.complete && page.records.is_empty());
    // Another file is taken, but what waits may tell of earlier changes.
    rig.lay("contracts_2.csv", &rig.sheet(&[on.record(9, 50)], Format::Csv, &[]));
    let (pages, cursor) = rig.pages(None).await;
    assert_eq!(pages.iter().map(|page| page.records.len()).sum::<usize>(), 1);
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
    let path = rig.lay("contracts_1.csv", &rig.sheet(&contracts().records(3), Format::Csv, &[]));
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
async fn a_checksum_is_verified_and_can_be_required() {
    use sm3::Sm3;
    let rig = set(|drop| drop.checksum = Proof::Required).await;
    let bytes = rig.sheet(&contracts().records(3), Format::Csv, &[]);
    let path = rig.lay("contracts_1.csv", &bytes);
    let beside = |suffix: &str, text: &str| {
        fs::write(path.with_extension(format!("csv{suffix}")), text).unwrap();
    };
    assert!(refused(&rig).await.contains("neither contracts_1.csv.sha256"));
    beside(".sha256", &"0".repeat(64));
    assert!(refused(&rig).await.contains("not what contracts_1.csv.sha256 says"));
    let sha = hex::encode(Sha256::digest(&bytes)).to_uppercase();
    beside(".sm3", "abc");
    beside(".sha256", &format!("{sha}  contracts_1.csv\n"));
    assert!(refused(&rig).await.contains("not what contracts_1.csv.sm3 says"));
    beside(".sm3", &hex::encode(Sm3::digest(&bytes)));
    let (ids, ..) = rig.run(None).await;
    assert_eq!(ids.len(), 3);
    assert_eq!(rig.archived().len(), 3, "{:?}", rig.archived());
}

#[tokio::test]
async fn a_file_with_other_rows_than_are_stated_is_refused_whole() {
    let rig = set(|drop| drop.row_count = Proof::Required).await;
    let mut bytes = rig.sheet(&contracts().records(3), Format::Csv, &[]);
    rig.lay("contracts_1.csv", &bytes);
    assert!(refused(&rig).await.contains("`drop.row_count` is required"));
    let manifest = rig.folder().join("contracts_1.csv.manifest.json");
    for rows in [2, 4] {
        fs::write(&manifest, json!({ "rows": rows }).to_string()).unwrap();
        let told = format!("it holds 3 rows, and {rows} are stated");
        assert!(refused(&rig).await.contains(&told));
    }
    fs::remove_file(&manifest).unwrap();
    bytes.extend_from_slice("#行数,4\n".as_bytes());
    rig.lay("contracts_1.csv", &bytes);
    assert!(refused(&rig).await.contains("it holds 3 rows, and 4 are stated"));
    let text = String::from_utf8(bytes).unwrap().replace("#行数,4", "#行数,3");
    rig.lay("contracts_1.csv", text.as_bytes());
    assert_eq!(rig.run(None).await.0.len(), 3, "the last row is no record");
}

#[tokio::test]
async fn a_manifest_vouches_for_the_time_that_it_states() {
    let rig = rig().await;
    rig.lay("contracts_1.csv", &rig.sheet(&contracts().records(3), Format::Csv, &[]));
    let manifest = json!({ "rows": 3, "as_of": "2026-06-30 09:30:00" });
    fs::write(rig.folder().join("contracts_1.csv.manifest.json"), manifest.to_string()).unwrap();
    let (pages, _) = rig.pages(None).await;
    let observed = pages.last().unwrap().observed_through;
    assert_eq!(observed, Some("2026-06-30T01:30:00Z".parse().unwrap()));
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
    assert_eq!(names.len(), 4, "nothing in the archive was written over: {names:?}");
    let prefix = &hex::encode(Sha256::digest(&bytes))[..16];
    assert!(names.iter().all(|name| name.starts_with(prefix)), "{names:?}");
    assert!(names.contains(&format!("{prefix}-2-contracts_1.csv")), "{names:?}");
    // Another content under the name of an earlier one is read.
    rig.lay("contracts_1.csv", &rig.sheet(&[contracts().record(7, 7)], Format::Csv, &[]));
    assert_eq!(rig.run(Some(cursor)).await.0, ["C00007"]);
}

#[tokio::test]
async fn a_file_goes_to_the_archive_when_all_of_it_is_kept() {
    let rig = rig().await;
    rig.deliver(&contracts().records(15)).await;
    let first = rig.pull(None).await.unwrap();
    rig.connector.kept(&rig.stream, &stored(&first.next)).await.unwrap();
    assert_eq!(rig.archived().len(), 0, "half of it is kept");
    let last = rig.pull(Some(&stored(&first.next))).await.unwrap();
    // Somebody says that another page is kept.
    rig.connector.kept(&rig.stream, &first.next).await.unwrap();
    assert_eq!(rig.archived().len(), 0);
    let last = rig.pull(Some(&first.next)).await.map(|page| (page.next, last.next)).unwrap();
    assert_eq!(last.0, last.1, "the same place gives the same page");
    rig.connector.kept(&rig.stream, &last.0).await.unwrap();
    assert_eq!(rig.archived().len(), 1);
}

#[tokio::test]
async fn whatever_it_is_written_in_a_file_gives_the_same_records() {
    let records = contracts().records(3);
    let rig = rig().await;
    let utf8 = rig.sheet(&records, Format::Csv, &[]);
    let files = [
        ("contracts_1.csv", utf8.clone()),
        ("contracts_1.csv", [b"\xef\xbb\xbf", utf8.as_slice()].concat()),
        ("contracts_1.txt", rig.sheet(&records, Format::Csv, &[Fault::Gb18030])),
        ("contracts_1.xlsx", rig.sheet(&records, Format::Xlsx, &[])),
    ];
    let mut bodies = Vec::new();
    for (name, bytes) in files {
        let path = rig.lay(name, &bytes);
        let page = rig.pull(None).await.unwrap();
        bodies.push(page.records);
        fs::remove_file(path).unwrap();
    }
    assert_eq!(bodies[0].len(), 3);
    assert!(bodies.iter().all(|one| *one == bodies[0]), "{bodies:#?}");
}

#[tokio::test]
async fn another_encoding_than_is_set_is_refused() {
    let rig = set(|drop| drop.encoding = TextEncoding::Utf8).await;
    let records = contracts().records(3);
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[Fault::Gb18030]));
    assert!(refused(&rig).await.contains("not written in UTF-8"));
    let rig = set(|drop| drop.encoding = TextEncoding::Gb18030).await;
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[Fault::Gb18030]));
    assert_eq!(rig.run(None).await.0.len(), 3);
}

#[tokio::test]
async fn wrong_headings_are_told_with_what_resembles_them() {
    let rig = rig().await;
    let records = contracts().records(3);
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[Fault::DroppedColumn]));
    let told = refused(&rig).await;
    assert!(told.contains("contracts_1.csv is refused"), "{told}");
    assert!(told.contains("row 1 do not fit: \"数据时间戳\" is missing"), "{told}");
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[Fault::RenamedColumn]));
    let told = refused(&rig).await;
    assert!(told.contains("\"数据时间戳\" is missing; is \"数据时间戳（新）\" meant?"), "{told}");
    // A column that may be missing was renamed: it is not taken for missing.
    let text = String::from_utf8(rig.sheet(&records, Format::Csv, &[])).unwrap();
    rig.lay("contracts_1.csv", text.replacen("合同期限", "合同期 限制", 1).as_bytes());
    assert!(refused(&rig).await.contains("is \"合同期 限制\" meant?"));
    // Headings are found below a title, and however they are spaced.
    let titled = format!("亭湖区合同公告\n{}", text.replacen("合同编号", " 合 同 编 号 ", 1));
    rig.lay("contracts_1.csv", titled.as_bytes());
    assert_eq!(rig.run(None).await.0.len(), 3);
}

#[tokio::test]
async fn a_column_that_nobody_knows_is_reported() {
    let rig = rig().await;
    let text = String::from_utf8(rig.sheet(&contracts().records(1), Format::Csv, &[])).unwrap();
    let lines: Vec<String> = text.lines().zip(["联系部门", "采购科"]).map(|(line, more)| format!("{line},{more}")).collect();
    rig.lay("contracts_1.csv", lines.join("\n").as_bytes());
    let page = rig.pull(None).await.unwrap();
    let mapped = rig.connector.map(&rig.stream, &page.records[0].body).unwrap();
    assert_eq!(mapped.warnings[0].path, "/联系部门");
}

#[tokio::test]
async fn a_refused_file_holds_up_no_other_and_fails_the_run() {
    let rig = rig().await;
    let records = contracts().records(25);
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[Fault::DroppedColumn]));
    rig.lay("contracts_2.csv", &rig.sheet(&records, Format::Csv, &[]));
    let (mut cursor, mut ids) = (None, 0);
    let failure = loop {
        match rig.pull(cursor.as_ref()).await {
            Ok(page) => {
                assert!(!page.complete, "a run that leaves something out is not complete");
                ids += page.records.len();
                rig.connector.kept(&rig.stream, &page.next).await.unwrap();
                cursor = Some(stored(&page.next));
            }
            Err(failure) => break failure,
        }
    };
    assert_eq!(ids, 25);
    assert!(failure.to_string().contains("contracts_1.csv is refused"), "{failure}");
    assert_eq!(Rig::names(&rig.folder()), ["contracts_1.csv"]);
    // It is mended; a run from where the failed one ended reads it.
    rig.lay("contracts_1.csv", &rig.sheet(&[contracts().record(30, 30)], Format::Csv, &[]));
    assert_eq!(rig.run(cursor).await.0, ["C00030"]);
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let rig = rig().await;
    let outside = rig.home.path().join("outside.csv");
    fs::write(&outside, rig.sheet(&contracts().records(3), Format::Csv, &[])).unwrap();
    rig.touch(&outside, 3_600);
    symlink(&outside, rig.folder().join("contracts_1.csv")).unwrap();
    assert!(refused(&rig).await.contains("links are not followed"));
    fs::remove_file(rig.folder().join("contracts_1.csv")).unwrap();
    fs::create_dir(rig.folder().join("contracts_2.csv")).unwrap();
    assert!(refused(&rig).await.contains("no plain file"));
    fs::remove_dir(rig.folder().join("contracts_2.csv")).unwrap();
    // Nor is a checksum that is a link.
    rig.lay("contracts_3.csv", &rig.sheet(&contracts().records(3), Format::Csv, &[]));
    symlink(&outside, rig.folder().join("contracts_3.csv.sha256")).unwrap();
    assert!(refused(&rig).await.contains("contracts_3.csv.sha256 is no plain file"));
}

#[tokio::test]
async fn what_is_wrong_in_a_workbook_is_told_with_sheet_and_row() {
    let rig = rig().await;
    let text = String::from_utf8(rig.sheet(&contracts().records(4), Format::Csv, &[])).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let at = |heading: &str| rows[0].iter().position(|one| *one == heading).unwrap() as u16;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("合同").unwrap();
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *text).unwrap();
        }
    }
    let amount = at("合同金额");
    sheet.write_number(1, amount, 115.5).unwrap();
    sheet.write_formula(2, amount, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_number(3, at("供应商统一社会信用代码"), 913_209_000_000_000_190.0).unwrap();
    rig.lay("contracts_1.xlsx", &workbook.save_to_buffer().unwrap());
    let page = rig.pull(None).await.unwrap();
    let told: Vec<_> = page.unreadable.iter().map(|one| &one.error.reason).collect();
    assert_eq!(told[0].code, "broken_cell");
    assert!(told[0].en.starts_with("contracts_1.xlsx, sheet \"合同\", row 3: \"合同金额\""), "{told:?}");
    assert!(told[0].zh.starts_with("文件 contracts_1.xlsx 工作表“合同”第 3 行：“合同金额”"), "{told:?}");
    assert_eq!(told[1].code, "digits_lost");
    assert_eq!(page.records.len(), 2);
    // A number stands as it is shown, and never as a float.
    assert!(page.records[0].body.contains("\"CONTRACT_AMOUNT\":\"115.5\""), "{}", page.records[0].body);
}

#[tokio::test]
async fn of_rows_that_contradict_each_other_neither_is_believed() {
    let rig = rig().await;
    let on = contracts();
    let mut records = on.records(3);
    records.push(records[1].clone());
    records[3]["CONTRACT_AMOUNT"] = json!("999");
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[]));
    let page = rig.pull(None).await.unwrap();
    assert_eq!((page.records.len(), page.unreadable.len()), (2, 2));
    let told: Vec<_> = page.unreadable.iter().map(|one| one.error.reason.en.as_str()).collect();
    assert!(told[0].contains("row 3: it has the id and time of contracts_1.csv, row 5"), "{told:?}");
    assert!(told[1].contains("row 5: it has the id and time of contracts_1.csv, row 3"), "{told:?}");
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_held() {
    let records = contracts().records(30);
    let rig = set(|drop| drop.max_file_bytes = 2_000).await;
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[]));
    assert!(refused(&rig).await.contains("more than max_file_bytes 2000"));
    let rig = set(|drop| drop.max_unpacked_bytes = 4_000).await;
    rig.lay("contracts_1.xlsx", &rig.sheet(&records, Format::Xlsx, &[]));
    assert!(refused(&rig).await.contains("at most 4000 bytes unpacked"));
    let rig = set(|drop| drop.max_rows = 20).await;
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[]));
    assert!(refused(&rig).await.contains("at most 20 rows"));
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
    assert!(failure.to_string().contains("went away after 10 of its rows"), "{failure}");
    rig.lay("contracts_1.csv", &bytes);
    assert_eq!(rig.run(Some(cursor.clone())).await.0.len(), 15);
    // One that was put in its place is read from its own beginning.
    let rig = super::files::rig().await;
    rig.lay("contracts_1.csv", &bytes);
    assert_eq!(stored(&rig.pull(None).await.unwrap().next), cursor);
    rig.lay("contracts_1.csv", &rig.sheet(&on.records(12), Format::Csv, &[]));
    assert_eq!(rig.run(Some(cursor)).await.0.len(), 12);
}

#[tokio::test]
async fn a_file_that_bears_the_mark_of_a_state_secret_is_refused_and_not_quoted() {
    let rig = rig().await;
    let text = String::from_utf8(rig.sheet(&contracts().records(1), Format::Csv, &[])).unwrap();
    rig.lay("contracts_1.csv", format!("某工程合同 机密★5年\n{text}").as_bytes());
    let told = refused(&rig).await;
    assert!(told.contains("mark of a state secret") && !told.contains("某工程"), "{told}");
}

#[tokio::test]
async fn a_classified_row_is_read_no_further() {
    let on = Subject {
        system: System::MUNICIPAL_PROJECTS,
        stream: Stream::PLAN_ITEMS,
    };
    let rig = Rig::new(&on, Way::Files).await;
    let mut records = on.records(2);
    records[0]["secrecy"] = json!("涉密");
    records[1].as_object_mut().unwrap().remove("secrecy");
    rig.deliver(&records).await;
    let page = rig.pull(None).await.unwrap();
    let mapped: Vec<_> = page.records.iter().map(|one| rig.connector.map(&on.stream, &one.body)).collect();
    let classified = mapped[0].as_ref().unwrap();
    assert!(classified.classified && classified.project.name.is_none());
    assert!(mapped[1].as_ref().unwrap_err().withhold, "a missing mark refuses the body");
}

#[tokio::test]
async fn a_complete_delivery_is_told_by_its_name() {
    let rig = rig().await;
    let on = contracts();
    rig.lay("contracts_20260629.csv", &rig.sheet(&on.records(3), Format::Csv, &[]));
    rig.lay("contracts_full_20260630.csv", &rig.sheet(&on.records(14), Format::Csv, &[]));
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

#[tokio::test]
async fn a_folder_that_is_not_there_is_a_setting_to_mend() {
    let rig = set(|drop| drop.folder.push("nowhere")).await;
    let Err(Failure::Config { message }) = rig.pull(None).await else {
        panic!("there is nothing to read");
    };
    assert!(message.contains("nowhere is not there") && message.contains("drop.folder"), "{message}");
}

#[tokio::test]
async fn the_sandbox_delivers_with_the_faults_that_deliveries_have() {
    let records: Vec<Value> = contracts().records(12);
    let all = BTreeMap::from([("contracts".to_owned(), records)]);
    for (fault, outcome) in [
        (None, Ok(12)),
        (Some(Fault::Gb18030), Ok(12)),
        (Some(Fault::Duplicated), Ok(12)),
        // Without its marker it waits.
        (Some(Fault::HalfWritten), Ok(0)),
        (Some(Fault::WrongCount), Err("it holds 12 rows, and 13 are stated")),
        (Some(Fault::DroppedColumn), Err("is missing")),
        (Some(Fault::RenamedColumn), Err("meant?")),
        (Some(Fault::WrongChecksum), Err("is not what contracts_full_20260630.csv.sha256 says")),
    ] {
        let rig = set(|drop| drop.ready = Ready::Marker).await;
        let faults: Vec<Fault> = fault.into_iter().collect();
        deliver(&rig.folder(), &rig.layout, &all, now(), &faults).unwrap();
        match outcome {
            Ok(count) => assert_eq!(rig.run(None).await.0.len(), count, "{fault:?}"),
            Err(told) => {
                let said = refused(&rig).await;
                assert!(said.contains(told), "{fault:?}: {said}");
            }
        }
    }
}

#[test]
fn a_text_in_gb18030_is_really_that() {
    let (bytes, _, lost) = GB18030.encode("公告编号");
    assert!(!lost && std::str::from_utf8(&bytes).is_err());
}
