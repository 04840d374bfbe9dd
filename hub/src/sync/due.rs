use chrono::{DateTime, TimeDelta, Utc};
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

impl Agenda {
    /// When to look again once some streams were read, as it stands after that: at once where
    /// others are due still, because one that failed held them back, say. Nothing where one that
    /// was tried is due as before: not even a beginning was made, and nothing on record says to wait.
    #[must_use]
    pub fn look_again(&self, tried: &[Due], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.due.iter().any(|due| tried.contains(due)) {
            None
        } else if self.due.is_empty() {
            self.next
        } else {
            Some(now)
        }
    }
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
    /// The pause after a run that failed, or was stopped on the way.
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

/// After one that failed, the least time between the beginnings of two runs, however often a stream
/// is read otherwise.
const LEAST: TimeDelta = TimeDelta::minutes(1);

impl Schedule {
    /// When a stream is read next, whoever holds it, and whether that makes up for a run that failed
    /// or was stopped.
    fn next_of(
        &self,
        row: &sync_cursor::Model,
        now: DateTime<Utc>,
        days: &WorkingDays,
    ) -> (DateTime<Utc>, bool) {
        let failed = row.failures.unwrap_or(0) > 0;
        let mut regular = self.next(row.begun_at, now, days);
        if let Some(begun) = row.begun_at.filter(|_| failed) {
            regular = regular.max(self.opens(begun + LEAST, days));
        }
        // One whose worker is known to have died is made up for at once.
        let again = if row.lease_until > now && holder::is_dead(&row.holder) {
            Some(now)
        } else {
            row.retry_at
        };
        let again = again.map(|at| self.opens(at, days));
        let until = again.map_or(regular, |again| again.min(regular));
        (until, failed || again.is_some_and(|again| again <= regular))
    }

    /// What a stream waits for.
    #[must_use]
    pub fn wait(
        &self,
        row: &sync_cursor::Model,
        is_paused: bool,
        now: DateTime<Utc>,
        days: &WorkingDays,
    ) -> Wait {
        if row.lease_until > now && !holder::is_dead(&row.holder) {
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
        let (until, makes_up) = self.next_of(row, now, days);
        let waiting = if !self.is_open(now, days) {
            Waiting::Closed
        } else if makes_up {
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
        let schedule = &source.schedule;
        Ok(row.is_some_and(|row| schedule.next_of(&row, now, law.calendar()).0 <= now))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn due(stream: Stream, begun: i64) -> Due {
        Due {
            stream,
            since: DateTime::from_timestamp(begun, 0),
        }
    }

    #[test]
    fn the_next_look_is_when_something_is_due() {
        let at = |second| DateTime::from_timestamp(second, 0);
        let tried = [due(Stream::TENDERS, 0)];
        let look = |due: Vec<Due>| Agenda { due, next: at(70) }.look_again(&tried, at(10).unwrap());
        assert_eq!(look(Vec::new()), at(70), "no sooner and no later");
        assert_eq!(
            look(vec![due(Stream::AWARDS, 0)]),
            at(10),
            "it was held back"
        );
        assert_eq!(
            look(vec![due(Stream::TENDERS, 5)]),
            at(10),
            "it was read, and is due again"
        );
        assert_eq!(
            look(vec![due(Stream::TENDERS, 0)]),
            None,
            "it could not begin"
        );
    }
}
