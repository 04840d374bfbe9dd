use crate::{
    condition::{Condition, Number},
    facts::Value,
    vocabulary::Name,
};

/// A classification: the first rule that holds gives the value.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    pub(crate) name: Name,
    /// The provisions it rests on.
    pub(crate) by: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) when: Condition,
    pub(crate) value: Outcome,
}

#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Null,
    Literal(Value),
    Setting(Number),
    /// The only element of a list.
    OnlyOf(Name),
}
