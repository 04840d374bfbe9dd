use async_graphql::{Context, InputObject, Object};
use shuniu_hub::query::{CalendarFilter, CalendarRow};

use super::Calendar;
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, mark};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// 日历订阅筛选 calendars filter. Conditions that all hold; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
pub(crate) struct CalendarsFilter {
    /// 辖区 only in these jurisdictions; all that the token reaches if left out.
    jurisdictions: Option<Vec<RegionCode>>,
    /// 所有者 only of this subject.
    owner: Option<String>,
    /// 是否有效 only those that open today, or only those that do not any more.
    open: Option<bool>,
}

/// A page of calendars.
pub(crate) struct CalendarConnection(Entries<Calendar>);

/// 日历订阅列表 calendar connection. A page of calendars.
#[Object]
impl CalendarConnection {
    /// 各项及位置 edges. The calendars with their places.
    async fn edges(&self) -> &[Edge<Calendar>] {
        &self.0.edges
    }

    /// 日历 nodes. The calendars without their places.
    async fn nodes(&self) -> Vec<&Calendar> {
        self.0.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info.
    async fn page_info(&self) -> &PageInfo {
        &self.0.info
    }
}

/// Lists of calendars.
#[derive(Debug, Default)]
pub(crate) struct CalendarQuery;

/// 日历订阅查询 questions about calendars.
#[Object]
impl CalendarQuery {
    /// 日历订阅 calendars of the caller, the oldest first; an administrator is shown everybody's.
    async fn calendars(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "筛选条件 conditions.")] filter: Option<CalendarsFilter>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor.")] after: Option<String>,
        #[graphql(desc = "从尾取几项 how many from the end, at most `limits.page`.")] last: Option<
            i32,
        >,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<CalendarConnection> {
        let slice = Paging {
            first,
            after,
            last,
            before,
        }
        .slice(ctx)?;
        let asked = filter.unwrap_or_default();
        let filter = CalendarFilter {
            regions: regions(asked.jurisdictions),
            owner: asked.owner,
            open: asked.open,
        };
        let page = view(ctx)?.calendars(&filter, &slice).await?;
        let (previous, next) = (page.has_previous, page.has_next);
        let place = |row: &CalendarRow| mark(&CalendarFilter::mark(row.key()));
        let entries = Set::members(page.rows).into_iter();
        let entries = entries.map(|row| (place(&row), Calendar(row)));
        Ok(CalendarConnection(Entries::new(entries, previous, next)))
    }
}
