use std::sync::Arc;

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use shuniu_hub::Fault;
use shuniu_hub::query::{AssetRow, ConnectorRow, Key, MatchRow, RecordRow, View};
use uuid::Uuid;

use super::refusal::Answer;
use super::scalar::Instant;
use super::schema::view;
use super::set::{Link, Member};
use super::sync::LikenessLink;

/// A row that says where it came from.
pub(crate) trait Sourced: Send + Sync + 'static {
    fn source(&self) -> &str;
    fn recorded_by(&self) -> &str;
    fn recorded_at(&self) -> DateTime<Utc>;
    fn jurisdiction(&self) -> Uuid;
    fn record_id(&self) -> Option<Uuid>;
    fn own_key(&self) -> Key;
    fn project(&self) -> Key;
}

macro_rules! sourced {
    ($($row:ty),+) => {$(
        impl Sourced for $row {
            fn source(&self) -> &str {
                &self.source
            }
            fn recorded_by(&self) -> &str {
                &self.recorded_by
            }
            fn recorded_at(&self) -> DateTime<Utc> {
                self.recorded_at
            }
            fn jurisdiction(&self) -> Uuid {
                self.jurisdiction_id
            }
            fn record_id(&self) -> Option<Uuid> {
                self.source_record_id
            }
            fn own_key(&self) -> Key {
                self.key()
            }
            fn project(&self) -> Key {
                Key::new(self.jurisdiction_id, self.project_id)
            }
        }
    )+};
}
sourced!(
    shuniu_hub::query::FactRow,
    shuniu_hub::query::EventRow,
    shuniu_hub::query::DocumentRow,
    shuniu_hub::query::AttachmentRow,
    shuniu_hub::query::ReportRow,
    shuniu_hub::query::TenderRow,
    shuniu_hub::query::ContractRow,
    shuniu_hub::query::ReviewRow,
    shuniu_hub::query::AllocationRow,
    AssetRow,
    shuniu_hub::query::PaymentRow,
    shuniu_hub::query::QuotaRow,
    shuniu_hub::query::CatalogRow
);

/// The outside record behind a row.
struct Records;

impl<M: Sourced> Link<M> for Records {
    type Row = RecordRow;

    fn from(row: &M) -> Option<Key> {
        row.record_id().map(|id| Key::new(row.jurisdiction(), id))
    }

    fn to(row: &RecordRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RecordRow>, Fault> {
        view.records(keys).await
    }
}

/// The system a record came from.
struct Systems;

impl Link<RecordRow> for Systems {
    type Row = ConnectorRow;

    fn from(row: &RecordRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.connector_id))
    }

    fn to(row: &ConnectorRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ConnectorRow>, Fault> {
        view.connectors_by_key(keys).await
    }
}

/// The body of a record, for those who see the integration side.
struct Bodies;

impl Link<RecordRow> for Bodies {
    type Row = (Key, String);

    fn from(row: &RecordRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &(Key, String)) -> Key {
        row.0
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<(Key, String)>, Fault> {
        view.record_bodies(keys).await
    }
}

/// How records came to their projects that were linked because they are like them.
struct Links;

impl Link<RecordRow> for Links {
    type Row = MatchRow;

    fn from(row: &RecordRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &MatchRow) -> Key {
        Key::new(row.jurisdiction_id, row.source_record_id)
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<MatchRow>, Fault> {
        view.likeness_links(keys).await
    }
}

trait Traced: Send + Sync {
    fn source(&self) -> &str;
    fn recorded_by(&self) -> &str;
    fn recorded_at(&self) -> DateTime<Utc>;
    fn record<'a>(&'a self, view: &'a View) -> BoxFuture<'a, Answer<Option<Member<RecordRow>>>>;
}

impl<M: Sourced> Traced for Member<M> {
    fn source(&self) -> &str {
        (**self).source()
    }

    fn recorded_by(&self) -> &str {
        (**self).recorded_by()
    }

    fn recorded_at(&self) -> DateTime<Utc> {
        (**self).recorded_at()
    }

    fn record<'a>(&'a self, view: &'a View) -> BoxFuture<'a, Answer<Option<Member<RecordRow>>>> {
        Box::pin(self.one::<Records>(view))
    }
}

/// Where a value came from.
pub(crate) struct Provenance(Arc<dyn Traced>);

impl Provenance {
    pub(crate) fn of<M: Sourced>(row: &Member<M>) -> Self {
        Self(Arc::new(row.clone()))
    }

