use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::contract::Stream;
use shuniu_entities::{Scope, Tenant, connector_instance, sync_cursor};
use shuniu_policy::calendar::WorkingDays;

use super::attach::Source;
use super::holder;
use super::pause::Pause;
use super::schedule::Schedule;
use crate::fault::Fault;
use crate::hub::Hub;

/// A stream that is to be read now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The stream.
    pub stream: Stream,
    /// When the last run over it began, as far as is known.
    pub(super) since: Option<DateTime<Utc>>,
}

/// What is to be read of a system now, and when to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agenda {
    /// The streams that are due, in the order in which they are to be read.
    pub due: Vec<Due>,
    /// When the next of the others is; nothing while the system is paused.
    pub next: Option<DateTime<Utc>>,
}

/// What a stream waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing: it is being read.
    Running,
    /// Somebody to resume the system.
    Paused,
    /// The hours of the system.
    Closed,
    /// The pause after a failure.
    Failed,
    /// Its time.
    Rhythm,
}

/// What a stream waits for, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What for.
    pub waiting: Waiting,
    /// When it is read next; nothing while it is being read or paused.
    pub until: Option<DateTime<Utc>>,
}

impl Schedule {
    /// What a stream waits for.
    #[must_use]
    pub fn wait(
        &self,
        row: &sync_cursor::Model,
        is_paused: bool,
        now: DateTime<Utc>,
        days: &WorkingDays,
    ) -> Wait {
        let held = row.lease_until > now;
        let dead = holder::is_dead(&row.holder);
        if held && !dead {
            return Wait {
                waiting: Waiting::Running,
                until: None,
            };
        }
        if is_paused {
            return Wait {
                waiting: Waiting::Paused,
                until: None,
            };
        }
        let regular = self.next(row.begun_at, now, days);
        // One whose worker is known to have died is made up for at once.
        let again = if held && dead {
            Some(now)
        } else {
            row.retry_at
        };
        let again = again.map(|at| self.opens(at, days));
        let until = again.map_or(regular, |again| again.min(regular));
        let waiting = if !self.is_open(now, days) {
            Waiting::Closed
        } else if again.is_some_and(|again| again <= regular) {
            Waiting::Failed
        } else {
            Waiting::Rhythm
        };
        Wait {
            waiting,
            until: Some(until),
        }
    }
}

impl Hub {
    /// Whether the increment of a stream is due by its schedule, whoever holds the stream.
    pub(super) async fn increment_is_due(
        &self,
        source: &Source,
        stream: &Stream,
    ) -> Result<bool, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        let row = sync_cursor::Entity::find_in(&scope)
            .filter(sync_cursor::Column::ConnectorId.eq(source.id))
            .filter(sync_cursor::Column::Stream.eq(stream.as_str()))
            .one(&self.reader())
            .await?;
        let (now, law) = (self.clock().now(), self.local_law(source.jurisdiction));
        let due = row.is_some_and(|row| {
            let regular = source.schedule.next(row.begun_at, now, law.calendar());
            regular.min(row.retry_at.unwrap_or(regular)) <= now
        });
        Ok(due)
    }

    /// Which streams of a system are due, by its schedule and by what became of its last runs.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn agenda(&self, source: &Source) -> Result<Agenda, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        let system = connector_instance::Entity::find_in(&scope)
            .filter(connector_instance::Column::Id.eq(source.id))
            .one(&self.reader())
            .await?;
        let pause = system.as_ref().map(Pause::of).transpose()?.flatten();
        let rows = sync_cursor::Entity::find_in(&scope)
            .filter(sync_cursor::Column::ConnectorId.eq(source.id))
            .all(&self.reader())
            .await?;
        let (now, law) = (self.clock().now(), self.local_law(source.jurisdiction));
        let mut agenda = Agenda {
            due: Vec::new(),
            next: None,
        };
        for stream in source.connector.streams() {
            let Some(row) = rows.iter().find(|row| row.stream == stream.as_str()) else {
                continue;
            };
            let wait = source
                .schedule
                .wait(row, pause.is_some(), now, law.calendar());
            match wait.until {
                Some(until) if until <= now => agenda.due.push(Due {
                    stream: stream.clone(),
                    since: row.begun_at,
                }),
                Some(until) => {
                    agenda.next = Some(agenda.next.map_or(until, |next| next.min(until)));
                }
                None => {}
            }
        }
        Ok(agenda)
    }
}
