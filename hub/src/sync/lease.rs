use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde_json::Value as Json;
use shuniu_connectors::contract::{Cursor, Stream};
use shuniu_entities::sync_cursor::{self, Column};
use shuniu_entities::{Scope, Tenant};
use uuid::Uuid;

use super::flood::Flood;
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
    /// Runs in a row that failed before.
    pub(super) failures: i32,
    /// How far the stream was complete before.
    pub(super) observed_through: Option<DateTime<Utc>>,
    /// That most of what it brought could not be understood, if that was so.
    pub(super) flood: Option<Flood>,
}

/// Takes the hold on a stream, unless somebody else has it. Its row was made when the system was
/// attached.
pub(super) struct Take<'a> {
    pub(super) connector: Uuid,
    pub(super) stream: &'a Stream,
    pub(super) holder: &'a str,
    pub(super) taking: Taking,
}

/// What a stream is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taking {
    /// To be read from its cursor, whenever that is.
    Asked,
    /// The same, because it is due: unless another run began since the one that is known of.
    Due {
        /// When that began.
        since: Option<DateTime<Utc>>,
    },
    /// To be walked through beside its cursor.
    Sweep,
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
        let failures = current.as_ref().and_then(|row| row.failures);
        let flood = current.as_ref().map(Flood::of).transpose()?.flatten();
        let mut free = Expr::col(Column::LeaseUntil).lt(tx.now());
        if let Some(row) = current.as_ref().filter(|row| holder::is_dead(&row.holder)) {
            free = free.or(Expr::col(Column::Holder).eq(&row.holder));
        }
        let mut take = Query::update();
        take.table(sync_cursor::Entity)
            .value(Column::Holder, self.holder)
            .value(Column::Fence, Expr::col(Column::Fence).add(1))
            .value(Column::LeaseUntil, tx.now() + HELD)
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::ConnectorId).eq(self.connector))
            .and_where(Expr::col(Column::Stream).eq(self.stream.as_str()))
            .and_where(free)
            .returning(Query::returning().columns([Column::Fence, Column::Cursor]));
        if self.taking != Taking::Sweep {
            // Of a run that is killed nobody reports the end.
            take.value(Column::BegunAt, tx.now())
                .value(Column::RetryAt, tx.now() + HELD);
        }
        match self.taking {
            Taking::Due { since: Some(begun) } => {
                take.and_where(Expr::col(Column::BegunAt).eq(begun));
            }
            Taking::Due { since: None } => {
                take.and_where(Expr::col(Column::BegunAt).is_null());
            }
            Taking::Asked | Taking::Sweep => {}
        }
        let Some(row) = tx.db().query_one(&take).await? else {
            return Ok(None);
        };
        Ok(Some(Hold {
            fence: row.try_get("", "fence")?,
            cursor: row.try_get("", "cursor")?,
            failures: failures.unwrap_or(0),
            observed_through: current.and_then(|row| row.observed_through),
            flood,
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

/// Goes on holding a stream whose cursor stays where it is. A worker whose hold went to another is
/// told so here, before it has written anything.
pub(super) async fn keep(
    tx: &Tx,
    connector: Uuid,
    stream: &Stream,
    fence: i64,
) -> Result<(), Fault> {
    let keep = Query::update()
        .table(sync_cursor::Entity)
        .value(Column::LeaseUntil, tx.now() + HELD)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::ConnectorId).eq(connector))
        .and_where(Expr::col(Column::Stream).eq(stream.as_str()))
        .and_where(Expr::col(Column::Fence).eq(fence))
        .to_owned();
    if tx.db().execute(&keep).await?.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Fault::LeaseLost(format!("stream {}", stream.as_str())))
    }
}

/// Notes which run holds a stream.
pub(super) async fn name(
    tx: &Tx,
    connector: Uuid,
    stream: &Stream,
    fence: i64,
    run: Uuid,
) -> Result<(), Fault> {
    let name = Query::update()
        .table(sync_cursor::Entity)
        .value(Column::RunId, run)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::ConnectorId).eq(connector))
        .and_where(Expr::col(Column::Stream).eq(stream.as_str()))
        .and_where(Expr::col(Column::Fence).eq(fence))
        .to_owned();
    tx.db().execute(&name).await?;
    Ok(())
}

/// A flood is over: the stream is read as usual.
pub(super) async fn dry(
    tx: &Tx,
    connector: Uuid,
    stream: &Stream,
    fence: i64,
) -> Result<(), Fault> {
    let dry = Query::update()
        .table(sync_cursor::Entity)
        .value(Column::Flood, None::<Json>)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::ConnectorId).eq(connector))
        .and_where(Expr::col(Column::Stream).eq(stream.as_str()))
        .and_where(Expr::col(Column::Fence).eq(fence))
        .to_owned();
    tx.db().execute(&dry).await?;
    Ok(())
}

/// How a run ended, for when the next one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It walked beside the cursor, and says nothing of when that is read.
    Beside,
    /// At the end of the stream.
    Wholly,
    /// It was stopped after a page, and goes on as soon as it may.
    Stopped {
        /// Runs in a row that failed before.
        before: i32,
    },
    /// It failed.
    Failed {
        /// Runs in a row that failed before.
        before: i32,
        /// How long the other side asked to be left alone, if it did.
        asked_for: Option<Duration>,
    },
}

/// The first pause after a failure; each further one doubles it.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// The longest pause of our own choice.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// When a stream is tried again after so many failures in a row.
fn again(now: DateTime<Utc>, failures: i32, asked_for: Option<Duration>) -> DateTime<Utc> {
    let doublings = failures.saturating_sub(1).clamp(0, 16).unsigned_abs();
    let pause = std::cmp::min(PAUSE * 2_i32.pow(doublings), LONGEST);
    let asked_for = asked_for.and_then(|wait| TimeDelta::from_std(wait).ok());
    now + asked_for
        .unwrap_or_default()
        .min(TimeDelta::days(1))
        .max(pause)
}

/// Gives the hold back.
pub(super) async fn release(
    tx: &Tx,
    connector: Uuid,
    stream: &Stream,
    fence: i64,
    ended: Ended,
    flood: Option<&Json>,
) -> Result<(), Fault> {
    let told = match ended {
        Ended::Beside => None,
        Ended::Wholly => Some((0, None)),
        Ended::Stopped { before } => Some((before, Some(tx.now()))),
        Ended::Failed { before, asked_for } => {
            let failures = before.saturating_add(1);
            Some((failures, Some(again(tx.now(), failures, asked_for))))
        }
    };
    let mut release = Query::update();
    release
        .table(sync_cursor::Entity)
        .value(Column::Holder, "-")
        .value(Column::LeaseUntil, DateTime::<Utc>::UNIX_EPOCH)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::ConnectorId).eq(connector))
        .and_where(Expr::col(Column::Stream).eq(stream.as_str()))
        .and_where(Expr::col(Column::Fence).eq(fence));
    if let Some((failures, retry_at)) = told {
        release
            .value(Column::Failures, failures)
            .value(Column::RetryAt, retry_at);
    }
    if let Some(flood) = flood {
        release.value(Column::Flood, flood.clone());
    }
    tx.db().execute(&release).await?;
    Ok(())
}
