use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{Attachments, Outbound, PushFailure, PushRequest, Stream};
use shuniu_entities::{Scope, Tenant, outbox};
use uuid::Uuid;

use super::ending::{Ending, Why, answered, received, told};
use super::papers::{Held, Papers};
use super::withdraw::{WITHDRAWN, withdraw_groundless};
use super::{receipt, turned_down};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::sync::arrived::Of;
use crate::sync::attach::Source;
use crate::sync::land::Land;
use crate::sync::null;
use crate::transact::{Actor, Tx, Work, transact};

/// How long a delivery is held: after it another worker asks what became of it. Whoever still
/// reads papers for it extends the hold.
pub(super) const HELD: TimeDelta = TimeDelta::minutes(2);
/// Most deliveries of one round.
const ROUND: u64 = 50;
/// Longest pause between attempts.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(6);

/// How far off stands what is never tried by itself again.
pub(super) const NEVER: TimeDelta = TimeDelta::days(36_500);

/// When a hand-over is tried or asked for next, not before; nothing once it is decided, and where
/// only a person can find out what became of it.
#[must_use]
pub fn next_attempt(row: &outbox::Model) -> Option<DateTime<Utc>> {
    let open = matches!(row.state.as_str(), "prepared" | "sent" | "unknown");
    let next = row.next_attempt_at;
    (open && next < row.created_at + NEVER).then_some(next)
}

/// What became of one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Its row in the outbox.
    pub id: Uuid,
    /// Its state now: `prepared`, `sent`, `accepted`, `rejected`, `unknown` or `withdrawn`.
    pub state: &'static str,
}

impl Hub {
    /// Delivers what is due, once each; what was perhaps received is asked for instead. Each system
    /// of each place has a lane of its own: one that hangs holds up nobody else, and whatever else
    /// is due to it waits for the next round. What is due to a system that is paused, or out of its
    /// hours, waits.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails; what the other lanes delivered stays.
    pub async fn deliver_due(&self) -> Result<Vec<Delivered>, Fault> {
        let now = self.clock().now();
        let all = self
            .known_jurisdictions()
            .iter()
            .map(|one| one.id)
            .collect();
        let all = Scope::jurisdictions(all);
        let mut due = outbox::Entity::find_in(&all);
        for source in self.left_alone(&all).await? {
            let system = outbox::Column::System.ne(source.connector.system().as_str());
            let elsewhere = outbox::Column::JurisdictionId.ne(source.jurisdiction);
            due = due.filter(system.or(elsewhere));
        }
        let due = due
            .filter(outbox::Column::State.is_in(["prepared", "sent", "unknown"]))
            .filter(outbox::Column::NextAttemptAt.lte(now))
            .filter(outbox::Column::LeaseUntil.lt(now))
            .order_by_asc(outbox::Column::NextAttemptAt)
            .limit(ROUND)
            .all(&self.reader())
            .await?;
        let order: Vec<Uuid> = due.iter().map(|row| row.id).collect();
        let mut lanes: BTreeMap<(Uuid, String), Vec<outbox::Model>> = BTreeMap::new();
        for row in due {
            let lane = (row.jurisdiction_id, row.system.clone());
            lanes.entry(lane).or_default().push(row);
        }
        let lanes = lanes.into_values().map(|rows| self.deliver_lane(rows));
        let mut delivered = Vec::with_capacity(order.len());
        for lane in join_all(lanes).await {
            delivered.extend(lane?);
        }
        delivered.sort_by_key(|one| order.iter().position(|id| *id == one.id));
        Ok(delivered)
    }

    /// Delivers to one system, until it gives no answer.
    async fn deliver_lane(&self, due: Vec<outbox::Model>) -> Result<Vec<Delivered>, Fault> {
        let mut delivered = Vec::with_capacity(due.len());
        for row in due {
            let actor = Actor::worker("outbox");
            let place = row.jurisdiction_id;
            let claim = Claim { row: &row };
            let held = match transact(self, place, &actor, "claim_delivery", &claim).await? {
                Claimed::Held(held) => held,
                Claimed::Lost => continue,
                Claimed::Withdrawn => {
                    let state = WITHDRAWN;
                    delivered.push(Delivered { id: row.id, state });
                    continue;
                }
            };
            let ending = self.attempt(&row, held).await;
            let silent = ending.is_silent();
            let state = self.conclude(&row, held.fence, ending, &actor).await?;
            delivered.push(Delivered { id: row.id, state });
            if silent {
                break;
            }
        }
        Ok(delivered)
    }

