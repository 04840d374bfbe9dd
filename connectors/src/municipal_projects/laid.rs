use serde_json::{Map, Value, json};

use super::{connector::MunicipalProjects, written::Written};
use crate::{
    Failure,
    contract::{
        Answer, Attachments, Cursor, Listed, PushFailure, Receipt, ReceivedEnd, ReceivedPage,
    },
    mapping::format_instant,
    transport::exchange::{Exchange, Laid, LaidState, Parcel},
};

impl MunicipalProjects {
    /// Lays a hand-over in the outbox of the exchange database. It has arrived when it lies there:
    /// the key is unique, so that it lies there once, and the other side writes its answer beside.
    pub(super) async fn lay(
        &self,
        outbox: &Exchange,
        key: &str,
        written: &Written<'_>,
        attachments: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        for paper in written.papers {
            let what = format!("municipal_projects: attachment {:?}", paper.name);
            let papers = self.handing_over;
            papers.fit_to_send(paper)?;
            papers.check_genuine(&what, paper, attachments).await?;
            outbox
                .lay_paper(paper, papers.part_bytes, attachments)
                .await?;
        }
        let parcel = Parcel {
            key,
            kind: written.matter.title(),
            body: written.body.to_string(),
        };
        let laid = outbox.lay(&parcel).await?;
        match answer(key, laid) {
            Answer::Known(receipt) => Ok(receipt),
            Answer::Rejected { reason } => Err(PushFailure::Rejected { reason }),
            Answer::NeverReceived | Answer::CannotTell => {
                let message = "municipal_projects: the outbox does not say what it holds";
                Err(PushFailure::Unknown(Failure::remote(message)))
            }
        }
    }
}

/// What became of something that was laid in the outbox.
pub(super) async fn ask(outbox: &Exchange, key: &str) -> Result<Answer, Failure> {
    let laid = outbox.laid(key).await?;
    Ok(laid.map_or(Answer::NeverReceived, |laid| answer(key, laid)))
}

/// What lies in the outbox, from a place on. What was laid there is listed at once.
pub(super) async fn received(outbox: &Exchange, from: &Cursor) -> Result<ReceivedPage, Failure> {
    let (rows, more) = outbox.all_laid(from).await?;
    let end = match rows.last().filter(|_| more) {
        Some((key, last)) => ReceivedEnd::More(Cursor::after(last.handed_over_at, key.clone())),
        None => ReceivedEnd::Complete {
            through: Some(outbox.now()),
        },
    };
    let listed = rows.into_iter().map(|(key, laid)| Listed {
        number: laid.number.clone().unwrap_or_else(|| key.clone()),
        kind: laid.kind.clone(),
        received_at: laid.handed_over_at,
        answer: answer(&key, laid),
        key,
    });
    Ok(ReceivedPage {
        listed: listed.collect(),
        end,
    })
}

/// A row of the outbox as the system's own answer. Until the other side has given it a number it
/// goes by our key, and proves nothing.
fn answer(key: &str, laid: Laid) -> Answer {
    if laid.state == LaidState::Rejected {
        return Answer::Rejected {
            reason: laid.reason.unwrap_or_default(),
        };
    }
    let number = laid.number.clone().unwrap_or_else(|| key.to_owned());
    let received_at = laid.received_at.unwrap_or(laid.handed_over_at);
    let decided = laid.state == LaidState::Accepted;
    let mut body = Map::new();
    body.insert("submissionNo".into(), json!(number));
    body.insert("submissionKind".into(), json!(laid.kind));
    body.insert(
        "receivedAt".into(),
        json!(format_instant(received_at, "rfc3339")),
    );
    let state = if decided { "accepted" } else { "pending" };
    body.insert("state".into(), json!(state));
    if let Some(at) = laid.decided_at {
        body.insert("decidedAt".into(), json!(format_instant(at, "rfc3339")));
    }
    let ours: Value = serde_json::from_str(&laid.body).unwrap_or_default();
    if let Some(parts) = ours.get("parts") {
        body.insert("parts".into(), parts.clone());
    }
    Answer::Known(Receipt {
        number,
        received_at,
        decided,
        body: Value::Object(body).to_string(),
    })
}
