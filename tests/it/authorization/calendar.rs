use serde_json::json;
use shuniu_hub::query::CalendarRow;
use uuid::Uuid;

use super::rows::{Nail, PROVISION, day, now};

/// Whose the calendar is that is confined to a project.
pub(super) fn owner_of(project: Uuid) -> String {
    format!("owner-{project}")
}

/// A calendar of somebody who is not in the cast.
pub(super) async fn calendar(nail: &Nail<'_>, unit: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let row = CalendarRow {
        jurisdiction_id: nail.place,
        id,
        secret_hash: id.simple().to_string().repeat(2),
        name: "到期".to_owned(),
        subject: owner_of(nail.project),
        role: "data_bureau".to_owned(),
        body: Some("finance".to_owned()),
        organization: Some("11320902014321234P".to_owned()),
        choice: json!({"units": [unit], "projects": [nail.project], "mine": true,
            "provisions": [PROVISION], "packs": ["tinghu"], "responsible": ["finance"]}),
        expires_on: shuniu_tests::journey::today(),
        created_at: now(),
        used_on: Some(day()),
        revoked_at: None,
        revoked_by: None,
    };
    nail.raw.insert(vec![row]).await.unwrap();
    id
}
