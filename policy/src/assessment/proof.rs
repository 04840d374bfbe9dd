use chrono::NaiveDate;

use super::Reason;
use crate::{
    facts::{Record, Source},
    values::Period,
};

/// What performed a duty, named so that the caller finds it in its own record again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// An event or document.
    Record {
        /// Which of the two.
        source: Source,
        /// The id that the caller gave it.
        id: String,
    },
    /// A recurring submission.
    Report {
        /// Its kind.
        kind: String,
        /// The period it is for.
        period: Period,
        /// The day of submission.
        on: NaiveDate,
    },
    /// An attribute of the project.
    Fact {
        /// Its name.
        name: String,
    },
}

impl Proof {
    /// A record, where the caller gave it an id.
    pub(super) fn of(record: &Record) -> Option<Self> {
        Some(Self::Record {
            source: record.source,
            id: record.id.clone()?,
        })
    }

    /// The attributes that a condition was met by.
    pub(super) fn of_facts(reasons: &[Reason]) -> Vec<Self> {
        let named = reasons.iter().filter_map(|reason| match reason {
            Reason::Fact { name, .. } => Some(Self::Fact { name: name.clone() }),
            _ => None,
        });
        named.collect()
    }
}
