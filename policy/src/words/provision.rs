use serde::Serialize;

use super::{Words, both, joined};
use crate::{
    condition::Condition,
    pack::{Bilingual, FindingRule, GateRule, Pack, Provision, Strength, conditions},
    vocabulary::Family,
};

/// What a provision says to a program, as sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InWords {
    /// When it applies; absent where it always does.
    pub applies: Option<Bilingual>,
    /// That it binds also what the pack's scope leaves out; absent where it does not.
    pub beyond_scope: Option<Bilingual>,
    /// Its duty: when its time starts, what performs it, until when. Empty where it has none.
    pub duty: Vec<Bilingual>,
    /// The steps it closes, one rule each.
    pub gates: Vec<Bilingual>,
    /// What it reports, one rule each.
    pub findings: Vec<Bilingual>,
    /// The rules of the derived values that rest on it.
    pub derived: Vec<Bilingual>,
    /// The named conditions that the sentences mention by their titles, in the order of mention.
    pub named: Vec<Named>,
    /// The named conditions that rest on it and that no other sentence says.
    pub settles: Vec<Named>,
}

/// A named condition and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name in the pack.
    pub name: String,
    /// What sentences call it; absent where they say it in place.
    pub title: Option<Bilingual>,
    /// What it says.
    pub text: Bilingual,
}

impl Pack {
    /// The rules of a provision as sentences, with the words of the pack's vocabulary.
    #[must_use]
    pub fn in_words(&self, provision: &Provision) -> InWords {
        let words = Words::of(self);
        let resting: Vec<_> = self
            .derived
            .iter()
            .filter(|derived| derived.by.contains(&provision.id))
            .collect();
        let mut mentioned = Vec::new();
        for condition in conditions(provision) {
            words.mentioned(condition, &mut mentioned);
        }
        for rule in resting.iter().flat_map(|derived| &derived.rules) {
            words.mentioned(&rule.when, &mut mentioned);
        }
        let based = self.conditions_by.iter();
        let based = based.filter(|(_, by)| by.contains(&provision.id));
        let settles: Vec<&str> = based
            .map(|(name, _)| name.as_str())
            .filter(|name| !mentioned.contains(name))
            .collect();
        for name in &settles {
            if let Some(condition) = self.conditions.get(*name) {
                words.mentioned(condition, &mut mentioned);
            }
        }
        let told = |names: Vec<&str>| -> Vec<Named> {
            let named = names.into_iter().filter_map(|name| {
                Some(Named {
                    name: name.to_owned(),
                    title: self.condition_titles.get(name).cloned(),
                    text: words.condition(self.conditions.get(name)?).into_text(),
                })
            });
            named.collect()
        };
        mentioned
            .retain(|name| self.condition_titles.contains_key(*name) && !settles.contains(name));
        InWords {
            applies: match &provision.applies {
                Condition::Always => None,
                applies => Some(words.condition(applies).into_text()),
            },
            beyond_scope: provision.beyond_scope.then(|| {
                both(
                    "本条自定对象，不在适用范围内的项目也受其约束",
                    "It names its own subject and binds also what the regulation's scope leaves out",
                )
            }),
            duty: provision
                .duty
                .iter()
                .flat_map(|duty| words.duty(duty))
                .collect(),
            gates: provision
                .gates
                .iter()
                .map(|rule| words.gate(rule, provision.strength))
                .collect(),
            findings: provision
                .findings
                .iter()
                .map(|rule| words.finding(rule))
                .collect(),
            derived: resting
                .iter()
                .flat_map(|derived| words.derived(derived))
                .collect(),
            named: told(mentioned),
            settles: told(settles),
        }
    }
}

impl<'a> Words<'a> {
    /// The named conditions of a sentence, each followed by those inside it.
    fn mentioned<'b>(self, condition: &'b Condition, into: &mut Vec<&'b str>)
    where
        'a: 'b,
    {
        let mut names = Vec::new();
        condition.walk(&mut |part| {
            if let Condition::Named(name) = part {
                names.push(&**name);
            }
        });
        for name in names {
            if let Some(inner) = self.pack.conditions.get(name)
                && !into.contains(&name)
            {
                into.push(name);
                self.mentioned(inner, into);
            }
        }
    }

    fn gate(self, rule: &GateRule, strength: Strength) -> Bilingual {
        let closed: Vec<Bilingual> = rule
            .close
            .iter()
            .map(|gate| self.quoted(Family::Gate, gate))
            .collect();
        let Bilingual { zh, en } = joined(&closed, "、", ", ");
        let mut text = match &rule.when {
            None => both(format!("关闭{zh}"), format!("It closes {en}")),
            Some(when) => {
                let when = self.condition(when).into_text();
                both(
                    format!("当{}时，关闭{zh}", when.zh),
                    format!("When {}, it closes {en}", when.en),
                )
            }
        };
        if let Some(unless) = &rule.unless {
            let unless = self.condition(unless).into_text();
            text.zh.push_str(&format!("，除非{}", unless.zh));
            text.en.push_str(&format!(", unless {}", unless.en));
        }
        if strength == Strength::InPrinciple {
            text.zh.push_str("；原则上，登记例外后开放");
            text.en
                .push_str("; in principle: a recorded exception opens it");
        }
        text
    }

    fn finding(self, rule: &FindingRule) -> Bilingual {
        let FindingRule { text, when, .. } = rule;
        if matches!(when, Condition::Always) {
            return both(
                format!("报告：{}", text.zh),
                format!("It reports: {}", text.en),
            );
        }
        let when = self.condition(when).into_text();
        both(
            format!("当{}时，报告：{}", when.zh, text.zh),
            format!("When {}, it reports: {}", when.en, text.en),
        )
    }
}
