use std::collections::BTreeSet;

use super::Reason;
use crate::condition::Truth;

/// A truth value with what it rests on and, where it is unknown, what is needed.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) truth: Truth,
    pub(super) needs: BTreeSet<String>,
    pub(super) reasons: Vec<Reason>,
}

impl Verdict {
    pub(super) fn of(holds: bool, reason: Reason) -> Self {
        Self {
            truth: holds.into(),
            needs: BTreeSet::new(),
            reasons: vec![reason],
        }
    }

    pub(super) fn always() -> Self {
        Self {
            truth: Truth::True,
            needs: BTreeSet::new(),
            reasons: Vec::new(),
        }
    }

    pub(super) fn unknown(need: &str, reason: Reason) -> Self {
        Self {
            truth: Truth::Unknown,
            needs: BTreeSet::from([need.to_owned()]),
            reasons: vec![reason],
        }
    }

    pub(super) fn negated(mut self) -> Self {
        self.truth = self.truth.negated();
        self
    }

    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::combined(parts, Truth::False)
    }

    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::combined(parts, Truth::True)
    }

    /// One part with the `deciding` value decides; else unknown; else the other value. Reasons
    /// and needs are those of the parts that carry the result.
    fn combined(parts: impl IntoIterator<Item = Self>, deciding: Truth) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        let has = |truth| parts.iter().any(|part| part.truth == truth);
        let truth = if has(deciding) {
            deciding
        } else if has(Truth::Unknown) {
            Truth::Unknown
        } else {
            deciding.negated()
        };
        let mut result = Self {
            truth,
            needs: BTreeSet::new(),
            reasons: Vec::new(),
        };
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
        Verdict::of(holds, Reason::Ruling("R1".into()))
    }

    fn unknown(need: &str) -> Verdict {
        Verdict::unknown(need, Reason::UnknownFact { name: need.into() })
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
