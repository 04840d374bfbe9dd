use async_graphql::{Context, Object};
use shuniu_hub::query::{InstitutionFilter, InstitutionObligationFilter, InstitutionReportRow};

use super::filter::{InstitutionObligationFilterInput, InstitutionReportFilterInput};
use super::{InstitutionObligation, InstitutionReport};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// A page of duties of institutions.
pub(crate) struct InstitutionObligationConnection {
    entries: Entries<InstitutionObligation>,
    filter: InstitutionObligationFilter,
}

/// 机构义务列表 institution obligation connection. A page of duties of units and bureaus.
#[Object]
impl InstitutionObligationConnection {
    /// 各项及位置 edges. The duties with their places.
    async fn edges(&self) -> &[Edge<InstitutionObligation>] {
        &self.entries.edges
    }

    /// 义务 nodes. The duties without their places.
    async fn nodes(&self) -> Vec<&InstitutionObligation> {
        self.entries.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.entries.info
    }

    /// 总数 total count of all pages; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Answer<u64> {
        Ok(view(ctx)?
            .count_institution_obligations(&self.filter)
            .await?)
    }
}

/// A page of reports of institutions.
pub(crate) struct InstitutionReportConnection(Entries<InstitutionReport>);

/// 机构报告列表 institution report connection. A page of reports of units and bureaus.
#[Object]
impl InstitutionReportConnection {
    /// 各项及位置 edges. The reports with their places.
    async fn edges(&self) -> &[Edge<InstitutionReport>] {
        &self.0.edges
    }

    /// 报告 nodes. The reports without their places.
    async fn nodes(&self) -> Vec<&InstitutionReport> {
        self.0.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.0.info
    }
}

/// Lists of what institutions owe and reported.
#[derive(Debug, Default)]
pub(crate) struct InstitutionQuery;

/// 机构查询 questions about institutions.
#[Object]
impl InstitutionQuery {
    /// 机构义务 institution obligations: what units owe for all of their projects together (自评价等), and bureaus for their place (月通报等), by their last day; those that are never late come first. A unit sees its own.
    async fn institution_obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<InstitutionObligationFilterInput>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<InstitutionObligationConnection> {
        let view = view(ctx)?;
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = filter.unwrap_or_default().read(view.today())?;
        let page = view.institution_obligations(&filter, &slice).await?;
        let (previous, next, day) = (page.has_previous, page.has_next, filter.day);
        let entries = Set::members(page.rows).into_iter().map(|row| {
            let place = mark(&InstitutionObligationFilter::mark(&row));
            (place, InstitutionObligation { row, day })
        });
        Ok(InstitutionObligationConnection {
            entries: Entries::new(entries, previous, next),
            filter,
        })
    }

    /// 机构报告 institution reports in the order they were recorded, with what was corrected and voided. A unit sees its own.
    async fn institution_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<InstitutionReportFilterInput>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<InstitutionReportConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let page = view(ctx)?.institution_reports(&filter, &slice).await?;
        let (previous, next) = (page.has_previous, page.has_next);
        let place = |row: &InstitutionReportRow| mark(&InstitutionFilter::mark(row.key()));
        let entries = Set::members(page.rows)
            .into_iter()
            .map(|row| (place(&row), InstitutionReport(row)));
        Ok(InstitutionReportConnection(Entries::new(
            entries, previous, next,
        )))
    }
}
