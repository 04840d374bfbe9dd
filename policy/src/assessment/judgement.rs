use std::{cell::Cell, collections::BTreeSet};

use super::Reason;
use crate::condition::Truth;

/// What judging a condition gives: how it stands alone, or together with what that rests on
/// ([`super::verdict::Verdict`]). Both are judged by the same code, so that they cannot disagree.
pub(super) trait Judgement: Sized {
    /// What stands so, by these grounds; who asks for the truth alone never looks at them.
    fn made(truth: Truth, grounds: impl FnOnce() -> Grounds) -> Self;

    fn truth(&self) -> Truth;

    /// What is judged, or what `known` holds of it from before, where the truth is all there is.
    fn once(known: &Cell<Option<Truth>>, judged: impl FnOnce() -> Self) -> Self;

    fn negated(self) -> Self;

    /// False as soon as one part is, else unknown as soon as one is. Every part is judged.
    fn all(parts: impl IntoIterator<Item = Self>) -> Self;

    /// True as soon as one part is, else unknown as soon as one is. Every part is judged.
    fn any(parts: impl IntoIterator<Item = Self>) -> Self;

    /// What the facts decide, by one reason.
    fn of(holds: bool, reason: impl FnOnce() -> Reason) -> Self {
        Self::made(holds.into(), || Grounds::one(reason()))
    }

    /// What is so without a reason.
    fn bare(holds: bool) -> Self {
        Self::made(holds.into(), Grounds::default)
    }

    /// What cannot be told without something that is not recorded.
    fn unknown(need: &str, reason: impl FnOnce() -> Reason) -> Self {
        Self::made(Truth::Unknown, || Grounds {
            needs: BTreeSet::from([need.to_owned()]),
            ..Grounds::one(reason())
        })
    }
}

/// What a verdict rests on.
#[derive(Clone, Debug, Default)]
pub(super) struct Grounds {
    /// The facts that are missing to tell.
    pub(super) needs: BTreeSet<String>,
    pub(super) reasons: Vec<Reason>,
}

impl Grounds {
    fn one(reason: Reason) -> Self {
        Self {
            needs: BTreeSet::new(),
            reasons: vec![reason],
        }
    }
}

impl Judgement for Truth {
    fn made(truth: Truth, _: impl FnOnce() -> Grounds) -> Self {
        truth
    }

    fn truth(&self) -> Truth {
        *self
    }

    fn once(known: &Cell<Option<Truth>>, judged: impl FnOnce() -> Self) -> Self {
        known.get().unwrap_or_else(|| {
            let truth = judged();
            known.set(Some(truth));
            truth
        })
    }

    fn negated(self) -> Self {
        Self::negated(self)
    }

    fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::True, Self::min)
    }

    fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::False, Self::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assessment::{Scene, judge::Context, verdict::Verdict},
        calendar::Calendars,
        cases::Case,
        measure::Conditions,
        pack::Packs,
    };

    #[test]
    fn the_truth_alone_is_that_of_the_verdict() {
        let packs = Packs::shipped();
        let mut seen = BTreeSet::new();
        for pack in packs.iter() {
            let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
            let conditions = Conditions::of(pack).list;
            for (file, text) in pack.cases() {
                let case = Case::read(file, text, packs).unwrap();
                let scene = Scene::new(pack, &calendar, &case.facts, case.today);
                for asked in &conditions {
                    let truth = scene.holds(asked.condition);
                    let verdict: Verdict = scene.judge(asked.condition, Context::PLAIN);
                    assert_eq!(truth, verdict.truth, "{file} {}", asked.place);
                    assert!(
                        truth == Truth::Unknown || verdict.needs.is_empty(),
                        "{file} {}",
                        asked.place
                    );
                    seen.insert(truth);
                }
            }
        }
        assert_eq!(seen.len(), 3);
    }
}
