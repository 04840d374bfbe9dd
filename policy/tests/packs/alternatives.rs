//! Tracks, routes, panels and categories: of each project one and only one, on either side of
//! every limit.

use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_policy::{
    Assessment, Calendars, Facts, Fen, Pack, Packs, Truth, Value, evaluate,
    facts::Record,
    vocabulary::{Definition, Family, ValueType},
};

/// The amounts at which some text draws a line, in yuan.
const LINES: [i64; 5] = [200_000, 500_000, 1_000_000, 5_000_000, 10_000_000];

/// One fen below each line, on it and one above.
fn amounts() -> Vec<Value> {
    let around = |yuan: i64| [-1, 0, 1].map(|fen| Value::Money(Fen::new(yuan * 100 + fen)));
    LINES.into_iter().flat_map(around).collect()
}

/// The values that a fact can have: of a list, none, each one and each two of them.
fn values(of: &Definition) -> Vec<Value> {
    let names: Vec<&String> = of.values.iter().map(|value| &value.name).collect();
    match of.value_type.unwrap() {
        ValueType::Money => amounts(),
        ValueType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        ValueType::One => names
            .iter()
            .map(|name| Value::One((*name).clone()))
            .collect(),
        ValueType::List => {
            let mut lists = vec![Vec::new()];
            for (index, one) in names.iter().enumerate() {
                lists.push(vec![(*one).clone()]);
                for other in &names[..index] {
                    lists.push(vec![(*other).clone(), (*one).clone()]);
                }
            }
            lists.into_iter().map(Value::List).collect()
        }
        other => panic!("{other} is not varied"),
    }
}

