use std::collections::VecDeque;

use async_graphql::{Context, Subscription};
use futures_util::{Stream, stream};
use shuniu_hub::policy::RegionCode as HubRegionCode;
use shuniu_hub::query::{Feed, Stretch, View};

use super::LedgerEntry;
use super::query::entries;
use crate::graphql::follow::Waker;
use crate::graphql::paging::read_cursor;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;

/// Entries read at once.
const PAGE: u32 = 100;

/// The ledger as it grows.
#[derive(Debug, Default)]
pub(crate) struct LedgerSubscription;

/// 订阅 subscriptions.
#[Subscription]
impl LedgerSubscription {
    /// 跟随台账 follow the ledger: every entry after a cursor, in the order of its jurisdiction, none missed and none twice. Ends when the token lapses.
    async fn ledger_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "从此位置之后开始 start after this cursor; with what comes next if left out."
        )]
        after: Option<String>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
    ) -> Result<impl Stream<Item = Result<LedgerEntry, Refusal>> + use<>, Refusal> {
        let view = view(ctx)?.renewed();
        let regions = regions(jurisdictions);
        let waker = Waker::new(&view);
        let heads = view.ledger_heads(&regions).await?;
        let place = match after {
            Some(text) => read_cursor("after", &text)?,
            None => heads,
        };
        let follower = Follower {
            view,
            regions,
            place,
            waker,
            read: VecDeque::new(),
            more: true,
        };
        Ok(stream::unfold(Some(follower), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(Some(entry)) => Some((Ok(entry), Some(follower))),
                Ok(None) => None,
                // After a failure the stream ends; the reader goes on from its last cursor.
                Err(refusal) => Some((Err(refusal), None)),
            }
        }))
    }
}

struct Follower {
    view: View,
    regions: Vec<HubRegionCode>,
    place: Feed,
    waker: Waker,
    read: VecDeque<LedgerEntry>,
    more: bool,
}

impl Follower {
    async fn next(&mut self) -> Answer<Option<LedgerEntry>> {
        loop {
            if self.waker.lapsed() {
                return Ok(None);
            }
            if let Some(entry) = self.read.pop_front() {
                return Ok(Some(entry));
            }
            if !self.more && !self.waker.wait().await {
                return Ok(None);
            }
            self.look().await?;
        }
    }

    /// Reads on. Who sees what is looked up anew each time.
    async fn look(&mut self) -> Result<(), Refusal> {
        self.view = self.view.renewed();
        let stretch = Stretch {
            after: self.place.clone(),
            size: PAGE,
            ..Stretch::default()
        };
        let page = self.view.ledger(&stretch, &self.regions, None).await?;
        if let Some((_, place)) = page.entries.last() {
            self.place = place.clone();
        }
        self.more = page.more;
        self.read.extend(entries(page));
        Ok(())
    }
}
