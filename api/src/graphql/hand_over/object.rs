use async_graphql::{Context, ID, Object};
use shuniu_hub::Fault;
use shuniu_hub::connectors::contract::HandOverKind;
use shuniu_hub::query::{AssetRow, EventRow, Key, OutboxRow, View};
use shuniu_hub::sync::next_attempt;

use crate::graphql::asset::Asset;
use crate::graphql::event::Event;
use crate::graphql::id::{Kind, global_id};
use crate::graphql::project::{Owner, Project};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// What a hand-over is about, where it is an asset.
struct Owned;

impl Link<OutboxRow> for Owned {
    type Row = AssetRow;

    fn from(row: &OutboxRow) -> Option<Key> {
        let asset = row.about.filter(|_| row.kind == CARD)?;
        Some(Key::new(row.jurisdiction_id, asset))
    }

    fn to(row: &AssetRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<AssetRow>, Fault> {
        view.assets(keys).await
    }
}

/// The same, where it is an event.
struct Happened;

impl Link<OutboxRow> for Happened {
    type Row = EventRow;

    fn from(row: &OutboxRow) -> Option<Key> {
        let event = row.about.filter(|_| row.kind != CARD)?;
        Some(Key::new(row.jurisdiction_id, event))
    }

    fn to(row: &EventRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<EventRow>, Fault> {
        view.events(keys).await
    }
}

/// The kind that is about an asset; all others that are about something are about an event.
const CARD: &str = HandOverKind::AssetCard.as_str();

/// A hand-over with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct HandOver(pub(crate) Member<OutboxRow>);

/// 对外报送 hand-over. Something that is handed over to an outside system: an application, a filing, a report, an asset card.
#[Object]
impl HandOver {
    /// 全局标识 global id. Stable; `node` takes it.
    pub(crate) async fn id(&self) -> ID {
        global_id(Kind::HandOver, self.0.key())
    }

    /// 系统 system that is told.
    async fn system(&self) -> &str {
        &self.0.system
    }

    /// 种类 kind: `project_code_application`, `project_registration`, `project_filing`, `change_filing`, `acceptance_report` or `asset_card`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// 状态 state: `prepared`, `sent`, `accepted`, `rejected`, `unknown` or `withdrawn`. What was perhaps received is asked for, never sent again.
    async fn state(&self) -> &str {
        &self.0.state
    }

    /// 尝试次数 attempts so far.
    async fn attempts(&self) -> i64 {
        self.0.attempts
    }

    /// 下次尝试 next attempt at (UTC), not before; null once it is decided, and where only a person can find out what became of it.
    async fn next_attempt_at(&self) -> Option<Instant> {
        next_attempt(&self.0).map(Instant)
    }

    /// 回执编号 receipt number that the system gave; null until then.
    async fn receipt_number(&self) -> Option<&str> {
        self.0.answer.as_ref()?["receipt"].as_str()
    }

    /// 原因 reason of the refusal, of the last failure or of the decision by hand; null where there is none.
    async fn reason(&self) -> Option<&str> {
        self.0.answer.as_ref()?["reason"].as_str()
    }

    /// 资产 asset whose card it is; null for other kinds.
    async fn asset(&self, ctx: &Context<'_>) -> Answer<Option<Asset>> {
        Ok(self.0.one::<Owned>(view(ctx)?).await?.map(Asset))
    }

    /// 事件 event that is filed, such as a change; null for other kinds.
    async fn event(&self, ctx: &Context<'_>) -> Answer<Option<Event>> {
        Ok(self.0.one::<Happened>(view(ctx)?).await?.map(Event))
    }

    /// 提出时刻 prepared at (UTC).
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// 项目 project that it is handed over for.
    async fn project(&self, ctx: &Context<'_>) -> Answer<Option<Project>> {
        Ok(self.0.one::<Owner>(view(ctx)?).await?.map(Project))
    }
}
