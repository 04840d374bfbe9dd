use async_graphql::{Context, Enum, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{ChangedRow, DifferenceRow, Key, RecordRow, SweepRow, View};

use super::{Connector, OfConnector};
use crate::graphql::id::{Kind, global_id};
use crate::graphql::provenance::SourceRecord;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// A walk with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct SyncSweep(pub(crate) Member<SweepRow>);

/// What it found.
struct Found;

impl Link<SweepRow> for Found {
    type Row = DifferenceRow;

    fn from(row: &SweepRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &DifferenceRow) -> Key {
        Key::new(row.jurisdiction_id, row.sweep_id)
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<DifferenceRow>, Fault> {
        view.differences_of(keys).await
    }
}

fn record_of(row: &DifferenceRow) -> Key {
    Key::new(row.jurisdiction_id, row.source_record_id)
}

/// The record that a difference is about.
struct About;

impl Link<DifferenceRow> for About {
    type Row = RecordRow;

    fn from(row: &DifferenceRow) -> Option<Key> {
        Some(record_of(row))
    }

    fn to(row: &RecordRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RecordRow>, Fault> {
        view.records(keys).await
    }
}

/// Where it differs from the version before.
struct Changed;

impl Link<DifferenceRow> for Changed {
    type Row = ChangedRow;

    fn from(row: &DifferenceRow) -> Option<Key> {
        (row.kind == "differing").then(|| record_of(row))
    }

    fn to(row: &ChangedRow) -> Key {
        row.record
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ChangedRow>, Fault> {
        view.changed_fields_of(keys).await
    }
}

/// 差异种类 difference kind. How the two sides of a comparison differed in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum DifferenceKind {
    /// 内容不同 it was otherwise here, and was taken in.
    Differing,
    /// 本方缺 it was not here, and was taken in.
    MissingHere,
    /// 对方缺 its system no longer has it.
    MissingThere,
}

/// A difference with those that came into the answer with it.
pub(crate) struct SyncDifference(Member<DifferenceRow>);

/// 比对差异 sync difference. A record in which the two sides of a comparison differed.
#[Object]
impl SyncDifference {
    /// 种类 kind.
    async fn kind(&self) -> DifferenceKind {
        match self.0.kind.as_str() {
            "missing_here" => DifferenceKind::MissingHere,
            "missing_there" => DifferenceKind::MissingThere,
            _ => DifferenceKind::Differing,
        }
    }

    /// 记录 record as it came; of one that is gone, as it came last.
    async fn record(&self, ctx: &Context<'_>) -> Answer<Option<SourceRecord>> {
        Ok(self.0.one::<About>(view(ctx)?).await?.map(SourceRecord))
    }

    /// 不同之处 changed fields, as JSON pointers into the record; empty unless it was otherwise here.
    async fn changed_fields(&self, ctx: &Context<'_>) -> Answer<Vec<String>> {
        let changed = self.0.one::<Changed>(view(ctx)?).await?;
        Ok(changed.map_or_else(Vec::new, |row| row.paths.iter().cloned().collect()))
    }
}

/// 全量核对与补采 sync sweep. A walk through what a stream of an outside system holds, beside its increments: a complete comparison, or a backfill of a window.
#[Object]
impl SyncSweep {
    /// 全局标识 global id. Stable; `node` and `settleComparison` take it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::SyncSweep, self.0.key())
    }

    /// 版本 version; grows with every change of its state.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// 对接系统 connector that is walked through; null if it is no longer set up.
    async fn connector(&self, ctx: &Context<'_>) -> Answer<Option<Connector>> {
        Ok(self.0.one::<OfConnector>(view(ctx)?).await?.map(Connector))
    }

    /// 数据流 stream.
    async fn stream(&self) -> &str {
        &self.0.stream
    }

    /// 种类 kind: `comparison` (all that the system has with all that is here) or `backfill` (what was changed within a window).
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 状态 state: `running`, `held` (so much is gone that a person has to say whether it is: `settleComparison`), `withdrawing` (what is gone), `finished` or `dismissed` (a person said that nothing is gone).
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 起 since: the first change that is read (UTC); null from the beginning.
    async fn since(&self) -> Option<Instant> {
        self.0.since.map(Instant)
    }

    /// 止 until: the first change that is read no more (UTC); null to the end.
    async fn until(&self) -> Option<Instant> {
        self.0.until.map(Instant)
    }

    /// 发起人 asked by: the subject of a token, or `schedule`.
    async fn asked_by(&self) -> &str {
        &self.0.asked_by
    }

    /// 处理理由 reason that a person gave when it was held.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// 开始时刻 began at (UTC).
    async fn began_at(&self) -> Instant {
        Instant(self.0.began_at)
    }

    /// 结束时刻 ended at (UTC); null before its end.
    async fn ended_at(&self) -> Option<Instant> {
        self.0.ended_at.map(Instant)
    }

    /// 页数 pages committed.
    async fn pages(&self) -> i64 {
        self.0.pages
    }

    /// 收到 records received.
    async fn received(&self) -> i64 {
        self.0.received
    }

    /// 一致 records that are the same on both sides.
    async fn same(&self) -> i64 {
        self.0.same
    }

    /// 内容不同 records that were otherwise here, and were taken in.
    async fn differing(&self) -> i64 {
        self.0.differing
    }

    /// 本方缺 records that were not here, and were taken in.
    async fn missing_here(&self) -> i64 {
        self.0.missing_here
    }

    /// 对方缺 records that are here and that the system no longer has; null until a comparison is complete.
    async fn missing_there(&self) -> Option<i64> {
        self.0.missing_there
    }

    /// 本方原有 records that were here when it was complete; null until then.
    async fn held_here(&self) -> Option<i64> {
        self.0.held_here
    }

    /// 最近失败原因 failure: why it did not go on when it was tried last, and what to do; null otherwise.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// 差异 differences, at most a thousand; all of them are counted.
    async fn differences(&self, ctx: &Context<'_>) -> Answer<Vec<SyncDifference>> {
        let rows = self.0.all::<Found>(view(ctx)?).await?;
        Ok(rows.into_iter().map(SyncDifference).collect())
    }
}
