use std::collections::BTreeSet;

use super::{
    Bearer, Clock, Machine, Pack, Performance, Provision, Strength, Trigger,
    articles::{Articles, Layout},
    ruling,
};
use crate::{
    condition::Condition,
    source::{Problem, unknown_name},
};

/// What the other files say about provisions.
pub(super) struct Cited {
    pub(super) layout: Layout,
    /// Provisions that a derived value or named condition rests on.
    pub(super) by_derived: BTreeSet<String>,
    /// Every file was understood; else what follows from a missing part is not reported.
    pub(super) understood: bool,
}

/// What can only be judged with the whole pack at hand.
pub(super) fn check(pack: &Pack, cited: &Cited) -> Vec<Problem> {
    let mut found = Vec::new();
    let articles = Articles::of(&pack.text, cited.layout, &pack.laws);
    let mut covered = BTreeSet::new();
    for provision in &pack.provisions {
        let mut complain = |message: String| {
            let (file, line) = provision.place.clone();
            let message = format!("{}: {message}", provision.id);
            found.push(Problem {
                file,
                line,
                message,
            });
        };
        covered.extend(quoted(provision, &articles, &mut complain));
        if !cited.understood {
            continue;
        }
        if provision.machine == Machine::Full && !decides(provision, cited) {
            complain(
                "decides nothing: give it a duty, gates or findings, name it in `by`, or say why in `undecided`"
                    .to_owned(),
            );
        }
        asks_own_duty(provision, pack, &mut complain);
        stands_by_itself(provision, &mut complain);
    }
    let manifest = |message| Problem {
        file: format!("{}/pack.toml", pack.id),
        line: 0,
        message,
    };
    for listed in &pack.not_actionable {
        match articles.resolve(&listed.article) {
            Some(name) if covered.contains(name) => found.push(manifest(format!(
                "{name} is listed as not actionable, but a provision cites it"
            ))),
            Some(name) => {
                covered.insert(name);
            }
            None => {
                let message = unknown_name("article", &listed.article, articles.names());
                found.push(manifest(message));
            }
        }
    }
    if cited.understood {
        found.extend(ruling::mute(pack));
    }
    for law in &pack.laws {
        if !pack.text.lines().any(|line| law.is_opened_by(line)) {
            let title = &law.title;
            found.push(manifest(format!("text.md has no heading `# {title}`")));
        }
    }
    let uncovered = articles.names().filter(|name| !covered.contains(name));
    found.extend(uncovered.map(|name| {
        manifest(format!(
            "{name} of text.md is covered by nobody: cite it in a provision or list it under not_actionable"
        ))
    }));
    if cited.understood {
        found.extend(exceptions_asked_in_vain(pack).into_iter().map(manifest));
    }
    found.extend(circles(pack).into_iter().map(manifest));
    found
}

/// The article of a provision, if it and the quotes are in the text.
fn quoted<'a>(
    provision: &Provision,
    articles: &'a Articles,
    complain: &mut impl FnMut(String),
) -> Option<&'a str> {
    let Some(article) = articles.resolve(&provision.article) else {
        complain(unknown_name(
            "article",
            &provision.article,
            articles.names(),
        ));
        return None;
    };
    let quotes = [Some(&provision.quote), provision.lead_quote.as_ref()];
    for quote in quotes
        .into_iter()
        .flatten()
        .filter(|quote| !articles.holds(article, quote))
    {
        let start: String = quote.chars().take(20).collect();
        complain(match articles.holding(quote) {
            Some(other) => format!("the quote `{start}…` stands in {other}, not in {article}"),
            None => format!("the quote `{start}…` is not in text.md"),
        });
    }
    Some(article)
}

fn decides(provision: &Provision, cited: &Cited) -> bool {
    provision.duty.is_some()
        || !provision.gates.is_empty()
        || !provision.findings.is_empty()
        || provision.undecided.is_some()
        || cited.by_derived.contains(&provision.id)
}

/// `{duty: …}` needs a duty to ask.
fn asks_own_duty(provision: &Provision, pack: &Pack, complain: &mut impl FnMut(String)) {
    for condition in conditions(provision) {
        condition.walk(&mut |part| {
            let Condition::Duty { of, .. } = part else {
                return;
            };
            let asked = match of {
                None => Some(provision),
                Some(id) => pack.provision(id),
            };
            if asked.is_some_and(|asked| asked.duty.is_none()) {
                let id = of.as_deref().unwrap_or("the provision itself");
                complain(format!("asks for the state of a duty, but {id} has none"));
            }
        });
    }
}

