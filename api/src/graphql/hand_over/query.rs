use async_graphql::{Context, Enum, ID, InputObject, Object};
use shuniu_hub::query::{HandOverFilter, OutboxRow};

use super::mutation::HandOverKind;
use super::object::HandOver;
use crate::graphql::id::{Kind, keys_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 报送状态 hand-over state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum HandOverState {
    /// 待送出 prepared: it has certainly not arrived, and goes out when its turn comes.
    Prepared,
    /// 已送出 sent, and not decided yet.
    Sent,
    /// 已受理 accepted.
    Accepted,
    /// 已退回 rejected; it may be handed over anew.
    Rejected,
    /// 不明 unknown: perhaps received; it is asked for, or a person settles it.
    Unknown,
    /// 已撤回 withdrawn before it went out; it may be handed over anew.
    Withdrawn,
}

impl HandOverState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// 对外报送筛选 hand-over filter. Conditions that all hold; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
pub(crate) struct HandOverFilterInput {
    /// 辖区 only in these jurisdictions; all that the token reaches if left out.
    jurisdictions: Option<Vec<RegionCode>>,
    /// 状态 only those that stand so; all if left out.
    states: Option<Vec<HandOverState>>,
    /// 种类 only of these kinds.
    kinds: Option<Vec<HandOverKind>>,
    /// 系统 only what these systems are told, by name.
    systems: Option<Vec<String>>,
    /// 项目 only of these projects, by global id.
    projects: Option<Vec<ID>>,
}

impl HandOverFilterInput {
    fn read(self) -> Answer<HandOverFilter> {
        let states = self.states.unwrap_or_default().into_iter();
        let kinds = self.kinds.unwrap_or_default().into_iter();
        Ok(HandOverFilter {
            regions: regions(self.jurisdictions),
            states: states.map(|one| one.as_str().to_owned()).collect(),
            kinds: kinds.map(|one| one.as_str().to_owned()).collect(),
            systems: self.systems.unwrap_or_default(),
            projects: keys_of(Kind::Project, "filter.projects", self.projects)?,
        })
    }
}

/// A page of hand-overs.
pub(crate) struct HandOverConnection(Entries<HandOver>);

/// 对外报送列表 hand-over connection. A page of what is or was handed over.
#[Object]
impl HandOverConnection {
    /// 各项及位置 edges. The hand-overs with their places.
    async fn edges(&self) -> &[Edge<HandOver>] {
        &self.0.edges
    }

    /// 报送 nodes. The hand-overs without their places.
    async fn nodes(&self) -> Vec<&HandOver> {
        self.0.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.0.info
    }
}

/// What is handed over.
#[derive(Debug, Default)]
pub(crate) struct HandOverQuery;

/// 对外报送查询 questions about what is handed over to outside systems.
#[Object]
impl HandOverQuery {
    /// 对外报送 hand-overs of the projects that the caller may see, the oldest first; those that are `UNKNOWN`, and those that stay `PREPARED`, wait for a person.
    async fn hand_overs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<HandOverFilterInput>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<HandOverConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let page = view(ctx)?.hand_overs(&filter, &slice).await?;
        let (previous, next) = (page.has_previous, page.has_next);
        let place = |row: &OutboxRow| mark(&HandOverFilter::mark(row.key()));
        let entries = Set::members(page.rows).into_iter();
        let entries = entries.map(|row| (place(&row), HandOver(row)));
        Ok(HandOverConnection(Entries::new(entries, previous, next)))
    }
}
