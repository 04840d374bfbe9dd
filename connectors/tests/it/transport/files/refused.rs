use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shuniu_connectors::{
    Failure,
    transport::{
        drop::{Proof, Ready, TextEncoding},
        sandbox::{Fault, Format, deliver},
    },
};

use super::{contracts, refused, rig, set};
use crate::rig::now;

#[tokio::test]
async fn a_checksum_is_verified_and_can_be_required() {
    use sm3::Sm3;
    let rig = set(|drop| drop.checksum = Proof::Required).await;
    let bytes = rig.sheet(&contracts().records(3), Format::Csv, &[]);
    let path = rig.lay("contracts_1.csv", &bytes);
    let beside = |suffix: &str, text: &str| {
        fs::write(path.with_extension(format!("csv{suffix}")), text).unwrap();
    };
    assert!(
        refused(&rig)
            .await
            .contains("neither contracts_1.csv.sha256")
    );
    beside(".sha256", &"0".repeat(64));
    assert!(
        refused(&rig)
            .await
            .contains("not what contracts_1.csv.sha256 says")
    );
    let sha = hex::encode(Sha256::digest(&bytes)).to_uppercase();
    beside(".sm3", "abc");
    beside(".sha256", &format!("{sha}  contracts_1.csv\n"));
    assert!(
        refused(&rig)
            .await
            .contains("not what contracts_1.csv.sm3 says")
    );
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
    assert!(
        refused(&rig)
            .await
            .contains("it holds 3 rows, and 4 are stated")
    );
    let text = String::from_utf8(bytes)
        .unwrap()
        .replace("#行数,4", "#行数,3");
    rig.lay("contracts_1.csv", text.as_bytes());
    assert_eq!(rig.run(None).await.0.len(), 3, "the last row is no record");
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let rig = rig().await;
    let outside = rig.home.path().join("outside.csv");
    fs::write(
        &outside,
        rig.sheet(&contracts().records(3), Format::Csv, &[]),
    )
    .unwrap();
    rig.touch(&outside, 3_600);
    symlink(&outside, rig.folder().join("contracts_1.csv")).unwrap();
    assert!(refused(&rig).await.contains("links are not followed"));
    fs::remove_file(rig.folder().join("contracts_1.csv")).unwrap();
    fs::create_dir(rig.folder().join("contracts_2.csv")).unwrap();
    assert!(refused(&rig).await.contains("no plain file"));
    fs::remove_dir(rig.folder().join("contracts_2.csv")).unwrap();
    // Nor is a checksum that is a link.
    rig.lay(
        "contracts_3.csv",
        &rig.sheet(&contracts().records(3), Format::Csv, &[]),
    );
    symlink(&outside, rig.folder().join("contracts_3.csv.sha256")).unwrap();
    assert!(
        refused(&rig)
            .await
            .contains("contracts_3.csv.sha256 is no plain file")
    );
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_held() {
    let records = contracts().records(30);
    let rig = set(|drop| drop.max_file_bytes = 2_000).await;
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[]));
    assert!(
        refused(&rig)
            .await
            .contains("more than max_file_bytes 2000")
    );
    let rig = set(|drop| drop.max_unpacked_bytes = 4_000).await;
    rig.lay("contracts_1.xlsx", &rig.sheet(&records, Format::Xlsx, &[]));
    assert!(refused(&rig).await.contains("at most 4000 bytes unpacked"));
    let rig = set(|drop| drop.max_rows = 20).await;
    rig.lay("contracts_1.csv", &rig.sheet(&records, Format::Csv, &[]));
    assert!(refused(&rig).await.contains("at most 20 rows"));
}

#[tokio::test]
async fn another_encoding_than_is_set_is_refused() {
    let rig = set(|drop| drop.encoding = TextEncoding::Utf8).await;
    let records = contracts().records(3);
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&records, Format::Csv, &[Fault::Gb18030]),
    );
    assert!(refused(&rig).await.contains("not written in UTF-8"));
    let rig = set(|drop| drop.encoding = TextEncoding::Gb18030).await;
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&records, Format::Csv, &[Fault::Gb18030]),
    );
    assert_eq!(rig.run(None).await.0.len(), 3);
}

#[tokio::test]
async fn wrong_headings_are_told_with_what_resembles_them() {
    let rig = rig().await;
    let records = contracts().records(3);
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&records, Format::Csv, &[Fault::DroppedColumn]),
    );
    let told = refused(&rig).await;
    assert!(told.contains("contracts_1.csv is refused"), "{told}");
    assert!(
        told.contains("row 1 do not fit: \"数据时间戳\" is missing"),
        "{told}"
    );
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&records, Format::Csv, &[Fault::RenamedColumn]),
    );
    let told = refused(&rig).await;
    assert!(
        told.contains("\"数据时间戳\" is missing; is \"数据时间戳（新）\" meant?"),
        "{told}"
    );
    // A column that may be missing was renamed: it is not taken for missing.
    let text = String::from_utf8(rig.sheet(&records, Format::Csv, &[])).unwrap();
    rig.lay(
        "contracts_1.csv",
        text.replacen("合同期限", "合同期 限制", 1).as_bytes(),
    );
    assert!(refused(&rig).await.contains("is \"合同期 限制\" meant?"));
    // Headings are found below a title, and however they are spaced.
    let titled = format!(
        "亭湖区合同公告\n{}",
        text.replacen("合同编号", " 合 同 编 号 ", 1)
    );
    rig.lay("contracts_1.csv", titled.as_bytes());
    assert_eq!(rig.run(None).await.0.len(), 3);
}

#[tokio::test]
async fn a_file_that_bears_the_mark_of_a_state_secret_is_refused_and_not_quoted() {
    let rig = rig().await;
    let text = String::from_utf8(rig.sheet(&contracts().records(1), Format::Csv, &[])).unwrap();
    rig.lay(
        "contracts_1.csv",
        format!("某工程合同 机密★5年\n{text}").as_bytes(),
    );
    let told = refused(&rig).await;
    assert!(
        told.contains("mark of a state secret") && !told.contains("某工程"),
        "{told}"
    );
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_a_setting_to_mend() {
    let rig = set(|drop| drop.folder.push("nowhere")).await;
    let Err(Failure::Config { message }) = rig.pull(None).await else {
        panic!("there is nothing to read");
    };
    assert!(
        message.contains("nowhere is not there") && message.contains("drop.folder"),
        "{message}"
    );
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
        (
            Some(Fault::WrongCount),
            Err("it holds 12 rows, and 13 are stated"),
        ),
        (Some(Fault::DroppedColumn), Err("is missing")),
        (Some(Fault::RenamedColumn), Err("meant?")),
        (
            Some(Fault::WrongChecksum),
            Err("is not what contracts_full_20260630.csv.sha256 says"),
        ),
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