    /// The outside record behind the value; none for one recorded by hand.
    pub(crate) async fn outside(&self, view: &View) -> Answer<Option<Member<RecordRow>>> {
        self.0.record(view).await
    }
}

/// Where the card of an asset came from, apart from the asset itself.
#[derive(Clone)]
struct Registered(Member<AssetRow>);

/// The record of the registry.
struct CardRecords;

impl Link<AssetRow> for CardRecords {
    type Row = RecordRow;

    fn from(row: &AssetRow) -> Option<Key> {
        let record = row.registry_record_id?;
        Some(Key::new(row.jurisdiction_id, record))
    }

    fn to(row: &RecordRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<RecordRow>, Fault> {
        view.records(keys).await
    }
}

impl Traced for Registered {
    fn source(&self) -> &str {
        self.0.registry_source.as_deref().unwrap_or_default()
    }

    fn recorded_by(&self) -> &str {
        self.0.registry_recorded_by.as_deref().unwrap_or_default()
    }

    fn recorded_at(&self) -> DateTime<Utc> {
        self.0.registry_recorded_at.unwrap_or_default()
    }

    fn record<'a>(&'a self, view: &'a View) -> BoxFuture<'a, Answer<Option<Member<RecordRow>>>> {
        Box::pin(self.0.one::<CardRecords>(view))
    }
}

impl Provenance {
    /// Where the card of an asset came from; nothing until the registry told.
    pub(crate) fn of_card(row: &Member<AssetRow>) -> Option<Self> {
        row.registry_source.as_ref()?;
        Some(Self(Arc::new(Registered(row.clone()))))
    }
}

/// 来源 provenance. Where a value came from, and who recorded it when.
#[Object]
impl Provenance {
    /// 来源系统 source. Name of the outside system, or `person` for one recorded by hand.
    async fn source(&self) -> &str {
        self.0.source()
    }

    /// 原始记录 record. The outside record behind the value; null for one recorded by hand.
    async fn record(&self, ctx: &Context<'_>) -> Answer<Option<SourceRecord>> {
        Ok(self.outside(view(ctx)?).await?.map(SourceRecord))
    }

    /// 记录人 recorded by. Subject of the token, or the sync run, that recorded it.
    async fn recorded_by(&self) -> &str {
        self.0.recorded_by()
    }

    /// 记录时刻 recorded at. When it was recorded (UTC).
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded_at())
    }
}

/// A record exactly as an outside system sent it.
pub(crate) struct SourceRecord(pub(crate) Member<RecordRow>);

/// 原始记录 source record. A record as an outside system sent it, without personal contacts; kept for ever.
#[Object]
impl SourceRecord {
    /// 系统 system. Name of the outside system; null if it is no longer set up.
    async fn system(&self, ctx: &Context<'_>) -> Answer<Option<String>> {
        let system = self.0.one::<Systems>(view(ctx)?).await?;
        Ok(system.map(|row| row.system.clone()))
    }

    /// 数据流 stream. What it was read from, such as `approvals`.
    async fn stream(&self) -> &str {
        &self.0.stream
    }

    /// 外部标识 external id. The system's own identity of the record.
    async fn external_id(&self) -> &str {
        &self.0.external_id
    }

    /// 杂凑值 hash. SM3 of the body, 64 hex digits.
    async fn hash(&self) -> &str {
        &self.0.hash
    }

    /// 外部变更时刻 source time. When the system says it changed (UTC).
    async fn source_time(&self) -> Instant {
        Instant(self.0.source_time)
    }

    /// 接收时刻 received at. When it came in (UTC).
    async fn received_at(&self) -> Instant {
        Instant(self.0.received_at)
    }

    /// 处理结果 outcome. `merged`, `unmatched`, `quarantined` or `refused`.
    async fn outcome(&self) -> &str {
        &self.0.outcome
    }

    /// 按相似归入 likeness. Why it came to its project by itself although it bears no project code; null for a record that was told by a code or settled by a person.
    async fn likeness(&self, ctx: &Context<'_>) -> Answer<Option<LikenessLink>> {
        let link = self.0.one::<Links>(view(ctx)?).await?;
        Ok(link.and_then(|row| LikenessLink::of(&row)))
    }

    /// 原文 body. The record as received; only for roles that see the integration side.
    async fn body(&self, ctx: &Context<'_>) -> Answer<Option<String>> {
        let body = self.0.one::<Bodies>(view(ctx)?).await?;
        Ok(body.map(|body| body.1.clone()))
    }
}
