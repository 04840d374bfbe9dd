use std::collections::BTreeMap;

use async_graphql::{Context, ID, InputObject, Object};
use shuniu_hub::access::Permission;
use shuniu_hub::query::{DiscrepancyFilter, DiscrepancyRow, Dispute};

use super::Discrepancy;
use super::object::DiscrepancyState;
use super::precedence::Precedence;
use crate::graphql::id::{Kind, keys_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 不一致筛选 discrepancy filter. Conditions that all hold; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
pub(crate) struct DiscrepancyFilterInput {
    /// 辖区 only in these jurisdictions; all that the token reaches if left out.
    jurisdictions: Option<Vec<RegionCode>>,
    /// 来源 only where one of these sources speaks of the field: names of systems, or `person`.
    systems: Option<Vec<String>>,
    /// 字段 only about these fields, such as `investment_yuan` or `contract.amount_yuan`.
    fields: Option<Vec<String>>,
    /// 状态 only those that stand so; all if left out.
    states: Option<Vec<DiscrepancyState>>,
    /// 项目 only of these projects, by global id.
    projects: Option<Vec<ID>>,
}

impl DiscrepancyFilterInput {
    fn read(self) -> Answer<DiscrepancyFilter> {
        let states = self.states.unwrap_or_default().into_iter();
        Ok(DiscrepancyFilter {
            regions: regions(self.jurisdictions),
            systems: self.systems.unwrap_or_default(),
            fields: self.fields.unwrap_or_default(),
            states: states.map(Dispute::from).collect(),
            projects: keys_of(Kind::Project, "filter.projects", self.projects)?,
        })
    }
}

/// A page of disagreements.
pub(crate) struct DiscrepancyConnection {
    entries: Entries<Discrepancy>,
    filter: DiscrepancyFilter,
}

/// 不一致计数 discrepancy counts. How many there are in each state, whatever states are listed.
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub(crate) struct DiscrepancyCounts {
    /// 待处理 open.
    open: u64,
    /// 已处理 settled.
    settled: u64,
    /// 已消除 gone.
    gone: u64,
}

/// 不一致列表 discrepancy connection. A page of what sources disagree about.
#[Object]
impl DiscrepancyConnection {
    /// 各项及位置 edges. The disagreements with their places.
    async fn edges(&self) -> &[Edge<Discrepancy>] {
        &self.entries.edges
    }

    /// 不一致项 nodes. The disagreements without their places.
    async fn nodes(&self) -> Vec<&Discrepancy> {
        self.entries.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.entries.info
    }

    /// 总数 total count of all pages; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Answer<u64> {
        let counted = view(ctx)?.count_discrepancies(&self.filter).await?;
        Ok(counted.values().sum())
    }

    /// 各状态数量 counts by state, under the other conditions; counted only when asked for.
    async fn counts(&self, ctx: &Context<'_>) -> Answer<DiscrepancyCounts> {
        let filter = DiscrepancyFilter {
            states: Vec::new(),
            ..self.filter.clone()
        };
        let counted: BTreeMap<String, u64> = view(ctx)?.count_discrepancies(&filter).await?;
        let of = |state: Dispute| counted.get(state.as_str()).copied().unwrap_or_default();
        Ok(DiscrepancyCounts {
            open: of(Dispute::Open),
            settled: of(Dispute::Settled),
            gone: of(Dispute::Gone),
        })
    }
}

/// What sources disagree about.
#[derive(Debug, Default)]
pub(crate) struct DiscrepancyQuery;

/// 不一致查询 questions about what sources disagree about.
#[Object]
impl DiscrepancyQuery {
    /// 数据不一致 discrepancies that the caller may see, what was first disputed first.
    async fn discrepancies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<DiscrepancyFilterInput>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<DiscrepancyConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let page = view(ctx)?.discrepancies(&filter, &slice).await?;
        let (previous, next) = (page.has_previous, page.has_next);
        let place = |row: &DiscrepancyRow| mark(&DiscrepancyFilter::mark(row));
        let entries = Set::members(page.rows).into_iter();
        let entries = entries.map(|row| (place(&row), Discrepancy(row)));
        Ok(DiscrepancyConnection {
            entries: Entries::new(entries, previous, next),
            filter,
        })
    }

    /// 来源优先级 precedence in force in a jurisdiction: whose value counts where sources disagree.
    async fn precedence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "辖区 jurisdiction.")] jurisdiction: RegionCode,
    ) -> Answer<Precedence> {
        let view = view(ctx)?;
        let place = view.jurisdiction(Permission::ReadProjects, jurisdiction.0)?;
        Ok(Precedence::of(&view.hub().local_law(place.id)))
    }
}
