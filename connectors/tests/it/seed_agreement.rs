//! Where the systems of the seeded world agree, and where they are meant not to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;
use shuniu_connectors::{asset_cloud::AssetChange, investment_approval, seed::AttestedProject};
use shuniu_policy::Fen;

use crate::seed::{PLACES, map_all, world};

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
