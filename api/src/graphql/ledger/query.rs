use async_graphql::{Context, ID, Object};
use shuniu_hub::query::{Feed, FeedPage, Stretch};

use super::LedgerEntry;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::paging::{Edge, Entries, PageInfo, Paging, cursor};
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
    /// 台账 entries of the ledger that the caller may see, from the oldest on. Within a jurisdiction they are in the order of their numbers; several jurisdictions take turns, counted from where a page begins.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(desc = "项目 only of this project, by global id.")] project: Option<ID>,
        #[graphql(
            desc = "从头取几项 how many from the start, at most `limits.page`; `limits.page_default` if left out."
        )]
        first: Option<i32>,
        #[graphql(desc = "在此位置之后 only after this cursor; from the beginning if left out.")]
        after: Option<String>,
        #[graphql(
            desc = "从尾取几项 how many from the end, at most `limits.page`: the newest if nothing else is said."
        )]
        last: Option<i32>,
        #[graphql(desc = "在此位置之前 only before this cursor.")] before: Option<String>,
    ) -> Answer<LedgerConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let part = paging.part(ctx)?;
        let (follows, precedes) = (part.after.is_some(), part.before.is_some());
        let stretch = Stretch {
            after: part.after.unwrap_or_default(),
            before: part.before,
            size: part.size,
            from_end: part.from_end,
        };
        let project = match &project {
            Some(id) => Some(key_of(Kind::Project, "project", id)?),
            None => None,
        };
        let page = view(ctx)?
            .ledger(&stretch, &regions(jurisdictions), project)
            .await?;
        let (previous, next) = if stretch.from_end {
            (page.more, precedes)
        } else {
            (follows, page.more)
        };
        let listed = entries(page).into_iter();
        let listed = listed.map(|entry| (entry.cursor.clone(), entry));
        Ok(LedgerConnection {
            entries: Entries::new(listed, previous, next),
        })
    }
}
