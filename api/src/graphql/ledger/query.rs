use async_graphql::{Context, ID, Object};
use shuniu_hub::query::{Feed, FeedPage};

use super::LedgerEntry;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, cursor, read_cursor, size};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// Hands out a page of the ledger as members of one set.
pub(super) fn entries(page: FeedPage) -> Vec<LedgerEntry> {
    let (rows, places): (Vec<_>, Vec<_>) = page.entries.into_iter().unzip();
    let places = places.iter().map(|place: &Feed| cursor(place));
    let members = Set::members(rows).into_iter().zip(places);
    members
        .map(|(row, cursor)| LedgerEntry { row, cursor })
        .collect()
}

/// A page of the ledger.
pub(crate) struct LedgerConnection {
    entries: Entries<LedgerEntry>,
}

/// 台账列表 ledger connection. A page of the ledger. Each jurisdiction is in the order of its own numbers.
#[Object]
impl LedgerConnection {
    /// 各项及位置 edges. The entries with their places.
    async fn edges(&self) -> &[Edge<LedgerEntry>] {
        &self.entries.edges
    }

    /// 条目 nodes. The entries without their places.
    async fn nodes(&self) -> Vec<&LedgerEntry> {
        self.entries.edges.iter().map(|edge| &edge.node).collect()
    }

    /// 分页信息 page info. `endCursor` is where the next page, or `ledgerEntries`, goes on.
    async fn page_info(&self) -> &PageInfo {
        &self.entries.info
    }
}

/// The ledger.
#[derive(Debug, Default)]
pub(crate) struct LedgerQuery;

/// 台账查询 questions about the ledger.
#[Object]
impl LedgerQuery {
    /// 台账 entries of the ledger that the caller may see, from the oldest on.
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(desc = "项目 only of this project, by global id.")] project: Option<ID>,
        #[graphql(desc = "取几项 how many, at most 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor; from the beginning if left out.")]
        after: Option<String>,
    ) -> Answer<LedgerConnection> {
        let place = match &after {
            Some(text) => read_cursor("after", text)?,
            None => Feed::default(),
        };
        let project = match &project {
            Some(id) => Some(key_of(Kind::Project, "project", id)?),
            None => None,
        };
        let regions = regions(jurisdictions);
        let size = size("first", first)?;
        let page = view(ctx)?
            .ledger_after(&place, &regions, project, size)
            .await?;
        let more = page.more;
        let listed = entries(page).into_iter();
        let listed = listed.map(|entry| (entry.cursor.clone(), entry));
        Ok(LedgerConnection {
            entries: Entries::new(listed, after.is_some(), more),
        })
    }
}
