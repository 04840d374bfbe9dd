use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;
use shuniu_connectors::{
    asset_cloud::{self, AssetChange},
    contract::{CanonicalRecord, RecordError, Stream, System},
    investment_approval,
    mapping::Mapping,
    municipal_projects,
    seed::{AttestedProject, SeedOptions, World, generate},
    trading_centre,
};
use shuniu_policy::Fen;

fn world() -> World {
    generate(SeedOptions::default())
}

fn map_all(world: &World) -> Vec<(Stream, Result<CanonicalRecord, RecordError>)> {
    let mapping = |text, system| Mapping::parse("shipped", text, &system).unwrap();
    let approvals = mapping(investment_approval::MAPPING, System::INVESTMENT_APPROVAL);
    let trades = mapping(trading_centre::MAPPING, System::TRADING_CENTRE);
    let municipal = mapping(municipal_projects::MAPPING, System::MUNICIPAL_PROJECTS);
    let assets = mapping(asset_cloud::MAPPING, System::ASSET_CLOUD);
    let all = [
        (approvals, world.investment_approval()),
        (trades, world.trading_centre()),
        (municipal, world.municipal_projects()),
        (assets, world.asset_cloud()),
    ];
    let mut mapped = Vec::new();
    for (mapping, streams) in all {
        for (name, records) in streams {
            let stream = Stream::new(name);
            for record in records {
                let outcome = mapping.map(&stream, &record.to_string());
                mapped.push((stream.clone(), outcome));
            }
        }
    }
    mapped
}

#[test]
fn the_same_seed_gives_the_same_world_and_another_one_another() {
    assert_eq!(world(), world());
    let other = generate(SeedOptions {
        seed: 2,
        ..SeedOptions::default()
    });
    assert_ne!(world(), other);
}

#[test]
fn every_sound_record_maps_without_error_doubt_or_warning() {
    for (stream, outcome) in map_all(&world()) {
        if let Ok(record) = &outcome {
            assert!(
                record.warnings.is_empty(),
                "{stream}: {:?}",
                record.warnings
            );
        }
    }
    let sound = World {
        approvals: world()
            .approvals
            .into_iter()
            .filter(|r| !r.declare_no.contains("-Y"))
            .collect(),
        tenders: world()
            .tenders
            .into_iter()
            .filter(|r| !r.notice_id.contains("-Y"))
            .collect(),
        awards: world()
            .awards
            .into_iter()
            .filter(|r| !r.notice_id.contains("-Y"))
            .collect(),
        contracts: world()
            .contracts
            .into_iter()
            .filter(|r| !r.notice_id.contains("-Y"))
            .collect(),
        plan_items: world()
            .plan_items
            .into_iter()
            .filter(|r| !r.item_no.contains("-Y") && !r.item_no.is_empty())
            .collect(),
        reviews: world()
            .reviews
            .into_iter()
            .filter(|r| !r.review_no.contains("-Y"))
            .collect(),
        allocations: world()
            .allocations
            .into_iter()
            .filter(|r| !r.allocation_no.contains("-Y"))
            .collect(),
        asset_changes: world()
            .asset_changes
            .into_iter()
            .filter(|r| !r.change_no.contains("-Y"))
            .collect(),
        attested: vec![],
    };
    for (stream, outcome) in map_all(&sound) {
        let record = outcome.unwrap_or_else(|error| panic!("{stream}: {error}"));
        assert_eq!(record.doubts, [], "{stream}");
    }
}

