use async_graphql::{Context, Enum, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{HandOverDifferenceRow, Key, OutboxRow, View, Waiting};
use shuniu_hub::sync::mend;

use super::HandOver;
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member, Set};
use crate::graphql::sync::{Connector, OfConnector};

/// The hand-over that stands otherwise.
struct Here;

impl Link<HandOverDifferenceRow> for Here {
    type Row = OutboxRow;

    fn from(row: &HandOverDifferenceRow) -> Option<Key> {
        Some(Key::new(row.jurisdiction_id, row.hand_over_id?))
    }

    fn to(row: &OutboxRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<OutboxRow>, Fault> {
        view.outbox(keys).await
    }
}

/// 报送差异种类 hand-over difference kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum HandOverDifferenceKind {
    /// 状态不一致 its state there is another.
    State,
    /// 编号不一致 its receipt number there is another.
    Number,
    /// 本方无 it is listed there and not known here.
    NotHere,
    /// 对方无 it was handed over and is not listed there.
    MissingThere,
}

/// A difference with those that came into the answer with it.
pub(crate) struct HandOverDifference(Member<HandOverDifferenceRow>);

/// 报送差异 hand-over difference. What stands otherwise at the other side, until it does no more or a person has settled it.
#[Object]
impl HandOverDifference {
    /// 种类 kind.
    async fn kind(&self) -> HandOverDifferenceKind {
        match self.0.kind.as_str() {
            "number" => HandOverDifferenceKind::Number,
            "not_here" => HandOverDifferenceKind::NotHere,
            "missing_there" => HandOverDifferenceKind::MissingThere,
            _ => HandOverDifferenceKind::State,
        }
    }

    /// 对接系统 connector that has it otherwise; null if it is no longer set up.
    async fn connector(&self, ctx: &Context<'_>) -> Answer<Option<Connector>> {
        Ok(self.0.one::<OfConnector>(view(ctx)?).await?.map(Connector))
    }

    /// 对外报送 hand-over; null for what is not known here.
    async fn hand_over(&self, ctx: &Context<'_>) -> Answer<Option<HandOver>> {
        Ok(self.0.one::<Here>(view(ctx)?).await?.map(HandOver))
    }

    /// 报送键 key under which it was handed over.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// 对方编号 number that the other side gave; of what it does not list, the one on record here.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// 本方 here: the state, or where that is the same the receipt number; null for what is not known here.
    async fn here(&self) -> Option<&str> {
        self.0.here.as_deref()
    }

    /// 对方 there: the same at the other side; null for what it does not list.
    async fn there(&self) -> Option<&str> {
        self.0.there.as_deref()
    }

    /// 对方收件时刻 received at by the other side (UTC); null for what it does not list.
    async fn received_at(&self) -> Option<Instant> {
        self.0.received_at.map(Instant)
    }

    /// 发现时刻 found at (UTC).
    async fn found_at(&self) -> Instant {
        Instant(self.0.found_at)
    }

    /// 说明与处理办法 what differs and how it is mended, in Chinese.
    async fn explanation_zh(&self, ctx: &Context<'_>) -> Answer<String> {
        Ok(self.told(ctx).await?.0)
    }

    /// 说明与处理办法 what differs and how it is mended, in English.
    async fn explanation_en(&self, ctx: &Context<'_>) -> Answer<String> {
        Ok(self.told(ctx).await?.1)
    }
}

impl HandOverDifference {
    async fn told(&self, ctx: &Context<'_>) -> Answer<(String, String)> {
        let system = self.0.one::<OfConnector>(view(ctx)?).await?;
        let system = system.map_or_else(|| "-".to_owned(), |row| row.system.clone());
        Ok(mend(&self.0, &system))
    }
}

/// A page of what stands otherwise.
pub(crate) struct HandOverDifferenceConnection(Entries<HandOverDifference>);

/// 报送差异列表 hand-over difference connection. A page of what stands otherwise at the other side.
#[Object]
impl HandOverDifferenceConnection {
    /// 各项及位置 edges. The differences with their places.
    async fn edges(&self) -> &[Edge<HandOverDifference>] {
        &self.0.edges
    }

    /// 差异 nodes. The differences without their places.
    async fn nodes(&self) -> Vec<&HandOverDifference> {
        self.0.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.0.info
    }
}

/// Questions about what stands otherwise at the other side.
#[derive(Debug, Default)]
pub(crate) struct HandOverDifferenceQuery;

/// 报送差异 what stands otherwise at the other side; for roles that see the integration side.
#[Object]
impl HandOverDifferenceQuery {
    /// 报送差异 hand-over differences that stand, the oldest first.
    async fn hand_over_differences(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<HandOverDifferenceConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let regions = regions(jurisdictions);
        let page = view(ctx)?.hand_over_differences(&regions, &slice).await?;
        let (previous, next) = (page.has_previous, page.has_next);
        let place = |row: &HandOverDifferenceRow| mark(&Waiting::mark(row.key()));
        let entries = Set::members(page.rows).into_iter();
        let entries = entries.map(|row| (place(&row), HandOverDifference(row)));
        let entries = Entries::new(entries, previous, next);
        Ok(HandOverDifferenceConnection(entries))
    }
}
