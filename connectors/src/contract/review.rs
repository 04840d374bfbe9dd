use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a review ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewResult {
    /// 通过.
    Passed,
    /// 不通过.
    Failed,
    /// 补正: to be supplemented and handed in again.
    Supplement,
}

impl ReviewResult {
    /// Its name in the database and in GraphQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Supplement => "supplement",
        }
    }
}

/// A review of a project (预审、会审、评审).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRecord {
    /// Number within its system; tells reviews of one project apart.
    pub number: String,
    /// `prereview`, `joint_review`, `third_party_review` or `expert_review`: the gate it decides.
    pub kind: String,
    /// Vocabulary value of `review_opinion.by`.
    pub by: String,
    /// How it ended.
    pub result: ReviewResult,
    /// The opinion in words.
    pub opinion: Option<String>,
    /// How many experts sat on the panel.
    pub panel_size: Option<u32>,
    /// The day of the opinion.
    pub reviewed_on: NaiveDate,
}

/// A resource of shared infrastructure given to a project (资源分配).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationRecord {
    /// Number within its system.
    pub number: String,
    /// `cloud_host`, `storage`, `network`, `database`, `security` or `other`.
    pub kind: String,
    /// What exactly, in words.
    pub specification: String,
    /// How many.
    pub quantity: Option<u32>,
    /// From this day.
    pub allocated_on: NaiveDate,
    /// Taken back on this day.
    pub released_on: Option<NaiveDate>,
}
