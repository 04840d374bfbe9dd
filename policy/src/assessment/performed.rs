use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    Proof, Reason,
    judge::Context,
    matching::{absent, asked_of, missing_parts},
    part::{FACT, Part, last_of},
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    condition::{Pattern, Truth},
    facts::{Record, Value},
    pack::Performance,
    values::Period,
};

/// The stretch in which an act counts, and the period a report must be for.
#[derive(Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
    pub(super) period: Option<Period>,
    pub(super) whose: Whose<'a>,
    /// The clock of several that is run; a record that names it comes first. Empty where there is
    /// one only.
    pub(super) named: &'a str,
}

/// How far a duty has been performed.
#[derive(Clone, Debug, Default)]
pub(super) struct Performed {
    /// All of it is there.
    pub(super) done: bool,
    /// The day of the last part; absent while `done` rests on what has no day.
    pub(super) on: Option<NaiveDate>,
    /// The kinds that are there without a day.
    pub(super) undated: Vec<String>,
    /// The kinds that are not there.
    pub(super) missing: Vec<String>,
    /// Facts that are missing to tell.
    pub(super) needs: BTreeSet<String>,
    /// The record of what is missing is complete through this day only.
    pub(super) observed_through: Option<NaiveDate>,
    pub(super) because: Vec<Reason>,
    /// The records used, so that each serves one occurrence.
    pub(super) used: Vec<*const Record>,
    /// What performed the parts that are there.
    pub(super) proofs: Vec<Proof>,
    /// How each part stands, where there are several.
    pub(super) parts: Vec<Part>,
    /// The first day on which something counts; absent: any day.
    pub(super) from: Option<NaiveDate>,
}

