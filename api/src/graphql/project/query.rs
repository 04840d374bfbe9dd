use async_graphql::{Context, Enum, ID, InputObject, Object};
use shuniu_hub::policy::RegionCode as HubRegionCode;
use shuniu_hub::query::{Mark, NameMatch, ProjectFilter, ProjectOrder, ProjectRow, SortValue};

use super::Project;
use crate::graphql::id::{Kind, keys_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{Date, Instant, Money, RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 项目筛选条件 project filter. Conditions add up; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "ProjectFilter")]
pub(crate) struct ProjectFilterInput {
    /// 辖区 jurisdictions. Region codes that the token reaches; others are refused.
    pub(crate) jurisdictions: Option<Vec<RegionCode>>,
    /// 阶段 stages, by name.
    pub(crate) stages: Option<Vec<String>>,
    /// 项目单位 units, by global id.
    pub(crate) units: Option<Vec<ID>>,
    /// 项目类型 project types, such as `build`.
    pub(crate) types: Option<Vec<String>>,
    /// 名称开头 name prefix. Width and case of letters, spaces and signs make no difference. State-secret projects are never found by name.
    pub(crate) name_prefix: Option<String>,
    /// 名称包含 name contains. Two characters at least, of which any will do; width and case of letters, spaces and signs make no difference.
    pub(crate) name_contains: Option<String>,
    /// 搜索 search: what the name contains, how the unified project code begins, or the number of a contract or tender of the project. Two characters at least.
    pub(crate) search: Option<String>,
    /// 项目代码 unified project code, whole.
    pub(crate) project_code: Option<String>,
    /// 有无项目代码 whether a unified project code is known.
    pub(crate) has_project_code: Option<bool>,
    /// 投资额下限 least investment, in yuan.
    pub(crate) investment_from: Option<Money>,
    /// 投资额上限 greatest investment, in yuan.
    pub(crate) investment_to: Option<Money>,
    /// 有无逾期 whether any duty is overdue today.
    pub(crate) has_overdue: Option<bool>,
    /// 待声明涉密 whether a system marks it as state-secret (涉密), so that it has to be declared with `declareClassified`, or mended there. Only those who may declare it may ask.
    pub(crate) to_be_declared: Option<bool>,
    /// 此刻以来有更新 changed at or after this instant.
    pub(crate) updated_since: Option<Instant>,
}

impl ProjectFilterInput {
    pub(crate) fn read(self) -> Answer<ProjectFilter> {
        let prefix = self.name_prefix.map(NameMatch::Prefix);
        let contains = self.name_contains.map(NameMatch::Contains);
        let search = self.search.map(NameMatch::OrNumber);
        let mut texts = [prefix, contains, search].into_iter().flatten();
        let name = texts.next();
        if texts.next().is_some() {
            let problem = "give one of `namePrefix`, `nameContains` and `search`";
            return Err(Refusal::input("filter.search", problem));
        }
        Ok(ProjectFilter {
            regions: regions(self.jurisdictions),
            stages: self.stages.unwrap_or_default(),
            units: keys_of(Kind::Organization, "filter.units", self.units)?,
            types: self.types.unwrap_or_default(),
            name,
            project_code: self.project_code,
            has_project_code: self.has_project_code,
            investment_from: self.investment_from.map(|money| money.0),
            investment_to: self.investment_to.map(|money| money.0),
            has_overdue: self.has_overdue,
            to_be_declared: self.to_be_declared,
            updated_since: self.updated_since.map(|instant| instant.0),
        })
    }
}

/// 排序字段 project order field. What projects are listed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ProjectOrderField {
    /// 更新时刻 when it last changed.
    UpdatedAt,
    /// 录入时刻 when it came in.
    CreatedAt,
    /// 名称 name, by code points.
    Name,
    /// 投资额 investment; an unknown one counts as the smallest.
    Investment,
}

/// 排序方向 order direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum OrderDirection {
    /// 升序 ascending.
    Asc,
    /// 降序 descending.
    Desc,
}

