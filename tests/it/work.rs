//! The lists people work from: whose duties, what is late or soon due, who may take a step and
//! who is kept from it, against a look at every row.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;
use shuniu_entities::obligation;
use shuniu_hub::access::{Body, Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::query::{
    Counted, GateRow, Grouping, Key, ObligationFilter, ObligationRow, Page, ProjectFilter,
    ProjectRow, Responsible, Slice, Status, StepFilter, View, status_on,
};
use shuniu_tests::journey::today;
use shuniu_tests::{TestDb, on_both};

use crate::aggregates::{BORNE, World, callers, day, reader};

const ALL: Slice = Slice {
    size: 1000,
    from_end: false,
    after: None,
    before: None,
};

/// All pages of a few rows each, read from the start, and the same from the end.
macro_rules! leafed {
    ($view:expr, $list:ident, $filter:expr, $mark:expr) => {{
        let (mut forth, mut back) = (Vec::new(), Vec::new());
        for from_end in [false, true] {
            let (mut after, mut before) = (None, None);
            loop {
                let slice = Slice {
                    size: 7,
                    from_end,
                    after: after.take(),
                    before: before.take(),
                };
                let page = $view.$list($filter, &slice).await.unwrap();
                if from_end {
                    before = page.rows.first().map($mark);
                    back.splice(0..0, page.rows);
                    if !page.has_previous {
                        break;
                    }
                } else {
                    after = page.rows.last().map($mark);
                    forth.extend(page.rows);
                    if !page.has_next {
                        break;
                    }
                }
            }
        }
        assert_eq!(forth, back, "from the start, and from the end");
        forth
    }};
}

/// The duties that should be listed, in their order.
fn duties<'w>(
    world: &'w World,
    seen: &BTreeSet<Key>,
    filter: &ObligationFilter,
    borne: Option<&[&str]>,
) -> Vec<&'w obligation::Model> {
    let chosen = |row: &&obligation::Model| {
        let status = status_on(&ObligationRow::from((*row).clone()), filter.day);
        let last = row.last_on;
        seen.contains(&Key::new(row.jurisdiction_id, row.project_id))
            && (filter.statuses.is_empty() || filter.statuses.contains(&status))
            && borne.is_none_or(|borne| borne.contains(&row.provision.as_str()))
            && (filter
                .due_from
                .is_none_or(|from| last.is_some_and(|last| last >= from)))
            && (filter
                .due_to
                .is_none_or(|to| last.is_some_and(|last| last <= to)))
    };
    let mut rows: Vec<_> = world.duties.iter().filter(chosen).collect();
    rows.sort_by_key(|row| (row.last_on, row.id, row.jurisdiction_id));
    rows
}

fn authority(body: Body) -> Caller {
    Caller {
        role: Role::Authority,
        body: Some(body),
        ..reader(&["320000"])
    }
}

on_both! {
    async fn duties_are_listed_by_whom_they_bind_how_they_stand_and_when_they_are_due(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let world = World::at(db, &hub).await;
        let [of_unit, of_bureau, of_finance, _] = BORNE;
        let (nothing, every): (&[&str], Option<&[&str]>) = (&[], None);
        let bureau = Caller { role: Role::DataBureau, ..reader(&["320000", "650000"]) };
        let unit = callers().pop().unwrap();
        let roles = |roles: &[&str]| Responsible::Roles(roles.iter().map(|one| (*one).to_owned()).collect());
        for (caller, responsible, borne) in [
            (bureau.clone(), Responsible::Anybody, every),
            (bureau.clone(), Responsible::Caller, Some([of_bureau].as_slice())),
            (bureau, roles(&["project_unit", "finance"]), Some(&[of_unit, of_finance])),
            (unit.clone(), Responsible::Caller, Some(&[of_unit])),
            (unit, Responsible::Anybody, every),
            (authority(Body::Finance), Responsible::Caller, Some(&[of_finance])),
            (authority(Body::Archive), Responsible::Caller, Some(nothing)),
            (reader(&["320902"]), Responsible::Caller, Some(nothing)),
        ] {
            let view = View::new(&hub, Arc::new(caller));
            let seen = view.projects(&ProjectFilter::default(), BY_ENTRY, &ALL).await.unwrap();
            let seen: BTreeSet<Key> = seen.rows.iter().map(ProjectRow::key).collect();
            for on in [today(), day(5)] {
                for (statuses, due_from, due_to) in [
                    (vec![Status::Pending, Status::Overdue], None, None),
                    (vec![Status::Overdue], None, None),
                    (vec![Status::Pending], Some(on), Some(on + TimeDelta::days(60))),
                    (vec![Status::Overdue, Status::Undetermined], None, None),
                    (vec![], None, Some(on)),
                ] {
                    let filter = ObligationFilter {
                        statuses,
                        due_from,
                        due_to,
                        responsible: responsible.clone(),
                        ..ObligationFilter::on(on)
                    };
                    let expected = duties(&world, &seen, &filter, borne);
                    let listed = leafed!(view, obligations, &filter, ObligationFilter::mark);
                    let rows = expected.iter().map(|row| ObligationRow::from((*row).clone()));
                    assert!(listed.iter().cloned().eq(rows), "{filter:?}");
                    let counted = view.count_obligations(&filter).await.unwrap();
                    assert_eq!(counted, expected.len() as u64, "{filter:?}");
                    let counted = Counted::Obligations(filter);
                    let total = view.aggregate(&counted, &Grouping::default()).await.unwrap().total;
                    assert_eq!(total.count, expected.len() as u64, "{counted:?}");
                }
            }
        }
        let view = View::new(&hub, Arc::new(reader(&["320902"])));
        let unknown = ObligationFilter { responsible: roles(&["nobody"]), ..ObligationFilter::on(today()) };
        let refused = view.obligations(&unknown, &ALL).await.unwrap_err().to_string();
        assert!(refused.starts_with("filter.responsible: ") && refused.contains("project_unit"), "{refused}");
    }
}

