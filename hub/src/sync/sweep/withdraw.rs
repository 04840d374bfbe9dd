use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{Scope, padded, source_record, sync_sweep};
use uuid::Uuid;

use super::conclude::absent;
use super::settle::{self, Outcome};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::sync::aside;
use crate::sync::known::{GONE, REFUSED};
use crate::sync::lease;
use crate::sync::merge::{Incoming, take_back};
use crate::sync::report::{Progress, SyncError};
use crate::sync::run::Run;
use crate::transact::{Tx, Work};

/// Records withdrawn in one transaction.
const CHUNK: usize = 50;

impl Run {
    /// Withdraws what a complete comparison did not see.
    pub(super) async fn withdraw(
        &self,
        row: &sync_sweep::Model,
        progress: &dyn Progress,
    ) -> Result<(), SyncError> {
        let mut after: Option<String> = None;
        loop {
            let (hub, source) = (&self.hub, &self.source);
            let found = absent(hub, source, row, after.as_deref()).await?;
            let names: Vec<String> = found.records.into_iter().map(|(name, _)| name).collect();
            for names in names.chunks(CHUNK) {
                let withdraw = Withdraw {
                    run: self,
                    sweep: row,
                    names,
                };
                self.transact("withdraw_gone", &withdraw).await?;
                if let Some(stop) = self.goes_first(progress).await? {
                    return Err(self.stopped_by(stop));
                }
            }
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        let finish = Finish {
            run: self,
            sweep: row.id,
        };
        Ok(self.transact("finish_sweep", &finish).await?)
    }
}

/// Takes back what records brought that their system no longer has. Their versions are kept, as gone;
/// should one come back, it is news.
struct Withdraw<'a> {
    run: &'a Run,
    sweep: &'a sync_sweep::Model,
    names: &'a [String],
}

#[async_trait::async_trait]
impl Work for Withdraw<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let Run {
            source,
            stream,
            hold,
            ..
        } = self.run;
        lease::keep(tx, source.id, stream, hold.fence).await?;
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let rows = source_record::Entity::versions(&scope, source.id, stream.as_str(), self.names)
            .all(tx.db())
            .await?;
        let mut records: BTreeMap<String, Vec<source_record::Model>> = BTreeMap::new();
        for row in rows {
            records
                .entry(row.external_id.clone())
                .or_default()
                .push(row);
        }
        let system = source.connector.system();
        let mut gone = Vec::new();
        // Of which project they were is kept, for one that comes back.
        let mut were_of: BTreeMap<Option<Uuid>, Vec<Uuid>> = BTreeMap::new();
        for (name, versions) in records {
            let Some(last) = versions.last() else {
                continue;
            };
            let heard_since = versions
                .iter()
                .any(|row| row.received_at >= self.sweep.began_at);
            if heard_since || last.outcome == GONE || last.outcome == REFUSED {
                continue;
            }
            let Some(one) = Incoming::silent(
                (system.as_str(), stream.as_str()),
                &versions,
                last.source_time,
            ) else {
                continue;
            };
            let (project, ids) = (one.earlier, one.versions.clone());
            take_back(tx, one).await?;
            were_of.entry(project).or_default().extend(ids);
            gone.push(name);
        }
        if gone.is_empty() {
            return Ok(());
        }
        for (project, versions) in were_of {
            source_record::Entity::update_many()
                .col_expr(source_record::Column::Outcome, Expr::value(GONE))
                .col_expr(source_record::Column::ProjectId, Expr::value(project))
                .filter(source_record::Column::JurisdictionId.eq(tx.jurisdiction()))
                .filter(source_record::Column::Id.is_in(padded(&versions)))
                .exec(tx.db())
                .await?;
            aside::supersede(tx, &versions).await?;
        }
        let body = json!({
            "system": system.as_str(), "stream": stream.as_str(),
            "gone": gone, "sweep": self.sweep.id,
        });
        tx.record(Draft::general("source_record", None, body));
        Ok(())
    }
}

struct Finish<'a> {
    run: &'a Run,
    sweep: Uuid,
}

#[async_trait::async_trait]
impl Work for Finish<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let Run {
            source,
            stream,
            hold,
            ..
        } = self.run;
        lease::keep(tx, source.id, stream, hold.fence).await?;
        settle::end(tx, self.sweep, Outcome::Finished, None).await
    }
}
