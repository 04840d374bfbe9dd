use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Cursor, Listed, ReceivedEnd};
use shuniu_connectors::egress::BreakerPosition;
use shuniu_entities::{Keyed, Scope, Tenant, hand_over_comparison, outbox};
use uuid::Uuid;

use super::super::ending::answered;
use super::ask::NOT_LISTED;
use super::hold::{Release, Take};
use super::judge::{Differs, Verdict, judge};
use super::note::{Note, Noted};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::attach::Source;
use crate::sync::report::{Progress, Stop, SyncError};
use crate::sync::{holder, null};
use crate::transact::{Actor, Work, transact};

/// How far before the first hand-over the list is asked for: clocks differ.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// What the errors call it.
const STREAM: &str = "hand_overs";

/// A comparison as it stands after it was gone on with.
pub type ComparedHandOvers = hand_over_comparison::Model;

/// A comparison that this worker goes on with.
pub(super) struct Going<'a> {
    pub(super) hub: &'a Hub,
    pub(super) source: &'a Source,
    pub(super) id: Uuid,
    pub(super) fence: i64,
    pub(super) actor: Actor,
}

impl Hub {
    /// Goes on with a comparison of what was handed over until it is complete.
    ///
    /// # Errors
    ///
    /// [`SyncError`]; the comparison stands behind the last committed page, and goes on there. Where
    /// the system has to be set up otherwise it has failed, and the next one begins anew.
    pub async fn compare_hand_overs(
        &self,
        source: &Source,
        comparison: &hand_over_comparison::Model,
        progress: &dyn Progress,
    ) -> Result<ComparedHandOvers, SyncError> {
        self.must_be_open(source).await?;
        let system = source.connector.system();
        let actor = Actor::worker(&format!("outbox:{system}"));
        let take = Take {
            row: comparison,
            holder: &holder::name(&comparison.id.to_string()),
        };
        let place = source.jurisdiction;
        let fence = transact(self, place, &actor, "take_comparison", &take).await?;
        let fence = fence.ok_or_else(|| SyncError::Busy {
            system: system.as_str().to_owned(),
            stream: STREAM.to_owned(),
        })?;
        let going = Going {
            hub: self,
            source,
            id: comparison.id,
            fence,
            actor,
        };
        let outcome = going.pages(progress).await;
        let told = outcome.as_ref().err().map(|error| match error {
            SyncError::Outside { failure, .. } => failure.to_string(),
            error => error.to_string(),
        });
        let failed = matches!(
            &outcome,
            Err(SyncError::Outside {
                failure: Failure::Config { .. },
                ..
            })
        );
        let release = Release {
            id: comparison.id,
            fence,
            failure: told.map(null::shown),
            failed,
        };
        going.transact("release_comparison", &release).await?;
        outcome?;
        Ok(going.row().await?)
    }
}

impl Going<'_> {
    pub(super) async fn transact<W: Work>(
        &self,
        name: &'static str,
        work: &W,
    ) -> Result<W::Output, Fault> {
        transact(self.hub, self.source.jurisdiction, &self.actor, name, work).await
    }

    pub(super) fn scope(&self) -> Scope {
        Scope::jurisdictions(vec![self.source.jurisdiction])
    }

    async fn row(&self) -> Result<hand_over_comparison::Model, Fault> {
        let key = shuniu_entities::Key::new(self.source.jurisdiction, self.id);
        let row = hand_over_comparison::Entity::find_key(&self.scope(), key)
            .one(&self.hub.reader())
            .await?;
        row.ok_or_else(|| Fault::not_found("comparison", self.id))
    }

    fn outside(&self, failure: Failure) -> SyncError {
        SyncError::Outside {
            system: self.source.connector.system().as_str().to_owned(),
            stream: STREAM.to_owned(),
            failure,
        }
    }

    async fn pages(&self, progress: &dyn Progress) -> Result<(), SyncError> {
        let connector = &self.source.connector;
        let outbound = connector.outbound().filter(|one| one.lists());
        let outbound = outbound.ok_or_else(|| {
            self.outside(Failure::config(format!(
                "{} {NOT_LISTED}",
                connector.system()
            )))
        })?;
        // A system that was given up is asked first who it is, which costs it little.
        if connector.breaker().state().position != BreakerPosition::Closed {
            let known = connector.check().await;
            known.map_err(|failure| self.outside(failure))?;
        }
        loop {
            let row = self.row().await?;
            let from = match &row.cursor {
                Some(text) => Cursor::from_text(text)
                    .map_err(|error| Fault::corrupt("cursor of a comparison", error))?,
                None => Cursor::from_instant(row.since - SKEW),
            };
            let page = outbound.received(&from).await;
            let page = page.map_err(|failure| self.outside(failure))?;
            let mut note = self.settled(&row, page.listed).await?;
            let end = match page.end {
                ReceivedEnd::More(next) => {
                    note.next = Some(next.to_text());
                    self.transact("compare_hand_overs", &note).await?;
                    None
                }
                ReceivedEnd::Complete { through } => Some(Some(through)),
                ReceivedEnd::Unsaid => Some(None),
            };
            if let Some(end) = end {
                return Ok(self.conclude(&row, note, end).await?);
            }
            let stop = if progress.stops() {
                Some(Stop::Asked)
            } else {
                self.hub.stopped(self.source).await?
            };
            if let Some(stop) = stop {
                return Err(SyncError::Interrupted {
                    system: connector.system().as_str().to_owned(),
                    stream: STREAM.to_owned(),
                    stop,
                });
            }
        }
    }

    /// Settles what a page proves; the rest of it is still to be noted.
    async fn settled(
        &self,
        comparison: &hand_over_comparison::Model,
        listed: Vec<Listed>,
    ) -> Result<Note<'_>, Fault> {
        let rows = self.rows(&listed).await?;
        let now = self.hub.clock().now();
        let mut noted = Vec::with_capacity(listed.len());
        for one in listed {
            let row = rows.get(&one.key);
            let found = match row {
                None => Found::NotHere,
                Some(row) if row.jurisdiction_id != self.source.jurisdiction => Found::Elsewhere,
                Some(row) => match judge(row, &one, now) {
                    Verdict::Same => Found::Same,
                    Verdict::UnderWay => Found::UnderWay,
                    Verdict::Differs(differs) => Found::Differs(differs),
                    Verdict::Settles => self.settle(row, answered(one.answer.clone())).await?,
                },
            };
            noted.push(Noted {
                found,
                row: row.cloned(),
                listed: one,
            });
        }
        Ok(Note {
            going: self,
            noted,
            next: None,
            pages: comparison.pages,
        })
    }

    /// What the keys were handed over for, here and in the other places of this hub: several of them
    /// may be one and the same to the system.
    async fn rows(&self, listed: &[Listed]) -> Result<BTreeMap<String, outbox::Model>, Fault> {
        let mut ids = BTreeSet::new();
        ids.extend(listed.iter().filter_map(|one| one.key.parse::<Uuid>().ok()));
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places = self.hub.known_jurisdictions();
        let all = Scope::jurisdictions(places.iter().map(|one| one.id).collect());
        let rows = outbox::Entity::find_in(&all)
            .filter(outbox::Column::System.eq(self.source.connector.system().as_str()))
            .filter(outbox::Column::Id.is_in(ids))
            .all(&self.hub.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
    }
}

/// What a listed hand-over turned out to be.
pub(super) enum Found {
    Same,
    Settled,
    UnderWay,
    Differs(Differs),
    NotHere,
    /// It is of another place of this hub, which compares it itself.
    Elsewhere,
}
