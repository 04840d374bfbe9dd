use std::path::PathBuf;

use encoding_rs::GB18030;
use serde_json::{Value, json};
use shuniu_policy::vocabulary::Vocabulary;

use super::*;
use crate::{
    contract::{Stream, System},
    mapping::Mapping,
    transport::sandbox::{Format, sheet},
};

const ONE: &str = include_str!("../trading_centre/fixtures/contracts.json");

fn words() -> Vocabulary {
    Vocabulary::of(shuniu_policy::pack::Packs::shipped().iter())
}

fn trial<'a>(stream: &'a str, words: &'a Vocabulary) -> Trial<'a> {
    Trial {
        system: "trading_centre",
        stream,
        mapping: None,
        layout: None,
        vocabulary: words,
        today: "2026-06-30".parse().unwrap(),
    }
}

fn told(sample: &str) -> Value {
    let words = words();
    let previewed = trial("contracts", &words).json(sample).unwrap();
    serde_json::to_value(previewed.outcomes).unwrap()
}

fn count(sample: &str) -> (usize, usize) {
    let told = told(sample);
    let told = told.as_array().unwrap();
    let records = told.iter().filter(|one| one["external_id"].is_string());
    (records.count(), told.len())
}

#[test]
fn a_sample_comes_in_four_shapes() {
    let line = ONE.replace('\n', "");
    assert_eq!(count(ONE), (1, 1));
    assert_eq!(count(&format!("[{ONE},{ONE}]")), (2, 2));
    assert_eq!(
        count(&format!(r#"{{"code":"0","data":{{"items":[{ONE}]}}}}"#)),
        (1, 1)
    );
    assert_eq!(
        count(&format!(
            r#"{{"code":"0","data":{{"list":[{ONE},{ONE}]}}}}"#
        )),
        (2, 2)
    );
    assert_eq!(count(&format!("{line}\n\n{line}\nnonsense\n")), (2, 3));
    assert_eq!(count(&format!("\u{feff}{ONE}")), (1, 1));
}

#[test]
fn a_record_is_told_with_its_id_and_time_and_one_without_them_is_not_understood() {
    let good = told(ONE);
    assert!(good[0]["external_id"].is_string(), "{good}");
    assert!(good[0]["source_time"].is_string(), "{good}");
    let mut other: Value = serde_json::from_str(ONE).unwrap();
    let mapping = shipped("trading_centre").unwrap().mapping;
    let mapping = Mapping::parse("mapping", mapping, &System::new("trading_centre")).unwrap();
    let time = &mapping
        .stream(&Stream::new("contracts"))
        .unwrap()
        .source_time;
    *other.pointer_mut(time).unwrap() = Value::from("last week");
    let bad = told(&format!("[{ONE},{other}]"));
    assert_eq!(bad[1]["number"], 2, "{bad}");
    assert_eq!(bad[1]["path"], time.as_str(), "{bad}");
}

#[test]
fn what_cannot_be_tried_says_why() {
    let error = |system, stream, sample| {
        let words = words();
        let trial = Trial {
            system,
            ..trial(stream, &words)
        };
        trial.json(sample).unwrap_err().to_string()
    };
    assert!(error("trading_center", "x", "{}").contains("did you mean \"trading_centre\"?"));
    assert!(error("trading_centre", "offers", "{}").contains("awards, contracts, tenders"));
    assert!(error("trading_centre", "awards", "<html>").contains("neither"));
    assert!(error("trading_centre", "awards", "[]").contains("no record"));
}

#[test]
fn a_preview_tells_what_landing_would() {
    let with = |field: &str, value: Value| {
        let mut record: Value = serde_json::from_str(ONE).unwrap();
        record[field] = value;
        told(&record.to_string())[0].clone()
    };
    let code = |told: &Value| told["reason"]["code"].as_str().map(str::to_owned);
    let to_come = with("SIGNING_TIME", json!("2026-07-01"));
    assert_eq!(
        code(&to_come).as_deref(),
        Some("still_to_come"),
        "{to_come}"
    );
    assert_eq!(to_come["path"], "/SIGNING_TIME");
    let below = with("CONTRACT_AMOUNT", json!("-1"));
    assert_eq!(code(&below).as_deref(), Some("below_zero"), "{below}");
    let null = with("CONTRACT_NAME", json!("坏\0字"));
    assert_eq!(code(&null).as_deref(), Some("null_character"), "{null}");
    let secret = with("CONTRACT_NAME", json!("机密★5年"));
    assert_eq!(secret["classified"], true, "{secret}");
    assert!(!secret.to_string().contains("机密"), "{secret}");
}

/// A file of contracts, written as the sandbox writes deliveries; `change` spoils its records.
fn delivered(name: &str, change: impl FnOnce(&mut Vec<Value>)) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let record = |id: &str| {
        let mut record: Value = serde_json::from_str(ONE).unwrap();
        record["NOTICE_ID"] = json!(id);
        record
    };
    let mut records = vec![record("GG-1"), record("GG-2"), record("GG-3")];
    change(&mut records);
    let layout = layout("trading_centre", None, None).unwrap();
    let format = match name.ends_with(".xlsx") {
        true => Format::Xlsx,
        false => Format::Csv,
    };
    let bytes = sheet(&layout, &Stream::CONTRACTS, &records, format, &[]).unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn file(path: &std::path::Path, layout: Option<&str>) -> Result<(Value, Vec<String>), String> {
    let words = words();
    let trial = Trial {
        layout: layout.map(|text| ("my layout", text)),
        ..trial("contracts", &words)
    };
    let previewed = trial.file(path, "2026-06-30T12:00:00Z".parse().unwrap());
    let previewed = previewed.map_err(|error| error.to_string())?;
    let told = serde_json::to_value(previewed.outcomes).unwrap();
    Ok((told, previewed.notes))
}

#[test]
fn a_delivered_file_is_told_row_by_row_whatever_it_is_written_in() {
    let direct = told(ONE)[0].clone();
    let name = |extension: &str| format!("contracts_full_20260630.{extension}");
    let (_keep, utf8) = delivered(&name("csv"), |_| ());
    let (_kept, workbook) = delivered(&name("xlsx"), |_| ());
    let (_held, gb) = delivered(&name("csv"), |_| ());
    let text = std::fs::read_to_string(&gb).unwrap();
    std::fs::write(&gb, GB18030.encode(&text).0).unwrap();
    for path in [&utf8, &workbook, &gb] {
        let (told, notes) = file(path, None).unwrap();
        assert!(
            notes[0].contains("complete delivery of contracts"),
            "{notes:?}"
        );
        let rows: Vec<&Value> = told.as_array().unwrap().iter().collect();
        let numbers: Vec<u64> = rows
            .iter()
            .map(|row| row["row"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, [2, 3, 4], "{told}");
        for row in rows {
            assert_eq!(row["contract"], direct["contract"], "{row}");
            assert_eq!(row["project"], direct["project"], "{row}");
        }
        assert!(path.exists(), "it is left where it is");
    }
}

#[test]
fn a_row_that_is_not_understood_is_told_with_its_row_and_field() {
    let (_keep, path) = delivered("contracts_20260630.csv", |records| {
        records[1]["SIGNING_TIME"] = json!("2027-01-01");
        records[2]["NOTICE_ID"] = json!("");
    });
    let (told, _) = file(&path, None).unwrap();
    assert_eq!(told[0]["row"], 2);
    let said = |at: usize| told[at]["reason"]["en"].as_str().unwrap().to_owned();
    assert_eq!(
        (&told[1]["row"], &told[1]["path"]),
        (&json!(3), &json!("/SIGNING_TIME"))
    );
    assert!(
        said(1).contains("contracts_20260630.csv, row 3: "),
        "{told}"
    );
    assert_eq!(
        (&told[2]["row"], &told[2]["path"]),
        (&json!(4), &json!("/NOTICE_ID"))
    );
    assert!(said(2).contains("row 4: "), "{told}");
}

#[test]
fn columns_that_do_not_fit_are_told_with_the_nearest() {
    let (_keep, path) = delivered("mine.csv", |_| ());
    let text = std::fs::read_to_string(&path).unwrap();
    let (heads, rows) = text.split_once('\n').unwrap();
    let renamed = format!("{}\n{rows}", heads.replace("签订日期", "签定日期"));
    std::fs::write(&path, renamed).unwrap();
    let refused = file(&path, None).unwrap_err();
    assert!(
        refused.contains("\"签订日期\" is missing; is \"签定日期\" meant?"),
        "{refused}"
    );
    let more = text.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line},合同名称备注\n"),
        _ => format!("{line},无\n"),
    });
    std::fs::write(&path, more.collect::<String>()).unwrap();
    let (told, notes) = file(&path, None).unwrap();
    assert!(notes[0].contains("would not read mine.csv"), "{notes:?}");
    let strange = "column \"合同名称备注\" is not in the layout (nearest: \"合同名称\")";
    assert!(notes[1].starts_with(strange), "{notes:?}");
    assert!(told[0]["warnings"][0]["path"] == "/合同名称备注", "{told}");
    let shipped = shipped("trading_centre").unwrap().layout.unwrap();
    let own = shipped.replace("签订日期", "签定日期");
    let renamed = text.replace("签订日期", "签定日期");
    std::fs::write(&path, renamed).unwrap();
    let (told, _) = file(&path, Some(&own)).unwrap();
    assert!(told[0]["external_id"] == "GG-1", "{told}");
}

#[test]
fn a_file_that_would_be_refused_says_why() {
    let (_keep, path) = delivered("contracts_full_1.csv", |_| ());
    std::fs::write(path.with_extension("csv.sha256"), "00").unwrap();
    let refused = file(&path, None).unwrap_err();
    assert!(
        refused.contains("contracts_full_1.csv.sha256 says"),
        "{refused}"
    );
    let words = words();
    let other = Trial {
        system: "asset_cloud",
        ..trial("asset_changes", &words)
    };
    let refused = other.file(&path, chrono::DateTime::UNIX_EPOCH).unwrap_err();
    assert!(
        refused.to_string().contains("over its interface alone"),
        "{refused}"
    );
}
