use std::fs;

use encoding_rs::GB18030;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::json;
use shuniu_connectors::{
    contract::{Cursor, Page, Stream, System},
    transport::sandbox::{Fault, Format},
};

use super::{
    super::rig::{Rig, Way, stored},
    contracts, rig,
};
use crate::rig::Subject;

#[tokio::test]
async fn a_manifest_vouches_for_the_time_that_it_states() {
    let rig = rig().await;
    rig.lay(
        "contracts_1.csv",
        &rig.sheet(&contracts().records(3), Format::Csv, &[]),
    );
    let manifest = json!({ "rows": 3, "as_of": "2026-06-30 09:30:00" });
    fs::write(
        rig.folder().join("contracts_1.csv.manifest.json"),
        manifest.to_string(),
    )
    .unwrap();
    let (pages, _) = rig.pages(None).await;
    let observed = pages.last().unwrap().observed_through;
    assert_eq!(observed, Some("2026-06-30T01:30:00Z".parse().unwrap()));
}

#[tokio::test]
async fn whatever_it_is_written_in_a_file_gives_the_same_records() {
    let records = contracts().records(3);
    let rig = rig().await;
    let utf8 = rig.sheet(&records, Format::Csv, &[]);
    let files = [
        ("contracts_1.csv", utf8.clone()),
        (
            "contracts_1.csv",
            [b"\xef\xbb\xbf", utf8.as_slice()].concat(),
        ),
        (
            "contracts_1.txt",
            rig.sheet(&records, Format::Csv, &[Fault::Gb18030]),
        ),
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
async fn a_column_that_nobody_knows_is_reported() {
    let rig = rig().await;
    let text = String::from_utf8(rig.sheet(&contracts().records(1), Format::Csv, &[])).unwrap();
    let lines: Vec<String> = text
        .lines()
        .zip(["联系部门", "采购科"])
        .map(|(line, more)| format!("{line},{more}"))
        .collect();
    rig.lay("contracts_1.csv", lines.join("\n").as_bytes());
    let page = rig.pull(None).await.unwrap();
    let mapped = rig
        .connector
        .map(&rig.stream, &page.records[0].body)
        .unwrap();
    assert_eq!(mapped.warnings[0].path, "/联系部门");
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
            sheet
                .write_string(row as u32, column as u16, *text)
                .unwrap();
        }
    }
    let amount = at("合同金额");
    sheet.write_number(1, amount, 115.5).unwrap();
    sheet
        .write_formula(2, amount, Formula::new("1/0").set_result("#DIV/0!"))
        .unwrap();
    sheet
        .write_number(3, at("供应商统一社会信用代码"), 913_209_000_000_000_190.0)
        .unwrap();
    rig.lay("contracts_1.xlsx", &workbook.save_to_buffer().unwrap());
    let page = rig.pull(None).await.unwrap();
    let told: Vec<_> = page
        .unreadable
        .iter()
        .map(|one| &one.error.reason)
        .collect();
    assert_eq!(told[0].code, "broken_cell");
    assert!(
        told[0]
            .en
            .starts_with("contracts_1.xlsx, sheet \"合同\", row 3: \"合同金额\""),
        "{told:?}"
    );
    assert!(
        told[0]
            .zh
            .starts_with("文件 contracts_1.xlsx 工作表“合同”第 3 行：“合同金额”"),
        "{told:?}"
    );
    assert_eq!(told[1].code, "digits_lost");
    assert_eq!(page.records.len(), 2);
    // A number stands as it is shown, and never as a float.
    assert!(
        page.records[0]
            .body
            .contains("\"CONTRACT_AMOUNT\":\"115.5\""),
        "{}",
        page.records[0].body
    );
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
    let told: Vec<_> = page
        .unreadable
        .iter()
        .map(|one| one.error.reason.en.as_str())
        .collect();
    assert!(
        told[0].contains("row 3: it has the id and time of contracts_1.csv, row 5"),
        "{told:?}"
    );
    assert!(
        told[1].contains("row 5: it has the id and time of contracts_1.csv, row 3"),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_page_is_the_same_however_often_and_in_whatever_order_it_is_asked_for() {
    for (name, format) in [
        ("contracts_1.csv", Format::Csv),
        ("contracts_1.xlsx", Format::Xlsx),
    ] {
        let mut rig = rig().await;
        let mut records = contracts().records(34);
        // The first page has a row that the third one contradicts.
        records[25] = records[1].clone();
        records[25]["CONTRACT_AMOUNT"] = json!("999");
        rig.lay(name, &rig.sheet(&records, format, &[]));
        let mut asked: Vec<(Option<Cursor>, Page)> = Vec::new();
        while !asked.last().is_some_and(|(_, page)| page.complete) {
            let from = asked.last().map(|(_, page)| stored(&page.next));
            let page = rig.pull(from.as_ref()).await.unwrap();
            asked.push((from, page));
        }
        let read: Vec<_> = asked.iter().map(|(_, page)| page.records.len()).collect();
        assert_eq!(read, [9, 10, 9, 4], "{name}");
        let told = |page: &Page| page.unreadable[0].error.reason.en.clone();
        assert!(told(&asked[0].1).contains("row 27"), "{name}");
        assert!(told(&asked[2].1).contains("row 3"), "{name}");
        for at in [3, 1, 1, 0, 2] {
            if at == 2 {
                rig.restart(|_| {});
            }
            let (from, before) = &asked[at];
            let again = rig.pull(from.as_ref()).await.unwrap();
            assert_eq!(again.records, before.records, "{name}, page {at}");
            assert_eq!(again.unreadable, before.unreadable, "{name}, page {at}");
            assert_eq!(again.next, before.next, "{name}, page {at}");
        }
    }
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
    let mapped: Vec<_> = page
        .records
        .iter()
        .map(|one| rig.connector.map(&on.stream, &one.body))
        .collect();
    let classified = mapped[0].as_ref().unwrap();
    assert!(classified.classified && classified.project.name.is_none());
    assert!(
        mapped[1].as_ref().unwrap_err().withhold,
        "a missing mark refuses the body"
    );
}

#[test]
fn a_text_in_gb18030_is_really_that() {
    let (bytes, _, lost) = GB18030.encode("公告编号");
    assert!(!lost && std::str::from_utf8(&bytes).is_err());
}
