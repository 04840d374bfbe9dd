use std::{cell::Cell, collections::BTreeSet};

use super::{
    Reason,
    judgement::{Grounds, Judgement},
};
use crate::condition::Truth;

/// A truth value with what it rests on and, where it is unknown, what is needed.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) truth: Truth,
    pub(super) needs: BTreeSet<String>,
    pub(super) reasons: Vec<Reason>,
}

impl Judgement for Verdict {
    fn made(truth: Truth, grounds: impl FnOnce() -> Grounds) -> Self {
        let Grounds { needs, reasons } = grounds();
        Self {
            truth,
            needs,
            reasons,
        }
    }

    fn truth(&self) -> Truth {
        self.truth
    }

    fn once(_: &Cell<Option<Truth>>, judged: impl FnOnce() -> Self) -> Self {
        judged()
    }

    fn negated(mut self) -> Self {
        self.truth = self.truth.negated();
        self
    }

    fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        Self::carried(Truth::all(parts.iter().map(Self::truth)), parts)
    }

    fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        Self::carried(Truth::any(parts.iter().map(Self::truth)), parts)
    }
}

impl Verdict {
    /// Reasons and needs are those of the parts that carry the result.
    fn carried(truth: Truth, parts: Vec<Self>) -> Self {
        let mut result = Self::made(truth, Grounds::default);
        for part in parts.into_iter().filter(|part| part.truth == truth) {
            result.needs.extend(part.needs);
            for reason in part.reasons {
                if !result.reasons.contains(&reason) {
                    result.reasons.push(reason);
                }
            }
        }
        if truth != Truth::Unknown {
            result.needs.clear();
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(holds: bool) -> Verdict {
        Verdict::of(holds, || Reason::Changes(1))
    }

    fn unknown(need: &str) -> Verdict {
        Verdict::unknown(need, || Reason::UnknownFact { name: need.into() })
    }

    #[test]
    fn a_fact_is_not_needed_where_the_others_decide() {
        let decided = Verdict::all([unknown("a"), known(false)]);
        assert_eq!((decided.truth, decided.needs.len()), (Truth::False, 0));
        let decided = Verdict::any([unknown("a"), known(true)]);
        assert_eq!((decided.truth, decided.needs.len()), (Truth::True, 0));
        let open = Verdict::all([unknown("a"), known(true), unknown("b").negated()]);
        assert_eq!(open.truth, Truth::Unknown);
        assert_eq!(open.needs.into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn nothing_to_ask_is_true_for_all_and_false_for_any() {
        assert_eq!(Verdict::all([]).truth, Truth::True);
        assert_eq!(Verdict::any([]).truth, Truth::False);
    }
}