const BY_ENTRY: (shuniu_hub::query::ProjectOrder, bool) =
    (shuniu_hub::query::ProjectOrder::CreatedAt, false);

/// A gate of each project, in some state.
fn gates(world: &World, gate: &str) -> Vec<GateRow> {
    let states = ["open", "closed", "no_rule"];
    let projects = world.projects.iter().enumerate();
    let row = |(at, project): (usize, &ProjectRow)| GateRow {
        jurisdiction_id: project.jurisdiction_id,
        project_id: project.id,
        gate: gate.to_owned(),
        state: states[at % 3].to_owned(),
        blockers: json!([]),
        needs: json!([]),
        exceptions: json!([]),
        assessed_for: today(),
    };
    projects.map(row).collect()
}

on_both! {
    async fn those_who_may_take_a_step_and_those_kept_from_it_have_not_taken_it(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let world = World::at(db, &hub).await;
        let raw = db.raw().await.unwrap();
        // The one is reported as taken by an event, the other by none.
        let rows = ["project_approval", "settlement"].map(|gate| gates(&world, gate));
        for rows in rows.clone() {
            raw.insert(rows).await.unwrap();
        }
        raw.close().await.unwrap();
        let took = |row: &GateRow| world.events.iter().any(|event| {
            event.project_id == row.project_id && event.kind == "project_approved" && event.standing == "current"
        });
        for caller in callers() {
            let view = View::new(&hub, Arc::new(caller));
            for of in [
                ProjectFilter::default(),
                ProjectFilter { stages: vec!["-".into()], has_overdue: Some(true), ..ProjectFilter::default() },
            ] {
                let seen = view.projects(&of, BY_ENTRY, &ALL).await.unwrap();
                let seen: BTreeSet<Key> = seen.rows.iter().map(ProjectRow::key).collect();
                for (rows, is_reported) in rows.iter().zip([true, false]) {
                    for may in [true, false] {
                        let state = if may { "open" } else { "closed" };
                        let filter = StepFilter { gate: rows[0].gate.clone(), may, next: false, of: of.clone() };
                        let mut expected: Vec<&GateRow> = rows
                            .iter()
                            .filter(|row| row.state == state && !(is_reported && took(row)))
                            .filter(|row| seen.contains(&Key::new(row.jurisdiction_id, row.project_id)))
                            .collect();
                        expected.sort_by_key(|row| std::cmp::Reverse((row.project_id, row.jurisdiction_id)));
                        let listed = leafed!(view, steps, &filter, StepFilter::mark);
                        assert!(listed.iter().eq(expected.iter().copied()), "{filter:?}");
                        assert_eq!(view.count_steps(&filter).await.unwrap(), expected.len() as u64);
                    }
                }
            }
        }
        let view = View::new(&hub, Arc::new(reader(&["320902"])));
        let unknown = StepFilter { gate: "gate".into(), may: true, next: true, of: ProjectFilter::default() };
        let refused: Result<Page<GateRow>, _> = view.steps(&unknown, &ALL).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("final_acceptance"), "{refused}");
    }
}
