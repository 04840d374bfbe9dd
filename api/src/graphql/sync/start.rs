use async_graphql::{InputObject, SimpleObject};
use shuniu_hub::Hub;
use shuniu_hub::access::Permission;
use shuniu_hub::query::View;
use shuniu_hub::sync::{Run, Source, SyncError, Trouble};
use tokio::sync::oneshot;

use super::SyncRun;
use crate::graphql::node::existing;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::RegionCode;
use crate::server::Lifecycle;

/// 启动同步输入 start sync input.
#[derive(Debug, InputObject)]
pub(crate) struct StartSyncInput {
    /// 辖区 jurisdiction whose systems are read.
    jurisdiction: RegionCode,
    /// 系统 system, such as `investment_approval`; all of the jurisdiction if left out.
    system: Option<String>,
    /// 从头读起 full: read from the beginning; records already known change nothing.
    #[graphql(default)]
    full: bool,
}

/// 已启动的系统 started system.
#[derive(SimpleObject)]
pub(crate) struct StartedSystem {
    /// 系统 system that is read.
    system: String,
    /// 数据流 streams that are read, in this order.
    streams: Vec<String>,
    /// 首次运行 run over the first of the streams, which has begun; null when another worker reads that stream already.
    run: Option<SyncRun>,
}

/// 未启动的系统 system that is not started.
#[derive(SimpleObject)]
pub(crate) struct NotStartedSystem {
    /// 系统 system that may not be called now.
    system: String,
    /// 原因 problem: why not, and until when where that is known.
    problem: String,
}

/// 启动同步结果 start sync payload. The runs go on by themselves; `node` and `syncRuns` tell how they fare. A shutdown of the server ends them after a page, and the next run goes on there.
#[derive(SimpleObject)]
pub(crate) struct StartSyncPayload {
    /// 已启动的系统 systems that are read.
    started: Vec<StartedSystem>,
    /// 未启动的系统 systems that may not be called now: paused, or their hours are over. Empty where one system was asked for.
    not_started: Vec<NotStartedSystem>,
}

/// Starts the systems that were asked for. What keeps one of all from being read keeps no other.
pub(super) async fn start(
    view: &View,
    input: StartSyncInput,
    lifecycle: &Lifecycle,
) -> Answer<StartSyncPayload> {
    let place = view.jurisdiction(Permission::Reconcile, input.jurisdiction.0)?;
    let wanted = input.system.as_deref();
    let mut sources = view.hub().sources();
    sources.retain(|source| {
        let system = source.connector.system();
        source.jurisdiction == place.id && wanted.is_none_or(|wanted| wanted == system.as_str())
    });
    if sources.is_empty() {
        let problem = "no such outside system is attached; `connectors` lists them";
        return Err(Refusal::input("input.system", problem));
    }
    let (mut started, mut not_started) = (Vec::with_capacity(sources.len()), Vec::new());
    for source in sources {
        let system = source.connector.system().as_str().to_owned();
        match begin(view, source, input.full, lifecycle).await? {
            Ok(begun) => started.push(begun),
            Err(not_now) if wanted.is_some() => {
                return Err(Refusal::input("input.system", not_now));
            }
            Err(not_now) => not_started.push(NotStartedSystem {
                system,
                problem: not_now.to_string(),
            }),
        }
    }
    Ok(StartSyncPayload {
        started,
        not_started,
    })
}

/// Reads the streams of a system, the first by a run that has begun. Another worker at a stream
/// is no failure; one that fails holds up no other, unless what it failed of is its system's.
async fn read(hub: Hub, source: Source, mut begun: Option<Run>, full: bool, lifecycle: Lifecycle) {
    let mut trouble = Trouble::default();
    for (at, stream) in source.connector.streams().iter().enumerate() {
        let outcome = match begun.take() {
            Some(run) => run.read(full, &lifecycle).await,
            None if at == 0 => continue,
            None => hub.sync_stream(&source, stream, full, &lifecycle).await,
        };
        match &outcome {
            Ok(report) => tracing::info!(?report, "a sync that was asked for ended"),
            Err(busy @ SyncError::Busy { .. }) => tracing::info!(%busy, "not read again"),
            Err(stopped @ SyncError::Interrupted { .. }) => tracing::info!(%stopped, "shutdown"),
            Err(error) => tracing::warn!(%error, "a sync that was asked for failed"),
        }
        let failed = outcome.err();
        let goes_on = failed.is_none_or(|error| trouble.leaves_others(&error));
        if !goes_on || lifecycle.is_draining() {
            return;
        }
    }
}

/// Begins the first run of a system, and leaves the rest to a task of the server; or says why it
/// may not be called now.
async fn begin(
    view: &View,
    source: Source,
    full: bool,
    lifecycle: &Lifecycle,
) -> Answer<Result<StartedSystem, SyncError>> {
    let hub = view.hub().clone();
    let streams = source.connector.streams();
    let begun = match streams.first() {
        Some(stream) => match Box::pin(hub.begin_sync(&source, stream)).await {
            Ok(run) => Some(run),
            Err(SyncError::Busy { .. }) => None,
            Err(SyncError::Inside(fault)) => return Err(fault.into()),
            Err(not_now) => return Ok(Err(not_now)),
        },
        None => None,
    };
    let at = begun.as_ref().map(Run::key);
    let started = StartedSystem {
        system: source.connector.system().as_str().to_owned(),
        streams: streams.iter().map(|one| one.as_str().to_owned()).collect(),
        run: None,
    };
    // The answer shows the run as it began. The task belongs to the server from here on, and goes
    // on even if the answer is given up.
    let (shown, seen) = oneshot::channel::<()>();
    let reading = read(hub, source, begun, full, lifecycle.clone());
    lifecycle.spawn(async move {
        drop(seen.await);
        reading.await;
    });
    let run = match at {
        Some(at) => Some(existing(view, at).await?),
        None => None,
    };
    drop(shown);
    Ok(Ok(StartedSystem { run, ..started }))
}
