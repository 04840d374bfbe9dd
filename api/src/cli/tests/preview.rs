//! Samples that are tried offline.

use serde_json::Value;

use super::*;

const CONTRACTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../connectors/src/trading_centre/fixtures/contracts.json"
);

fn preview(sample: &str, more: &[&str]) -> (u8, Value, String) {
    let tried = ["connector", "preview", "--system", "trading_centre"];
    let stream = ["--stream", "contracts", "--sample", sample];
    let (code, out, err) = shuniu(&[&tried[..], &stream, more].concat());
    (code, serde_json::from_str(&out).unwrap_or_default(), err)
}

#[test]
fn a_day_still_to_come_is_refused_as_a_run_would() {
    let (code, told, err) = preview(CONTRACTS, &["--today", "2026-06-30"]);
    assert_eq!((code, err.as_str()), (0, ""), "{told}");
    let (code, told, err) = preview(CONTRACTS, &["--today", "2025-07-17"]);
    assert_eq!(code, 1);
    assert!(err.contains("1 of 1 records were not understood"), "{err}");
    assert_eq!(told[0]["reason"]["code"], "still_to_come", "{told}");
}

#[test]
fn what_the_sandbox_delivers_is_told_row_by_row_and_left_where_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    let sandbox = ["sandbox", "trading_centre", "--transport", "drop"];
    let seeded = ["--seed", "1", "--projects", "30", "--data", folder];
    let (code, out, err) = shuniu(&[&sandbox[..], &seeded].concat());
    assert_eq!(code, 0, "{err}");
    let named = |line: &&str| line.contains("contracts");
    let file = out.lines().find(named).unwrap().trim_start_matches("laid ");
    let (code, told, err) = preview(file, &["--today", "2026-06-30"]);
    assert!(err.contains("is a complete delivery of contracts"), "{err}");
    let rows = told.as_array().unwrap();
    assert!(rows.iter().all(|row| row["row"].is_u64()), "{told}");
    let understood = rows.iter().filter(|row| row["contract"].is_object());
    assert!(understood.count() > 3, "{told}");
    assert!(code <= 1 && fs::exists(file).unwrap());
    let layout = dir.path().join("layout.toml");
    let shown = shuniu(&["connector", "show", "--system", "trading_centre", "layout"]).1;
    fs::write(&layout, shown.replace("合同名称", "合同全称")).unwrap();
    let (code, _, err) = preview(file, &["--layout", layout.to_str().unwrap()]);
    assert_eq!(code, 1);
    let says = "\"合同全称\" is missing; is \"合同名称\" meant?";
    assert!(err.contains(file) && err.contains(says), "{err}");
}
