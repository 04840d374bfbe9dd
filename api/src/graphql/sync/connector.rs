use async_graphql::{Context, ID, Object, SimpleObject};
use shuniu_hub::Fault;
use shuniu_hub::query::{
    AsideCountRow, ConnectorRow, CursorRow, HandOverComparisonRow, HandOverDifferenceRow, Key,
    RunRow, SweepRow, View,
};
use shuniu_hub::sync::{Pause, WaitingFor, is_retired};

use super::delay::RequestDelay;
use super::progress::{ConnectorPause, ConnectorSchedule, StreamProgress};

use crate::graphql::id::{Kind, global_id};
use crate::graphql::jurisdiction::Jurisdiction;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// A connector with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Connector(pub(crate) Member<ConnectorRow>);

/// How far the streams of a connector have been read.
struct Streams;

impl Link<ConnectorRow> for Streams {
    type Row = CursorRow;

    fn from(row: &ConnectorRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &CursorRow) -> Key {
        Key::new(row.jurisdiction_id, row.connector_id)
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<CursorRow>, Fault> {
        view.cursors_of(keys).await
    }
}

/// 健康状况 connector health. How an outside system fared lately.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ConnectorHealth {
    /// 熔断器位置 breaker position: `closed` (all is well), `open` (not asked for a while) or `half_open`; null before the first attempt.
    pub(crate) breaker: Option<String>,
    /// 连续失败次数 failures in a row.
    pub(crate) failures: i64,
    /// 最近失败原因 last failure and what to do; null if there was none.
    pub(crate) last_failure: Option<String>,
    /// 检查时刻 checked at (UTC); null before the first attempt.
    pub(crate) checked_at: Option<Instant>,
    /// 详情 particulars as kept.
    pub(crate) detail: Json,
}

/// 对接系统 connector. An outside system as one jurisdiction uses it.
#[Object]
impl Connector {
    /// 系统 system, such as `investment_approval`.
    async fn system(&self) -> &str {
        &self.0.system
    }

    /// 辖区 jurisdiction that uses it.
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Answer<Option<Jurisdiction>> {
        Ok(Jurisdiction::find(view(ctx)?, self.0.jurisdiction_id))
    }

    /// 健康状况 health.
    async fn health(&self) -> ConnectorHealth {
        let health = &self.0.health;
        let breaker = &health["breaker"];
        ConnectorHealth {
            breaker: breaker["position"].as_str().map(ToOwned::to_owned),
            failures: breaker["failures"].as_i64().unwrap_or(0),
            last_failure: health["last_failure"]["message"]
                .as_str()
                .map(ToOwned::to_owned),
            checked_at: self.0.checked_at.map(Instant),
            detail: Json(health.clone()),
        }
    }

    /// 已停用 retired: it is read no more here and nothing is handed over to it, until it is set up again.
    async fn retired(&self, ctx: &Context<'_>) -> Answer<bool> {
        let streams = self.0.all::<Streams>(view(ctx)?).await?;
        Ok(is_retired(streams.iter().map(|row| &**row)))
    }

    /// 数据流进度 streams, by name.
    async fn streams(&self, ctx: &Context<'_>) -> Answer<Vec<StreamProgress>> {
        self.progress(view(ctx)?).await
    }

    /// 暂停 pause: since when, by whom and why it is left alone; null if it is not paused.
    async fn pause(&self) -> Answer<Option<ConnectorPause>> {
        Ok(Pause::of(&self.0)?.map(ConnectorPause::from))
    }

    /// 能否列出收件 lists hand-overs: whether what was handed over can be compared with what it lists as received; null where it takes none, and where no settings here name it.
    async fn lists_hand_overs(&self, ctx: &Context<'_>) -> Answer<Option<bool>> {
        let source = view(ctx)?
            .hub()
            .source(self.0.jurisdiction_id, &self.0.system);
        Ok(source.and_then(|source| source.lists_hand_overs()))
    }

    /// 读取安排 schedule: when it is read; null where no settings here name it.
    async fn schedule(&self, ctx: &Context<'_>) -> Answer<Option<ConnectorSchedule>> {
        let source = view(ctx)?
            .hub()
            .source(self.0.jurisdiction_id, &self.0.system);
        Ok(source.map(|source| ConnectorSchedule::from(&*source.schedule)))
    }
}

impl Connector {
    /// How far each of its streams has been read.
    pub(super) async fn progress(&self, view: &View) -> Answer<Vec<StreamProgress>> {
        let is_paused = Pause::of(&self.0)?.is_some();
        let rows = self.0.all::<Streams>(view).await?;
        let progress = rows.into_iter().map(|row| StreamProgress {
            row,
            connector: self.clone(),
            is_paused,
        });
        Ok(progress.collect())
    }
}

/// The connector that a row names.
pub(crate) struct OfConnector;

