//! A finding on the project while what was handed over stands rejected: the paper on file performs
//! its duty, but the other side did not take it.

use serde_json::json;
use shuniu_connectors::contract::HandOverKind;
use shuniu_entities::{finding, outbox};
use uuid::Uuid;

use crate::desk::{self, File};
use crate::fault::Fault;
use crate::transact::Tx;

/// Notes what became of a hand-over: a finding where it was rejected, none any more where the same
/// was accepted since.
pub(super) async fn note(
    tx: &mut Tx,
    row: &outbox::Model,
    state: &str,
    reason: Option<&str>,
) -> Result<(), Fault> {
    if !matches!(state, "accepted" | "rejected") {
        return Ok(());
    }
    clear(tx, row.project_id, &row.kind, row.about).await?;
    let now = tx.now();
    let file = tx.desk_mut().files.get_mut(&row.project_id);
    let open = |file: &&mut File| state == "rejected" && !file.project.get().classified;
    let Some(file) = file.filter(open) else {
        return Ok(());
    };
    let (zh, en) = HandOverKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == row.kind)
        .map_or(("报送", "hand-over"), HandOverKind::words);
    let (system, reason) = (row.system.as_str(), reason.unwrap_or("—"));
    file.findings.add(finding::Model {
        jurisdiction_id: row.jurisdiction_id,
        project_id: row.project_id,
        code: code(&row.kind, row.about),
        provision: None,
        detail: json!({
            "zh": format!("{zh}被系统 {system} 退回：{reason}；更正后请重新报送"),
            "en": format!("{system} rejected the {en}: {reason}; correct it and hand it over anew"),
            "hand_over": row.id, "system": system, "reason": reason,
        }),
        found_at: now,
    });
    Ok(())
}

/// Takes the finding back: the same was accepted, or what it is about is no more.
pub(super) async fn clear(
    tx: &mut Tx,
    project: Uuid,
    kind: &str,
    about: Option<Uuid>,
) -> Result<(), Fault> {
    desk::open(tx, &[project]).await?;
    let code = code(kind, about);
    if let Some(file) = tx.desk_mut().files.get_mut(&project)
        && !file.findings.remove(|known| known.code == code).is_empty()
    {
        file.gone.findings.push(code);
    }
    Ok(())
}

fn code(kind: &str, about: Option<Uuid>) -> String {
    let about = about.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!("hand_over:{kind}:{about}")
}
