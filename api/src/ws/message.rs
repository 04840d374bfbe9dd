//! The messages of graphql-transport-ws.

use async_graphql::ServerError;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Close;
use crate::service::{Answer, Params};

/// The longest operation id, in bytes.
const ID_BYTES: usize = 128;

/// What a client may say.
#[derive(Debug)]
pub(super) enum ClientMessage {
    Init(Map<String, Value>),
    Ping(Option<Value>),
    Pong,
    Subscribe { id: String, params: Params },
    Complete { id: String },
}

impl ClientMessage {
    /// Reads a message.
    pub(super) fn parse(text: &str) -> Result<Self, Close> {
        let bad = Close::BadMessage;
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(bad("Message is not a JSON object"));
        };
        let kind = match message.remove("type") {
            Some(Value::String(kind)) => kind,
            _ => return Err(bad("Message has no type")),
        };
        let payload = message.remove("payload");
        let map = |payload| match payload {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(bad("Payload must be an object")),
        };
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(map(payload)?.unwrap_or_default())),
            "ping" => Ok(Self::Ping(map(payload)?.map(Value::Object))),
            "pong" => map(payload).map(|_| Self::Pong),
            "subscribe" => {
                let id = id(&mut message)?;
                let payload = payload.ok_or(bad("Subscribe has no payload"))?;
                let params = Params::from_json(payload)
                    .map_err(|_| bad("Payload is not a GraphQL request"))?;
                Ok(Self::Subscribe { id, params })
            }
            "complete" => Ok(Self::Complete {
                id: id(&mut message)?,
            }),
            _ => Err(bad("Unknown message type")),
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= ID_BYTES => Ok(id),
        _ => Err(Close::BadMessage("Message needs an id of 1 to 128 bytes")),
    }
}

/// What the server may say.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    Next {
        id: &'a str,
        payload: &'a Answer,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}