    /// Writes down how a delivery ended that is held under the fence.
    async fn conclude(
        &self,
        row: &outbox::Model,
        fence: i64,
        ending: Ending,
        actor: &Actor,
    ) -> Result<&'static str, Fault> {
        let place = row.jurisdiction_id;
        let source = self.source(place, &row.system);
        let conclude = Conclude::new(self, source.as_ref(), row, fence, ending);
        transact(self, place, actor, "conclude_delivery", &conclude).await
    }

    async fn attempt(&self, row: &outbox::Model, held: Held) -> Ending {
        let Some(source) = self.source(row.jurisdiction_id, &row.system) else {
            let reason = format!("no connector {} is configured", row.system);
            return Ending::Again(Why::known(reason));
        };
        if let Some(failure) = source.connector.unusable() {
            // It takes what it takes; only we cannot reach it before the settings are mended.
            return match row.state.as_str() {
                "prepared" => Ending::Again(Why::known(failure.to_string())),
                _ => Ending::Unknown(Why::known(failure.to_string())),
            };
        }
        let Some(outbound) = source.connector.outbound() else {
            return Ending::Rejected(format!("{} takes nothing", row.system));
        };
        let request: PushRequest = match serde_json::from_value(row.payload.clone()) {
            Ok(request) => request,
            Err(error) => return Ending::Rejected(format!("the stored request: {error}")),
        };
        if row.state == "prepared" {
            push(outbound, &request, &Papers::new(self, row, held)).await
        } else {
            // It was sent, or perhaps sent, by somebody who did not live to tell.
            ask(outbound, &request.idempotency_key).await
        }
    }
}

async fn push(
    outbound: &dyn Outbound,
    request: &PushRequest,
    attachments: &dyn Attachments,
) -> Ending {
    match outbound.push(request, attachments).await {
        Ok(receipt) => received(receipt),
        Err(PushFailure::Rejected { reason }) => Ending::Rejected(reason),
        Err(PushFailure::Unknown(failure)) => Ending::Unknown(Why::of(&failure)),
        Err(PushFailure::Failure(failure)) => Ending::Again(Why::of(&failure)),
    }
}

async fn ask(outbound: &dyn Outbound, key: &str) -> Ending {
    match outbound.ask(key).await {
        Ok(answer) => answered(answer),
        Err(failure) => Ending::Unknown(Why::of(&failure)),
    }
}

/// Takes the hold on a delivery by compare-and-set; what goes out is `sent` before it goes. What has
/// not gone out and lost its ground since is withdrawn.
struct Claim<'a> {
    row: &'a outbox::Model,
}

/// What a worker may do with a delivery.
enum Claimed {
    /// Deliver it.
    Held(Held),
    /// Nothing: another has it.
    Lost,
    /// Nothing: it does not go out any more.
    Withdrawn,
}

#[async_trait::async_trait]
impl Work for Claim<'_> {
    type Output = Claimed;

    async fn run(&self, tx: &mut Tx) -> Result<Claimed, Fault> {
        use outbox::Column;
        if self.row.state == "prepared" && withdraw_groundless(tx, self.row).await? {
            return Ok(Claimed::Withdrawn);
        }
        let until = tx.now() + HELD;
        let state = if self.row.state == "prepared" {
            "sent"
        } else {
            self.row.state.as_str()
        };
        let mut claim = Query::update()
            .table(outbox::Entity)
            .value(Column::State, state)
            .value(Column::Fence, Expr::col(Column::Fence).add(1))
            .value(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .value(Column::Holder, tx.actor().subject.clone())
            .value(Column::LeaseUntil, until)
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.row.id))
            .and_where(Expr::col(Column::Fence).eq(self.row.fence))
            .to_owned();
        if self.row.state == "prepared" {
            claim.value(Column::SentAt, tx.now());
        }
        let taken = tx.db().execute(&claim).await?.rows_affected() == 1;
        let fence = self.row.fence + 1;
        Ok(if taken {
            Claimed::Held(Held { fence, until })
        } else {
            Claimed::Lost
        })
    }
}