/// What the bureau owes is owed for no project: it follows from reports of its own alone.
fn stands_by_itself(provision: &Provision, complain: &mut impl FnMut(String)) {
    if provision.subject.bearer() != Bearer::Bureau {
        return;
    }
    let asks = conditions(provision)
        .iter()
        .any(|one| !matches!(one, Condition::Always));
    let closes = !provision.gates.is_empty() || !provision.findings.is_empty();
    let reported = provision.duty.as_ref().is_none_or(|duty| {
        let stands = match &duty.clock {
            Clock::Triggered { by, .. } => matches!(by, Trigger::Standing),
            Clock::Recurring(recurring) => [&recurring.first, &recurring.last]
                .into_iter()
                .flatten()
                .all(|anchor| matches!(anchor.by, Trigger::Standing)),
            Clock::PlanYear(_) => true,
        };
        stands && duty.performed_by.iter().all(by_report)
    });
    if asks || closes || !reported {
        complain(
            "a duty of the bureau hangs on no project: `from: standing` or a `schedule` from `standing`, \
             performed by reports, with no conditions, gates or findings"
                .to_owned(),
        );
    }
}

fn by_report(part: &Performance) -> bool {
    match part {
        Performance::Report(_) => true,
        Performance::Any(parts) => parts.iter().all(by_report),
        Performance::Record(_) | Performance::Fact(_) => false,
    }
}

/// `{exception: …}` names a provision that takes exceptions (R5).
fn exceptions_asked_in_vain(pack: &Pack) -> Vec<String> {
    let rules = pack.derived.iter().flat_map(|d| &d.rules);
    let asking = pack.provisions.iter().flat_map(conditions);
    let asking = asking.chain(pack.conditions.values());
    let mut found = Vec::new();
    for condition in asking.chain(rules.map(|rule| &rule.when)) {
        condition.walk(&mut |part| {
            let Condition::Exception(id) = part else {
                return;
            };
            let takes = |p: &Provision| p.strength == Strength::InPrinciple;
            if !pack.provision(id).is_some_and(takes) {
                found.push(format!(
                    "asks for an exception to {id}, which takes none: its strength is not `in_principle`"
                ));
            }
        });
    }
    found
}

/// All conditions of a provision, those inside its duty too.
pub(crate) fn conditions(provision: &Provision) -> Vec<&Condition> {
    let mut found = vec![&provision.applies];
    for gate in &provision.gates {
        found.extend(&gate.when);
        found.extend(&gate.unless);
    }
    found.extend(provision.findings.iter().map(|finding| &finding.when));
    found.extend(provision.duty.iter().flat_map(|duty| duty.conditions()));
    found
}

/// Named conditions, derived values and duties that rest on themselves.
fn circles(pack: &Pack) -> Vec<String> {
    let mut found = Vec::new();
    let starts = pack
        .conditions
        .keys()
        .map(|name| Thing::Named(name.as_str()));
    let starts = starts.chain(pack.derived.iter().map(|d| Thing::Derived(&d.name)));
    let starts = starts.chain(pack.provisions.iter().map(|p| Thing::Duty(p.id.as_str())));
    for start in starts {
        let mut seen = BTreeSet::new();
        let mut open = start.rests_on(pack);
        while let Some(next) = open.pop() {
            if next == start {
                found.push(format!("{} rests on itself", start.name()));
                break;
            }
            if seen.insert(next) {
                open.extend(next.rests_on(pack));
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'a> {
    Named(&'a str),
    Derived(&'a str),
    Duty(&'a str),
}

impl<'a> Thing<'a> {
    fn name(self) -> String {
        match self {
            Self::Named(name) => format!("named condition `{name}`"),
            Self::Derived(name) => format!("derived value `{name}`"),
            Self::Duty(name) => format!("the duty of `{name}`"),
        }
    }

    fn rests_on(self, pack: &'a Pack) -> Vec<Self> {
        let conditions: Vec<&Condition> = match self {
            Self::Named(name) => pack.conditions.get(name).into_iter().collect(),
            Self::Derived(name) => {
                let rules = pack.derived(name).map_or(&[][..], |d| d.rules.as_slice());
                rules.iter().map(|rule| &rule.when).collect()
            }
            // Gates and findings ask duties, but no duty rests on a gate.
            Self::Duty(id) => match pack.provision(id) {
                Some(provision) => {
                    let inside = provision.duty.iter().flat_map(|duty| duty.conditions());
                    inside.chain([&provision.applies]).collect()
                }
                None => Vec::new(),
            },
        };
        let mut found = Vec::new();
        for condition in conditions {
            condition.walk(&mut |part| match part {
                Condition::Named(name) => found.push(Self::Named(name)),
                Condition::Derived { name, .. } => found.push(Self::Derived(name)),
                Condition::Duty { of: Some(id), .. } => found.push(Self::Duty(id)),
                Condition::Duty { of: None, .. } => found.push(self),
                _ => {}
            });
        }
        found
    }
}