#[test]
fn each_kind_of_trouble_is_there() {
    let mapped = map_all(&world());
    let errors: BTreeSet<(&str, &str)> = mapped
        .iter()
        .filter_map(|(stream, outcome)| Some((stream.as_str(), outcome.as_ref().err()?)))
        .map(|(stream, error)| (stream, error.path.as_str()))
        .collect();
    for expected in [
        ("approvals", "/projectCode"),
        ("approvals", "/totalInvestment"),
        ("approvals", "/steps/0/finishedOn"),
        ("approvals", "/amountUnit"),
        ("approvals", "/projectType"),
        ("approvals", "/unitCode"),
        ("tenders", "/PURCHASER_MODE"),
        ("tenders", "/UNIT_BUDGET"),
        ("tenders", "/BULLETIN_START_TIME"),
        ("awards", "/WINNINGBIDDER_CODE"),
        ("contracts", "/SIGNING_TIME"),
        ("contracts", "/CONTRACT_AMOUNT"),
        ("contracts", "/CURRENCY_CODE"),
        ("plan_items", "/projectCode"),
        ("plan_items", "/amountUnit"),
        ("plan_items", "/totalInvestment"),
        ("plan_items", "/issuedOn"),
        ("plan_items", "/unitName"),
        ("plan_items", "/inPlan"),
        ("reviews", "/result"),
        ("reviews", "/reviewKind"),
        ("reviews", "/reviewedOn"),
        ("reviews", "/expertCount"),
        ("allocations", "/resourceKind"),
        ("allocations", "/quantity"),
        ("allocations", "/allocatedOn"),
        ("asset_changes", "/assetKind"),
        ("asset_changes", "/cardNumber"),
        ("asset_changes", "/changedOn"),
        ("asset_changes", "/amountUnit"),
        ("asset_changes", "/changeType"),
        ("asset_changes", "/holderCode"),
    ] {
        assert!(errors.contains(&expected), "{expected:?} in {errors:?}");
    }
    let records: Vec<&CanonicalRecord> = mapped
        .iter()
        .filter_map(|(_, outcome)| outcome.as_ref().ok())
        .collect();
    assert!(records.iter().any(|record| record.classified));
    assert!(records.iter().any(|record| !record.doubts.is_empty()));
    let uncoded = |record: &&&CanonicalRecord| {
        record.contract.is_some() && record.project.project_code.is_none()
    };
    assert!(records.iter().filter(uncoded).count() >= 5);
}

#[test]
fn amounts_lie_on_and_around_every_threshold_in_every_place() {
    let mut seen: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for (_, outcome) in map_all(&world()) {
        let Ok(record) = outcome else { continue };
        let Some(region) = record.region else {
            continue;
        };
        for fact in record
            .facts
            .iter()
            .filter(|fact| fact.name == "investment_yuan")
        {
            let amount = Fen::from_yuan(fact.value.as_str().unwrap()).unwrap();
            seen.entry(region.to_string())
                .or_default()
                .insert(amount.get());
        }
    }
    for region in PLACES {
        for fen in [
            49_999_999,
            50_000_000,
            99_999_999,
            100_000_000,
            500_000_000,
            1_000_000_000,
        ] {
            assert!(seen[region].contains(&fen), "{fen} in {region}");
        }
    }
}

#[test]
fn every_stage_of_life_occurs_in_every_place() {
    let world = world();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for (_, outcome) in map_all(&world) {
        let Ok(record) = outcome else { continue };
        let region = record
            .region
            .map(|region| region.to_string())
            .unwrap_or_default();
        seen.extend(
            record
                .events
                .into_iter()
                .map(|event| (region.clone(), event.kind)),
        );
    }
    for project in &world.attested {
        for event in &project.events {
            seen.insert((project.region.to_string(), event.kind.clone()));
        }
    }
    for region in PLACES {
        for kind in [
            "application_submitted",
            "project_approved",
            "award_notice_issued",
            "contract_signed",
            "implementation_started",
            "construction_completed",
            "final_acceptance_passed",
            "system_in_operation",
        ] {
            assert!(
                seen.contains(&(region.into(), kind.into())),
                "{kind} in {region}"
            );
        }
    }
    // What only some laws know, by the place that comes to it.
    for (region, kind) in [
        ("320902", "joint_review_passed"),
        ("320902", "trial_run_ended"),
        ("652800", "annual_plan_issued"),
        ("652800", "expert_review_passed"),
        ("341721", "third_party_review_opinion_received"),
        ("610326", "initial_acceptance_passed"),
        ("341522", "prereview_passed"),
        ("341522", "final_accounts_completed"),
    ] {
        assert!(
            seen.contains(&(region.into(), kind.into())),
            "{kind} in {region}"
        );
    }
}

#[test]
fn nothing_happens_after_today() {
    let today = SeedOptions::default().today;
    let world = world();
    for project in &world.attested {
        let late = |on: NaiveDate| assert!(on <= today, "{} {on}", project.declare_no);
        project.events.iter().for_each(|event| late(event.on));
        project
            .documents
            .iter()
            .filter_map(|document| document.on)
            .for_each(late);
        project.reports.iter().for_each(|report| late(report.on));
    }
    for (_, outcome) in map_all(&world) {
        let Ok(record) = outcome else { continue };
        record
            .events
            .iter()
            .for_each(|event| assert!(event.on <= today, "{event:?}"));
        if let Some(asset) = record.asset {
            assert!(asset.changed_on <= today, "{asset:?}");
        }
    }
}

