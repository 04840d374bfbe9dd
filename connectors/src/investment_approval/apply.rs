use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::{connector::InvestmentApproval, sign::service};
use crate::{
    Failure,
    contract::{
        Answer, Attachments, Cursor, HandOver, HandOverKind, Outbound, PushFailure, PushRequest,
        Receipt, ReceivedPage, System,
    },
    egress::{Reached, Request, Response},
    idempotency::fit_for_a_path,
    listing, reply,
};

/// The state of an application that has its code.
const ACCEPTED: &str = "accepted";
/// The code with which the platform turns an application down.
const REJECTED: &str = "REJECTED";
/// The code with which it says that a key was never used.
const NEVER_RECEIVED: &str = "NEVER_RECEIVED";

/// What is read of an application before the mapping reads it whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Application {
    application_no: String,
    received_at: DateTime<Utc>,
    state: String,
    reason: Option<String>,
}

/// An application as the platform has it, with its text.
fn answered(what: &str, response: &Response) -> Result<(Application, String), Failure> {
    read(what, reply::data(what, response)?)
}

fn read(what: &str, body: Value) -> Result<(Application, String), Failure> {
    let read = Application::deserialize(&body)
        .map_err(|error| Failure::remote(format!("{what}: the answer cannot be read: {error}")))?;
    Ok((read, body.to_string()))
}

fn receipt(application: Application, body: String) -> Receipt {
    Receipt {
        number: application.application_no,
        received_at: application.received_at,
        decided: application.state == ACCEPTED,
        body,
    }
}

#[async_trait]
impl Outbound for InvestmentApproval {
    fn takes(&self) -> &[HandOverKind] {
        &[HandOverKind::ProjectCodeApplication]
    }

    async fn push(
        &self,
        request: &PushRequest,
        _attachments: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let what = "investment_approval: application for a project code";
        fit_for_a_path(&request.idempotency_key)?;
        let HandOver::ProjectCodeApplication(application) = &request.body else {
            return Err(PushFailure::not_taken(
                &System::INVESTMENT_APPROVAL,
                request,
            ));
        };
        let project = &application.project;
        let body = serde_json::json!({
            "regionCode": project.region,
            "projectName": project.name,
            "unitName": project.unit_name,
            "unitCode": project.unit_credit_code,
            "totalInvestment": application.investment.to_string(),
            "amountUnit": "元",
        });
        let body = body.to_string().into_bytes();
        let post = Request::post(&self.paths.applications, "application/json", body)
            .header("idempotency-key", &request.idempotency_key);
        let response = match self.client.send_once(service::APPLY, &post).await {
            Ok(response) => response,
            Err(undelivered) if undelivered.reached == Reached::Inside => {
                return Err(PushFailure::Unknown(undelivered.failure));
            }
            Err(undelivered) => return Err(undelivered.failure.into()),
        };
        if let Some(reason) = rejection(&response) {
            return Err(PushFailure::Rejected { reason });
        }
        if !response.is_success() {
            return Err(reply::refused(what, &response).into());
        }
        // It said 200: it has the application, even if its answer cannot be read.
        let (accepted, body) = answered(what, &response).map_err(PushFailure::Unknown)?;
        Ok(receipt(accepted, body))
    }

    async fn ask(&self, idempotency_key: &str) -> Result<Answer, Failure> {
        let what = "investment_approval: question about an application";
        fit_for_a_path(idempotency_key)?;
        let path = format!("{}/{idempotency_key}", self.paths.applications);
        let response = self.client.send(service::ASK, &Request::get(path)).await?;
        if response.status == 404 {
            let never = reply::refusal(&response).is_some_and(|r| r.code == NEVER_RECEIVED);
            return Ok(if never {
                Answer::NeverReceived
            } else {
                Answer::CannotTell
            });
        }
        let (application, body) = answered(what, &response)?;
        Ok(answer(application, body))
    }

    fn lists(&self) -> bool {
        !self.paths.received.is_empty()
    }

    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        let what = "investment_approval: list of applications";
        let request =
            listing::Place::new(from, self.page_size).on(Request::get(&self.paths.received));
        let response = self.client.send(service::RECEIVED, &request).await?;
        listing::page(what, reply::list(what, &response)?, from, |body| {
            let (application, body) = read(what, body)?;
            Ok(listing::Read {
                number: application.application_no.clone(),
                received_at: application.received_at,
                answer: answer(application, body),
            })
        })
    }
}

fn answer(application: Application, body: String) -> Answer {
    if application.state == "rejected" {
        return Answer::Rejected {
            reason: application.reason.unwrap_or_default(),
        };
    }
    Answer::Known(receipt(application, body))
}

fn rejection(response: &Response) -> Option<String> {
    let refusal = reply::refusal(response)?;
    (response.status == 422 && refusal.code == REJECTED).then_some(refusal.message)
}
