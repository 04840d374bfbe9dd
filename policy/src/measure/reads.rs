use crate::{condition::Condition, pack::Pack};

/// What a condition looks at, with all that it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// Attributes of the project and what is derived from them.
    Attributes,
    /// Events, documents, reports or exceptions too.
    Records,
    /// How duties stand too.
    Duties,
}

impl Reads {
    pub(super) fn of(condition: &Condition, pack: &Pack) -> Self {
        let mut most = Self::Attributes;
        condition.walk(&mut |part| most = most.max(Self::of_one(part, pack)));
        most
    }

    fn of_one(condition: &Condition, pack: &Pack) -> Self {
        match condition {
            Condition::Named(name) => match pack.conditions.get(&**name) {
                Some(named) => Self::of(named, pack),
                None => Self::Attributes,
            },
            Condition::Derived { name, .. } => {
                let rules = pack.derived(name).into_iter().flat_map(|d| &d.rules);
                let reads = rules.map(|rule| Self::of(&rule.when, pack));
                reads.max().unwrap_or(Self::Attributes)
            }
            Condition::Record(_)
            | Condition::Report(_)
            | Condition::Panel { .. }
            | Condition::Changes(..)
            | Condition::Exception(_) => Self::Records,
            Condition::Duty { .. } => Self::Duties,
            Condition::Always
            | Condition::All(_)
            | Condition::Any(_)
            | Condition::Not(_)
            | Condition::Known(_)
            | Condition::Fact { .. } => Self::Attributes,
        }
    }
}