#[test]
fn some_are_late_some_in_time_and_some_never() {
    let world = world();
    let mut verdicts = BTreeSet::new();
    for project in &world.attested {
        let approved = world
            .approvals
            .iter()
            .find(|record| record.declare_no == project.declare_no)
            .and_then(|record| record.steps.iter().find(|step| step.step_code == "APPROVE"))
            .and_then(|step| step.finished_on.as_deref()?.parse::<NaiveDate>().ok());
        let Some(approved) = approved.filter(|_| project.region.as_str() == "320902") else {
            continue;
        };
        let filed = project.documents.iter().find(|document| {
            document.attributes.get("matter").and_then(Value::as_str)
                == Some("project_basic_information")
        });
        let age = (SeedOptions::default().today - approved).num_days();
        verdicts.insert(match filed.and_then(|document| document.on) {
            Some(on) if (on - approved).num_days() <= 12 => "in time",
            Some(_) => "late",
            None if age > 20 => "overdue",
            None => "still time",
        });
    }
    assert_eq!(verdicts.len(), 4, "{verdicts:?}");
}

/// The five places.
const PLACES: [&str; 5] = ["320902", "652800", "341721", "610326", "341522"];

/// What the approval platform and the municipal system say of the same project.
#[test]
fn the_municipal_system_mostly_agrees_with_the_approval_platform_and_sometimes_not() {
    let world = world();
    let approvals: BTreeMap<&str, _> = world
        .approvals
        .iter()
        .filter(|record| !record.declare_no.contains("-Y"))
        .filter_map(|record| Some((record.project_code.as_deref()?, record)))
        .collect();
    let mut disagree = [0; 4];
    let mut by_place: BTreeMap<&str, usize> = BTreeMap::new();
    let mut both = 0;
    for item in &world.plan_items {
        let Some(approval) = item.project_code.as_deref().and_then(|c| approvals.get(c)) else {
            continue;
        };
        both += 1;
        assert_eq!(Some(&approval.unit_code), item.unit_code.as_ref());
        let fen = |number: &Option<String>, unit: &str| match unit {
            "元" => Fen::from_yuan(number.as_ref().unwrap()).unwrap(),
            _ => Fen::from_wan_yuan(number.as_ref().unwrap()).unwrap(),
        };
        let invested = fen(&approval.total_investment, &approval.amount_unit);
        let planned = fen(&item.total_investment, &item.amount_unit);
        let differs = [
            approval.project_name != item.project_name,
            approval.unit_name != item.unit_name,
            invested != planned,
            approval.in_plan.as_deref() != Some(item.in_plan.as_str()),
        ];
        for (count, differs) in disagree.iter_mut().zip(differs) {
            *count += usize::from(differs);
            *by_place.entry(&item.region_code).or_default() += usize::from(differs);
        }
    }
    assert!(both > 100, "{both}");
    assert!(
        disagree.iter().all(|count| (1..both / 4).contains(count)),
        "{disagree:?} of {both}"
    );
    assert!(disagree.iter().sum::<usize>() >= 40, "{disagree:?}");
    for region in PLACES {
        assert!(by_place[region] >= 5, "a handful in {region}: {by_place:?}");
        let here = |records: &[Value]| records.iter().any(|r| r["regionCode"] == region);
        assert!(world.municipal_projects().values().all(|r| here(r)));
    }
    let uncoded = world.reviews.iter().filter(|r| r.project_code.is_none());
    assert!(uncoded.count() >= 5);
}

#[test]
fn a_review_says_what_the_approval_platform_says_of_it() {
    let world = world();
    let mut panels = 0;
    for review in world.reviews.iter().filter(|r| !r.review_no.contains("-Y")) {
        let code = review.project_code.as_ref();
        let Some(approval) = code.and_then(|code| {
            let same = |record: &&_| -> bool {
                let record: &investment_approval::Approval = record;
                record.project_code.as_ref() == Some(code)
            };
            world.approvals.iter().find(same)
        }) else {
            continue;
        };
        let step = |code: &str| {
            let same = |step: &&investment_approval::ApprovalStep| {
                step.step_code == code && step.state == "通过"
            };
            approval.steps.iter().find(same).unwrap()
        };
        if review.result != "通过" {
            continue;
        }
        let code = match review.review_kind.as_str() {
            "预审" => "PREREVIEW",
            "部门会审" => "JOINT",
            // Which the approval platform has no step for.
            "第三方评审" => continue,
            _ => "EXPERT",
        };
        assert_eq!(step(code).finished_on, review.reviewed_on);
        if code == "EXPERT" {
            panels += 1;
            let drawn = step("EXPERT_DRAW");
            assert_eq!(drawn.finished_on, review.panel_formed_on);
            let count = drawn.expert_count.map(|count| count.to_string());
            assert_eq!(count, review.expert_count);
        }
    }
    assert!(panels > 20, "{panels}");
}

