//! Counts and sums in SQL against a fold over every row, whatever they are grouped by.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::counting;
use shuniu_hub::policy::{CreditCode, Fen, RegionCode};
use shuniu_hub::query::{
    Aggregate, AmountOf, Counted, Days, Dimension, GroupOrder, GroupValue, Grouping, Key, Measures,
    ObligationFilter, ObligationRow, OrganizationRow, ProjectFilter, ProjectOrder, ProjectRow,
    Slice, Status, View, status_on,
};
use shuniu_tests::journey::{clerk, today};
use shuniu_tests::{TestDb, on_both};

pub(crate) use self::world::{World, day};

mod world;

const UNIT: &str = "11320902014321234P";

/// Provisions that bind the unit, the data bureau, finance and others, and nobody known.
pub(crate) const BORNE: [&str; 4] = [
    "tinghu-11-cyberspace-filing-10-working-days",
    "tinghu-09-departmental-joint-review",
    "tinghu-09-review-split",
    "p",
];

type Counts = BTreeMap<Vec<Option<String>>, BTreeMap<String, i64>>;

/// Adds one to what has the same in every dimension.
fn add(counts: &mut Counts, keys: Vec<Option<String>>, sums: &[(&str, Option<i64>)]) {
    let group = counts.entry(keys).or_default();
    *group.entry("count".to_owned()).or_default() += 1;
    for (name, amount) in sums {
        if let Some(amount) = amount {
            *group.entry(format!("known {name}")).or_default() += 1;
            *group.entry((*name).to_owned()).or_default() += amount;
        }
    }
}

/// What should be counted, from every row.
fn expected(world: &World, chosen: &[Key], counted: &Counted, by: &[Dimension]) -> Counts {
    let mut counts = Counts::new();
    let is_chosen = |jurisdiction, id| chosen.contains(&Key::new(jurisdiction, id));
    let keys = |project: &ProjectRow, own: &dyn Fn(Dimension) -> Option<Option<String>>| {
        let key = |one: &Dimension| own(*one).unwrap_or_else(|| world.value(project, *one));
        by.iter().map(key).collect::<Vec<_>>()
    };
    let within = |day: Option<NaiveDate>, days: &Days| {
        days.from
            .is_none_or(|from| day.is_some_and(|day| day >= from))
            && days.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    };
    let year = |day: Option<NaiveDate>| Some(day.map(|day| day.year().to_string()));
    match counted {
        Counted::Projects(_) => {
            for row in &world.projects {
                if is_chosen(row.jurisdiction_id, row.id) {
                    let sums = [
                        ("Budget", row.budget_fen),
                        ("Investment", row.investment_fen),
                    ];
                    add(&mut counts, keys(row, &|_| None), &sums);
                }
            }
        }
        Counted::Contracts { signed, .. } => {
            for row in &world.contracts {
                let own = |one| match one {
                    Dimension::Year => year(row.signed_on),
                    Dimension::Supplier => Some(row.supplier_id.map(|id| world.supplier(id))),
                    _ => None,
                };
                if is_chosen(row.jurisdiction_id, row.project_id) && within(row.signed_on, signed) {
                    let project = world.of(row.jurisdiction_id, row.project_id);
                    add(
                        &mut counts,
                        keys(project, &own),
                        &[("Contract", row.amount_fen)],
                    );
                }
            }
        }
        Counted::Payments { paid, .. } => {
            for row in world
                .payments
                .iter()
                .filter(|row| row.standing == "current")
            {
                let own = |one| match one {
                    Dimension::Year => year(row.paid_on),
                    Dimension::PaymentKind => Some(Some(row.kind.clone())),
                    _ => None,
                };
                if is_chosen(row.jurisdiction_id, row.project_id) && within(row.paid_on, paid) {
                    let project = world.of(row.jurisdiction_id, row.project_id);
                    let amount = Some(row.amount_fen);
                    let sums = [
                        ("Paid", amount.filter(|_| row.paid_on.is_some())),
                        ("Requested", amount.filter(|_| row.paid_on.is_none())),
                    ];
                    add(&mut counts, keys(project, &own), &sums);
                }
            }
        }
        Counted::Obligations(filter) => {
            for row in &world.duties {
                let status = status_on(&ObligationRow::from(row.clone()), filter.day);
                let own = |one| match one {
                    Dimension::Year => year(row.last_on),
                    Dimension::Unit => Some(row.unit_id.map(|id| id.to_string())),
                    Dimension::Pack => Some(Some(row.pack_id.clone())),
                    Dimension::Provision => Some(Some(row.provision.clone())),
                    Dimension::Status => Some(Some(status.as_str().to_owned())),
                    _ => None,
                };
                let asked = filter.statuses.is_empty() || filter.statuses.contains(&status);
                if is_chosen(row.jurisdiction_id, row.project_id) && asked {
                    let project = world.of(row.jurisdiction_id, row.project_id);
                    let name = format!("{status:?}");
                    let in_time = status == Status::Fulfilled && row.last_on.is_some();
                    let sums = [(name.as_str(), Some(1)), ("in time", in_time.then_some(1))];
                    add(&mut counts, keys(project, &own), &sums);
                }
            }
        }
        Counted::InstitutionObligations(_) => unreachable!("the world is one of projects"),
    }
    counts
}

