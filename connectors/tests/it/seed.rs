use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;
use shuniu_connectors::{
    contract::{CanonicalRecord, RecordError, Stream, System},
    mapping::Mapping,
    preview::SHIPPED,
    seed::{SeedOptions, World, generate},
};
use shuniu_policy::Fen;

/// The five places.
pub(crate) const PLACES: [&str; 5] = ["320902", "652800", "341721", "610326", "341522"];

pub(crate) fn world() -> World {
    generate(SeedOptions::default())
}

pub(crate) fn map_all(world: &World) -> Vec<(Stream, Result<CanonicalRecord, RecordError>)> {
    let mut mapped = Vec::new();
    for shipped in SHIPPED {
        let system = System::new(shipped.name);
        let mapping = Mapping::parse("shipped", shipped.mapping, &system).unwrap();
        for (name, records) in world.of_system(&system) {
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
        catalog_entries: world()
            .catalog_entries
            .into_iter()
            .filter(|r| !r.resource_code.contains("-Y"))
            .collect(),
        connections: world()
            .connections
            .into_iter()
            .filter(|r| !r.connection_no.contains("-Y"))
            .collect(),
        deliveries: world()
            .deliveries
            .into_iter()
            .filter(|r| !r.request_no.contains("-Y"))
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
        ("catalog_entries", "/shared_type"),
        ("catalog_entries", "/update_cycle"),
        ("catalog_entries", "/registered_on"),
        ("catalog_entries", "/resource_name"),
        ("connections", "/connected"),
        ("connections", "/sharing_completed"),
        ("deliveries", "/received_on"),
        ("deliveries", "/shared_type"),
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
    for (stream, outcome) in map_all(&world) {
        let Ok(record) = outcome else { continue };
        record
            .events
            .iter()
            .for_each(|event| assert!(event.on <= today, "{event:?}"));
        if let Some(asset) = record.asset {
            assert!(asset.changed_on <= today, "{asset:?}");
        }
        let papers = record.documents.iter().filter_map(|paper| paper.on);
        let entered = record.catalog.and_then(|entry| entry.registered_on);
        for on in papers.chain(entered) {
            assert!(on <= today, "{stream} {on}");
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
    let resources = world.catalog_entries.iter();
    assert!(unique(resources.map(|r| &r.resource_code).collect()));
    let connections = world.connections.iter();
    assert!(unique(connections.map(|r| &r.connection_no).collect()));
    assert!(unique(
        world.deliveries.iter().map(|r| &r.request_no).collect()
    ));
    assert!(unique(world.attested.iter().map(|p| &p.name).collect()));
    assert_eq!(world.attested.len(), 300);
}