/// 排序 project order.
#[derive(Clone, Copy, Debug, InputObject)]
#[graphql(name = "ProjectOrder")]
pub(crate) struct ProjectOrderInput {
    /// 字段 field to list by.
    pub(crate) field: ProjectOrderField,
    /// 方向 direction.
    pub(crate) direction: OrderDirection,
}

impl ProjectOrderInput {
    fn read(self) -> (ProjectOrder, bool) {
        let field = match self.field {
            ProjectOrderField::UpdatedAt => ProjectOrder::UpdatedAt,
            ProjectOrderField::CreatedAt => ProjectOrder::CreatedAt,
            ProjectOrderField::Name => ProjectOrder::Name,
            ProjectOrderField::Investment => ProjectOrder::Investment,
        };
        (field, self.direction == OrderDirection::Desc)
    }
}

fn place(row: &ProjectRow, (order, descending): (ProjectOrder, bool)) -> Mark {
    let value = match order {
        ProjectOrder::UpdatedAt => SortValue::from(row.updated_at),
        ProjectOrder::CreatedAt => SortValue::from(row.created_at),
        ProjectOrder::Name => SortValue::from(row.name.clone()),
        ProjectOrder::Investment => SortValue::from(row.investment_fen),
    };
    Mark {
        order: order.name(descending).to_owned(),
        value,
        key: row.key(),
    }
}

/// A page of projects.
pub(crate) struct ProjectConnection {
    entries: Entries<Project>,
    filter: ProjectFilter,
}

/// 项目列表 project connection. A page of projects.
#[Object]
impl ProjectConnection {
    /// 各项及位置 edges. The projects with their places.
    async fn edges(&self) -> &[Edge<Project>] {
        &self.entries.edges
    }

    /// 项目 nodes. The projects without their places.
    async fn nodes(&self) -> Vec<&Project> {
        self.entries.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.entries.info
    }

    /// 总数 total count of all pages; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Answer<u64> {
        Ok(view(ctx)?.count_projects(&self.filter).await?)
    }

    /// 评估基准日 assessed for. Every project is assessed for this day or later under the law in force; null before the first time, and while projects still wait to be assessed under a changed pack, calendar or setting.
    async fn assessed_for(&self, ctx: &Context<'_>) -> Answer<Option<Date>> {
        let regions: &[HubRegionCode] = &self.filter.regions;
        Ok(view(ctx)?.assessed_for(regions).await?.map(Date))
    }
}

/// Lists of projects.
#[derive(Debug, Default)]
pub(crate) struct ProjectQuery;

/// 项目查询 questions about projects.
#[Object]
impl ProjectQuery {
    /// 项目列表 projects that the caller may see, the last changed first unless ordered otherwise.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<ProjectFilterInput>,
        #[graphql(desc = "排序 order; the last changed first if left out.")] order_by: Option<
            ProjectOrderInput,
        >,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<ProjectConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let order = order_by.map_or((ProjectOrder::UpdatedAt, true), ProjectOrderInput::read);
        let page = view(ctx)?.projects(&filter, order, &slice).await?;
        let (previous, next) = (page.has_previous, page.has_next);
        let entries = Set::members(page.rows)
            .into_iter()
            .map(|row| (mark(&place(&row, order)), Project(row)));
        Ok(ProjectConnection {
            entries: Entries::new(entries, previous, next),
            filter,
        })
    }

    /// 按代码查项目 the project that bears a unified project code; null if none that the caller may see.
    async fn project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "项目代码 unified project code.")] project_code: String,
    ) -> Answer<Option<Project>> {
        let filter = ProjectFilter {
            project_code: Some(project_code),
            ..ProjectFilter::default()
        };
        let slice = Paging {
            first: Some(1),
            ..Paging::default()
        }
        .slice(ctx)?;
        let order = (ProjectOrder::CreatedAt, false);
        let page = view(ctx)?.projects(&filter, order, &slice).await?;
        Ok(Set::members(page.rows).into_iter().next().map(Project))
    }
}
