use std::collections::{BTreeMap, VecDeque};

use async_graphql::{Context, Subscription};
use futures_util::{Stream, stream};
use shuniu_hub::policy::RegionCode as HubRegionCode;
use shuniu_hub::query::{CursorRow, RunRow, View};
use shuniu_hub::sync::Wait;

use super::Connector;
use super::progress::StreamProgress;
use crate::graphql::follow::Waker;
use crate::graphql::refusal::{Answer, Refusal};
use crate::graphql::scalar::{RegionCode, regions};
use crate::graphql::schema::view;
use crate::graphql::set::Set;

/// Runs as they go on.
#[derive(Debug, Default)]
pub(crate) struct SyncSubscription;

/// 订阅 subscriptions.
#[Subscription]
impl SyncSubscription {
    /// 跟随同步进度 follow the sync: how far each stream has been read, once at the beginning and again whenever that, its run or what it waits for has changed. What changes faster than it is read is told as it is then. Ends when the token lapses.
    async fn sync_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "辖区 only in these jurisdictions; all that the token reaches if left out."
        )]
        jurisdictions: Option<Vec<RegionCode>>,
        #[graphql(desc = "系统 only of this system, such as `investment_approval`.")]
        system: Option<String>,
    ) -> Result<impl Stream<Item = Result<StreamProgress, Refusal>> + use<>, Refusal> {
        let view = view(ctx)?.renewed();
        let mut follower = Follower {
            waker: Waker::new(&view),
            view,
            regions: regions(jurisdictions),
            system,
            told: BTreeMap::new(),
            changed: VecDeque::new(),
        };
        follower.look().await?;
        Ok(stream::unfold(Some(follower), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(Some(progress)) => Some((Ok(progress), Some(follower))),
                Ok(None) => None,
                // After a failure the stream ends; whoever follows begins anew.
                Err(refusal) => Some((Err(refusal), None)),
            }
        }))
    }
}

/// What was told of a stream.
#[derive(PartialEq)]
struct Told {
    row: CursorRow,
    run: Option<RunRow>,
    wait: Option<Wait>,
}

struct Follower {
    view: View,
    regions: Vec<HubRegionCode>,
    system: Option<String>,
    waker: Waker,
    /// By jurisdiction, connector and stream.
    told: BTreeMap<(uuid::Uuid, uuid::Uuid, String), Told>,
    changed: VecDeque<StreamProgress>,
}

impl Follower {
    async fn next(&mut self) -> Answer<Option<StreamProgress>> {
        loop {
            if self.waker.lapsed() {
                return Ok(None);
            }
            if let Some(progress) = self.changed.pop_front() {
                return Ok(Some(progress));
            }
            if !self.waker.wait().await {
                return Ok(None);
            }
            self.look().await?;
        }
    }

    /// Finds out what has changed. Who sees what is looked up anew each time.
    async fn look(&mut self) -> Answer<()> {
        self.view = self.view.renewed();
        let rows = self.view.connectors(&self.regions).await?;
        let wanted = |system: &str| self.system.as_deref().is_none_or(|one| one == system);
        let rows = rows.into_iter().filter(|row| wanted(&row.system)).collect();
        for connector in Set::members(rows).into_iter().map(Connector) {
            for progress in connector.progress(&self.view).await? {
                let run = progress.last_run(&self.view).await?;
                let told = Told {
                    row: CursorRow::clone(&progress.row),
                    run: run.map(|run| RunRow::clone(&run.0)),
                    wait: progress.wait(self.view.hub()),
                };
                let row = &told.row;
                let key = (row.jurisdiction_id, row.connector_id, row.stream.clone());
                if self.told.get(&key) != Some(&told) {
                    self.changed.push_back(progress);
                    self.told.insert(key, told);
                }
            }
        }
        Ok(())
    }
}