impl Scene<'_> {
    /// Whether all of `parts` were performed, leaving aside the records in `taken`.
    pub(super) fn performed(
        &self,
        parts: &[Performance],
        stretch: Stretch<'_>,
        taken: &[*const Record],
    ) -> Performed {
        let mut whole = Performed {
            done: true,
            from: stretch.from,
            ..Performed::default()
        };
        let several = parts.len() > 1;
        for part in parts {
            let part = self.part(part, stretch, taken);
            whole.done &= part.done;
            whole.parts.push(Part {
                done: part.done,
                on: part.on,
                undated: part.undated,
                because: if several {
                    part.because.clone()
                } else {
                    Vec::new()
                },
            });
            whole.missing.extend(part.missing);
            whole.needs.extend(part.needs);
            whole.because.extend(part.because);
            whole.used.extend(part.used);
            whole.proofs.extend(part.proofs);
            whole.observed_through = earlier(whole.observed_through, part.observed_through);
        }
        (whole.on, whole.undated) = last_of(&whole.parts);
        if !several {
            whole.parts.clear();
        }
        if !whole.missing.is_empty() {
            // No fact makes up for what is not there.
            whole.needs.clear();
        }
        whole
    }

    fn part(&self, part: &Performance, stretch: Stretch<'_>, taken: &[*const Record]) -> Performed {
        match part {
            Performance::Record(pattern) => self.by_record(pattern, stretch, taken),
            Performance::Report(kind) => self.by_report(kind, stretch),
            Performance::Fact(condition) => {
                let context = Context {
                    whose: stretch.whose,
                    own: &[],
                };
                let verdict: Verdict = self.judge(condition, context);
                Performed {
                    done: verdict.truth == Truth::True,
                    proofs: Proof::of_facts(&verdict.reasons),
                    undated: if verdict.truth == Truth::True {
                        vec![FACT.to_owned()]
                    } else {
                        Vec::new()
                    },
                    needs: verdict.needs,
                    because: verdict.reasons,
                    ..Performed::default()
                }
            }
            Performance::Any(parts) => {
                let all = parts.iter().map(|p| self.part(p, stretch, taken));
                let (done, open): (Vec<_>, Vec<_>) = all.partition(|p| p.done);
                // The first that was done; one with a day rather than one without.
                let first = done.into_iter().min_by_key(|p| (p.on.is_none(), p.on));
                first.unwrap_or_else(|| {
                    let mut open =
                        open.into_iter()
                            .fold(Performed::default(), |mut whole, part| {
                                whole.needs.extend(part.needs);
                                whole.because.extend(part.because);
                                whole.observed_through =
                                    earlier(whole.observed_through, part.observed_through);
                                whole
                            });
                    // What is otherwise than it would have to be is no way that is still open.
                    let (absent, other): (Vec<Reason>, Vec<Reason>) =
                        open.because.into_iter().partition(Reason::is_absence);
                    open.because = if absent.len() > 1 {
                        vec![Reason::NoneOf(absent)]
                    } else {
                        absent
                    };
                    open.because.extend(other);
                    open
                })
            }
        }
    }

    fn by_record(
        &self,
        pattern: &Pattern,
        stretch: Stretch<'_>,
        taken: &[*const Record],
    ) -> Performed {
        let counts = |record: &&Record| {
            let in_time = record.on.is_none_or(|on| {
                stretch.from.is_none_or(|from| from <= on)
                    && stretch.until.is_none_or(|until| on <= until)
            });
            in_time && !taken.contains(&std::ptr::from_ref(*record))
        };
        let mut fitting: Vec<&Record> = self
            .fitting_singly(pattern, stretch.whose)
            .filter(counts)
            .collect();
        // What names this clock first; with a day first, by day; only then what has none.
        let names_other = |record: &Record| !record.names(stretch.named);
        fitting.sort_by_key(|record| (names_other(record), record.on.is_none(), record.on));
        let first = |n: usize| fitting.iter().take(n).copied();
        let whole = |n: &usize| missing_parts(first(*n), &pattern.parts).next().is_none();
        let enough = (1..=fitting.len()).find(whole);
        let Some(count) = enough else {
            let early = self.too_early(pattern, stretch, taken);
            let absent = absent(pattern, first(fitting.len()));
            return Performed {
                missing: vec![pattern.kind.to_string()],
                observed_through: self.facts.observed_through(&pattern.kind),
                // What came too early says already that nothing else is there.
                because: match early {
                    Some(early) if pattern.parts.is_empty() => vec![early],
                    _ => vec![absent],
                },
                ..Performed::default()
            };
        };
        let last = fitting[count - 1];
        Performed {
            done: true,
            on: last.on,
            undated: last
                .on
                .map_or_else(|| vec![pattern.kind.to_string()], |_| Vec::new()),
            because: shown(&fitting[..count], pattern),
            used: fitting[..count]
                .iter()
                .map(|r| std::ptr::from_ref(*r))
                .collect(),
            proofs: proofs(&fitting, count),
            ..Performed::default()
        }
    }

    /// What would have performed it, had it not come before its first day.
    fn too_early(
        &self,
        pattern: &Pattern,
        stretch: Stretch<'_>,
        taken: &[*const Record],
    ) -> Option<Reason> {
        let from = stretch.from?;
        let early = |record: &&Record| {
            record.on.is_some_and(|on| on < from) && !taken.contains(&std::ptr::from_ref(*record))
        };
        let mut found = self.fitting_singly(pattern, stretch.whose).filter(early);
        let record = Box::new(asked_of(found.next_back()?, &pattern.parts));
        Some(Reason::TooEarly { record, from })
    }

    fn by_report(&self, kind: &str, stretch: Stretch<'_>) -> Performed {
        let mut fitting: Vec<_> = self
            .reports(kind)
            .filter(|report| stretch.period.is_none_or(|period| period == report.period))
            .filter(|report| stretch.from.is_none_or(|from| from <= report.on))
            .collect();
        fitting.sort_by_key(|report| report.on);
        match fitting.first() {
            Some(report) => Performed {
                done: true,
                on: Some(report.on),
                because: vec![Reason::Report {
                    kind: kind.to_owned(),
                    period: report.period,
                    on: report.on,
                }],
                proofs: vec![Proof::Report {
                    kind: kind.to_owned(),
                    period: report.period,
                    on: report.on,
                }],
                ..Performed::default()
            },
            None => Performed {
                missing: vec![kind.to_owned()],
                observed_through: self.facts.observed_through(kind),
                because: vec![Reason::ReportAbsent {
                    kind: kind.to_owned(),
                    period: stretch.period,
                    unseen: false,
                }],
                ..Performed::default()
            },
        }
    }
}

/// What is told of the records that were needed: the last, and of several that hold the parts
/// together each.
fn shown(needed: &[&Record], pattern: &Pattern) -> Vec<Reason> {
    let told = if pattern.parts.is_empty() {
        &needed[needed.len() - 1..]
    } else {
        needed
    };
    let told = told.iter().map(|record| asked_of(record, &pattern.parts));
    let holds = |record: &Record| match record.attributes.get("parts") {
        Some(Value::List(held)) => pattern.parts.is_empty() || !held.is_empty(),
        _ => true,
    };
    let told = told.filter(holds);
    told.map(|record| Reason::Record(Box::new(record)))
        .collect()
}

/// The records that were needed, and those that say the same of the same day: what two systems
/// tell of is proven by both.
fn proofs(fitting: &[&Record], needed: usize) -> Vec<Proof> {
    let needed = &fitting[..needed];
    let same = fitting
        .iter()
        .filter(|one| needed.iter().any(|other| other.on == one.on));
    same.filter_map(|record| Proof::of(record)).collect()
}

/// The earlier of two limits, where absent is none.
fn earlier(left: Option<NaiveDate>, right: Option<NaiveDate>) -> Option<NaiveDate> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (one, other) => one.or(other),
    }
}
