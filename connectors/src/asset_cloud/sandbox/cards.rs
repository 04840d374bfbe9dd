use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::native::AssetChange;
use crate::{
    mapping::format_instant,
    sandbox::{Defect, Effect, Form, HandedIn, Kernel, NAME, PageQuery, envelope, refuse, whole},
};

/// Questions after which a card is decided, when the control says nothing else.
const DECIDED_AFTER: u64 = 2;

/// A card as it is sent.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    idempotency_key: String,
    asset_id: String,
    asset_kind: String,
    asset_name: String,
    category_code: Option<String>,
    quantity: Value,
    original_value: String,
    amount_unit: String,
    contract_no: Option<String>,
    region_code: String,
    project_code: Option<String>,
    project_name: String,
    unit_name: String,
    unit_code: String,
}

/// Takes a card once per key: the same key with the same body gets the answer that is due now.
pub(super) fn register(kernel: &Kernel, body: &Value) -> Response {
    let malformed = |message: &str| refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let looked_at = look_at(body);
    if let Err(Defect::Malformed(message)) = &looked_at {
        return malformed(message);
    }
    let card: Card = match serde_json::from_value(body.clone()) {
        Ok(card) => card,
        Err(error) => return malformed(&format!("the card cannot be read: {error}")),
    };
    let key = card.idempotency_key.as_str();
    if let Some(earlier) = find(kernel, key) {
        return if earlier.get("body") == Some(body) {
            answer(earlier)
        } else {
            let message = "this idempotency key was used for another card";
            refuse(StatusCode::CONFLICT, "KEY_REUSED", message)
        };
    }
    if let Err(Defect::Rejected(reason)) = looked_at {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "REJECTED", &reason);
    }
    let now = kernel.clock.now();
    let at_once = decided_after(kernel) == 0;
    let outcome = kernel.change(|state| {
        let cards = state.extra.entry("cards").or_insert_with(|| json!({}));
        let serial = cards.as_object().map_or(0, Map::len) + 1;
        let mut taken = json!({
            "body": body,
            "serial": serial,
            "asked": 0,
            "receiptNo": format!("ZC-{}-{serial:05}", card.region_code),
            "receivedAt": now.to_rfc3339(),
            "state": "pending",
        });
        let others: Vec<Value> = cards
            .as_object()
            .map(|cards| cards.values().cloned().collect())
            .unwrap_or_default();
        let entry = at_once.then(|| decide(&mut taken, &others, now)).flatten();
        cards[key] = taken.clone();
        if let Some(entry) = entry {
            let changes = state.streams.entry("asset_changes".to_owned());
            changes.or_default().push(json!(entry));
        }
        taken
    });
    match outcome {
        Ok(taken) => answer(taken),
        Err(error) => unwritten(&error),
    }
}

/// Says what became of a card; each question brings the decision nearer.
pub(super) fn ask(kernel: &Kernel, key: &str) -> Response {
    let after = decided_after(kernel);
    let now = kernel.clock.now();
    let outcome = kernel.change(|state| {
        let cards = state.extra.get_mut("cards")?.as_object_mut()?;
        let others: Vec<Value> = cards.values().cloned().collect();
        let taken = cards.get_mut(key)?;
        let asked = taken["asked"].as_u64().unwrap_or(0) + 1;
        taken["asked"] = json!(asked);
        if taken["state"] == json!("pending")
            && asked >= after
            && let Some(entry) = decide(taken, &others, now)
        {
            let changes = state.streams.entry("asset_changes".to_owned());
            changes.or_default().push(json!(entry));
        }
        state.extra["cards"].get(key).cloned()
    });
    match outcome {
        Ok(Some(taken)) => answer(taken),
        Ok(None) => {
            let message = "no card under this key";
            refuse(StatusCode::NOT_FOUND, "NEVER_RECEIVED", message)
        }
        Err(error) => unwritten(&error),
    }
}

fn decided_after(kernel: &Kernel) -> u64 {
    let set = kernel.setting("decide_after_questions");
    set.and_then(|n| n.as_u64()).unwrap_or(DECIDED_AFTER)
}

fn find(kernel: &Kernel, key: &str) -> Option<Value> {
    kernel.read(|state| state.extra.get("cards")?.get(key).cloned())
}

fn unwritten(error: &std::io::Error) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    refuse(status, "DATA_FILE", &error.to_string())
}

/// Lists the cards that were handed in. It is no question: nothing is decided by it.
pub(super) fn received(kernel: &Kernel, query: &PageQuery, effect: &Effect) -> Response {
    let all = kernel.read(|state| {
        let all = state.extra.get("cards").and_then(Value::as_object);
        let all = all.into_iter().flatten();
        all.map(|(key, taken)| HandedIn {
            key: key.clone(),
            kind: "资产卡片".to_owned(),
            answer: shown(taken.clone()),
        })
        .collect()
    });
    kernel.received(all, query, effect)
}

fn answer(taken: Value) -> Response {
    envelope(&shown(taken))
}

fn shown(mut taken: Value) -> Value {
    if let Some(object) = taken.as_object_mut() {
        for inner in ["body", "serial", "asked"] {
            object.remove(inner);
        }
    }
    taken
}

