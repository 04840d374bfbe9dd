use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use shuniu_hub::query::{ObligationFilter, Responsible};

use super::{Obligation, ObligationStatus};
use crate::graphql::id::{Kind, keys_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 义务筛选条件 obligation filter. Conditions add up; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "ObligationFilter")]
pub(crate) struct ObligationFilterInput {
    /// 辖区 jurisdictions. Region codes that the token reaches; others are refused.
    pub(crate) jurisdictions: Option<Vec<RegionCode>>,
    /// 状态 statuses on `asOf`.
    pub(crate) statuses: Option<Vec<ObligationStatus>>,
    /// 状态所问之日 as of: the day on which the status is asked; today if left out. A past day tells what was owed then, by what is known now.
    pub(crate) as_of: Option<Date>,
    /// 末日不早于 due from: only those whose last day is this or later.
    pub(crate) due_from: Option<Date>,
    /// 末日不晚于 due to: only those whose last day is this or earlier.
    pub(crate) due_to: Option<Date>,
    /// 项目单位 units, by global id.
    pub(crate) units: Option<Vec<ID>>,
    /// 项目 projects, by global id.
    pub(crate) projects: Option<Vec<ID>>,
    /// 条款 provisions, by code.
    pub(crate) provisions: Option<Vec<String>>,
    /// 法规 packs, by id.
    pub(crate) packs: Option<Vec<String>>,
    /// 责任方 responsible: only by provisions that bind any of these roles of the packs, such as `project_unit` or `finance`.
    pub(crate) responsible: Option<Vec<String>>,
    /// 我的义务 mine: only by provisions that bind the caller, by its role and body; none for a role that only looks.
    pub(crate) mine: Option<bool>,
}

impl ObligationFilterInput {
    pub(crate) fn read(self, today: NaiveDate) -> Answer<ObligationFilter> {
        let statuses = self.statuses.unwrap_or_default();
        let responsible = responsible(self.responsible, self.mine)?;
        Ok(ObligationFilter {
            regions: regions(self.jurisdictions),
            statuses: statuses.into_iter().map(Into::into).collect(),
            day: self.as_of.map_or(today, |day| day.0),
            due_from: self.due_from.map(|day| day.0),
            due_to: self.due_to.map(|day| day.0),
            units: keys_of(Kind::Organization, "filter.units", self.units)?,
            projects: keys_of(Kind::Project, "filter.projects", self.projects)?,
            provisions: self.provisions.unwrap_or_default(),
            packs: self.packs.unwrap_or_default(),
            responsible,
            unclassified: false,
        })
    }
}

/// Whose duties are meant by `responsible` and `mine` of a filter.
pub(crate) fn responsible(roles: Option<Vec<String>>, mine: Option<bool>) -> Answer<Responsible> {
    match (roles, mine.unwrap_or_default()) {
        (Some(roles), false) if !roles.is_empty() => Ok(Responsible::Roles(roles)),
        (None, true) => Ok(Responsible::Caller),
        (Some(_), true) => {
            let problem = "give `mine` or `responsible`, not both";
            Err(Refusal::input("filter.mine", problem))
        }
        _ => Ok(Responsible::Anybody),
    }
}

/// A page of obligations.
pub(crate) struct ObligationConnection {
    entries: Entries<Obligation>,
    filter: ObligationFilter,
}

/// 义务列表 obligation connection. A page of obligations.
#[Object]
impl ObligationConnection {
    /// 各项及位置 edges. The obligations with their places.
    async fn edges(&self) -> &[Edge<Obligation>] {
        &self.entries.edges
    }

    /// 义务 nodes. The obligations without their places.
    async fn nodes(&self) -> Vec<&Obligation> {
        self.entries.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.entries.info
    }

    /// 总数 total count of all pages; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Answer<u64> {
        Ok(view(ctx)?.count_obligations(&self.filter).await?)
    }

    /// 评估基准日 assessed for. Every project is assessed for this day or later under the law in force; null before the first time, and while projects still wait to be assessed under a changed pack, calendar or setting.
    async fn assessed_for(&self, ctx: &Context<'_>) -> Answer<Option<Date>> {
        Ok(view(ctx)?
            .assessed_for(&self.filter.regions)
            .await?
            .map(Date))
    }
}

/// Lists of obligations.
#[derive(Debug, Default)]
pub(crate) struct ObligationQuery;

/// 义务查询 questions about obligations.
#[Object]
impl ObligationQuery {
    /// 义务列表 obligations of all projects that the caller may see, by their last day; those that are never late come first.
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<ObligationFilterInput>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<ObligationConnection> {
        let view = view(ctx)?;
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = filter.unwrap_or_default().read(view.today())?;
        let page = view.obligations(&filter, &slice).await?;
        let (previous, next, day) = (page.has_previous, page.has_next, filter.day);
        let entries = Set::members(page.rows)
            .into_iter()
            .map(|row| (mark(&ObligationFilter::mark(&row)), Obligation { row, day }));
        Ok(ObligationConnection {
            entries: Entries::new(entries, previous, next),
            filter,
        })
    }
}
