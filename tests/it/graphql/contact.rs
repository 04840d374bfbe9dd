//! Whom to turn to about a project, kept by mutations.

use serde_json::{Value, json};

use super::file::registered;
use super::house::{House, bureau};
use super::journey::{change, text};

pub(super) async fn a_contact_is_recorded_corrected_and_erased(house: &House) {
    let project = registered(house).await;
    let terms = |phone: &str| {
        format!(
            r#"terms: {{role: LEADER, name: "张三丰", phone: "{phone}", email: "zhang@example.cn", organization: "区城市管理局"}}"#
        )
    };
    let wanted =
        "contact { id role name phone email organization masked recordedBy project { id } }
        project { version contacts { id } }";
    let input = format!(
        r#"project: "{project}", expectedVersion: 1, {}"#,
        terms("0515-88881234")
    );
    let recorded = change(house, "recordContact", &input, wanted).await;
    let id = text(&recorded["contact"]["id"]);
    assert_eq!(
        recorded["contact"],
        json!({"id": id, "role": "LEADER", "name": "张三丰", "phone": "0515-88881234",
            "email": "zhang@example.cn", "organization": "区城市管理局", "masked": false,
            "recordedBy": "someone", "project": {"id": project}})
    );
    assert_eq!(
        recorded["project"],
        json!({"version": 2, "contacts": [{"id": id}]})
    );

    let input = format!(r#"contact: "{id}", {}"#, terms("0515-88884321"));
    let corrected = change(house, "correctContact", &input, wanted).await;
    assert_eq!(
        corrected["contact"]["id"], id,
        "nothing is kept of what was wrong"
    );
    assert_eq!(corrected["contact"]["phone"], "0515-88884321");
    let ledger =
        format!(r#"{{ ledger(last: 1, project: "{project}") {{ nodes {{ command change }} }} }}"#);
    let told = house.data(&bureau(), &ledger).await;
    assert_eq!(
        told["ledger"]["nodes"][0],
        json!({"command": "correct_contact",
            "change": {"was": "leader", "is": "leader", "changed": ["phone"]}})
    );

    for (terms, field) in [
        (r#"role: OTHER, name: " ", phone: "88881234""#, "name"),
        (r#"role: OTHER, name: "张三""#, "phone"),
        (r#"role: OTHER, name: "张三", phone: "无""#, "phone"),
        (r#"role: OTHER, name: "张三", email: "zhang""#, "email"),
    ] {
        let query = format!(
            r#"mutation {{ recordContact(input: {{project: "{project}", terms: {{{terms}}}}}) {{ project {{ id }} }} }}"#
        );
        assert_eq!(
            house.codes(&bureau(), &query).await,
            ["BAD_USER_INPUT"],
            "{field}"
        );
    }

    let input = format!(r#"contact: "{id}", ground: ASKED, expectedVersion: 3"#);
    let erased = change(
        house,
        "eraseContact",
        &input,
        "project { version contacts { id } }",
    )
    .await;
    assert_eq!(erased["project"], json!({"version": 4, "contacts": []}));
    let query = format!(r#"{{ node(id: "{id}") {{ id }} }}"#);
    assert_eq!(house.data(&bureau(), &query).await["node"], Value::Null);
    let again = format!("mutation {{ eraseContact(input: {{{input}}}) {{ project {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &again).await, ["NOT_FOUND"]);
}
