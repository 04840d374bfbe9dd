//! A calendar, made and revoked by mutations; what it shows is looked at in `calendar`.

use serde_json::{Value, json};

use super::house::{House, bureau};
use super::journey::{change, text};

pub(super) async fn a_calendar_is_made_and_revoked(house: &House) {
    let input =
        r#"jurisdiction: "320902", name: " 到期 ", expiresOn: "2026-12-31", filter: {mine: true}"#;
    let wanted = "path calendar { id name owner role mine state expiresOn revokedBy }";
    let made = change(house, "createCalendar", input, wanted).await;
    assert!(
        text(&made["path"]).starts_with("/calendar.ics?token=shc_"),
        "{made}"
    );
    let id = text(&made["calendar"]["id"]);
    assert_eq!(
        made["calendar"],
        json!({"id": id, "name": "到期", "owner": "someone", "role": "data_bureau", "mine": true,
            "state": "OPEN", "expiresOn": "2026-12-31", "revokedBy": null})
    );
    let input = format!(r#"calendar: "{id}""#);
    let wanted = "calendar { state revokedBy revokedAt }";
    let revoked = change(house, "revokeCalendar", &input, wanted).await;
    assert_eq!(revoked["calendar"]["state"], "REVOKED");
    assert_eq!(revoked["calendar"]["revokedBy"], "someone");
    assert_ne!(revoked["calendar"]["revokedAt"], Value::Null);
    let ledger = "{ ledger(last: 1) { nodes { command entity change } } }";
    let told = house.data(&bureau(), ledger).await["ledger"]["nodes"][0].take();
    assert_eq!(
        told,
        json!({"command": "revoke_calendar", "entity": "calendar",
            "change": {"revoked": {"name": "到期", "subject": "someone"}}})
    );
}
