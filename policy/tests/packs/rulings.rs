//! The rulings that settle where the texts are silent, each beside the provisions that it settles.

use std::collections::{BTreeMap, BTreeSet};

use shuniu_policy::{
    Pack, Packs,
    pack::{Layer, Strength},
};

/// Each ruling with provisions that cannot be read without it.
const SETTLES: [(&str, &[&str]); 25] = [
    (
        "R1",
        &[
            "tinghu-08-threshold-10m-preliminary-design",
            "tinghu-04-full-process-1m",
            "tinghu-10-panel-5-odd-1m",
            "bayingolin-12-threshold-5m-software",
        ],
    ),
    (
        "R2",
        &[
            "tinghu-04-full-process-1m",
            "tinghu-04-filing-under-1m",
            "tinghu-10-panel-3-odd",
            "tinghu-19-2-final-panel-3-odd-external",
            "meixian-07-threshold-upto-200k",
            "meixian-07-threshold-over-200k",
            "huoqiu-2-2-3-threshold-10m-batch-route",
            "bayingolin-19-supervision-1m",
        ],
    ),
    (
        "R3",
        &[
            "tinghu-07-prereview",
            "tinghu-08-feasibility-guideline",
            "tinghu-09-departmental-joint-review",
            "tinghu-10-panel-3-odd",
            "tinghu-10-threshold-500k-fiscal-review",
            "tinghu-11-cyberspace-filing-10-working-days",
            "tinghu-19-trial-run-3-6-months",
            "tinghu-19-2-final-preconditions",
        ],
    ),
    (
        "R4",
        &[
            "bayingolin-33-county-reporting",
            "bayingolin-04-audit",
            "bayingolin-21-delay-suspension-report",
            "tinghu-32-handle-incidents",
            "huoqiu-3-4-problem-coordination",
            "dongzhi-17-leader-regular-dispatch",
        ],
    ),
    (
        "R5",
        &[
            "tinghu-06-not-in-plan",
            "dongzhi-09-not-in-plan-no-approval",
            "meixian-09-1-no-own-datacentre",
        ],
    ),
    (
        "R6",
        &[
            "bayingolin-16-implementation-scheme-one-month",
            "huoqiu-2-4-1-apply-final-within-1-month",
            "tinghu-20-upload-acceptance-1-month",
            "tinghu-21-self-evaluation-12-months",
        ],
    ),
    (
        "R7",
        &[
            "dongzhi-20-trial-run-3-months",
            "dongzhi-23-self-evaluation-12-24-months",
            "bayingolin-31-post-evaluation-1-year-plus-1-month",
            "bayingolin-27-trial-to-acceptance-1-year",
            "meixian-25-warranty-3-years",
            "tinghu-31-free-om-2-years",
        ],
    ),
    (
        "R8",
        &[
            "meixian-19-trial-run-min-3-months",
            "tinghu-19-trial-run-3-6-months",
            "bayingolin-27-trial-to-acceptance-1-year",
            "dongzhi-20-trial-run-3-months",
        ],
    ),
    (
        "R9",
        &[
            "bayingolin-27-trial-run-cots-1-month",
            "bayingolin-27-trial-run-software-3-months",
        ],
    ),
    ("R10", &["huoqiu-2-3-3-monthly-progress-by-20th"]),
    (
        "R11",
        &[
            "huoqiu-2-2-1-apply-by-end-july",
            "bayingolin-10-ops-application-q3",
            "tinghu-05-annual-application-q3",
            "huoqiu-2-2-2-prereview-aug-sep",
            "bayingolin-20-quarterly-report",
        ],
    ),
    ("R12", &["tinghu-21-self-evaluation-12-months"]),
    ("R13", &["bayingolin-21-four-months-no-contract"]),
    (
        "R14",
        &[
            "meixian-07-budget-then-initiation",
            "meixian-04-no-approval-no-funds",
            "meixian-27-accountability-unapproved",
        ],
    ),
    (
        "R15",
        &[
            "tinghu-19-2-6-archive-acceptance",
            "tinghu-40-archive-timing-implementation",
            "tinghu-40-archive-timing-final-acceptance",
        ],
    ),
    (
        "R16",
        &[
            "huoqiu-2-2-3-threshold-10m-batch-route",
            "huoqiu-2-2-3-individual-approval",
        ],
    ),
    (
        "R17",
        &[
            "tinghu-11-cyberspace-filing-10-working-days",
            "huoqiu-2-3-3-monthly-progress-by-20th",
            "bayingolin-18-contract-copy-7-working-days",
            "dongzhi-11-revise-within-7-working-days",
        ],
    ),
    (
        "R18",
        &[
            "bayingolin-18-contract-copy-7-working-days",
            "dongzhi-11-revise-within-7-working-days",
            "huoqiu-2-4-1-apply-final-within-1-month",
            "tinghu-11-cyberspace-filing-10-working-days",
            "tinghu-20-upload-acceptance-1-month",
            "tinghu-21-self-evaluation-12-months",
        ],
    ),
    (
        "R20",
        &[
            "dongzhi-20-trial-run-3-months",
            "meixian-19-trial-run-min-3-months",
            "tinghu-19-trial-run-3-6-months",
            "bayingolin-27-trial-run-software-3-months",
        ],
    ),
    ("R21", &["dongzhi-20-trial-run-3-months"]),
    (
        "R22",
        &[
            "dongzhi-11-revise-within-7-working-days",
            "dongzhi-11-extension-letter",
        ],
    ),
    (
        "R23",
        &[
            "tinghu-19-trial-run-3-6-months",
            "dongzhi-20-trial-run-3-months",
            "bayingolin-27-trial-to-acceptance-1-year",
        ],
    ),
    (
        "R24",
        &[
            "meixian-04-no-sharing-no-acceptance",
            "meixian-19-no-sharing-no-acceptance",
        ],
    ),
    (
        "R25",
        &[
            "dongzhi-16-epc-government-consent",
            "tinghu-25-poor-no-approval",
            "dongzhi-21-change-demonstration-material",
            "tinghu-27-no-resources-if-unfiled",
            "tinghu-28-change-filing",
        ],
    ),
    (
        "R26",
        &[
            "tinghu-19-2-7-data-sharing-and-opening",
            "tinghu-19-2-9-digital-assets",
            "dongzhi-20-data-collection-and-integration",
            "meixian-19-no-sharing-no-acceptance",
        ],
    ),
];

