//! So many records of a stream cannot be understood that something else must be wrong than they.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::{Reason, RecordError};
use shuniu_entities::{Scope, Tenant, sync_cursor};

use super::attach::Source;
use super::null;
use crate::fault::Fault;
use crate::hub::Hub;

/// How much of what a system sends may be set aside before no more of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FloodSettings {
    /// The share of the new records of a run that may be set aside, in percent; 100: all of them.
    pub percent: u8,
    /// The number that may be set aside whatever the share, less one.
    pub records: u32,
}

impl Default for FloodSettings {
    fn default() -> Self {
        Self {
            percent: 50,
            records: 50,
        }
    }
}

impl FloodSettings {
    /// Finds what is wrong with them: the key, and the problem.
    ///
    /// # Errors
    ///
    /// The key and what to write.
    pub const fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.percent > 100 {
            return Err(("percent", "must be at most 100"));
        }
        if self.records == 0 {
            return Err(("records", "must be at least 1"));
        }
        Ok(())
    }
}

/// Records that are new here and no state secret, and how many of them could not be understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tide {
    pub(super) new: i64,
    pub(super) aside: i64,
}

/// What a page is judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    pub(super) limits: FloodSettings,
    /// Since the share was last within its limit.
    pub(super) before: Tide,
    /// How many were set aside of the page that is tried again, if it is.
    pub(super) trial: Option<i64>,
}

/// What a page says of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is kept; so the next one is judged with.
    Kept {
        /// Since the share was last within its limit.
        tide: Tide,
        /// Whether it proves that a flood is over.
        over: bool,
    },
    /// It is given back.
    Flood(Tide),
}

impl Watch {
    /// Judges a page. Counted is from where the share was last within its limit, so that a good past
    /// hides no bad present. On trial a part of what was set aside the last time is enough, and as
    /// many new records or the end of the stream are needed to prove anything: what is read again
    /// for the overlap says nothing.
    pub(super) fn judge(&self, page: Tide, complete: bool) -> Verdict {
        let usual = i64::from(self.limits.records);
        let least = self
            .trial
            .map_or(usual, |aside| (aside / 4).clamp(1, usual));
        let tide = Tide {
            new: self.before.new + page.new,
            aside: self.before.aside + page.aside,
        };
        let within = tide.new.saturating_mul(i64::from(self.limits.percent));
        let is_well = tide.aside.saturating_mul(100) <= within;
        if !is_well && tide.aside >= least {
            return Verdict::Flood(tide);
        }
        let over = complete || (is_well && tide.new >= least);
        let goes_on = self.trial.is_some() && !over;
        let tide = if is_well && !goes_on {
            Tide::default()
        } else {
            tide
        };
        Verdict::Kept { tide, over }
    }
}

/// A page of which nothing was kept, because it and those before it held too much that could not be
/// understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flood {
    /// Since when none of the stream was kept (UTC).
    pub since: DateTime<Utc>,
    /// Records that were new.
    pub new: i64,
    /// How many of these could not be understood.
    pub aside: i64,
    /// How many of the page that was not kept could not be understood.
    pub(super) of_page: i64,
    /// Records of that page.
    pub(super) turned_back: i64,
    /// Field at fault in the first of them.
    pub path: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl Flood {
    pub(super) fn new(
        now: DateTime<Utc>,
        tide: Tide,
        (page, turned_back): (Tide, i64),
        first: &RecordError,
    ) -> Self {
        let Reason { code, zh, en } = first.reason.clone();
        // They quote what was received.
        let [zh, en] = [zh, en].map(null::shown);
        Self {
            since: now,
            new: tide.new,
            aside: tide.aside,
            of_page: page.aside,
            turned_back,
            path: null::shown(first.path.clone()),
            reason: Reason { code, zh, en },
        }
    }

    /// That of a stream, if it is read on trial only.
    ///
    /// # Errors
    ///
    /// [`Fault::Corrupt`] where it cannot be read.
    pub fn of(row: &sync_cursor::Model) -> Result<Option<Self>, Fault> {
        let read = row.flood.clone().map(serde_json::from_value).transpose();
        read.map_err(|error| Fault::corrupt("flood", error))
    }
}

