//! Reasons are stored as what they are, and say the same when they are read.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::json;
use shuniu_policy::{
    Assessment, Calendars, Fen, Packs, Value,
    assessment::{Reason, Ruled},
    cases::Case,
    pack::Pack,
};

/// What reasons are stored under. A name that has once been written is never given up: rows of an
/// earlier version bear it.
const TAGS: [&str; 35] = [
    "fact",
    "unknown_fact",
    "derived",
    "record",
    "absent",
    "too_early",
    "panel",
    "report",
    "report_absent",
    "none_of",
    "elsewhere",
    "standing",
    "decided",
    "not_started",
    "counted",
    "corresponding",
    "limits",
    "lasted",
    "not_yet",
    "past",
    "step",
    "instance",
    "calendar_day",
    "no_time",
    "done_before",
    "missed",
    "no_calendar",
    "no_regional_calendar",
    "extended",
    "exception",
    "duty",
    "changes",
    "unobserved",
    "untracked",
    "ruling",
];

/// The cases that ship with the packs, and those written independently of them.
fn cases() -> Vec<Case> {
    let packs = Packs::shipped();
    let shipped = packs.iter().flat_map(Pack::cases);
    let read = |file: &str, text: &str| Case::read(file, text, packs).unwrap();
    let mut all: Vec<Case> = shipped.map(|(file, text)| read(file, text)).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/independent");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        // What stands before the first `---` is a remark.
        let several = text.split("\n---\n").skip(1);
        all.extend(several.map(|one| read("case.yaml", one)));
    }
    all
}

fn reasons(said: Assessment) -> Vec<Reason> {
    let owed = said.obligations.into_iter().map(|one| one.because);
    let gates = said
        .gates
        .into_iter()
        .flat_map(|gate| gate.blockers.into_iter().chain(gate.opened_by_exception));
    let closed = gates.map(|one| one.because);
    let derived = said.derived.into_iter().map(|one| one.because);
    let found = said.findings.into_iter().map(|one| one.because);
    let all = owed.chain(closed).chain(derived).chain(found);
    all.flatten().collect()
}

/// What no case of a project gives, because it takes an old one, or a value that another rule asks
/// for.
fn further() -> Vec<Reason> {
    let since = "2026-01-01".parse().unwrap();
    let untracked = |kind: Option<&str>| Reason::Untracked {
        since,
        kind: kind.map(str::to_owned),
    };
    let derived = |value| Reason::Derived {
        name: "management_track".to_owned(),
        value,
    };
    let money = Value::Money(Fen::new(118_000_000));
    let words = Value::List(vec!["fiscal".to_owned()]);
    vec![
        untracked(None),
        untracked(Some("change_proposed")),
        derived(None),
        derived(Some(Value::Date(since))),
        derived(Some(money)),
        derived(Some(words)),
        Reason::NoTime { periodic: true },
        Reason::Elsewhere(vec![Reason::Changes(2)]),
    ]
}

fn reads_back(reason: &Reason, pack: &Pack) -> String {
    let stored = json!(reason);
    let back: Reason = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(&back, reason, "{stored}");
    assert_eq!(back.explain(pack), reason.explain(pack), "{stored}");
    stored.as_object().unwrap().keys().next().unwrap().clone()
}

#[test]
fn every_reason_of_every_case_reads_back_and_says_the_same() {
    let (packs, calendars) = (Packs::shipped(), Calendars::shipped());
    let mut seen = BTreeSet::new();
    for case in cases() {
        let outcome = case.outcome(packs, &calendars).unwrap();
        let pack = outcome.pack.as_ref();
        let all = reasons(outcome.assessment);
        seen.extend(all.iter().map(|reason| reads_back(reason, pack)));
    }
    let tinghu = packs.get("tinghu").unwrap();
    seen.extend(further().iter().map(|reason| reads_back(reason, tinghu)));
    assert_eq!(seen, TAGS.map(str::to_owned).into());
}

/// A reason that is added is shown above, by a case or by hand.
#[test]
fn the_tags_of_reasons_are_listed() {
    let refused = serde_json::from_value::<Reason>(json!("?")).unwrap_err();
    let listed = TAGS.map(|tag| format!("`{tag}`")).join(", ");
    assert_eq!(
        refused.to_string(),
        format!("unknown variant `?`, expected one of {listed}")
    );
}

#[test]
fn what_is_absent_or_empty_is_not_stored() {
    let of = |reason: &Reason| json!(reason);
    let since = "2026-01-01".parse().unwrap();
    let untracked = Reason::Untracked { since, kind: None };
    assert_eq!(
        of(&untracked),
        json!({"untracked": {"since": "2026-01-01"}})
    );
    assert_eq!(
        of(&Reason::NoTime { periodic: false }),
        json!({"no_time": {}})
    );
    assert_eq!(
        of(&Reason::Ruling(Ruled {
            id: "R6".to_owned(),
            parts: vec![1],
        })),
        json!({"ruling": {"id": "R6", "parts": [1]}})
    );
}

/// A later version may have added to a reason what its sentence depends on.
#[test]
fn a_reason_with_more_than_is_known_here_is_refused() {
    let more = json!({"untracked": {"since": "2026-01-01", "through": "2026-02-01"}});
    assert!(serde_json::from_value::<Reason>(more).is_err());
}
