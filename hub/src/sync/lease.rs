use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use shuniu_connectors::contract::{Cursor, Stream};
use shuniu_entities::sync_cursor::{self, Column};
use shuniu_entities::{Scope, Tenant};
use uuid::Uuid;

use super::holder;
use crate::fault::Fault;
use crate::transact::{Tx, Work};

/// How long a hold lasts without a page.
const HELD: TimeDelta = TimeDelta::minutes(5);

/// The right to read a stream, until another worker takes it.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    pub(super) fence: i64,
    pub(super) cursor: Option<String>,
    /// How far the stream was complete before.
    pub(super) observed_through: Option<DateTime<Utc>>,
}

/// Takes the hold on a stream, unless somebody else has it. Its row was made when the system was
/// attached.
pub(super) struct Take<'a> {
    pub(super) connector: Uuid,
    pub(super) stream: &'a Stream,
    pub(super) holder: &'a str,
}

#[async_trait::async_trait]
impl Work for Take<'_> {
    type Output = Option<Hold>;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Hold>, Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let current = sync_cursor::Entity::find_in(&scope)
            .filter(Column::ConnectorId.eq(self.connector))
            .filter(Column::Stream.eq(self.stream.as_str()))
            .one(tx.db())
            .await?;
        let mut free = Expr::col(Column::LeaseUntil).lt(tx.now());
        if let Some(row) = current.as_ref().filter(|row| holder::is_dead(&row.holder)) {
            free = free.or(Expr::col(Column::Holder).eq(&row.holder));
        }
        let take = Query::update()
            .table(sync_cursor::Entity)
            .value(Column::Holder, self.holder)
            .value(Column::Fence, Expr::col(Column::Fence).add(1))
            .value(Column::LeaseUntil, tx.now() + HELD)
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::ConnectorId).eq(self.connector))
            .and_where(Expr::col(Column::Stream).eq(self.stream.as_str()))
            .and_where(free)
            .returning(Query::returning().columns([Column::Fence, Column::Cursor]))
            .to_owned();
        let Some(row) = tx.db().query_one(&take).await? else {
            return Ok(None);
        };
        Ok(Some(Hold {
            fence: row.try_get("", "fence")?,
            cursor: row.try_get("", "cursor")?,
            observed_through: current.and_then(|row| row.observed_through),
        }))
    }
}

/// Moves the cursor with the page that it belongs to; behind a record of the future it stays where
/// it is, or what is changed until then would never be read. A worker whose hold went to another
/// is told so here, before it has written anything.
pub(super) async fn advance(
    tx: &Tx,
    connector: Uuid,
    stream: &Stream,
    fence: i64,
    next: &Cursor,
    observed_through: Option<DateTime<Utc>>,
) -> Result<(), Fault> {
    let reached = next.time() <= tx.now();
    let place = reached.then(|| Expr::value(next.to_text()));
    let mut advance = Query::update();
    advance
        .table(sync_cursor::Entity)
        .value(
            Column::Cursor,
            place.unwrap_or_else(|| Expr::col(Column::Cursor)),
        )
        .value(Column::LeaseUntil, tx.now() + HELD)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::ConnectorId).eq(connector))
        .and_where(Expr::col(Column::Stream).eq(stream.as_str()))
        .and_where(Expr::col(Column::Fence).eq(fence));
    if let Some(observed) = observed_through {
        advance.value(Column::ObservedThrough, observed);
    }
    if tx.db().execute(&advance).await?.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Fault::LeaseLost(format!("stream {}", stream.as_str())))
    }
}

/// Gives the hold back.
pub(super) async fn release(
    tx: &Tx,
    connector: Uuid,
    stream: &Stream,
    fence: i64,
) -> Result<(), Fault> {
    let release = Query::update()
        .table(sync_cursor::Entity)
        .value(Column::Holder, "-")
        .value(Column::LeaseUntil, DateTime::<Utc>::UNIX_EPOCH)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::ConnectorId).eq(connector))
        .and_where(Expr::col(Column::Stream).eq(stream.as_str()))
        .and_where(Expr::col(Column::Fence).eq(fence))
        .to_owned();
    tx.db().execute(&release).await?;
    Ok(())
}
