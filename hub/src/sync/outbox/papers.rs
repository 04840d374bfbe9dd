use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Attachment, Attachments};
use shuniu_entities::outbox;

use super::deliver::HELD;
use crate::content::{ContentName, StoreError};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// The hold on a delivery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// Nobody else has taken it as long as the row bears this number.
    pub(super) fence: i64,
    /// Until when nobody else takes it.
    pub(super) until: DateTime<Utc>,
}

/// The papers of a delivery, read part by part. Whoever reads on is alive: the hold is extended
/// when half of it is over, so that a long upload is not taken for a dead one.
pub(super) struct Papers<'a> {
    hub: &'a Hub,
    row: &'a outbox::Model,
    fence: i64,
    until: Mutex<DateTime<Utc>>,
}

impl<'a> Papers<'a> {
    pub(super) fn new(hub: &'a Hub, row: &'a outbox::Model, held: Held) -> Self {
        Self {
            hub,
            row,
            fence: held.fence,
            until: Mutex::new(held.until),
        }
    }

    async fn keep_hold(&self) -> Result<(), Failure> {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if self.hub.clock().now() < until - HELD / 2 {
            return Ok(());
        }
        let extend = Extend {
            row: self.row,
            fence: self.fence,
        };
        let actor = Actor::worker("outbox");
        let place = self.row.jurisdiction_id;
        let extended = transact(self.hub, place, &actor, "extend_delivery", &extend).await;
        let extended = extended.map_err(|fault| {
            Failure::transient(format!(
                "the hold on the delivery was not extended: {fault}"
            ))
        })?;
        let until = extended.ok_or_else(|| {
            Failure::transient("another worker has taken the delivery over; it goes on there")
        })?;
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
        Ok(())
    }
}

#[async_trait::async_trait]
impl Attachments for Papers<'_> {
    async fn read(&self, attachment: &Attachment, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        self.keep_hold().await?;
        let Some(contents) = self.hub.kept_contents() else {
            let problem = "this process has no document store; set [documents]";
            return Err(Failure::config(problem));
        };
        let name = ContentName {
            jurisdiction: self.row.jurisdiction_id,
            hash: attachment.hash.clone(),
        };
        let wanted = usize::try_from(range.end.saturating_sub(range.start));
        let wanted = wanted.map_err(|_| Failure::config("a part does not fit into memory"))?;
        let chunks = contents.store.open(&name, range).await.map_err(unread)?;
        let part = chunks.try_fold(Vec::with_capacity(wanted), |mut part, chunk| {
            part.extend_from_slice(&chunk);
            std::future::ready(Ok(part))
        });
        let part = part.await.map_err(unread)?;
        if part.len() == wanted {
            Ok(part)
        } else {
            Err(unread(StoreError::Missing(name.hash)))
        }
    }
}

fn unread(error: StoreError) -> Failure {
    match error {
        StoreError::Missing(_) => Failure::config(error.to_string()),
        _ => Failure::transient(error.to_string()),
    }
}

/// Extends the hold by compare-and-set; nothing when another has taken the delivery.
struct Extend<'a> {
    row: &'a outbox::Model,
    fence: i64,
}

#[async_trait::async_trait]
impl Work for Extend<'_> {
    type Output = Option<DateTime<Utc>>;

    async fn run(&self, tx: &mut Tx) -> Result<Option<DateTime<Utc>>, Fault> {
        use outbox::Column;
        let until = tx.now() + HELD;
        let extend = Query::update()
            .table(outbox::Entity)
            .value(Column::LeaseUntil, until)
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.row.id))
            .and_where(Expr::col(Column::Fence).eq(self.fence))
            .to_owned();
        let extended = tx.db().execute(&extend).await?.rows_affected() == 1;
        Ok(extended.then_some(until))
    }
}
