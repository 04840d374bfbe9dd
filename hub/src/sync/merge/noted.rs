use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What whoever hands a record in should know of it, although it went into its project's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noted {
    /// A payment of this source may be the same.
    Resembles(String),
    /// The project is followed since an earlier day, or has duties from before the one told, which
    /// was therefore not taken over.
    FollowedEarlier {
        /// The day that stands; none where nobody has vouched for one.
        stands: Option<NaiveDate>,
        /// The day told.
        told: NaiveDate,
    },
    /// It entered a project, although its unit has projects of these names, which are much like it.
    LikeName(Vec<String>),
    /// An earlier version of it told of an event that it no longer tells of, and that stands.
    StillOnRecord {
        /// The kind of event.
        event: String,
        /// Its day.
        on: NaiveDate,
    },
    /// Ledgers have an asset of this name without a card already, which may be the same.
    AssetWithoutCard(String),
    /// The project has no contract of this number yet.
    ContractUnknown(String),
}
