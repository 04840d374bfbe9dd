use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::{
    connector::MunicipalProjects,
    interface::{Interface, bearing},
    written::Written,
};
use crate::{
    Failure,
    contract::{
        Answer, Attachments, Cursor, HandOverKind, Outbound, PushFailure, PushRequest, Receipt,
        ReceivedPage, System,
    },
    egress::{Reached, Request, Response},
    idempotency::fit_for_a_path,
    listing, reply,
    transport::Way,
};

/// The code with which the system turns something down.
const REJECTED: &str = "REJECTED";
/// The code with which it says that a key was never used.
const NEVER_RECEIVED: &str = "NEVER_RECEIVED";
/// The code with which it says that it lacks a paper.
const FILE_MISSING: &str = "FILE_MISSING";

/// What is read of a submission before the mapping reads it whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Submission {
    submission_no: String,
    received_at: DateTime<Utc>,
    state: State,
    reason: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Pending,
    Accepted,
    Rejected,
}

/// A submission as the system has it.
fn answered(what: &str, response: &Response) -> Result<Answer, Failure> {
    read(what, reply::data(what, response)?).map(|read| read.answer)
}

fn read(what: &str, body: Value) -> Result<listing::Read, Failure> {
    let read = Submission::deserialize(&body)
        .map_err(|error| Failure::remote(format!("{what}: the answer cannot be read: {error}")))?;
    let answer = if read.state == State::Rejected {
        Answer::Rejected {
            reason: read.reason.unwrap_or_default(),
        }
    } else {
        Answer::Known(Receipt {
            number: read.submission_no.clone(),
            received_at: read.received_at,
            decided: read.state == State::Accepted,
            body: body.to_string(),
        })
    };
    Ok(listing::Read {
        number: read.submission_no,
        received_at: read.received_at,
        answer,
    })
}

#[async_trait]
impl Outbound for MunicipalProjects {
    fn takes(&self) -> &[HandOverKind] {
        &[
            HandOverKind::ProjectRegistration,
            HandOverKind::ProjectFiling,
            HandOverKind::ChangeFiling,
            HandOverKind::AcceptanceReport,
        ]
    }

    async fn push(
        &self,
        request: &PushRequest,
        attachments: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        fit_for_a_path(&request.idempotency_key)?;
        let Some(written) = self.write(&request.body)? else {
            return Err(PushFailure::not_taken(&System::MUNICIPAL_PROJECTS, request));
        };
        let key = &request.idempotency_key;
        match &self.way {
            Way::Interface(interface) => interface.hand_in(key, &written, attachments).await,
            Way::Carried(carried) => match carried.outbox() {
                Some(outbox) => self.lay(outbox, key, &written, attachments).await,
                None => Err(PushFailure::not_taken(&System::MUNICIPAL_PROJECTS, request)),
            },
        }
    }

    async fn ask(&self, idempotency_key: &str) -> Result<Answer, Failure> {
        fit_for_a_path(idempotency_key)?;
        match &self.way {
            Way::Interface(interface) => interface.ask(idempotency_key).await,
            Way::Carried(carried) => match carried.outbox() {
                Some(outbox) => super::laid::ask(outbox, idempotency_key).await,
                None => Ok(Answer::CannotTell),
            },
        }
    }

    fn lists(&self) -> bool {
        match &self.way {
            Way::Interface(interface) => !interface.paths.received.is_empty(),
            Way::Carried(carried) => carried.outbox().is_some(),
        }
    }

    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        match &self.way {
            Way::Interface(interface) => interface.received(from).await,
            Way::Carried(carried) => match carried.outbox() {
                Some(outbox) => super::laid::received(outbox, from).await,
                None => Err(Failure::config(
                    "municipal_projects: nothing is laid in an exchange database, so that nothing is listed",
                )),
            },
        }
    }
}

impl Interface {
    async fn hand_in(
        &self,
        key: &str,
        written: &Written<'_>,
        attachments: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let what = format!("municipal_projects: {}", written.matter.title());
        // The papers go first. They may come twice; what refers to them may not.
        for paper in written.papers {
            self.upload(paper, attachments).await?;
        }
        let body = written.body.to_string().into_bytes();
        let path = written.matter.path(&self.paths);
        let post = Request::post(path, "application/json", body).header("idempotency-key", key);
        let sent = self.session.send_once(|token, _| bearing(&post, token));
        let response = match sent.await {
            Ok(response) => response,
            Err(undelivered) if undelivered.reached == Reached::Inside => {
                return Err(PushFailure::Unknown(undelivered.failure));
            }
            Err(undelivered) => return Err(undelivered.failure.into()),
        };
        if !response.is_success() {
            return Err(turned_down(&what, &response));
        }
        // It said 200: it has the submission, even if its answer cannot be read.
        match answered(&what, &response).map_err(PushFailure::Unknown)? {
            Answer::Known(receipt) => Ok(receipt),
            Answer::Rejected { reason } => Err(PushFailure::Rejected { reason }),
            Answer::NeverReceived | Answer::CannotTell => {
                let failure =
                    Failure::remote(format!("{what}: the answer is none to a submission"));
                Err(PushFailure::Unknown(failure))
            }
        }
    }

    async fn ask(&self, idempotency_key: &str) -> Result<Answer, Failure> {
        let what = "municipal_projects: question about a submission";
        let path = format!("{}/{idempotency_key}", self.paths.submissions);
        let response = self.send(&Request::get(path)).await?;
        if response.status == 404 {
            let never = reply::refusal(&response).is_some_and(|r| r.code == NEVER_RECEIVED);
            return Ok(if never {
                Answer::NeverReceived
            } else {
                Answer::CannotTell
            });
        }
        answered(what, &response)
    }

    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        let what = "municipal_projects: list of submissions";
        let place = listing::Place::new(from, self.page_size);
        let response = self
            .send(&place.on(Request::get(&self.paths.received)))
            .await?;
        listing::page(what, reply::list(what, &response)?, from, |body| {
            read(what, body)
        })
    }
}

/// Reads an answer that says that the submission was not taken.
fn turned_down(what: &str, response: &Response) -> PushFailure {
    match (response.status, reply::refusal(response)) {
        (422, Some(refusal)) if refusal.code == REJECTED => PushFailure::Rejected {
            reason: refusal.message,
        },
        // It lost a paper between our two requests; the next attempt brings it again.
        (409, Some(refusal)) if refusal.code == FILE_MISSING => {
            Failure::transient(format!("{what}: {}", refusal.message)).into()
        }
        _ => reply::refused(what, response).into(),
    }
}
