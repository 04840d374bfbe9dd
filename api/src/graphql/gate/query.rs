use async_graphql::{Context, Object};
use shuniu_hub::query::StepFilter;

use super::Gate;
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::project::ProjectFilterInput;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Date;
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// A page of gates.
pub(crate) struct GateConnection {
    entries: Entries<Gate>,
    filter: StepFilter,
}

/// 关口列表 gate connection. A page of gates, each of another project.
#[Object]
impl GateConnection {
    /// 各项及位置 edges. The gates with their places.
    async fn edges(&self) -> &[Edge<Gate>] {
        &self.entries.edges
    }

    /// 关口 nodes. The gates without their places.
    async fn nodes(&self) -> Vec<&Gate> {
        self.entries.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.entries.info
    }

    /// 总数 total count of all pages; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Answer<u64> {
        Ok(view(ctx)?.count_steps(&self.filter).await?)
    }

    /// 评估基准日 assessed for. Every project is assessed for this day or later under the law in force; null before the first time, and while projects still wait to be assessed under a changed pack, calendar or setting.
    async fn assessed_for(&self, ctx: &Context<'_>) -> Answer<Option<Date>> {
        let day = view(ctx)?.assessed_for(&self.filter.of.regions).await?;
        Ok(day.map(Date))
    }
}

async fn listed(
    ctx: &Context<'_>,
    (gate, may, next): (String, bool, bool),
    filter: Option<ProjectFilterInput>,
    paging: Paging,
) -> Answer<GateConnection> {
    let slice = paging.slice(ctx)?;
    let of = filter.unwrap_or_default().read()?;
    let filter = StepFilter {
        gate,
        may,
        next,
        of,
    };
    let page = view(ctx)?.steps(&filter, &slice).await?;
    let (previous, next) = (page.has_previous, page.has_next);
    let entries = Set::members(page.rows)
        .into_iter()
        .map(|row| (mark(&StepFilter::mark(&row)), Gate(row)));
    Ok(GateConnection {
        entries: Entries::new(entries, previous, next),
        filter,
    })
}

/// Lists of what may be done next.
#[derive(Debug, Default)]
pub(crate) struct StepQuery;

/// 步骤查询 questions about what may be done next.
#[Object]
impl StepQuery {
    /// 可办步骤 gates that stand open: the projects that may take a step today and have not, as far as an event reports it, unless asked otherwise those alone whose next step it is; those that came in last first.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn steppable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "步骤 name of the step, such as `final_acceptance`.")] gate: String,
        #[graphql(desc = "筛选条件 conditions on the project, as for `projects`.")] filter: Option<
            ProjectFilterInput,
        >,
        #[graphql(
            desc = "只列下一步 only projects whose next step it is: those in the stage before it, or in its own. `false` lists every project that has not taken it.",
            default = true
        )]
        next_step: bool,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<GateConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        listed(ctx, (gate, true, next_step), filter, paging).await
    }

    /// 受阻步骤 gates that stand closed: the projects that are kept from a step, each with the provisions that close it and the facts that are missing; those that came in last first.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn blocked(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "步骤 name of the step, such as `final_acceptance`.")] gate: String,
        #[graphql(desc = "筛选条件 conditions on the project, as for `projects`.")] filter: Option<
            ProjectFilterInput,
        >,
        #[graphql(
            desc = "只列下一步 only projects whose next step it is: those in the stage before it, or in its own. `false` lists every project that has not taken it.",
            default = true
        )]
        next_step: bool,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<GateConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        listed(ctx, (gate, false, next_step), filter, paging).await
    }
}
