use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use shuniu_entities::{Tenant, hand_over_comparison, hand_over_difference, outbox, sync_seen};
use uuid::Uuid;

use super::super::ending::{Ending, Why};
use super::differences;
use super::hold::{held, put};
use super::judge::{Absence, absent};
use super::note::{self, Note};
use super::walk::Going;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::{Tx, Work};

/// Hand-overs that are looked at together.
const PAGE: u64 = 500;

/// How long the other side may take to list what arrived.
const SETTLED: TimeDelta = TimeDelta::hours(1);

impl Going<'_> {
    /// Notes the last page, and says what is missing there. `end` is nothing where the list did not
    /// say that it had ended: then nothing is.
    pub(super) async fn conclude(
        &self,
        row: &hand_over_comparison::Model,
        last: Note<'_>,
        end: Option<Option<DateTime<Utc>>>,
    ) -> Result<(), Fault> {
        let mut conclude = Conclude {
            going: self,
            row,
            on_last: last.keys(),
            last,
            end,
            missing: Vec::new(),
            gone: Vec::new(),
        };
        if let Some(through) = end {
            // A clock that runs ahead proves no more than ours.
            let before = through.map(|at| at.min(self.hub.clock().now()) - SETTLED);
            self.absent(row, before, &mut conclude).await?;
            conclude.gone = self.no_longer(&conclude.on_last).await?;
        }
        self.transact("conclude_comparison", &conclude).await
    }

    /// What was handed over within the window and is not listed.
    async fn absent(
        &self,
        row: &hand_over_comparison::Model,
        before: Option<DateTime<Utc>>,
        conclude: &mut Conclude<'_>,
    ) -> Result<(), Fault> {
        use outbox::Column;
        let mut after = Uuid::nil();
        loop {
            let rows = outbox::Entity::find_in(&self.scope())
                .filter(Column::System.eq(self.source.connector.system().as_str()))
                .filter(Column::State.is_in(["accepted", "sent", "unknown"]))
                .filter(Column::CreatedAt.gte(row.since))
                .filter(Column::CreatedAt.lt(row.began_at))
                .filter(Column::Id.gt(after))
                .order_by_asc(Column::Id)
                .limit(PAGE)
                .all(&self.hub.reader())
                .await?;
            let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
            let seen = self.seen(&keys, &conclude.on_last).await?;
            let last = rows.last().map(|row| row.id);
            let is_last = (rows.len() as u64) < PAGE;
            for handed in rows.into_iter().filter(|one| !seen.contains(&one.key)) {
                match absent(&handed, row.began_at, before) {
                    Absence::Fits | Absence::TooFresh => {}
                    Absence::Missing => conclude.missing.push(handed),
                    Absence::NeverArrived => {
                        let reason = "it never arrived: the complete list of what the other side \
                            received does not have it";
                        let again = Ending::Again(Why::known(reason));
                        self.settle(&handed, again).await?;
                    }
                }
            }
            match last {
                Some(last) if !is_last => after = last,
                _ => return Ok(()),
            }
        }
    }

    /// Which of the keys are listed, on the last page or before it.
    async fn seen(
        &self,
        keys: &[String],
        on_last: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, Fault> {
        let mut seen = note::seen(&self.hub.reader(), &self.scope(), self.id, keys).await?;
        seen.extend(keys.iter().filter(|key| on_last.contains(*key)).cloned());
        Ok(seen)
    }

    /// Differences that the list no longer has, or that lie before its window.
    async fn no_longer(
        &self,
        on_last: &BTreeSet<String>,
    ) -> Result<Vec<hand_over_difference::Model>, Fault> {
        use hand_over_difference::Column;
        let rows = hand_over_difference::Entity::find_in(&self.scope())
            .filter(Column::ConnectorId.eq(self.source.id))
            .filter(Column::Kind.eq("not_here"))
            .all(&self.hub.reader())
            .await?;
        let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
        let seen = self.seen(&keys, on_last).await?;
        Ok(rows
            .into_iter()
            .filter(|one| !seen.contains(&one.key))
            .collect())
    }
}

struct Conclude<'a> {
    going: &'a Going<'a>,
    row: &'a hand_over_comparison::Model,
    /// The last page of the list, and its keys: nobody who goes on reads it again.
    last: Note<'a>,
    on_last: BTreeSet<String>,
    end: Option<Option<DateTime<Utc>>>,
    missing: Vec<outbox::Model>,
    gone: Vec<hand_over_difference::Model>,
}

#[async_trait::async_trait]
impl Work for Conclude<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        use hand_over_comparison::Column;
        if self.last.is_done(tx).await? {
            return Ok(());
        }
        self.last.run(tx).await?;
        let (id, source) = (self.going.id, self.going.source);
        let system = source.connector.system();
        for handed in &self.missing {
            let keys = [handed.key.clone()];
            let before = differences::standing(tx, source.id, &keys).await?;
            let number = handed
                .answer
                .as_ref()
                .and_then(|said| said["receipt"].as_str());
            let row = hand_over_difference::Model {
                jurisdiction_id: tx.jurisdiction(),
                id: Uuid::now_v7(),
                connector_id: source.id,
                comparison_id: id,
                hand_over_id: Some(handed.id),
                project_id: Some(handed.project_id),
                key: handed.key.clone(),
                kind: "missing_there".to_owned(),
                what: handed.kind.clone(),
                number: number.map(ToOwned::to_owned),
                here: Some(handed.state.clone()),
                there: None,
                received_at: None,
                found_at: tx.now(),
            };
            differences::put(tx, system.as_str(), before.first(), row).await?;
        }
        for row in &self.gone {
            differences::close(tx, row).await?;
        }
        let missing = i64::try_from(self.missing.len()).unwrap_or(i64::MAX);
        let missing = self.end.map(|_| missing);
        let state = match self.end {
            Some(_) => "finished",
            None => "incomplete",
        };
        let mut change = held(tx, id, self.going.fence);
        change
            .value(Column::State, state)
            .value(Column::EndedAt, tx.now())
            .value(Column::Through, self.end.flatten())
            .value(Column::MissingThere, missing);
        put(tx, &change, id).await?;
        sync_seen::Entity::delete_many()
            .filter(sync_seen::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(sync_seen::Column::SweepId.eq(id))
            .exec(tx.db())
            .await?;
        let body = json!({"state": state, "missing_there": missing, "since": self.row.since});
        tx.record(Draft::general("hand_over_comparison", Some(id), body));
        Ok(())
    }
}
