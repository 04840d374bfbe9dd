use std::sync::Arc;

use async_graphql::{Request, Response};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use shuniu_hub::Hub;

use crate::auth::Principal;
use crate::config::LimitsConfig;
use crate::graphql::{self, Schema};
use crate::server::Lifecycle;
use crate::service::Executor;

/// Runs operations against the hub, each with the rights of its caller and loaders of its own.
#[derive(Clone)]
pub struct HubExecutor {
    schema: Schema,
    hub: Hub,
}

impl HubExecutor {
    /// Over a hub; what operations set going belongs to the server's lifecycle.
    #[must_use]
    pub fn new(hub: Hub, limits: &LimitsConfig, lifecycle: Lifecycle) -> Self {
        Self {
            schema: graphql::build(limits.into(), lifecycle),
            hub,
        }
    }

    fn admit(&self, request: Request) -> Request {
        let caller = request
            .data
            .get(&std::any::TypeId::of::<Arc<Principal>>())
            .and_then(|data| data.downcast_ref::<Arc<Principal>>())
            .map(|principal| principal.caller());
        match caller {
            Some(caller) => graphql::admit(request, &self.hub, Arc::new(caller)),
            // Without a caller every field that asks for one refuses.
            None => request,
        }
    }
}

impl Executor for HubExecutor {
    fn execute(&self, request: Request) -> BoxFuture<'static, Response> {
        let schema = self.schema.clone();
        let request = self.admit(request);
        Box::pin(async move { schema.execute(request).await })
    }

    fn execute_stream(&self, request: Request) -> BoxStream<'static, Response> {
        let request = self.admit(request);
        self.schema.execute_stream(request)
    }
}
