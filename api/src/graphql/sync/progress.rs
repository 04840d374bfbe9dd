use async_graphql::{Context, Enum, Object, SimpleObject};
use shuniu_hub::query::{CursorRow, Key, RunRow, View};
use shuniu_hub::sync::{Flood, Pause, Schedule, Wait, Waiting};
use shuniu_hub::{Fault, Hub};

use super::connector::{Connector, SyncRun};
use super::reason::WaitingReason;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// 暂停 connector pause. Since when, by whom and why a system is left alone.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ConnectorPause {
    /// 暂停时刻 paused at (UTC).
    at: Instant,
    /// 暂停人 by whom, as the subject of the token.
    by: String,
    /// 理由 reason.
    reason: String,
}

impl From<Pause> for ConnectorPause {
    fn from(Pause { at, by, reason }: Pause) -> Self {
        Self {
            at: Instant(at),
            by,
            reason,
        }
    }
}

/// 读取安排 connector schedule. When a system is read, and the hours in which it may be called.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ConnectorSchedule {
    /// 定时 cron pattern: minute, hour, day of the month, month, day of the week; null where it is read every so often.
    cron: Option<String>,
    /// 间隔秒数 every so many seconds; null where a pattern says when.
    every_seconds: Option<i64>,
    /// 时差 local time as its difference from UTC, such as `+08:00`.
    utc_offset: String,
    /// 仅工作日 whether it is left alone on days on which people rest, by the calendar of the place.
    working_days: bool,
    /// 开放时段 hours in which it may be called, such as `08:00-18:00`; all day if empty.
    open: Vec<String>,
    /// 禁用时段 hours in which it must not be called.
    closed: Vec<String>,
}

impl From<&Schedule> for ConnectorSchedule {
    fn from(schedule: &Schedule) -> Self {
        let said = schedule.settings();
        Self {
            cron: said.cron.clone(),
            every_seconds: schedule.rhythm().map(|every| every.num_seconds()),
            utc_offset: said.utc_offset.clone(),
            working_days: said.working_days,
            open: said.open.clone(),
            closed: said.closed.clone(),
        }
    }
}

/// 大量无法识别 flood. So many records of a stream cannot be understood that no page is kept before most of one is.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct StreamFlood {
    /// 起始时刻 since when nothing of the stream is kept (UTC).
    since: Instant,
    /// 新记录数 records that were new.
    received: i64,
    /// 无法识别数 how many of these could not be understood.
    set_aside: i64,
    /// 首条字段 path: field at fault in the first of them, as a JSON pointer.
    path: String,
    /// 首条原因 reason: what is wrong with it.
    reason: WaitingReason,
}

impl From<Flood> for StreamFlood {
    fn from(flood: Flood) -> Self {
        Self {
            since: Instant(flood.since),
            received: flood.new,
            set_aside: flood.aside,
            path: flood.path,
            reason: flood.reason.into(),
        }
    }
}

/// 等待原因 stream state. What a stream of an outside system waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum StreamState {
    /// 正在读取 it is being read.
    Running,
    /// 已暂停 somebody paused the system.
    Paused,
    /// 非开放时段 the hours of the system are over.
    Closed,
    /// 失败后等待 the last run failed or was stopped, and is made up for soon.
    Retrying,
    /// 未到时间 it was read, and its next time is to come.
    Waiting,
    /// 无人读取 no settings here name the system: nobody reads it.
    Unread,
}

/// 数据流进度 stream progress. How far a stream of an outside system has been read, and what it waits for.
#[derive(Clone)]
pub(crate) struct StreamProgress {
    pub(super) row: Member<CursorRow>,
    pub(super) connector: Connector,
    pub(super) is_paused: bool,
}

/// The run over a stream that goes on, or was the last.
struct LastRun;

impl Link<CursorRow> for LastRun {
    type Row = RunRow;

    fn from(row: &CursorRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.run_id?))
    }

    fn to(row: &RunRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RunRow>, Fault> {
        view.sync_runs_by_key(keys).await
    }
}

impl StreamProgress {
    /// What it waits for; nothing where no settings here name the system.
    pub(super) fn wait(&self, hub: &Hub) -> Option<Wait> {
        let place = self.row.jurisdiction_id;
        let source = hub.source(place, &self.connector.0.system)?;
        let (now, law) = (hub.clock().now(), hub.local_law(place));
        let days = law.calendar();
        let wait = source.schedule.wait(&self.row, self.is_paused, now, days);
        Some(wait)
    }

    /// The run over it that goes on, or was the last.
    pub(super) async fn last_run(&self, view: &View) -> Answer<Option<SyncRun>> {
        Ok(self.row.one::<LastRun>(view).await?.map(SyncRun))
    }
}

/// 数据流进度 stream progress. How far a stream of an outside system has been read, and what it waits for.
#[Object]
impl StreamProgress {
    /// 数据流 stream, such as `approvals`.
    async fn stream(&self) -> &str {
        &self.row.stream
    }

    /// 对接系统 connector whose stream it is.
    async fn connector(&self) -> Connector {
        self.connector.clone()
    }

    /// 运行 run over it that goes on, or was the last; null before the first.
    async fn run(&self, ctx: &Context<'_>) -> Answer<Option<SyncRun>> {
        self.last_run(view(ctx)?).await
    }

    /// 完整至 observed through: everything up to this instant was seen (UTC); null before the first complete run.
    async fn observed_through(&self) -> Option<Instant> {
        self.row.observed_through.map(Instant)
    }

    /// 滞后秒数 lag: how long ago that is, in seconds; null before the first complete run.
    async fn lag_seconds(&self, ctx: &Context<'_>) -> Answer<Option<i64>> {
        let now = view(ctx)?.hub().clock().now();
        let seen = self.row.observed_through;
        Ok(seen.map(|seen| (now - seen).num_seconds().max(0)))
    }

    /// 最近一次开始 begun at: when the last run over it began (UTC); null before the first.
    async fn begun_at(&self) -> Option<Instant> {
        self.row.begun_at.map(Instant)
    }

    /// 连续失败次数 failures: runs in a row that failed.
    async fn failures(&self) -> i32 {
        self.row.failures.unwrap_or(0)
    }

    /// 大量无法识别 flood: since when and why no page of it is kept; null where all is well.
    async fn flood(&self) -> Answer<Option<StreamFlood>> {
        Ok(Flood::of(&self.row)?.map(StreamFlood::from))
    }

    /// 状态 state: what it waits for.
    async fn state(&self, ctx: &Context<'_>) -> Answer<StreamState> {
        Ok(match self.wait(view(ctx)?.hub()).map(|wait| wait.waiting) {
            Some(Waiting::Running) => StreamState::Running,
            Some(Waiting::Paused) => StreamState::Paused,
            Some(Waiting::Closed) => StreamState::Closed,
            Some(Waiting::Failed) => StreamState::Retrying,
            Some(Waiting::Rhythm) => StreamState::Waiting,
            None => StreamState::Unread,
        })
    }

    /// 下次读取时刻 next run at (UTC); null while it is being read, is paused, or is read by nobody.
    async fn next_run_at(&self, ctx: &Context<'_>) -> Answer<Option<Instant>> {
        let wait = self.wait(view(ctx)?.hub());
        Ok(wait.and_then(|wait| wait.until).map(Instant))
    }
}
