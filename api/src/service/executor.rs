//! The seam between transport and schema.

use async_graphql::{ObjectType, Request, Response, Schema, SubscriptionType};
use futures_util::{future::BoxFuture, stream::BoxStream};

/// Runs operations. Implemented for every async-graphql schema; the request carries the parsed
/// document, and in its data the [`Principal`](crate::auth::Principal) behind an `Arc` and the
/// [`RequestId`](super::RequestId).
pub trait Executor: Send + Sync + 'static {
    /// Runs a query or mutation.
    fn execute(&self, request: Request) -> BoxFuture<'static, Response>;

    /// Runs an operation of any kind; a subscription yields many responses.
    fn execute_stream(&self, request: Request) -> BoxStream<'static, Response>;
}

impl<Q, M, S> Executor for Schema<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn execute(&self, request: Request) -> BoxFuture<'static, Response> {
        let schema = self.clone();
        Box::pin(async move { schema.execute(request).await })
    }

    fn execute_stream(&self, request: Request) -> BoxStream<'static, Response> {
        Schema::execute_stream(self, request)
    }
}
