use chrono::NaiveDate;

use super::{Reads, in_cel::in_cel};
use crate::{
    assessment::Scene,
    calendar::WorkingDays,
    condition::{Condition, Truth},
    facts::Facts,
    pack::{Pack, Provision},
};

/// One condition of a pack.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Where it stands, such as `full_process` or `tinghu-08-feasibility gate 1 unless`.
    pub place: String,
    /// What it looks at.
    pub reads: Reads,
    pack: &'a Pack,
    pub(crate) condition: &'a Condition,
}

impl Asked<'_> {
    /// The same as an expression of the Common Expression Language: an error of it is unknown.
    /// None where it asks what such an expression cannot be given in a fair way: how duties stand,
    /// and comparisons of one record's day with those of others.
    ///
    /// Each attribute is a variable of its name; one that is not recorded is no variable.
    /// `known_X` says whether it is. Money is whole 分, a date its number of days. `event_X`,
    /// `document_X` and `report_X` are lists of what counts by the day asked about, in the order of
    /// days, each a map of its attributes. `seen_X` is true where the record of the kind is
    /// complete that far, and else no variable. `exceptions` lists provisions.
    #[must_use]
    pub fn in_cel(&self) -> Option<String> {
        in_cel(self.condition, self.pack)
    }
}

/// Conditions of one pack.
#[derive(Clone, Debug)]
pub struct Conditions<'a> {
    pack: &'a Pack,
    /// Those it holds, in the order in which they are judged.
    pub list: Vec<Asked<'a>>,
}

impl<'a> Conditions<'a> {
    /// Every condition of a pack that can be judged by itself: all but what always holds, and what
    /// asks for the duty it belongs to.
    #[must_use]
    pub fn of(pack: &'a Pack) -> Self {
        let named = pack.conditions.iter();
        let named = named.map(|(name, condition)| (name.clone(), condition));
        let derived = pack.derived.iter().flat_map(|derived| {
            let rules = (1..).zip(&derived.rules);
            rules.map(|(number, rule)| (format!("{} rule {number}", derived.name), &rule.when))
        });
        let provisions = pack.provisions.iter().flat_map(of_provision);
        let list = named
            .chain(derived)
            .chain(provisions)
            .filter(|(_, condition)| stands_alone(condition))
            .map(|(place, condition)| Asked {
                place,
                reads: Reads::of(condition, pack),
                pack,
                condition,
            });
        Self {
            pack,
            list: list.collect(),
        }
    }

    /// Those of them that `wanted` picks.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&Asked<'_>) -> bool) -> Self {
        let list = self.list.iter().filter(|asked| wanted(asked));
        Self {
            pack: self.pack,
            list: list.cloned().collect(),
        }
    }

    /// Lays out what is known of a project on a day, as [`crate::evaluate`] does first.
    #[must_use]
    pub fn lay_out<'s>(
        &'s self,
        calendar: &'s WorkingDays,
        facts: &'s Facts,
        today: NaiveDate,
    ) -> LaidOut<'s> {
        LaidOut {
            list: &self.list,
            scene: Scene::new(self.pack, calendar, facts, today),
        }
    }
}

/// What is known of one project on one day, ready to be judged.
pub struct LaidOut<'s> {
    list: &'s [Asked<'s>],
    scene: Scene<'s>,
}

impl LaidOut<'_> {
    /// Judges each of the conditions, as [`crate::evaluate`] does, and puts their truth in place
    /// of what `found` holds.
    pub fn judge(&self, found: &mut Vec<Truth>) {
        self.scene.forget();
        let conditions = self.list.iter().map(|asked| asked.condition);
        found.clear();
        found.extend(conditions.map(|condition| self.scene.holds(condition)));
    }
}

fn of_provision(provision: &Provision) -> Vec<(String, &Condition)> {
    let place = |part: &str| format!("{} {part}", provision.id);
    let mut found = vec![(place("applies"), &provision.applies)];
    for (number, gate) in (1..).zip(&provision.gates) {
        let parts = [("when", &gate.when), ("unless", &gate.unless)];
        let given = parts
            .into_iter()
            .filter_map(|(part, condition)| Some((part, condition.as_ref()?)));
        found.extend(given.map(|(part, one)| (place(&format!("gate {number} {part}")), one)));
    }
    let findings = provision.findings.iter();
    found.extend(findings.map(|finding| (place(&finding.code), &finding.when)));
    let duty = provision.duty.iter().flat_map(|duty| duty.conditions());
    found.extend(
        (1..)
            .zip(duty)
            .map(|(n, one)| (place(&format!("duty {n}")), one)),
    );
    found
}

fn stands_alone(condition: &Condition) -> bool {
    let mut alone = !matches!(condition, Condition::Always);
    condition.walk(&mut |part| alone &= !matches!(part, Condition::Duty { of: None, .. }));
    alone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Packs;

    #[test]
    fn what_asks_attributes_alone_can_always_be_said() {
        let mut said = 0;
        for pack in Packs::shipped().iter() {
            for asked in Conditions::of(pack).list {
                match (asked.reads, asked.in_cel()) {
                    (Reads::Attributes, None) => panic!("{} {}", pack.id, asked.place),
                    (Reads::Duties, Some(text)) => panic!("{} {}: {text}", pack.id, asked.place),
                    (_, text) => said += usize::from(text.is_some()),
                }
            }
        }
        assert!(said > 300, "{said}");
    }

    #[test]
    fn a_condition_is_said_with_what_it_rests_on() {
        let tinghu = Packs::shipped().get("tinghu").unwrap();
        let list = Conditions::of(tinghu).list;
        let said = |place: &str| {
            let asked = list.iter().find(|asked| asked.place == place).unwrap();
            (asked.reads, asked.in_cel().unwrap())
        };
        let full = "(budget_yuan >= 100000000)";
        assert_eq!(said("full_process"), (Reads::Attributes, full.to_owned()));
        assert_eq!(
            said("filing_track"),
            (Reads::Attributes, format!("!(({full}))"))
        );
        let registered = "document_municipal_system_record";
        let seen = "seen_municipal_system_record";
        assert_eq!(
            said("tinghu-03-register-in-municipal-system gate 1 unless"),
            (
                Reads::Records,
                format!("(size({registered}) > 0 || !{seen})")
            )
        );
    }
}