macro_rules! names_its_connector {
    ($($row:ty),+ $(,)?) => {
        $(impl Link<$row> for OfConnector {
            type Row = ConnectorRow;

            fn from(row: &$row) -> Option<Key> {
                Some(Key::new(row.jurisdiction_id, row.connector_id))
            }

            fn to(row: &ConnectorRow) -> Key {
                row.key()
            }

            async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ConnectorRow>, Fault> {
                view.connectors_by_key(keys).await
            }
        })+
    };
}

names_its_connector!(
    RunRow,
    SweepRow,
    HandOverComparisonRow,
    HandOverDifferenceRow
);

/// Why records were set aside in a run.
struct Reasons;

impl Link<RunRow> for Reasons {
    type Row = AsideCountRow;

    fn from(row: &RunRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &AsideCountRow) -> Key {
        Key::new(row.jurisdiction_id, row.run_id)
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<AsideCountRow>, Fault> {
        view.aside_of_runs(keys).await
    }
}

/// Most kinds of reason that a run tells.
const TOLD: usize = 10;

/// 隔离原因 sync run reason. How many records a run set aside or flagged for one kind of reason at one field.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SyncRunReason {
    /// 原因代码 code: the kind of reason; null for records of the time before there were codes. `quarantine` takes it with `run` and lists the records.
    code: Option<String>,
    /// 出错字段 path of the field at fault; empty for the record as a whole.
    path: String,
    /// 记录数 count: how many records.
    count: i64,
}

/// A run with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct SyncRun(pub(crate) Member<RunRow>);

/// 同步运行 sync run. One run over one stream of an outside system.
#[Object]
impl SyncRun {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::SyncRun, self.0.key())
    }

    /// 对接系统 connector that was read; null if it is no longer set up.
    async fn connector(&self, ctx: &Context<'_>) -> Answer<Option<Connector>> {
        Ok(self.0.one::<OfConnector>(view(ctx)?).await?.map(Connector))
    }

    /// 数据流 stream that was read.
    async fn stream(&self) -> &str {
        &self.0.stream
    }

    /// 状态 state: `running`, `finished`, `interrupted` (it was stopped after a page; the next run goes on there) or `failed`.
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 开始时刻 started at (UTC).
    async fn started_at(&self) -> Instant {
        Instant(self.0.started_at)
    }

    /// 结束时刻 finished at (UTC); null while it runs.
    async fn finished_at(&self) -> Option<Instant> {
        self.0.finished_at.map(Instant)
    }

    /// 页数 pages committed.
    async fn pages(&self) -> i64 {
        self.0.pages
    }

    /// 收到 records received.
    async fn received(&self) -> i64 {
        self.0.received
    }

    /// 未变 records already known.
    async fn unchanged(&self) -> i64 {
        self.0.unchanged
    }

    /// 已合并 records merged into projects.
    async fn merged(&self) -> i64 {
        self.0.merged
    }

    /// 待认领 records that wait for a person to name their project.
    async fn unmatched(&self) -> i64 {
        self.0.unmatched
    }

    /// 已隔离 records set aside because they could not be understood.
    async fn quarantined(&self) -> i64 {
        self.0.quarantined
    }

    /// 已拒收 records of state-secret projects, refused and dropped.
    async fn refused(&self) -> i64 {
        self.0.refused
    }

    /// 隔离原因 reasons for which records were set aside or flagged in it, as they stand now: at most ten kinds, the most frequent first; none of runs of the time before it was kept.
    async fn reasons(&self, ctx: &Context<'_>) -> Answer<Vec<SyncRunReason>> {
        let rows = self.0.all::<Reasons>(view(ctx)?).await?;
        let told = rows.into_iter().take(TOLD).map(|row| SyncRunReason {
            code: row.code.clone(),
            path: row.path.clone(),
            count: row.count,
        });
        Ok(told.collect())
    }

    /// 整页退回 records of the page of which so many could not be understood that nothing of it was kept: they are asked for again.
    async fn turned_back(&self) -> i64 {
        self.0.turned_back.unwrap_or(0)
    }

    /// 每秒记录数 records per second, from its beginning to its end or to now; null within its first second.
    #[expect(clippy::float_arithmetic, reason = "a rate for people to read")]
    async fn records_per_second(&self, ctx: &Context<'_>) -> Answer<Option<f64>> {
        let now = view(ctx)?.hub().clock().now();
        let until = self.0.finished_at.unwrap_or(now);
        let spent = (until - self.0.started_at).num_milliseconds();
        let received = i32::try_from(self.0.received).unwrap_or(i32::MAX);
        let spent = i32::try_from(spent).unwrap_or(i32::MAX);
        Ok((spent >= 1_000).then(|| f64::from(received) * 1_000.0 / f64::from(spent)))
    }

    /// 正在等待 waiting for: why the request that it sends does not go out at once, and until when; null once that moment has passed, once it has ended, and for what is shorter than a second.
    async fn waiting_for(&self, ctx: &Context<'_>) -> Answer<Option<RequestDelay>> {
        let now = view(ctx)?.hub().clock().now();
        Ok(WaitingFor::of(&self.0, now)?.map(RequestDelay::from))
    }

    /// 失败或中止原因 failure: why it failed or was stopped, and what to do; null otherwise.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }
}
