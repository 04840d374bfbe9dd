use std::time::Duration;

use serde::Serialize;

/// How fast one side answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Speed {
    /// Answers that were timed.
    pub answers: usize,
    /// Half of them took no longer, in milliseconds.
    pub p50_ms: f64,
    /// All but one in a hundred took no longer, in milliseconds.
    pub p99_ms: f64,
    /// Answers a second over all connections, if this side alone were asked.
    pub per_second: f64,
    /// Statements of one answer.
    pub statements: u64,
}

/// One question, asked both ways in turn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The question.
    pub question: String,
    /// In how many places it was asked.
    pub places: usize,
    /// Bytes of the answer over HTTP.
    pub bytes: usize,
    /// Over HTTP, as callers ask.
    pub graphql: Speed,
    /// The statement alone.
    pub by_hand: Speed,
    /// p50 of GraphQL over p50 by hand.
    pub p50_ratio: f64,
    /// p99 of GraphQL over p99 by hand.
    pub p99_ratio: f64,
}

/// What was measured, and on what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadReport {
    /// `postgres` or `sqlite`.
    pub engine: &'static str,
    /// Places in the database.
    pub places: usize,
    /// Projects in them.
    pub projects: u64,
    /// Duties in them.
    pub obligations: u64,
    /// Connections that asked at once.
    pub connections: usize,
    /// The questions, in the order in which they were asked.
    pub questions: Vec<Compared>,
}

#[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
impl Speed {
    pub(super) fn of(mut times: Vec<Duration>, connections: usize, statements: u64) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
            times
                .get(place)
                .map_or(0.0, |one| one.as_secs_f64() * 1000.0)
        };
        let spent: Duration = times.iter().sum();
        let spent = spent.as_secs_f64() / connections as f64;
        Self {
            answers: times.len(),
            p50_ms: at(50),
            p99_ms: at(99),
            per_second: if spent > 0.0 {
                times.len() as f64 / spent
            } else {
                0.0
            },
            statements,
        }
    }

    pub(super) fn ratio(ours: f64, theirs: f64) -> f64 {
        if theirs > 0.0 { ours / theirs } else { 0.0 }
    }
}

impl ReadReport {
    /// The report as a table for people.
    #[must_use]
    pub fn table(&self) -> String {
        let head = format!(
            "{}: {} projects and {} obligations in {} places, {} connections\n{:<18} {:>6} {:>8}  {:>8} {:>8} {:>7} {:>4}   {:>8} {:>8} {:>7}   {:>5} {:>5}",
            self.engine,
            self.projects,
            self.obligations,
            self.places,
            self.connections,
            "question",
            "places",
            "bytes",
            "p50 ms",
            "p99 ms",
            "/s",
            "sql",
            "hand p50",
            "hand p99",
            "/s",
            "x p50",
            "x p99",
        );
        let rows = self.questions.iter().map(|one| {
            let (ours, hand) = (&one.graphql, &one.by_hand);
            format!(
                "{:<18} {:>6} {:>8}  {:>8.2} {:>8.2} {:>7.0} {:>4}   {:>8.2} {:>8.2} {:>7.0}   {:>5.2} {:>5.2}",
                one.question,
                one.places,
                one.bytes,
                ours.p50_ms,
                ours.p99_ms,
                ours.per_second,
                ours.statements,
                hand.p50_ms,
                hand.p99_ms,
                hand.per_second,
                one.p50_ratio,
                one.p99_ratio,
            )
        });
        let lines: Vec<String> = std::iter::once(head).chain(rows).collect();
        lines.join("\n")
    }
}
