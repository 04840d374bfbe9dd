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

impl Watch {
    /// How it stands with the page, or that it is a flood. Counted is from where the share was last
    /// within its limit, so that a good past hides no bad present; a page on trial is judged by
    /// itself.
    pub(super) fn judge(&self, page: Tide) -> Result<Tide, Tide> {
        let usual = i64::from(self.limits.records);
        let least = self.trial.map_or(usual, |aside| aside.clamp(1, usual));
        let tide = Tide {
            new: self.before.new + page.new,
            aside: self.before.aside + page.aside,
        };
        let within = tide.new.saturating_mul(i64::from(self.limits.percent));
        if tide.aside.saturating_mul(100) <= within {
            Ok(Tide::default())
        } else if tide.aside >= least {
            Err(tide)
        } else {
            Ok(tide)
        }
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

    #[test]
    fn it_takes_more_than_the_share_and_at_least_the_number() {
        let fresh = watch((0, 0), None);
        assert_eq!(fresh.judge(tide((100, 50))), Ok(tide((0, 0))));
        assert_eq!(fresh.judge(tide((99, 50))), Err(tide((99, 50))));
        assert_eq!(fresh.judge(tide((49, 49))), Ok(tide((49, 49))));
        let later = watch((49, 49), None);
        assert_eq!(later.judge(tide((1, 1))), Err(tide((50, 50))));
        assert_eq!(later.judge(tide((50, 0))), Ok(tide((0, 0))));
        assert_eq!(fresh.judge(tide((0, 0))), Ok(tide((0, 0))));
        let never = Watch {
            limits: FloodSettings {
                percent: 100,
                records: 1,
            },
            ..fresh
        };
        assert_eq!(never.judge(tide((999, 999))), Ok(tide((0, 0))));
    }

    #[test]
    fn a_page_on_trial_needs_as_many_as_the_last_time() {
        assert!(watch((0, 0), Some(20)).judge(tide((20, 20))).is_err());
        assert!(watch((0, 0), Some(20)).judge(tide((20, 19))).is_ok());
        assert!(watch((0, 0), Some(400)).judge(tide((60, 50))).is_err());
        assert!(watch((0, 0), Some(0)).judge(tide((0, 0))).is_ok());
    }
}
