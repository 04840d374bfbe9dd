//! The pipeline itself.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use async_graphql::{Request, Response, parser::types::OperationType};
use futures_util::{FutureExt, StreamExt, stream::BoxStream};
use tracing::Instrument;

use super::{
    Answer, Call, Executor, Failure, Outcome, Prepared, RequestId, ServiceSettings,
    allowance::Allowance, offload::Offload,
};
use crate::{
    auth::Principal,
    fault::Code,
    guard::{Guard, Inspected, Refusal},
    telemetry::Metrics,
};

/// Everything between a transport and the schema; cheap to clone.
#[derive(Clone)]
pub struct GraphqlService {
    executor: Arc<dyn Executor>,
    guard: Arc<Guard>,
    allowance: Arc<Allowance>,
    settings: Arc<ServiceSettings>,
    offload: Offload,
    metrics: Arc<Metrics>,
}

impl GraphqlService {
    /// Builds the pipeline over a schema.
    pub fn new(executor: impl Executor, settings: ServiceSettings, metrics: Arc<Metrics>) -> Self {
        Self {
            executor: Arc::new(executor),
            guard: Arc::new(Guard::new(settings.limits.clone())),
            allowance: Arc::new(Allowance::new(
                settings.limits.operations_per_minute,
                settings.limits.operations_at_once,
            )),
            offload: Offload::new(settings.limits.offload_slots),
            settings: Arc::new(settings),
            metrics,
        }
    }

    /// Takes one operation of the caller's allowance, whatever way it came.
    ///
    /// # Errors
    ///
    /// Fails with the answer to send when the caller goes too fast.
    pub fn spend(&self, principal: &Principal) -> Result<(), Answer> {
        self.spend_of(&principal.subject)
    }

    /// Takes one operation of a subject's allowance.
    ///
    /// # Errors
    ///
    /// As [`GraphqlService::spend`].
    pub fn spend_of(&self, subject: &String) -> Result<(), Answer> {
        self.allowance.spend(subject).map_err(|wait| {
            self.metrics.limit_hit("operations_per_minute");
            self.counted(Answer::throttled(wait))
        })
    }

    /// Takes a request through the guard.
    ///
    /// # Errors
    ///
    /// Fails with the answer to send when the caller goes too fast, or the document is refused, asks for introspection without
    /// the right to it, or does not suit the transport.
    pub async fn prepare(&self, call: Call) -> Result<Prepared, Answer> {
        let Call {
            params,
            principal,
            request_id,
            transport,
        } = call;
        self.spend(&principal)?;
        let big = params.query.len() > self.settings.limits.offload_bytes;
        let inspected = if big {
            let guard = Arc::clone(&self.guard);
            let params = params.clone();
            let inspect = move || {
                guard.inspect(
                    &params.query,
                    params.operation_name.as_deref(),
                    &params.variables,
                )
            };
            self.offload
                .run(inspect)
                .await
                .map_err(|_| self.crashed(&request_id))?
        } else {
            self.guard.inspect(
                &params.query,
                params.operation_name.as_deref(),
                &params.variables,
            )
        };
        let Inspected {
            document,
            kind,
            introspects,
            ..
        } = inspected.map_err(|refusal| self.refused(&refusal))?;
        if kind == OperationType::Mutation && !transport.carries_mutations() {
            let message = "mutations need POST";
            return Err(self.fail(Failure::Method, Code::MethodNotAllowed, message));
        }
        if kind == OperationType::Subscription && !transport.streams() {
            let message = "subscriptions need a WebSocket, or `Accept: text/event-stream`";
            return Err(self.fail(Failure::NotAcceptable, Code::NotAcceptable, message));
        }
        let may_introspect = self.settings.introspection_roles.contains(&principal.role);
        if introspects && !may_introspect {
            let message = format!("the role {} may not introspect the schema", principal.role);
            return Err(self.fail(Failure::Document, Code::Forbidden, message));
        }
        let mut request = Request::new(params.query).variables(params.variables);
        if let Some(name) = params.operation_name {
            request = request.operation_name(name);
        }
        if !may_introspect {
            request = request.disable_introspection();
        }
        request = request.data(principal).data(request_id.clone());
        request.set_parsed_query(document);
        Ok(Prepared {
            request,
            big,
            kind,
            request_id,
        })
    }