/// The same of what the hub said.
fn told(measures: &Measures) -> BTreeMap<String, i64> {
    let mut told = BTreeMap::new();
    let mut put = |name: String, number: i64| {
        if number != 0 {
            told.insert(name, number);
        }
    };
    put("count".to_owned(), measures.count as i64);
    for (of, amount) in &measures.amounts {
        put(format!("{of:?}"), amount.total.get());
        put(format!("known {of:?}"), amount.known as i64);
    }
    for (status, count) in &measures.statuses {
        put(format!("{status:?}"), *count as i64);
        put(format!("known {status:?}"), *count as i64);
    }
    if !measures.statuses.is_empty() {
        put("in time".to_owned(), measures.timeliness().in_time as i64);
        put(
            "known in time".to_owned(),
            measures.timeliness().in_time as i64,
        );
    }
    told
}

fn word(value: &GroupValue) -> Option<String> {
    match value {
        GroupValue::Region(code) => Some(code.as_str().to_owned()),
        GroupValue::Organization(key) => Some(key.id.to_string()),
        GroupValue::Word(word) => Some(word.clone()),
        GroupValue::Unknown => None,
    }
}

/// The groups, and that the total is what they come to.
fn said(found: &Aggregate, world: &World) -> Counts {
    let groups = found.groups.iter();
    let counts: Counts = groups
        .map(|group| {
            let keys = group
                .keys
                .iter()
                .map(|key| match (key.dimension, &key.value) {
                    (Dimension::Supplier, GroupValue::Organization(key)) => {
                        Some(world.supplier(key.id))
                    }
                    (_, value) => word(value),
                });
            (keys.collect(), told(&group.measures))
        })
        .collect();
    assert_eq!(counts.len(), found.groups.len(), "a group comes once");
    if !counts.is_empty() {
        let mut sum: BTreeMap<String, i64> = BTreeMap::new();
        for (name, number) in counts.values().flatten() {
            *sum.entry(name.clone()).or_default() += number;
        }
        assert_eq!(told(&found.total), sum, "the total");
    }
    counts
}

async fn chosen(view: &View, filter: &ProjectFilter) -> Vec<Key> {
    let slice = Slice {
        size: 1000,
        ..Slice::default()
    };
    let order = (ProjectOrder::CreatedAt, false);
    let page = view.projects(filter, order, &slice).await.unwrap();
    assert!(!page.has_next);
    page.rows.iter().map(ProjectRow::key).collect()
}

pub(crate) fn reader(regions: &[&str]) -> Caller {
    Caller {
        role: Role::Reporting,
        jurisdictions: regions
            .iter()
            .map(|code| RegionCode::parse(code).unwrap())
            .collect(),
        ..clerk(0).unwrap()
    }
}

pub(crate) fn callers() -> Vec<Caller> {
    let unit = Caller {
        role: Role::ProjectUnit,
        organization: Some(CreditCode::parse(UNIT).unwrap()),
        ..reader(&["320900"])
    };
    vec![
        reader(&["320902"]),
        reader(&["320902", "320903"]),
        reader(&["320000", "650000"]),
        unit,
    ]
}

const OF_PROJECT: [Dimension; 9] = [
    Dimension::Province,
    Dimension::Prefecture,
    Dimension::Jurisdiction,
    Dimension::Year,
    Dimension::ApprovalYear,
    Dimension::Stage,
    Dimension::ProjectType,
    Dimension::BuildNature,
    Dimension::Unit,
];

fn groupings(own: &[Dimension]) -> Vec<Vec<Dimension>> {
    let all: Vec<Dimension> = OF_PROJECT.iter().chain(own).copied().collect();
    let mut groupings: Vec<_> = all.iter().map(|one| vec![*one]).collect();
    groupings.extend(all.windows(2).map(<[Dimension]>::to_vec));
    groupings.push(all);
    groupings
}

fn filters(world: &World) -> Vec<ProjectFilter> {
    let every = ProjectFilter::default();
    vec![
        ProjectFilter {
            stages: vec!["-".into(), "application".into()],
            investment_to: Some(Fen::new(4_000)),
            ..every.clone()
        },
        ProjectFilter {
            units: world.units[..2].iter().map(OrganizationRow::key).collect(),
            has_overdue: Some(true),
            ..every.clone()
        },
        every,
    ]
}

