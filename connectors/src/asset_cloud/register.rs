use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{client::Call, connector::AssetCloud, envelope::service};
use crate::{
    Failure,
    contract::{
        Answer, AssetCard, AssetKind, Attachments, Cursor, HandOver, HandOverKind, Outbound,
        PushFailure, PushRequest, Receipt, ReceivedPage, System,
    },
    egress::{Reached, Response},
    listing, reply,
};

/// The code with which the platform turns a card down.
const REJECTED: &str = "REJECTED";
/// The code with which it says that a key was never used.
const NEVER_RECEIVED: &str = "NEVER_RECEIVED";
/// The code with which it says that it keeps no record of that time any more.
const CANNOT_TELL: &str = "CANNOT_TELL";

/// How far a card has come.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Pending,
    Accepted,
    Rejected,
}

/// What is read of a registration before the mapping reads it whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    receipt_no: String,
    received_at: DateTime<Utc>,
    state: State,
    reason: Option<String>,
}

/// A registration as the platform has it.
fn answer(what: &str, response: &Response) -> Result<Answer, Failure> {
    read(what, reply::data(what, response)?).map(|read| read.answer)
}

fn read(what: &str, body: Value) -> Result<listing::Read, Failure> {
    let read = Registration::deserialize(&body)
        .map_err(|error| Failure::remote(format!("{what}: the answer cannot be read: {error}")))?;
    let answer = if read.state == State::Rejected {
        Answer::Rejected {
            reason: read.reason.unwrap_or_default(),
        }
    } else {
        Answer::Known(Receipt {
            number: read.receipt_no.clone(),
            received_at: read.received_at,
            decided: read.state == State::Accepted,
            body: body.to_string(),
        })
    };
    Ok(listing::Read {
        number: read.receipt_no,
        received_at: read.received_at,
        answer,
    })
}

/// The card in the platform's own words.
fn written(key: &str, card: &AssetCard) -> Value {
    let kind = match card.kind {
        AssetKind::Hardware => "硬件",
        AssetKind::Software => "软件",
        AssetKind::Data => "数据",
    };
    let project = &card.project;
    json!({
        "idempotencyKey": key,
        "assetId": card.asset,
        "assetKind": kind,
        "assetName": card.name,
        "categoryCode": card.category_code,
        "quantity": card.quantity,
        "originalValue": card.original_value.to_string(),
        "amountUnit": "元",
        "acquiredOn": card.acquired_on,
        "contractNo": card.contract_number,
        "regionCode": project.region,
        "projectCode": project.project_code,
        "projectName": project.name,
        "unitName": project.unit_name,
        "unitCode": project.unit_credit_code,
    })
}

#[async_trait]
impl Outbound for AssetCloud {
    fn takes(&self) -> &[HandOverKind] {
        &[HandOverKind::AssetCard]
    }

    async fn push(
        &self,
        request: &PushRequest,
        _attachments: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let what = "asset_cloud: registration of an asset";
        let HandOver::AssetCard(card) = &request.body else {
            return Err(PushFailure::not_taken(&System::ASSET_CLOUD, request));
        };
        let call = Call {
            service: service::REGISTER,
            path: &self.paths.cards,
            body: &written(&request.idempotency_key, card),
        };
        let response = match self.client.send_once(&call).await {
            Ok(response) => response,
            Err(undelivered) if undelivered.reached == Reached::Inside => {
                return Err(PushFailure::Unknown(undelivered.failure));
            }
            Err(undelivered) => return Err(undelivered.failure.into()),
        };
        if !response.is_success() {
            return Err(match reply::refusal(&response) {
                Some(refusal) if refusal.code == REJECTED => PushFailure::Rejected {
                    reason: refusal.message,
                },
                _ => reply::refused(what, &response).into(),
            });
        }
        // It said 200: it has the card, even if its answer cannot be read.
        match answer(what, &response).map_err(PushFailure::Unknown)? {
            Answer::Known(receipt) => Ok(receipt),
            Answer::Rejected { reason } => Err(PushFailure::Rejected { reason }),
            Answer::NeverReceived | Answer::CannotTell => {
                let failure = Failure::remote(format!("{what}: the answer is none to a card"));
                Err(PushFailure::Unknown(failure))
            }
        }
    }

    async fn ask(&self, idempotency_key: &str) -> Result<Answer, Failure> {
        let call = Call {
            service: service::ASK,
            path: &self.paths.query,
            body: &json!({ "idempotencyKey": idempotency_key }),
        };
        let response = self.client.send(&call).await?;
        match reply::refusal(&response) {
            Some(refusal) if refusal.code == NEVER_RECEIVED => Ok(Answer::NeverReceived),
            Some(refusal) if refusal.code == CANNOT_TELL => Ok(Answer::CannotTell),
            _ => answer("asset_cloud: question about a card", &response),
        }
    }

    fn lists(&self) -> bool {
        !self.paths.received.is_empty()
    }

    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        let what = "asset_cloud: list of cards";
        let call = Call {
            service: service::RECEIVED,
            path: &self.paths.received,
            body: &listing::Place::new(from, self.page_size),
        };
        let response = self.client.send(&call).await?;
        listing::page(what, reply::list(what, &response)?, from, |body| {
            read(what, body)
        })
    }
}