/// Judges every project that differs in these facts.
fn every(pack: &Pack, facts: &[&str], mut judge: impl FnMut(&Facts, &Assessment)) {
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    let mut sheets = vec![Facts::new(Arc::clone(pack.vocabulary()))];
    for name in facts {
        let of = pack.vocabulary().get(Family::Fact, name).unwrap();
        let varied = sheets.iter().flat_map(|sheet| {
            values(of).into_iter().map(|value| {
                let mut sheet = sheet.clone();
                sheet.set(name, value).unwrap();
                sheet
            })
        });
        sheets = varied.collect();
    }
    for sheet in &sheets {
        judge(
            sheet,
            &evaluate(&[pack], &calendar, sheet, day("2026-03-02")),
        );
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn pack(id: &str) -> &'static Pack {
    Packs::shipped().get(id).unwrap()
}

/// How many of these provisions apply.
fn applying(got: &Assessment, provisions: &[&str]) -> usize {
    let of = |id: &str| {
        got.applicability
            .iter()
            .find(|a| a.provision == id)
            .unwrap()
    };
    provisions
        .iter()
        .filter(|id| of(id).applies == Truth::True)
        .count()
}

fn word(got: &Assessment, name: &str) -> Option<String> {
    let derived = got.derived(name).unwrap();
    assert!(derived.needs.is_empty(), "{name} needs {:?}", derived.needs);
    derived.value.as_ref().map(ToString::to_string)
}

#[test]
fn every_project_of_tinghu_has_one_track_and_one_panel() {
    every(
        pack("tinghu"),
        &["budget_yuan", "investment_yuan"],
        |facts, got| {
            for pair in [
                ["tinghu-04-full-process-1m", "tinghu-04-filing-under-1m"],
                ["tinghu-10-panel-3-odd", "tinghu-10-panel-5-odd-1m"],
            ] {
                assert_eq!(applying(got, &pair), 1, "{pair:?} {facts:?}");
            }
            for name in [
                "management_track",
                "expert_panel_minimum",
                "fiscal_review_required",
                "preliminary_design_required",
                "initial_acceptance_required",
            ] {
                assert!(word(got, name).is_some(), "{name} {facts:?}");
            }
        },
    );
}

/// 第七条: projects that are built go by their budget; classified ones and those that a superior
/// funds and approved have routes of their own, and others have none.
#[test]
fn every_project_that_is_built_in_meixian_has_one_route() {
    let facts = [
        "budget_yuan",
        "project_type",
        "classified",
        "superior_approval_level",
    ];
    let pack = pack("meixian");
    every(pack, &facts, |facts, _| {
        let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
        for funding in ["superior_full_grant", "fiscal"] {
            let mut facts = facts.clone();
            facts
                .set("funding_sources", Value::List(vec![funding.to_owned()]))
                .unwrap();
            let got = evaluate(&[pack], &calendar, &facts, day("2026-03-02"));
            let bands = [
                "meixian-07-threshold-upto-200k",
                "meixian-07-threshold-over-200k",
            ];
            let by_budget = applying(&got, &bands);
            let built = facts.get("project_type") == Some(&Value::One("build".to_owned()));
            let expected = match word(&got, "approval_route").as_deref() {
                Some("county_review" | "municipal_review_first") => 1,
                Some("secrecy_rules" | "superior_funded_filing") => 0,
                None if !built => 0,
                other => panic!("{other:?} {facts:?}"),
            };
            assert_eq!(by_budget, expected, "{facts:?}");
        }
    });
}

/// 二(二)3: approval by batch or one by one, or none.
#[test]
fn every_project_of_huoqiu_has_one_route_and_one_category() {
    let routes = [
        "huoqiu-2-2-3-threshold-10m-batch-route",
        "huoqiu-2-2-3-individual-approval",
    ];
    let facts = [
        "approval_required",
        "budget_yuan",
        "needs_clear",
        "architecture_simple",
        "project_categories",
    ];
    every(pack("huoqiu"), &facts, |facts, got| {
        let route = word(got, "approval_route");
        let expected = usize::from(route.as_deref() != Some("none"));
        assert!(route.is_some(), "{facts:?}");
        assert_eq!(applying(got, &routes), expected, "{route:?} {facts:?}");
        let Some(Value::List(categories)) = facts.get("project_categories") else {
            panic!("{facts:?}");
        };
        let expected = match &categories[..] {
            [] => None,
            [one] if one == "cots_procurement" => None,
            [one] => Some(one.clone()),
            _ => Some("composite".to_owned()),
        };
        assert_eq!(word(got, "project_category"), expected, "{facts:?}");
    });
}

#[test]
fn a_project_of_bayingolin_is_supervised_or_encouraged_to_be_and_has_one_trial_run_at_most() {
    let pairs = [
        "bayingolin-19-supervision-1m",
        "bayingolin-19-supervision-encouraged",
    ];
    let runs = [
        "bayingolin-27-trial-run-cots-1-month",
        "bayingolin-27-trial-run-software-3-months",
    ];
    let facts = ["project_object", "investment_yuan", "project_categories"];
    let pack = pack("bayingolin");
    every(pack, &facts, |facts, _| {
        let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
        let mut facts = facts.clone();
        facts
            .set("embedded_in_investment_works", Value::Bool(false))
            .unwrap();
        facts
            .set("funding_sources", Value::List(vec!["fiscal".to_owned()]))
            .unwrap();
        let got = evaluate(&[pack], &calendar, &facts, day("2026-03-02"));
        let within = word(&got, "in_scope").as_deref() == Some("true");
        assert_eq!(applying(&got, &pairs), usize::from(within), "{facts:?}");
        let Some(Value::List(categories)) = facts.get("project_categories") else {
            panic!("{facts:?}");
        };
        let holds = |name: &str| categories.iter().any(|category| category == name);
        let has_run = within && (holds("software_development") || holds("cots_procurement"));
        assert_eq!(applying(&got, &runs), usize::from(has_run), "{facts:?}");
    });
}

/// Until somebody has said whether it needs approval, and what it is, its route is unknown.
#[test]
fn a_route_is_not_taken_for_want_of_another() {
    let pack = pack("huoqiu");
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    let mut facts = Facts::new(Arc::clone(pack.vocabulary()));
    for name in ["needs_clear", "architecture_simple"] {
        facts.set(name, Value::Bool(false)).unwrap();
    }
    facts
        .set(
            "project_categories",
            Value::List(vec!["software_development".to_owned()]),
        )
        .unwrap();
    let got = evaluate(&[pack], &calendar, &facts, day("2026-03-02"));
    let route = got.derived("approval_route").unwrap();
    assert_eq!(
        (route.value.as_ref(), &route.needs[..]),
        (None, &["approval_required".to_owned()][..])
    );
}

/// 第二十条: six months bind every project, and are shown as its last day only where the text
/// gives them to it (R21).
#[test]
fn the_longer_trial_run_is_shown_to_special_projects_alone() {
    let pack = pack("dongzhi");
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    for (special, latest) in [
        (Some(true), Some(day("2026-07-05"))),
        (Some(false), None),
        (None, None),
    ] {
        let mut facts = Facts::new(Arc::clone(pack.vocabulary()));
        facts
            .record(Record::event("trial_run_started", day("2026-01-05")))
            .unwrap();
        if let Some(special) = special {
            facts.set("special_project", Value::Bool(special)).unwrap();
        }
        let got = evaluate(&[pack], &calendar, &facts, day("2026-03-02"));
        let mut all = got.obligations.iter();
        let run = all
            .find(|o| o.provision == "dongzhi-20-trial-run-3-months")
            .unwrap();
        assert_eq!(run.days.latest_on, latest, "{special:?}");
    }
}