#[test]
fn ids_are_unique_and_names_too() {
    let world = world();
    let unique = |ids: Vec<&String>| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    assert!(unique(
        world.approvals.iter().map(|r| &r.declare_no).collect()
    ));
    assert!(unique(world.tenders.iter().map(|r| &r.notice_id).collect()));
    assert!(unique(world.awards.iter().map(|r| &r.notice_id).collect()));
    assert!(unique(
        world.contracts.iter().map(|r| &r.notice_id).collect()
    ));
    assert!(unique(
        world.plan_items.iter().map(|r| &r.item_no).collect()
    ));
    assert!(unique(world.reviews.iter().map(|r| &r.review_no).collect()));
    assert!(unique(
        world.allocations.iter().map(|r| &r.allocation_no).collect()
    ));
    assert!(unique(
        world.asset_changes.iter().map(|r| &r.change_no).collect()
    ));
    assert!(unique(world.attested.iter().map(|p| &p.name).collect()));
    assert_eq!(world.attested.len(), 300);
}

#[test]
fn cards_agree_with_the_other_systems_but_for_the_disagreements_meant() {
    let world = world();
    let (mut seen, mut renamed, mut uncoded, mut late) = (BTreeSet::new(), 0, 0, 0);
    for (stream, outcome) in map_all(&world) {
        let (Ok(record), "asset_changes") = (outcome, stream.as_str()) else {
            continue;
        };
        let Some(asset) = record.asset else { continue };
        let region = record.region.unwrap().to_string();
        seen.insert((region.clone(), asset.kind.as_str(), asset.state.as_str()));
        let unit = record.project.unit_credit_code.unwrap();
        let Some(code) = record.project.project_code else {
            uncoded += 1;
            continue;
        };
        let of_it = |file: &&AttestedProject| file.project_code.as_ref() == Some(&code);
        let file = world.attested.iter().find(of_it).unwrap();
        assert_eq!(
            (file.region.to_string(), &file.unit_credit_code),
            (region, &unit)
        );
        renamed += usize::from(record.project.name.as_ref() != Some(&file.name));
        let contract = world
            .contracts
            .iter()
            .find(|one| one.invest_project_code.as_deref() == Some(code.as_str()));
        if let Some(contract) = contract {
            let signed: NaiveDate = contract.signing_time.parse().unwrap_or_default();
            assert!(signed < asset.changed_on, "{}", asset.card_number);
        }
    }
    let sound = |record: &&AssetChange| !record.change_no.contains("-Y");
    for record in world.asset_changes.iter().filter(sound) {
        let day: NaiveDate = record.changed_on.parse().unwrap();
        let entered: NaiveDate = record.updated_at[..10].parse().unwrap();
        late += usize::from((entered - day).num_days() > 14);
    }
    for region in PLACES {
        let of = |states: &[&str]| {
            let here = |one: &&(String, &str, &str)| one.0 == region && states.contains(&one.2);
            seen.iter().filter(here).count()
        };
        assert!(of(&["registered"]) > 0, "{region}: {seen:?}");
        assert!(of(&["transferred", "disposed"]) > 0, "{region}: {seen:?}");
    }
    for kind in ["hardware", "software", "data"] {
        for state in ["registered", "transferred", "disposed"] {
            let any = |one: &(String, &str, &str)| (one.1, one.2) == (kind, state);
            assert!(seen.iter().any(any), "{kind} {state}: {seen:?}");
        }
    }
    assert!(
        renamed >= 2 && uncoded >= 2 && late >= 1,
        "{renamed} {uncoded} {late}"
    );
    let units: BTreeSet<&str> = world
        .asset_changes
        .iter()
        .map(|r| r.amount_unit.as_str())
        .collect();
    assert!(units.contains("元") && units.contains("万元"));
}