async fn holds(
    view: &View,
    world: &World,
    of: &ProjectFilter,
    counted: Counted,
    own: &[Dimension],
) {
    let chosen = chosen(view, of).await;
    for by in groupings(own) {
        let grouping = Grouping {
            by: by.clone(),
            ..Grouping::default()
        };
        let found = view.aggregate(&counted, &grouping).await.unwrap();
        let expected = expected(world, &chosen, &counted, &by);
        assert_eq!(said(&found, world), expected, "{by:?} of {counted:?}");
        let order: Vec<_> = found.groups.iter().map(|one| &one.keys).collect();
        assert!(order.is_sorted_by_key(|keys| {
            keys.iter().map(|key| key.value.clone()).collect::<Vec<_>>()
        }));
    }
}

on_both! {
    async fn every_aggregate_is_what_a_fold_over_all_rows_gives(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let world = World::at(db, &hub).await;
        for (at, caller) in callers().into_iter().enumerate() {
            let view = View::new(&hub, Arc::new(caller));
            for filter in filters(&world).into_iter().skip(usize::from(at == 0)) {
                let of = filter.clone();
                holds(&view, &world, &filter, Counted::Projects(of.clone()), &[]).await;
                let signed = Days { from: Some(day(3)), to: None };
                let contracts = Counted::Contracts { of: of.clone(), signed };
                holds(&view, &world, &filter, contracts, &[Dimension::Supplier]).await;
                let paid = Days { from: None, to: (at == 1).then_some(today()) };
                let payments = Counted::Payments { of, paid };
                holds(&view, &world, &filter, payments, &[Dimension::PaymentKind]).await;
            }
            let every = ProjectFilter::default();
            let own = [Dimension::Pack, Dimension::Provision, Dimension::Status];
            let late = [Status::Overdue, Status::Breached, Status::Undetermined];
            for day in [today(), day(5)] {
                for statuses in [vec![], late.to_vec()] {
                    let duties = ObligationFilter { statuses, ..ObligationFilter::on(day) };
                    // Of duties the year is their own, of their projects only the approval is told.
                    holds(&view, &world, &every, Counted::Obligations(duties), &own).await;
                }
            }
        }
    }
}

on_both! {
    async fn an_aggregate_takes_as_many_statements_however_much_it_counts(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let world = World::at(db, &hub).await;
        let by_unit = Grouping { by: vec![Dimension::Jurisdiction, Dimension::Unit], ..Grouping::default() };
        for (regions, groups) in [(vec!["320902"], 4), (vec!["320000", "650000"], 12)] {
            let view = View::new(&hub, Arc::new(reader(&regions)));
            let counted = Counted::Projects(ProjectFilter::default());
            let (found, statements) = counting(view.aggregate(&counted, &by_unit)).await;
            let found = found.unwrap();
            assert_eq!((found.group_count, statements), (groups, 2), "the groups, and their names");
            let labels = found.groups[0].keys.iter().map(|key| key.label.as_deref());
            assert_eq!(labels.collect::<Vec<_>>()[0], Some("亭湖区"));
            let known = found.groups.iter().filter_map(|one| one.keys[1].label.as_deref());
            assert!(known.clone().all(|name| name.starts_with("单位")));
            assert_eq!(known.count(), groups - regions.len().max(1) - usize::from(groups > 4));
        }
        let view = View::new(&hub, Arc::new(reader(&["320000", "650000"])));
        let upward = Grouping { by: vec![Dimension::Province, Dimension::Prefecture], ..Grouping::default() };
        let found = view.aggregate(&Counted::Projects(ProjectFilter::default()), &upward).await.unwrap();
        for group in found.groups {
            let labels: Vec<_> = group.keys.iter().map(|key| key.label.as_deref()).collect();
            let named = [[Some("江苏省"), Some("盐城市")], [Some("新疆维吾尔自治区"), Some("巴音郭楞蒙古自治州")]];
            assert!(named.iter().any(|named| labels == *named), "{labels:?}");
        }
        let counted = Counted::Contracts { of: ProjectFilter::default(), signed: Days::default() };
        let largest = Grouping { by: vec![Dimension::Year], order: GroupOrder::Count, first: Some(2) };
        let found = view.aggregate(&counted, &largest).await.unwrap();
        let counts: Vec<u64> = found.groups.iter().map(|one| one.measures.count).collect();
        assert!(counts.is_sorted_by(|one, next| one >= next) && counts.len() == 2, "{counts:?}");
        assert_eq!(found.group_count, 4, "three years, and no day");
        assert_eq!(found.total.count, world.contracts.len() as u64);
        let amount = found.total.amount(AmountOf::Contract);
        let all: i64 = world.contracts.iter().filter_map(|row| row.amount_fen).sum();
        assert_eq!(amount.total, Fen::new(all));
        let wrong = Grouping { by: vec![Dimension::Status], ..Grouping::default() };
        let refused = view.aggregate(&counted, &wrong).await.unwrap_err().to_string();
        assert!(refused.starts_with("groupBy: "), "{refused}");
    }
}