impl std::fmt::Display for Flood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            new, aside, path, ..
        } = self;
        write!(
            f,
            "{aside} of {new} new records could not be understood, the first because {path}: {}; \
             has the other side changed its format? Its last page was not kept and will be asked \
             for again, that page alone until most of it is understood: adapt the mapping and \
             restart, or have the other side correct what it sends",
            self.reason.en
        )
    }
}

impl Hub {
    /// Which streams of a system are read on trial only. Its breaker stands accordingly from then
    /// on, whichever process it was that found out.
    pub(super) async fn heed_floods(&self, source: &Source) -> Result<Vec<(String, Flood)>, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        let rows = sync_cursor::Entity::find_in(&scope)
            .filter(sync_cursor::Column::ConnectorId.eq(source.id))
            .filter(sync_cursor::Column::Flood.is_not_null())
            .all(&self.reader())
            .await?;
        let mut floods = Vec::new();
        for row in rows {
            if let Some(flood) = Flood::of(&row)? {
                floods.push((row.stream, flood));
            }
        }
        let breaker = source.connector.breaker();
        match floods.first() {
            None => breaker.release(),
            Some((stream, flood)) if breaker.state().held.is_none() => {
                breaker.hold(&format!("of {stream}, {flood}"));
            }
            Some(_) => {}
        }
        Ok(floods)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(before: (i64, i64), trial: Option<i64>) -> Watch {
        Watch {
            limits: FloodSettings::default(),
            before: tide(before),
            trial,
        }
    }

    fn tide((new, aside): (i64, i64)) -> Tide {
        Tide { new, aside }
    }

    fn kept(counted: (i64, i64), over: bool) -> Verdict {
        Verdict::Kept {
            tide: tide(counted),
            over,
        }
    }

    #[test]
    fn it_takes_more_than_the_share_and_at_least_the_number() {
        let fresh = watch((0, 0), None);
        let judge = |watch: &Watch, page| watch.judge(tide(page), false);
        assert_eq!(judge(&fresh, (100, 50)), kept((0, 0), true));
        assert_eq!(judge(&fresh, (99, 50)), Verdict::Flood(tide((99, 50))));
        assert_eq!(judge(&fresh, (49, 49)), kept((49, 49), false));
        let later = watch((49, 49), None);
        assert_eq!(judge(&later, (1, 1)), Verdict::Flood(tide((50, 50))));
        assert_eq!(judge(&later, (50, 0)), kept((0, 0), true));
        assert_eq!(judge(&fresh, (0, 0)), kept((0, 0), false));
        let never = Watch {
            limits: FloodSettings {
                percent: 100,
                records: 1,
            },
            ..fresh
        };
        assert_eq!(judge(&never, (999, 999)), kept((0, 0), true));
    }

    #[test]
    fn a_flood_is_over_when_enough_that_is_new_was_understood() {
        let trial = watch((0, 0), Some(20));
        assert_eq!(
            trial.judge(tide((5, 5)), true),
            Verdict::Flood(tide((5, 5)))
        );
        // One that is left over, with neighbours and without.
        assert_eq!(trial.judge(tide((20, 1)), false), kept((0, 0), true));
        assert_eq!(trial.judge(tide((1, 1)), false), kept((1, 1), false));
        assert_eq!(trial.judge(tide((1, 1)), true), kept((1, 1), true));
        // What is read again proves nothing.
        assert_eq!(trial.judge(tide((0, 0)), false), kept((0, 0), false));
        assert_eq!(trial.judge(tide((4, 0)), false), kept((4, 0), false));
        let larger = watch((0, 0), Some(4_000));
        assert_eq!(
            larger.judge(tide((60, 50)), false),
            Verdict::Flood(tide((60, 50)))
        );
    }
}