fn local() -> impl Iterator<Item = &'static Pack> {
    let packs = Packs::shipped().iter();
    packs.filter(|pack| pack.layer == Layer::Local)
}

#[test]
fn the_provisions_that_a_ruling_settles_cite_it() {
    for (ruling, settled) in SETTLES {
        for id in settled {
            let provision = local().find_map(|pack| pack.provision(id)).unwrap();
            assert!(
                provision.rulings.iter().any(|cited| cited == ruling),
                "{id} {ruling}"
            );
        }
    }
}

/// R19 settles by which version any of them is judged, so that no provision cites it.
#[test]
fn every_ruling_is_cited_and_every_one_is_there_in_both_languages() {
    let cited: BTreeSet<&str> = local()
        .flat_map(|pack| &pack.provisions)
        .flat_map(|provision| provision.rulings.iter().map(String::as_str))
        .collect();
    let numbers = (1..=26).filter(|number| *number != 19);
    let expected: BTreeSet<String> = numbers.map(|number| format!("R{number}")).collect();
    assert_eq!(cited, expected.iter().map(String::as_str).collect());
    for pack in local() {
        let words: BTreeMap<_, _> = pack.rulings.iter().map(|r| (r.id.as_str(), r)).collect();
        assert!(words.contains_key("R19"), "{}", pack.id);
        for (id, ruling) in words {
            let chinese = ruling
                .zh
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let english = ruling.en.split_whitespace().count() >= 5;
            assert!(chinese && english, "{} {id}", pack.id);
        }
    }
}

#[test]
fn what_binds_in_principle_takes_exceptions_by_a_ruling() {
    for pack in local() {
        let in_principle = |p: &&shuniu_policy::Provision| p.strength == Strength::InPrinciple;
        for provision in pack.provisions.iter().filter(in_principle) {
            assert!(
                provision.rulings.iter().any(|r| r == "R5"),
                "{}",
                provision.id
            );
        }
    }
}

/// R4, R9, R14 and R19 are *settings*: a jurisdiction states them without code.
#[test]
fn what_a_jurisdiction_may_change_is_a_setting() {
    let setting = |pack: &str, name: &str| {
        let pack = Packs::shipped().get(pack).unwrap();
        pack.settings.get(name).copied()
    };
    for pack in local() {
        assert_eq!(
            setting(&pack.id, "attention_days"),
            Some(Some(30)),
            "{}",
            pack.id
        );
    }
    assert_eq!(
        setting("bayingolin", "mixed_trial_run_months"),
        Some(Some(3))
    );
    assert_eq!(
        setting("meixian", "investment_limit_yuan"),
        Some(None),
        "unset by default"
    );
    let undated: Vec<&str> = local()
        .filter(|pack| pack.effective_on_is_setting)
        .map(|pack| pack.id.as_str())
        .collect();
    assert_eq!(undated, ["dongzhi", "huoqiu", "tinghu"]);
}
