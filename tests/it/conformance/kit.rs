use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt as _;
use shuniu_connectors::contract::System;
use shuniu_tests::TestDb;
use shuniu_tests::tinghu::world;

use super::calm::{self, Calm};
use super::exempt::exempt;
use super::ground::{self, PROJECTS};
use super::shape::Shape;
use super::subject::{Records, Subject};
use super::{check, subject};

/// How many checks there are.
pub(super) const CHECKS: u8 = 20;

/// What the checks of one subject on one database share.
pub(super) struct Kit<'a> {
    pub(super) subject: &'a dyn Subject,
    pub(super) system: System,
    /// Read to its end by check 5, and looked at by those behind it.
    pub(super) db: &'a TestDb,
    pub(super) shape: Shape,
    /// What the other side holds, unless a check has it hold something else.
    pub(super) records: Records,
}

/// How a check ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// What it asks for holds.
    Held,
    /// It cannot apply, which it has shown.
    Exempt(&'static str),
}

impl fmt::Display for Kit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {:?}", self.subject, self.db.engine())
    }
}

/// Carries out all of the checks, in their order, on a database that knows a place and projects.
///
/// # Panics
///
/// With the number of the check, the connector and the transport, when something does not hold.
pub(super) async fn conforms(subject: &dyn Subject, db: &TestDb) {
    let (system, began) = (subject.system(), Instant::now());
    let shape = Shape::of(&system);
    let records = shape.some(&world(PROJECTS), &system);
    for (stream, records) in &records {
        assert!(
            records.len() >= 3,
            "{subject}: {} {stream} in the world",
            records.len()
        );
    }
    let kit = Kit {
        subject,
        system,
        db,
        shape,
        records,
    };
    let mut broken = Vec::new();
    for number in 1..=CHECKS {
        let begun = Instant::now();
        let outcome = AssertUnwindSafe(check::carry_out(number, &kit)).catch_unwind();
        let outcome = outcome.await.ok();
        let expected = exempt(subject, number).map_or(Outcome::Held, Outcome::Exempt);
        let told = match &outcome {
            // What does not hold was said when it panicked.
            None => "does not hold".to_owned(),
            Some(outcome) if *outcome != expected => format!("{outcome:?}, not {expected:?}"),
            Some(outcome) => format!("{outcome:?}"),
        };
        println!("check {number} of {kit}: {told}, {:?}", begun.elapsed());
        if outcome != Some(expected) {
            broken.push(number);
        }
    }
    assert_eq!(broken, [0; 0], "checks that do not hold of {kit}");
    println!("{kit}: conforms, {:?}", began.elapsed());
}

impl Kit<'_> {
    /// Another database like the one that is shared was at the beginning.
    pub(super) async fn fresh(&self) -> TestDb {
        ground::of(&self.system, self.db.engine()).await
    }

    /// What one worker leaves that nobody disturbs, on a database of its own.
    pub(super) async fn calm(&self) -> Arc<Calm> {
        calm::of(self, self.db.engine()).await
    }

    /// The other side without records.
    pub(super) async fn idle(&self) -> Box<dyn subject::Side> {
        let clock = shuniu_hub::clock::ManualClock::at(shuniu_tests::journey::today());
        self.subject
            .start(self.db.engine(), &Records::new(), &clock)
            .await
    }
}