/// What the contract says that a card must have, and may.
const REQUIRED: [&str; 12] = [
    "idempotencyKey",
    "assetId",
    "assetKind",
    "assetName",
    "quantity",
    "originalValue",
    "amountUnit",
    "acquiredOn",
    "regionCode",
    "projectName",
    "unitName",
    "unitCode",
];
const OPTIONAL: [&str; 3] = ["categoryCode", "contractNo", "projectCode"];

/// What is seen at once: whether the card can be read, and then what it says.
fn look_at(body: &Value) -> Result<(), Defect> {
    let form = Form::read(body, &REQUIRED, &OPTIONAL)?;
    form.key("idempotencyKey")?;
    form.one_of("assetKind", &["硬件", "软件", "数据"])?;
    form.one_of("amountUnit", &["元"])?;
    form.count("quantity", 1_000_000_000)?;
    form.day("acquiredOn")?;
    form.region("regionCode")?;
    for (name, longest) in [("categoryCode", 64), ("contractNo", NAME)] {
        if !form.is_null(name) {
            form.words(name, longest)?;
        }
    }
    if !form.is_null("projectCode") {
        form.project_code("projectCode")?;
    }
    let value = form.value("originalValue").as_str().unwrap_or_default();
    let cents = value
        .split_once('.')
        .is_none_or(|(_, cents)| cents.len() <= 2);
    if !cents {
        return Err(Defect::Malformed(
            "originalValue is finer than a fen".into(),
        ));
    }
    let mut rejected = None;
    for outcome in [
        form.name("assetId", 64).map(drop),
        form.name("assetName", NAME).map(drop),
        form.name("projectName", NAME).map(drop),
        form.name("unitName", NAME).map(drop),
        form.credit_code("unitCode"),
        original_value(form),
    ] {
        match outcome {
            Err(Defect::Rejected(reason)) => rejected = Some(reason),
            other => other?,
        }
    }
    rejected.map_or(Ok(()), |reason| Err(Defect::Rejected(reason)))
}

fn original_value(form: Form<'_>) -> Result<(), Defect> {
    match form.amount("originalValue", "元") {
        Err(Defect::Rejected(why)) => Err(Defect::Rejected(format!("资产原值不可用 {why}"))),
        other => other.map(drop),
    }
}

/// Decides on a card that waits. An accepted one is also entered among the changes, so that the
/// next pull brings it too.
fn decide(taken: &mut Value, others: &[Value], now: DateTime<Utc>) -> Option<AssetChange> {
    let card: Card = serde_json::from_value(taken["body"].clone()).ok()?;
    if let Err(reason) = examine(&card, others) {
        taken["state"] = json!("rejected");
        taken["reason"] = json!(reason);
        return None;
    }
    let quantity = whole(&card.quantity)?;
    let today = format_instant(now, "%Y-%m-%d");
    let year = format_instant(now, "%Y");
    let serial = taken["serial"].as_u64().unwrap_or(0);
    let number = format!("{}{year}9{serial:05}", card.region_code);
    taken["state"] = json!("accepted");
    for (name, value) in [
        ("cardNumber", json!(number)),
        ("registeredOn", json!(today)),
        ("assetId", json!(card.asset_id)),
        ("assetKind", json!(card.asset_kind)),
        ("assetName", json!(card.asset_name)),
        ("quantity", json!(quantity)),
        ("originalValue", json!(card.original_value)),
        ("amountUnit", json!(card.amount_unit)),
        ("regionCode", json!(card.region_code)),
        ("unitName", json!(card.unit_name)),
        ("unitCode", json!(card.unit_code)),
    ] {
        taken[name] = value;
    }
    Some(AssetChange {
        change_no: format!("DJ{number}"),
        change_type: "登记入账".into(),
        changed_on: today.clone(),
        registered_on: Some(today),
        card_number: number,
        asset_id: Some(card.asset_id),
        asset_kind: card.asset_kind,
        asset_name: card.asset_name,
        quantity: Some(quantity.to_string()),
        original_value: Some(card.original_value),
        amount_unit: card.amount_unit,
        region_code: card.region_code,
        secrecy: "0".into(),
        holder_name: Some(card.unit_name.clone()),
        holder_code: Some(card.unit_code.clone()),
        unit_name: card.unit_name,
        unit_code: Some(card.unit_code),
        project_code: card.project_code,
        project_name: Some(card.project_name),
        contract_no: card.contract_no,
        updated_at: now.to_rfc3339(),
    })
}

/// What a clerk finds when the card is looked at.
fn examine(card: &Card, others: &[Value]) -> Result<(), String> {
    let same = |other: &&Value| {
        other["state"] == json!("accepted") && other["body"]["assetId"] == json!(card.asset_id)
    };
    if let Some(other) = others.iter().find(same) {
        return Err(format!(
            "该资产已建卡 the asset has the card {} already",
            other["cardNumber"].as_str().unwrap_or_default()
        ));
    }
    // GB/T 14885-2022: one letter and eight digits.
    let sound = |code: &String| {
        let digits = code.strip_prefix('A').unwrap_or_default();
        digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    if card.category_code.as_ref().is_some_and(|code| !sound(code)) {
        return Err(
            "资产分类代码应为字母A加八位数字 the classification code must be A and eight digits"
                .into(),
        );
    }
    Ok(())
}
