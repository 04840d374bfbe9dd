//! A schema that can do every kind of wrong.

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering},
};

use async_graphql::{Context, Object, Result, Schema, Subscription};
use futures_util::{Stream, StreamExt, stream};
use shuniu_api::{
    auth::Principal,
    fault::{Code, Fault},
};
use tokio::sync::Notify;

pub(crate) type TestSchema = Schema<Query, Mutation, Events>;

/// What tests see of the inside.
#[derive(Clone, Default)]
pub(crate) struct Probe {
    pub(crate) bumps: Arc<AtomicI32>,
    pub(crate) begun: Arc<Notify>,
    pub(crate) dropped: Arc<Notify>,
    pub(crate) go_on: Arc<Notify>,
    pub(crate) bumped: Arc<Notify>,
}

struct OnDrop(Arc<Notify>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

pub(crate) struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "你好"
    }

    async fn echo(&self, n: i32) -> i32 {
        n
    }

    async fn caller(&self, ctx: &Context<'_>) -> Result<String> {
        let principal = ctx.data::<Arc<Principal>>()?;
        Ok(format!("{} {}", principal.role, principal.subject))
    }

    async fn boom(&self) -> Option<i32> {
        let missing: Option<i32> = std::hint::black_box(None);
        Some(missing.expect("the secret of the panic"))
    }

    async fn leak(&self) -> Result<Option<i32>> {
        Err(std::io::Error::other("password=hunter2"))?
    }

    async fn fault(&self) -> Option<Result<i32, Fault>> {
        Some(Err(
            Fault::new(Code::Conflict, "version is 4, not 3").detail("version", 4)
        ))
    }

    async fn strict(&self) -> Result<i32, Fault> {
        Err(Fault::new(Code::NotFound, "no such thing"))
    }

    async fn many(&self) -> Vec<Leaf> {
        (0..200).map(Leaf).collect()
    }

    async fn hang(&self, ctx: &Context<'_>) -> i32 {
        let probe = ctx.data_unchecked::<Probe>();
        let _guard = OnDrop(Arc::clone(&probe.dropped));
        probe.begun.notify_one();
        std::future::pending().await
    }
}

pub(crate) struct Leaf(i32);

#[Object]
impl Leaf {
    async fn bad(&self) -> Option<Result<i32, Fault>> {
        Some(Err(Fault::new(
            Code::NotFound,
            format!("leaf {} {}", self.0, "长".repeat(50)),
        )))
    }
}

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, ctx: &Context<'_>) -> i32 {
        ctx.data_unchecked::<Probe>()
            .bumps
            .fetch_add(1, Ordering::SeqCst)
            + 1
    }

    async fn slow_bump(&self, ctx: &Context<'_>) -> i32 {
        let probe = ctx.data_unchecked::<Probe>();
        probe.begun.notify_one();
        probe.go_on.notified().await;
        let bumps = probe.bumps.fetch_add(1, Ordering::SeqCst) + 1;
        probe.bumped.notify_one();
        bumps
    }
}

pub(crate) struct Events;

#[Subscription]
impl Events {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    async fn forever(&self, ctx: &Context<'_>) -> impl Stream<Item = i32> {
        let probe = ctx.data_unchecked::<Probe>();
        probe.begun.notify_one();
        let guard = OnDrop(Arc::clone(&probe.dropped));
        stream::unfold(guard, |guard| async move {
            std::future::pending::<()>().await;
            Some((1, guard))
        })
    }

    async fn refused(&self) -> Result<stream::Empty<i32>, Fault> {
        Err(Fault::new(Code::Forbidden, "not for you"))
    }

    async fn bursting(&self) -> impl Stream<Item = i32> {
        stream::iter(1..).map(|n| if n == 2 { panic!("burst") } else { n })
    }
}

pub(crate) fn schema(probe: Probe) -> TestSchema {
    Schema::build(Query, Mutation, Events)
        .data(probe)
        .disable_suggestions()
        .finish()
}