/// Writes down how a delivery ended that is held under the fence, with its receipt.
pub(super) struct Conclude<'a> {
    row: &'a outbox::Model,
    fence: i64,
    ending: Ending,
    /// What was decided, on its way into the project's file.
    receipt: Option<Land<'a>>,
}

#[async_trait::async_trait]
impl Work for Conclude<'_> {
    type Output = &'static str;

    async fn run(&self, tx: &mut Tx) -> Result<&'static str, Fault> {
        let now = tx.now();
        let mut aside = None;
        if let Some(receipt) = &self.receipt {
            let landed = receipt.run(tx).await?;
            let became = landed.became.first();
            aside = became.and_then(|became| receipt::aside(became, receipt.wrong()));
        }
        let (state, answer, next) = match &self.ending {
            Ending::Accepted(receipt) => ("accepted", told(receipt), now),
            Ending::Waiting(receipt) => ("sent", told(receipt), now + self.pause()),
            Ending::Rejected(reason) => ("rejected", json!({"reason": reason}), now),
            Ending::Again(why) => (
                "prepared",
                json!({"reason": why.reason}),
                now + self.pause(),
            ),
            Ending::Unknown(why) => ("unknown", json!({"reason": why.reason}), now + self.pause()),
            // Only a person can find out; it is not tried again by itself.
            Ending::CannotTell => {
                let reason = "the other side cannot tell; a person decides";
                (
                    "unknown",
                    json!({"reason": reason}),
                    DateTime::<Utc>::MAX_UTC,
                )
            }
        };
        let mut answer = null::kept(answer);
        if let Some(reason) = aside {
            receipt::tell_aside(&mut answer, reason);
        }
        self.write(tx, state, &answer, next).await?;
        let reason = answer["reason"].as_str();
        turned_down::note(tx, self.row, state, reason).await?;
        if state != self.row.state {
            let body = json!({"kind": self.row.kind, "was": self.row.state, "is": state, "answer": answer});
            tx.record(Draft::of_project(
                "outbox",
                self.row.id,
                self.row.project_id,
                body,
            ));
        }
        Ok(state)
    }
}

impl<'a> Conclude<'a> {
    /// Maps what was decided; nothing waits for the database yet.
    pub(super) fn new(
        hub: &'a Hub,
        source: Option<&'a Source>,
        row: &'a outbox::Model,
        fence: i64,
        ending: Ending,
    ) -> Self {
        let receipt = match (&ending, source) {
            (Ending::Accepted(receipt), Some(source)) => {
                let of = Of {
                    hub,
                    source,
                    stream: &Stream::RECEIPTS,
                };
                Some(Land::receipt(of, receipt, row))
            }
            _ => None,
        };
        Self {
            row,
            fence,
            ending,
            receipt,
        }
    }

    /// Doubles from half a minute.
    fn pause(&self) -> TimeDelta {
        let doublings = u32::try_from(Ord::clamp(self.row.attempts, 0, 10)).unwrap_or(10);
        let pause = TimeDelta::seconds(30 * (1_i64 << doublings));
        Ord::min(pause, LONGEST_PAUSE)
    }

    async fn write(
        &self,
        tx: &Tx,
        state: &str,
        answer: &Json,
        next: DateTime<Utc>,
    ) -> Result<(), Fault> {
        use outbox::Column;
        let next = Ord::min(next, tx.now() + NEVER);
        let conclude = Query::update()
            .table(outbox::Entity)
            .value(Column::State, state)
            .value(Column::Answer, answer.clone())
            .value(Column::NextAttemptAt, next)
            .value(Column::LeaseUntil, DateTime::<Utc>::UNIX_EPOCH)
            .value(Column::Version, Expr::col(Column::Version).add(1))
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.row.id))
            .and_where(Expr::col(Column::Fence).eq(self.fence))
            .to_owned();
        if tx.db().execute(&conclude).await?.rows_affected() == 1 {
            Ok(())
        } else {
            Err(Fault::LeaseLost(format!("delivery {}", self.row.id)))
        }
    }
}