    /// Runs a query or mutation to its end, within the deadline. A query ends when the caller
    /// drops the future; a mutation goes on, because its answer alone would be lost, not its work.
    pub async fn execute(&self, prepared: Prepared) -> Answer {
        let Prepared {
            request,
            big,
            kind,
            request_id,
        } = prepared;
        let begin = Instant::now();
        let run = self.executor.execute(request);
        let limited = tokio::time::timeout(self.settings.deadline(), run);
        let guarded = AssertUnwindSafe(limited).catch_unwind().boxed();
        let offload = big.then(|| self.offload.clone());
        let run = async move {
            match offload {
                Some(offload) => Ok(offload.first_poll(guarded).await?.await),
                None => Ok(guarded.await),
            }
        };
        let result = match kind {
            OperationType::Mutation => tokio::spawn(run.in_current_span()).await.and_then(|r| r),
            OperationType::Query | OperationType::Subscription => run.await,
        };
        let answer = match result {
            Ok(Ok(Ok(response))) => self.map(response, &request_id),
            Ok(Ok(Err(_))) => {
                let message = "the operation did not end in time; ask for less at once";
                Answer::failed(Failure::Deadline, Code::DeadlineExceeded, message, None)
            }
            Ok(Err(_)) | Err(_) => {
                tracing::error!(%request_id, "an operation panicked");
                Answer::crashed(&request_id)
            }
        };
        self.metrics.operation(kind, &answer, begin.elapsed());
        answer
    }

    /// Runs an operation of any kind as a stream. A subscription has no deadline; its transport
    /// ends it when the token does.
    pub fn stream(&self, prepared: Prepared) -> BoxStream<'static, Answer> {
        if prepared.kind != OperationType::Subscription {
            let service = self.clone();
            return futures_util::stream::once(async move { service.execute(prepared).await })
                .boxed();
        }
        let Prepared {
            request,
            big,
            request_id,
            ..
        } = prepared;
        let service = self.clone();
        let responses = AssertUnwindSafe(self.executor.execute_stream(request)).catch_unwind();
        let responses = if big {
            self.offload.first_item(responses)
        } else {
            responses.boxed()
        };
        let begin = Instant::now();
        let mut ended = false;
        let answers = responses.map(move |item| {
            let answer = match item {
                Ok(response) => service.map(response, &request_id),
                Err(_) => {
                    tracing::error!(%request_id, "a subscription panicked");
                    Answer::crashed(&request_id)
                }
            };
            service
                .metrics
                .operation(OperationType::Subscription, &answer, begin.elapsed());
            answer
        });
        // Nothing follows an answer that was not executed.
        answers
            .take_while(move |answer| {
                let go_on = !ended;
                ended = matches!(answer.outcome, Outcome::Failed(_));
                std::future::ready(go_on)
            })
            .boxed()
    }

    /// Returns the settings.
    #[must_use]
    pub fn settings(&self) -> &ServiceSettings {
        &self.settings
    }

    fn map(&self, response: Response, request_id: &RequestId) -> Answer {
        Answer::from_response(response, request_id, self.settings.errors())
    }

    fn refused(&self, refusal: &Refusal) -> Answer {
        if let Refusal::Limit { key, .. } = refusal {
            self.metrics.limit_hit(key);
        }
        self.counted(Answer::refused(refusal))
    }

    fn fail(&self, failure: Failure, code: Code, message: impl Into<String>) -> Answer {
        self.counted(Answer::failed(failure, code, message, None))
    }

    fn crashed(&self, request_id: &RequestId) -> Answer {
        self.counted(Answer::crashed(request_id))
    }

    fn counted(&self, answer: Answer) -> Answer {
        self.metrics.errors(&answer.codes);
        answer
    }
}
