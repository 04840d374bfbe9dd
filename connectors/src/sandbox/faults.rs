use serde::{Deserialize, Serialize};

/// What goes wrong on demand. Everything is off by default; faults spare `/_sandbox/`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Faults {
    /// Each answer is late by this much.
    pub latency_ms: u64,
    /// The share of requests that fail, from 0 to 1, spread evenly: 0.25 fails each fourth.
    /// Without it and with a status, each request fails.
    pub error_rate: Option<f64>,
    /// The status of failing requests; 500 when only `error_rate` is given.
    pub status: Option<u16>,
    /// A `Retry-After` header for failing requests: seconds, or an HTTP date.
    pub retry_after: Option<RetryAfter>,
    /// The request is carried out, and the connection breaks in the middle of the answer.
    pub cut_body: bool,
    /// Answers are not what the contract says.
    pub malformed: Malformed,
    /// The first record of each page comes twice.
    pub duplicate: bool,
    /// Pages come in the wrong order.
    pub reorder: bool,
    /// In the first record of each page the system's most important field has another name.
    pub drift: bool,
    /// The secret in use ends at once, where the system has secrets.
    pub expire_secret: bool,
    /// The faults end after this many requests.
    pub for_requests: Option<u64>,
}

/// `Retry-After` as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RetryAfter {
    /// Seconds.
    Seconds(u64),
    /// Any text, such as an HTTP date.
    Text(String),
}

/// How an answer breaks the contract. In JSON also `true` (HTML) and `false`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", from = "MalformedInput")]
pub enum Malformed {
    /// It does not.
    #[default]
    No,
    /// A page of HTML with status 200.
    Html,
    /// JSON that stops half-way, with status 200.
    TruncatedJson,
    /// A page without records that names a next one.
    EmptyPageWithNext,
    /// A page whose next one is itself.
    CursorLoop,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum MalformedInput {
    Flag(bool),
    Kind(MalformedKind),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum MalformedKind {
    No,
    Html,
    TruncatedJson,
    EmptyPageWithNext,
    CursorLoop,
}

impl From<MalformedInput> for Malformed {
    fn from(input: MalformedInput) -> Self {
        match input {
            MalformedInput::Flag(false) | MalformedInput::Kind(MalformedKind::No) => Self::No,
            MalformedInput::Flag(true) | MalformedInput::Kind(MalformedKind::Html) => Self::Html,
            MalformedInput::Kind(MalformedKind::TruncatedJson) => Self::TruncatedJson,
            MalformedInput::Kind(MalformedKind::EmptyPageWithNext) => Self::EmptyPageWithNext,
            MalformedInput::Kind(MalformedKind::CursorLoop) => Self::CursorLoop,
        }
    }
}

/// The faults in force and how many requests met them.
#[derive(Debug, Default)]
pub(super) struct FaultPlan {
    faults: Faults,
    met: u64,
}

impl FaultPlan {
    pub(super) fn set(&mut self, faults: Faults) {
        self.faults = faults;
        self.met = 0;
    }

    pub(super) const fn current(&self) -> &Faults {
        &self.faults
    }

    /// The faults that the next request meets, and whether it fails outright.
    pub(super) fn next(&mut self) -> (Faults, bool) {
        if self
            .faults
            .for_requests
            .is_some_and(|limit| self.met >= limit)
        {
            self.faults = Faults::default();
        }
        self.met += 1;
        let fails = match (self.faults.error_rate, self.faults.status) {
            (Some(rate), _) => spread(self.met, rate) > spread(self.met - 1, rate),
            (None, status) => status.is_some(),
        };
        (self.faults.clone(), fails)
    }
}

/// How many of the first `count` requests fail at this rate.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a request count, no money"
)]
fn spread(count: u64, rate: f64) -> u64 {
    (count as f64 * rate.clamp(0.0, 1.0)).floor() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_fails_evenly_and_faults_end_after_their_requests() {
        let mut plan = FaultPlan::default();
        plan.set(Faults {
            error_rate: Some(0.25),
            for_requests: Some(8),
            ..Faults::default()
        });
        let failed: Vec<bool> = (0..12).map(|_| plan.next().1).collect();
        let places: Vec<usize> = (0..12).filter(|i| failed[*i]).collect();
        assert_eq!(places, [3, 7]);
    }

    #[test]
    fn the_control_json_is_read_strictly() {
        let faults: Faults = serde_json::from_str(
            r#"{"latency_ms":5,"status":429,"retry_after":"Tue, 30 Jun 2026 10:00:00 GMT","malformed":true,"for_requests":1}"#,
        )
        .unwrap();
        assert_eq!(faults.malformed, Malformed::Html);
        assert!(serde_json::from_str::<Faults>(r#"{"latency":5}"#).is_err());
    }
}
