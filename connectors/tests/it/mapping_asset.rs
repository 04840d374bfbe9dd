//! Assets, as the mapping of the asset cloud reads them.

use serde_json::{Value, json};
use shuniu_connectors::{
    asset_cloud,
    contract::{AssetState, Stream, System},
    mapping::Mapping,
};

use crate::mapping::{assets, with};

const CHANGE: &str = include_str!("../../src/asset_cloud/fixtures/asset_changes.json");

#[test]
fn an_asset_is_a_record_only_where_the_system_says_so() {
    let map = |body: &str| assets().map(&Stream::ASSET_CHANGES, body).unwrap();
    let booked = map(&with(CHANGE, "changeType", json!("折旧")));
    assert_eq!(booked.asset, None);
    let disposed = map(&with(CHANGE, "changeType", json!("报废")));
    assert_eq!(disposed.asset.unwrap().state, AssetState::Disposed);

    // A card that waits has no number and proves nothing.
    let waiting = r#"{"receiptNo":"1","receivedAt":"2026-06-30T00:00:00Z","state":"pending"}"#;
    let waiting = assets().map(&Stream::RECEIPTS, waiting).unwrap();
    assert_eq!((waiting.asset, waiting.documents), (None, vec![]));
}

#[test]
fn every_kind_of_bad_card_is_refused_with_its_path() {
    for (field, value) in [
        ("cardNumber", Value::Null),
        ("assetKind", json!("无形资产")),
        ("assetName", json!(" ")),
        ("changeType", json!("出租")),
        ("changedOn", json!("2026-02-30")),
        ("quantity", json!("-1")),
        ("quantity", json!("两台")),
        ("amountUnit", json!("千元")),
        ("holderCode", json!("123")),
    ] {
        let body = with(CHANGE, field, value);
        let error = assets().map(&Stream::ASSET_CHANGES, &body).unwrap_err();
        assert_eq!(error.path, format!("/{field}"), "{error}");
        assert!(!error.mend.zh.is_empty() && !error.withhold, "{error}");
    }
}

#[test]
fn an_asset_section_that_cannot_work_is_refused() {
    for (from, to, said) in [
        (
            "kind_codes = \"asset_kinds\"",
            "kind_codes = \"asset_kind\"",
            "did you mean \"asset_kinds\"?",
        ),
        (
            "card_number = \"/cardNumber\"",
            "card_number = \"cardNumber\"",
            "JSON pointer",
        ),
        (
            "card_number = ",
            "card_numbr = ",
            "did you mean `card_number`?",
        ),
        (
            "state_codes = \"change_types\"\n",
            "",
            "state_path with state_codes",
        ),
        ("state = \"registered\"", "state = \"lost\"", "registered"),
        (
            "= \"disposed\"",
            "= \"scrapped\"",
            "none of registered, transferred, disposed",
        ),
        (
            "\"数据\" = \"data\"",
            "\"数据\" = \"information\"",
            "none of hardware, software, data",
        ),
        ("unit_path = \"/amountUnit\"\n", "", "unit or unit_path"),
    ] {
        let text = asset_cloud::MAPPING.replacen(from, to, 1);
        assert_ne!(text, asset_cloud::MAPPING, "{from}");
        let error = Mapping::parse("agency.toml", &text, &System::ASSET_CLOUD).unwrap_err();
        assert!(error.message.contains(said), "{error}");
        assert_ne!(error.line, 0, "{error}");
    }
}
