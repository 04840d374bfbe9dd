use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shuniu_connectors::contract::{Answer, Listed};
use shuniu_entities::{
    Keyed, Scope, Tenant, hand_over_comparison, hand_over_difference, outbox, padded, sync_seen,
};
use uuid::Uuid;

use super::differences;
use super::hold::{held, put};
use super::judge::{Differs, state_there};
use super::walk::{Found, Going};
use crate::fault::Fault;
use crate::sync::known_by::{among_shut, of_hand_over};
use crate::sync::null;
use crate::transact::{Tx, Work};

/// A listed hand-over, and what it turned out to be.
pub(super) struct Noted {
    pub(super) found: Found,
    pub(super) row: Option<outbox::Model>,
    pub(super) listed: Listed,
}

/// Notes a page of the list, with the place behind it.
pub(super) struct Note<'a> {
    pub(super) going: &'a Going<'a>,
    pub(super) noted: Vec<Noted>,
    /// The place behind it; nothing where the list ends with it.
    pub(super) next: Option<String>,
    /// How many pages were noted before it.
    pub(super) pages: i64,
}

impl Note<'_> {
    /// Whether it is noted by this worker already, and the answer to that was lost.
    pub(super) async fn is_done(&self, tx: &Tx) -> Result<bool, Fault> {
        let key = tx.key(self.going.id);
        let row = hand_over_comparison::Entity::find_key(&self.going.scope(), key)
            .one(tx.db())
            .await?;
        Ok(row.is_some_and(|row| row.fence == self.going.fence && row.pages > self.pages))
    }

    /// The keys of the page, as they are seen.
    pub(super) fn keys(&self) -> BTreeSet<String> {
        let keys = self.noted.iter().map(|one| one.listed.key.clone());
        keys.map(null::shown).collect()
    }
}

#[async_trait::async_trait]
impl Work for Note<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        use hand_over_comparison::Column;
        if self.is_done(tx).await? {
            return Ok(());
        }
        let Going {
            source, id, fence, ..
        } = self.going;
        let system = source.connector.system();
        let keys: Vec<String> = self
            .noted
            .iter()
            .map(|one| one.listed.key.clone())
            .collect();
        let unknown = self
            .noted
            .iter()
            .filter(|one| matches!(one.found, Found::NotHere));
        let unknown = unknown.map(|one| digest(tx, system.as_str(), &one.listed.key));
        let shut = among_shut(tx, &unknown.collect()).await?;
        let standing = differences::standing(tx, source.id, &keys).await?;
        // Whoever settled some of the page and did not live to note it has counted them.
        let seen = seen(tx.db(), &self.going.scope(), *id, &keys).await?;
        let (mut same, mut under_way) = (0_i64, 0_i64);
        let (mut differing, mut not_here) = (0_i64, 0_i64);
        for one in &self.noted {
            let before = standing.iter().find(|row| row.key == one.listed.key);
            let differs = match &one.found {
                Found::Settled => None,
                Found::Same | Found::UnderWay if seen.contains(&one.listed.key) => None,
                Found::Same => {
                    same += 1;
                    None
                }
                Found::UnderWay => {
                    under_way += 1;
                    None
                }
                // What was handed over for a project that was declared state-secret is nobody's.
                Found::NotHere if shut.contains(&digest(tx, system.as_str(), &one.listed.key)) => {
                    continue;
                }
                Found::Elsewhere => continue,
                Found::NotHere => {
                    not_here += 1;
                    Some(self.difference(tx, one, None))
                }
                Found::Differs(differs) => {
                    differing += 1;
                    Some(self.difference(tx, one, Some(differs)))
                }
            };
            match (differs, before) {
                (Some(row), before) => {
                    differences::put(tx, system.as_str(), before, row).await?;
                }
                (None, Some(before)) => differences::close(tx, before).await?,
                (None, None) => {}
            }
        }
        see(tx, *id, &keys).await?;
        let mut advance = held(tx, *id, *fence);
        if let Some(next) = &self.next {
            advance.value(Column::Cursor, next.clone());
        }
        let listed = i64::try_from(self.noted.len()).unwrap_or(i64::MAX);
        for (column, more) in [
            (Column::Pages, 1),
            (Column::Listed, listed),
            (Column::Same, same),
            (Column::UnderWay, under_way),
            (Column::Differing, differing),
            (Column::NotHere, not_here),
        ] {
            advance.value(column, Expr::col(column).add(more));
        }
        put(tx, &advance, *id).await
    }
}

impl Note<'_> {
    fn difference(
        &self,
        tx: &Tx,
        one: &Noted,
        differs: Option<&Differs>,
    ) -> hand_over_difference::Model {
        let row = one.row.as_ref();
        let rejected = matches!(one.listed.answer, Answer::Rejected { .. });
        hand_over_difference::Model {
            jurisdiction_id: tx.jurisdiction(),
            id: Uuid::now_v7(),
            connector_id: self.going.source.id,
            comparison_id: self.going.id,
            hand_over_id: row.map(|row| row.id),
            project_id: row.map(|row| row.project_id),
            key: null::shown(one.listed.key.clone()),
            kind: differs
                .map_or("not_here", |differs| differs.kind)
                .to_owned(),
            what: row.map_or_else(
                || null::shown(one.listed.kind.clone()),
                |row| row.kind.clone(),
            ),
            number: Some(null::shown(one.listed.number.clone())),
            here: differs.map(|differs| differs.here.clone()),
            there: match differs {
                Some(differs) => differs.there.clone().map(null::shown),
                None if rejected => Some("rejected".to_owned()),
                None => Some(state_there(&one.listed.answer).to_owned()),
            },
            received_at: Some(one.listed.received_at),
            found_at: tx.now(),
        }
    }
}

/// By what a hand-over is known that was of a project declared state-secret.
fn digest(tx: &Tx, system: &str, key: &str) -> String {
    tx.seal().mac(of_hand_over(system, key).as_bytes())
}

/// Notes that the keys are listed, or were settled.
pub(super) async fn see(tx: &Tx, comparison: Uuid, keys: &[String]) -> Result<(), Fault> {
    let keys: BTreeSet<String> = keys.iter().cloned().map(null::shown).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let rows = keys.into_iter().map(|key| sync_seen::ActiveModel {
        jurisdiction_id: Set(tx.jurisdiction()),
        sweep_id: Set(comparison),
        external_id: Set(key),
    });
    use sync_seen::Column;
    let key = [Column::JurisdictionId, Column::SweepId, Column::ExternalId];
    sync_seen::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Which of the keys the comparison has seen.
pub(super) async fn seen(
    db: &impl ConnectionTrait,
    scope: &Scope,
    comparison: Uuid,
    keys: &[String],
) -> Result<BTreeSet<String>, Fault> {
    if keys.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = sync_seen::Entity::find_in(scope)
        .filter(sync_seen::Column::SweepId.eq(comparison))
        .filter(sync_seen::Column::ExternalId.is_in(padded(keys)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.external_id).collect())
}
