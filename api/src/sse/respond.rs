//! From a call to a stream of events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderName, HeaderValue, Response,
        header::{CACHE_CONTROL, CONTENT_TYPE, VARY},
    },
};
use futures_util::{StreamExt, stream, stream::BoxStream};
use tokio::time::{Interval, MissedTickBehavior};

use super::events::{COMPLETE, PING, next};
use crate::{
    auth::AuthError,
    fault::Code,
    http::{Gateway, Media},
    server::Draining,
    service::{Answer, Call, Failure},
    telemetry::GaugeGuard,
};

/// Answers with an event stream. Document errors travel as an event, since browsers show no body
/// of a failed stream; what fails before, such as a mutation over GET, is an ordinary answer.
///
/// # Errors
///
/// Fails with the answer to send when there are too many streams.
pub async fn respond(gateway: &Arc<Gateway>, call: Call) -> Result<Response<Body>, Answer> {
    let Some(open) = gateway
        .metrics
        .event_streams
        .hold_below(gateway.limits.event_streams)
    else {
        gateway.metrics.limit_hit("event_streams");
        let message = "too many event streams are open; try again later";
        return Err(Answer::failed(
            Failure::Unavailable,
            Code::Unavailable,
            message,
            None,
        ));
    };
    let expires_at = call.principal.expires_at;
    let answers = match gateway.service.prepare(call).await {
        Ok(prepared) => gateway.service.stream(prepared),
        Err(answer) if is_document(&answer) => stream::once(async { answer }).boxed(),
        Err(answer) => return Err(answer),
    };
    let left = expires_at - gateway.authenticator.clock().now();
    let left = left.to_std().unwrap_or(Duration::ZERO);
    let period = Duration::from_millis(gateway.limits.socket_ping_ms);
    let mut ping = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let state = State {
        answers,
        ping,
        expiry: Box::pin(tokio::time::sleep(left)),
        draining: gateway.lifecycle.draining(),
        gateway: Arc::clone(gateway),
        ended: false,
        last: None,
        _open: open,
    };
    let events = stream::unfold(state, |mut state| async move {
        let event = state.event().await?;
        Some((Ok::<_, Infallible>(event), state))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static(Media::EventStream.content_type());
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, authorization"));
    // Tells nginx not to hold events back.
    let buffering = HeaderName::from_static("x-accel-buffering");
    headers.insert(buffering, HeaderValue::from_static("no"));
    Ok(response)
}

fn is_document(answer: &Answer) -> bool {
    use crate::service::Outcome::Failed;
    matches!(answer.outcome, Failed(Failure::Parse | Failure::Document))
}

struct State {
    answers: BoxStream<'static, Answer>,
    ping: Interval,
    expiry: std::pin::Pin<Box<tokio::time::Sleep>>,
    draining: Draining,
    gateway: Arc<Gateway>,
    ended: bool,
    last: Option<Bytes>,
    _open: GaugeGuard,
}

impl State {
    async fn event(&mut self) -> Option<Bytes> {
        if self.ended {
            return self.last.take();
        }
        tokio::select! {
            biased;
            () = self.draining.wait() => None,
            () = &mut self.expiry => {
                self.ended = true;
                self.last = Some(COMPLETE);
                Some(next(&self.gateway.refuse(&AuthError::Expired)))
            }
            answer = self.answers.next() => match answer {
                Some(answer) => {
                    self.ping.reset();
                    Some(next(&answer))
                }
                None => {
                    self.ended = true;
                    Some(COMPLETE)
                }
            },
            _ = self.ping.tick() => Some(PING),
        }
    }
}
