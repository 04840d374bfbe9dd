use async_graphql::{Context, Enum, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{Key, QuarantineRow, RecordRow, RunRow, View};

use super::connector::SyncRun;
use super::reason::{Remedy, WaitingReason};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::provenance::SourceRecord;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// A record set aside with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct QuarantinedRecord(pub(crate) Member<QuarantineRow>);

/// 隔离状态 quarantine state. What became of something that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "shuniu_hub::query::QuarantineState")]
pub(crate) enum QuarantineState {
    /// 待处理 it waits for somebody to mend it.
    Open,
    /// 已标记 its record passed without the code at `path`, which its list does not know.
    Flagged,
    /// 已重试 it was tried again, and is understood.
    Replayed,
    /// 已被取代 a newer version of its record took its place.
    Superseded,
    /// 不予处理 it was closed with a reason.
    Dismissed,
}

/// The run that set a record aside.
struct ByRun;

impl Link<QuarantineRow> for ByRun {
    type Row = RunRow;

    fn from(row: &QuarantineRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.run_id?))
    }

    fn to(row: &RunRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RunRow>, Fault> {
        view.sync_runs_by_key(keys).await
    }
}

/// The record that was set aside.
struct Aside;

impl Link<QuarantineRow> for Aside {
    type Row = RecordRow;

    fn from(row: &QuarantineRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.source_record_id))
    }

    fn to(row: &RecordRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RecordRow>, Fault> {
        view.records(keys).await
    }
}

/// 隔离记录 quarantined record. A record that could not be understood, set aside with its reason.
#[Object]
impl QuarantinedRecord {
    /// 全局标识 global id. Stable; `node`, `replayQuarantine` and `dismissQuarantine` take it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::Quarantined, self.0.key())
    }

    /// 出错字段 path of the field at fault.
    async fn path(&self) -> &str {
        &self.0.path
    }

    /// 原因 reason: what is wrong.
    async fn reason(&self) -> WaitingReason {
        let row = &self.0;
        WaitingReason::stored(row.code.as_ref(), row.reason_zh.as_ref(), &row.reason)
    }

    /// 处理办法 mend: how to mend it.
    async fn mend(&self) -> Remedy {
        Remedy::stored(self.0.mend_zh.as_ref(), &self.0.mend)
    }

    /// 状态 state: what became of it.
    async fn state(&self) -> Answer<QuarantineState> {
        Ok(shuniu_hub::query::QuarantineState::of(&self.0)?.into())
    }

    /// 系统 system that sent the record, such as `trading_centre`; null where nothing tells it any more.
    async fn system(&self) -> Option<&str> {
        self.0.system.as_deref()
    }

    /// 数据流 stream that it was read from, such as `awards`; null where nothing tells it any more.
    async fn stream(&self) -> Option<&str> {
        self.0.stream.as_deref()
    }

    /// 同步运行 run in which it was set aside; null where none did, as of a receipt, and of the time before it was kept.
    async fn run(&self, ctx: &Context<'_>) -> Answer<Option<SyncRun>> {
        Ok(self.0.one::<ByRun>(view(ctx)?).await?.map(SyncRun))
    }

    /// 原始记录 record that was set aside.
    async fn record(&self, ctx: &Context<'_>) -> Answer<Option<SourceRecord>> {
        Ok(self.0.one::<Aside>(view(ctx)?).await?.map(SourceRecord))
    }

    /// 隔离时刻 set aside at (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }
}
