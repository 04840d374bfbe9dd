//! Lists are read by an index in its order, so that they cost the same however long they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::policy::RegionCode;
use shuniu_hub::query::{
    Counted, Dimension, GroupOrder, Grouping, HandOverFilter, Key, NameMatch, ObligationFilter,
    ProjectFilter, ProjectOrder, ProjectRow, QuarantineFilter, QuarantineRow, QuarantineState,
    Responsible, Slice, Status, StepFilter, View, Waiting,
};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Engine, TestDb, on_both};
use uuid::Uuid;

/// A caller's view of some places, of which one has a project in its name.
async fn view(db: &TestDb, places: usize) -> (View, Key) {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let mut first = None;
    for place in 0..places {
        let jurisdiction = set_up(&hub, place).await.unwrap();
        let desk = Desk {
            hub: &hub,
            caller: clerk(place).unwrap(),
            jurisdiction,
        };
        let number = u32::try_from(place).unwrap();
        let project = desk.carry_through(number).await.unwrap();
        first.get_or_insert(Key::new(jurisdiction, project));
    }
    let regions = ["320902", "652800"][..places].iter();
    let caller = Caller {
        role: Role::Viewer,
        jurisdictions: regions
            .map(|code| RegionCode::parse(code).unwrap())
            .collect(),
        ..clerk(0).unwrap()
    };
    (View::new(&hub, Arc::new(caller)), first.unwrap())
}

/// How the database would go about each statement that was sent since.
async fn plans(db: &TestDb, before: &BTreeSet<String>) -> Vec<String> {
    plans_of(db, before, |_| true).await
}

/// The same of those statements that are meant.
pub(crate) async fn plans_of(
    db: &TestDb,
    before: &BTreeSet<String>,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let mut plans = Vec::new();
    for sql in db.sent().difference(before).filter(|sql| is_meant(sql)) {
        let plan = raw.plan(sql).await.unwrap();
        plans.push(format!("{sql}\n{plan}"));
    }
    raw.close().await.unwrap();
    plans
}

/// Fills the tables and has the server look at them: of an empty table every index is as good as
/// any other to it. SQLite decides by the conditions alone.
async fn grow(db: &TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let raw = db.raw().await.unwrap();
    for sql in [
        "INSERT INTO project SELECT (jsonb_populate_record(p, jsonb_build_object(
             'id', gen_random_uuid(), 'name', p.name || n, 'project_code', 'X' || n,
             'updated_at', p.updated_at + n * interval '1 s'))).*
         FROM project p, generate_series(1, 2000) n",
        "INSERT INTO project_bigram (jurisdiction_id, bigram, project_id)
         SELECT jurisdiction_id, chr((20000 + row_number() OVER () % 500)::int) || '型', id FROM project",
        "INSERT INTO tender
             (jurisdiction_id, id, project_id, code, name, source, recorded_by, recorded_at, version)
         SELECT jurisdiction_id, gen_random_uuid(), id, 'T' || id, name, 'person', 't', now(), 1
         FROM project",
        "INSERT INTO contract
             (jurisdiction_id, id, project_id, number, name, source, recorded_by, recorded_at, version)
         SELECT jurisdiction_id, gen_random_uuid(), id, 'C' || id, name, 'person', 't', now(), 1
         FROM project",
        "ANALYZE",
    ] {
        raw.execute(sql).await.unwrap();
    }
    raw.close().await.unwrap();
}

/// Has the projects owe a hundred times as much, for as many units: [`grow`] has there be more
/// projects.
async fn owe_more(db: &TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let raw = db.raw().await.unwrap();
    for sql in [
        "INSERT INTO obligation SELECT (jsonb_populate_record(o, jsonb_build_object(
             'id', gen_random_uuid(), 'occurrence', o.occurrence || n,
             'unit_id', gen_random_uuid()))).*
         FROM obligation o, generate_series(1, 100) n",
        "ANALYZE obligation",
    ] {
        raw.execute(sql).await.unwrap();
    }
    raw.close().await.unwrap();
}

pub(crate) fn reads(plan: &str, index: &str) {
    assert!(plan.contains(index), "{index} is not read:\n{plan}");
    let whole = plan.lines().skip(1).find(|line| {
        let line = line.trim_start();
        line.contains("Seq Scan") || (line.starts_with("SCAN ") && line.contains("project"))
    });
    assert_eq!(whole, None, "{plan}");
}

pub(crate) fn is_sorted_by_it(plan: &str) {
    let lines: Vec<&str> = plan.lines().skip(1).collect();
    let sorts = |line: &&str| line.contains("Sort") || line.contains("TEMP B-TREE FOR ORDER");
    assert_eq!(lines.iter().copied().find(sorts), None, "{plan}");
}

fn slice(size: u32) -> Slice {
    Slice {
        size,
        ..Slice::default()
    }
}

on_both! {
    async fn a_search_reads_the_bigrams_and_no_table_from_end_to_end(db: &TestDb) {
        for places in 1..=2 {
            let own = TestDb::migrated(db.engine()).await.unwrap();
            let (view, project) = view(&own, places).await;
            grow(&own).await;
            let row = view.projects_by_key(&[project]).await.unwrap().remove(0);
            let before = own.sent();
            let filter = ProjectFilter {
                name: Some(NameMatch::OrNumber(row.project_code.unwrap())),
                ..ProjectFilter::default()
            };
            let order = (ProjectOrder::UpdatedAt, true);
            view.projects(&filter, order, &slice(20)).await.unwrap();
            view.count_projects(&filter).await.unwrap();
            let plans = plans(&own, &before).await;
            assert_eq!(plans.len(), 4, "how frequent, which, the page, the count");
            let index = match own.engine() {
                Engine::Sqlite => "sqlite_autoindex_project_bigram_1 (jurisdiction_id=? AND bigram=?",
                Engine::Postgres => "project_bigram_pkey",
            };
            let by_pair = plans.iter().filter(|plan| plan.contains("project_bigram"));
            for plan in by_pair.clone() {
                reads(plan, index);
            }
            assert_eq!(by_pair.count(), 2, "how frequent, and which");
            let of_key = match own.engine() {
                Engine::Sqlite => "sqlite_autoindex_project_1 (jurisdiction_id=? AND id=?)",
                // By whichever index: each that orders the list holds the id as well.
                Engine::Postgres => "(id = ",
            };
            for plan in plans.iter().filter(|plan| !plan.contains("project_bigram")) {
                reads(plan, of_key);
            }
            for plan in plans.iter().filter(|plan| plan.contains("contract")) {
                reads(plan, "contract_number_key");
                reads(plan, "tender_code_key");
                let of_code = match own.engine() {
                    Engine::Sqlite => "project_code",
                    Engine::Postgres => "project_code_prefix_idx",
                };
                reads(plan, of_code);
            }
            own.remove().await.unwrap();
        }
    }
}

on_both! {
    async fn every_order_of_projects_is_the_order_of_an_index(db: &TestDb) {
        let (view, project) = view(db, 1).await;
        for (by, index) in [
            (ProjectOrder::UpdatedAt, "project_updated_idx"),
            (ProjectOrder::CreatedAt, "project_created_idx"),
            (ProjectOrder::Name, "project_name_idx"),
            (ProjectOrder::Investment, "project_investment_idx"),
        ] {
            for descending in [false, true] {
                let row = view.projects_by_key(&[project]).await.unwrap().remove(0);
                let value = match by {
                    ProjectOrder::UpdatedAt => row.updated_at.into(),
                    ProjectOrder::CreatedAt => row.created_at.into(),
                    ProjectOrder::Name => row.name.into(),
                    ProjectOrder::Investment => Some(7_i64).into(),
                };
                let mark = shuniu_hub::query::Mark { order: by.name(descending).to_owned(), value, key: project };
                let all = ProjectFilter::default();
                for after in [None, Some(mark)] {
                    let before = db.sent();
                    let part = Slice { after: after.clone(), ..slice(20) };
                    view.projects(&all, (by, descending), &part).await.unwrap();
                    let plans = plans(db, &before).await;
                    assert_eq!(plans.len(), 1, "{by:?} {descending}");
                    reads(&plans[0], index);
                    // Behind a known value come the unknown ones: two runs, put together.
                    let in_runs = after.is_some() && descending && by == ProjectOrder::Investment;
                    if !in_runs {
                        is_sorted_by_it(&plans[0]);
                    }
                }
            }
        }
    }
}

on_both! {
    async fn every_list_of_duties_is_read_in_the_order_of_an_index(db: &TestDb) {
        let (view, project) = view(db, 1).await;
        owe_more(db).await;
        let unit = view.projects_by_key(&[project]).await.unwrap()[0].unit_id.unwrap();
        let all = ObligationFilter::on(view.today());
        // Which index of so small a table PostgreSQL takes is as it comes.
        let of_sets = match db.engine() {
            Engine::Sqlite => ["sqlite_autoindex_project_1", "sqlite_autoindex_unstarted_obligation_1"],
            Engine::Postgres => ["project_pkey", "unstarted_obligation"],
        };
        let by_unit = ["project_unit_idx", of_sets[1]];
        for (filter, index, of_sets) in [
            (all.clone(), "obligation_last_day_idx", &of_sets[..]),
            (ObligationFilter { due_from: Some(view.today()), due_to: Some(view.today()), ..all.clone() }, "obligation_last_day_idx", &[]),
            // No set holds it.
            (ObligationFilter { provisions: vec!["p".to_owned()], ..all.clone() }, "obligation_provision_idx", &["unstarted_obligation_provision_idx"]),
            (ObligationFilter { units: vec![Key::new(project.jurisdiction, unit)], ..all.clone() }, "obligation_unit_idx", &by_unit[..]),
        ] {
            let before = db.sent();
            view.obligations(&filter, &slice(20)).await.unwrap();
            let plans = plans(db, &before).await;
            let in_sets = |plan: &&String| plan.contains("unstarted_obligation");
            let (sets, own): (Vec<_>, Vec<_>) = plans.iter().partition(in_sets);
            assert_eq!((own.len(), sets.len()), (1, of_sets.len().min(1)), "{plans:#?}");
            reads(own[0], index);
            is_sorted_by_it(own[0]);
            for index in of_sets {
                reads(sets[0], index);
            }
        }
        let overdue = ObligationFilter { statuses: vec![Status::Overdue], ..all };
        let before = db.sent();
        view.obligations(&overdue, &slice(20)).await.unwrap();
        let plans = plans(db, &before).await;
        reads(&plans[0], "obligation_open_idx");
        reads(&plans[0], "obligation_late_idx");
    }
}

/// SQLite alone decides by the conditions: of tables this small PostgreSQL reads one index or
/// another, as it comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duties_are_counted_without_looking_at_their_rows_on_sqlite() {
    let db = TestDb::migrated(Engine::Sqlite).await.unwrap();
    let (view, _) = view(&db, 1).await;
    for by in [
        Dimension::Provision,
        Dimension::Status,
        Dimension::Unit,
        Dimension::Pack,
    ] {
        let grouping = Grouping {
            by: vec![by],
            order: GroupOrder::Keys,
            first: None,
        };
        let counted = Counted::Obligations(ObligationFilter::on(view.today()));
        let before = db.sent();
        view.aggregate(&counted, &grouping).await.unwrap();
        let plans = plans(&db, &before).await;
        let alone = |plan: &String| plan.contains("COVERING INDEX obligation_provision_idx");
        assert!(plans.iter().any(alone), "{by:?}: {plans:#?}");
    }
    db.remove().await.unwrap();
}

/// Rows of several projects, whether one place is seen or two: by the conditions alone SQLite goes by
/// the project. It reads all of a place where a statement names the place twice, and all of a table
/// where it compares pairs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_hangs_at_projects_is_read_by_project_on_sqlite() {
    for places in 1..=2 {
        let db = TestDb::migrated(Engine::Sqlite).await.unwrap();
        let (view, project) = view(&db, places).await;
        let (all, by) = (ProjectFilter::default(), (ProjectOrder::Name, false));
        let listed = view.projects(&all, by, &slice(20)).await.unwrap();
        let others = (0..7).map(|_| Key::new(project.jurisdiction, Uuid::now_v7()));
        let keys: Vec<Key> = listed
            .rows
            .iter()
            .map(ProjectRow::key)
            .chain(others)
            .collect();
        let within: BTreeSet<Uuid> = keys.iter().map(|key| key.jurisdiction).collect();
        assert_eq!(within.len(), places);
        // What a command reads of its own project was sent before.
        let of_projects = |sql: &str| sql.contains("\"project_id\" IN (?");
        let before = if places == 1 {
            BTreeSet::new()
        } else {
            db.sent()
        };
        assert!(!view.obligations_of(&keys).await.unwrap().is_empty());
        assert!(!view.documents_of(&keys).await.unwrap().is_empty());
        view.contracts_of(&keys).await.unwrap();
        view.payments_of(&keys).await.unwrap();
        let plans = plans_of(&db, &before, of_projects).await;
        assert!(plans.len() >= 4, "{plans:#?}");
        let by_project = |plan: &&String| !plan.contains("project_id=?");
        assert_eq!(plans.iter().find(by_project), None, "{places} places");
        db.remove().await.unwrap();
    }
}

on_both! {
    async fn hand_overs_are_listed_in_the_order_of_an_index(db: &TestDb) {
        let (view, _) = view(db, 1).await;
        let states = |states: &[&str]| HandOverFilter {
            states: states.iter().map(|&state| state.to_owned()).collect(),
            ..HandOverFilter::default()
        };
        for (filter, index) in [
            (states(&["unknown"]), "outbox_state_idx"),
            (states(&["prepared", "unknown"]), "outbox_state_idx"),
        ] {
            let before = db.sent();
            view.hand_overs(&filter, &slice(20)).await.unwrap();
            let plans = plans(db, &before).await;
            assert_eq!(plans.len(), 1);
            reads(&plans[0], index);
        }
    }
}

/// Has twenty thousand records been set aside, of several systems, streams, runs and kinds.
async fn set_aside(db: &TestDb, place: Uuid) {
    let raw = db.raw().await.unwrap();
    let states = ["open", "flagged", "replayed"];
    let count = if db.engine() == Engine::Sqlite {
        3
    } else {
        20_000
    };
    let rows = (0..count).map(|n: usize| QuarantineRow {
        jurisdiction_id: place,
        id: Uuid::now_v7(),
        source_record_id: Uuid::now_v7(),
        path: "/projectType".to_owned(),
        code: Some(format!("code{}", n % 7)),
        reason: "unknown".to_owned(),
        reason_zh: None,
        mend: "add it".to_owned(),
        mend_zh: None,
        state: states[n % 3].to_owned(),
        created_at: chrono::DateTime::UNIX_EPOCH,
        system: Some(format!("system{}", n % 4)),
        stream: Some(format!("stream{}", n % 5)),
        run_id: Some(Uuid::from_u128((n % 50) as u128)),
    });
    let rows: Vec<_> = rows.collect();
    for few in rows.chunks(1000) {
        raw.insert(few.to_vec()).await.unwrap();
    }
    if db.engine() == Engine::Postgres {
        raw.execute("ANALYZE quarantine").await.unwrap();
    }
    raw.close().await.unwrap();
}

on_both! {
    async fn what_was_set_aside_is_listed_in_the_order_of_an_index(db: &TestDb) {
        let (view, project) = view(db, 1).await;
        set_aside(db, project.jurisdiction).await;
        let view = View::new(view.hub(), Arc::new(clerk(0).unwrap()));
        let open = QuarantineFilter {
            states: vec![QuarantineState::Open],
            ..QuarantineFilter::default()
        };
        let system = Some("system1".to_owned());
        let stream = Some("stream1".to_owned());
        let run = Some(Key::new(project.jurisdiction, Uuid::from_u128(7)));
        for (filter, index) in [
            (open.clone(), "quarantine_state_idx"),
            (QuarantineFilter { system: system.clone(), ..open.clone() }, "quarantine_system_idx"),
            (QuarantineFilter { system, stream, ..open.clone() }, "quarantine_stream_idx"),
            (QuarantineFilter { run, ..open.clone() }, "quarantine_run_idx"),
            (QuarantineFilter { code: Some("code1".to_owned()), ..open }, "quarantine_code_idx"),
        ] {
            for after in [None, Some(Waiting::mark(project))] {
                let before = db.sent();
                view.quarantined(&filter, &Slice { after, ..slice(20) }).await.unwrap();
                let plans = plans(db, &before).await;
                assert_eq!(plans.len(), 1);
                reads(&plans[0], index);
                is_sorted_by_it(&plans[0]);
            }
        }
    }
}

on_both! {
    async fn work_lists_are_read_by_indexes_of_what_is_open(db: &TestDb) {
        let (view, project) = view(db, 1).await;
        let all = ObligationFilter::on(view.today());
        let due = ObligationFilter { statuses: vec![Status::Pending, Status::Overdue], ..all.clone() };
        let of_finance = Responsible::Roles(vec!["finance".to_owned()]);
        let unit = view.projects_by_key(&[project]).await.unwrap()[0].unit_id.unwrap();
        let of_unit = vec![Key::new(project.jurisdiction, unit)];
        for (filter, indexes) in [
            (due.clone(), vec!["obligation_open_idx", "obligation_late_idx", "obligation_last_day_idx"]),
            (ObligationFilter { responsible: of_finance, ..due.clone() }, vec!["obligation_open_provision_idx"]),
            (ObligationFilter { units: of_unit, ..due }, vec!["obligation_unit_idx"]),
        ] {
            let before = db.sent();
            view.obligations(&filter, &slice(20)).await.unwrap();
            let plans = plans(db, &before).await;
            assert_eq!(plans.len(), 1);
            for index in indexes {
                reads(&plans[0], index);
            }
        }
        for gate in ["final_acceptance", "settlement"] {
            for (may, next) in [(true, false), (false, false), (true, true), (false, true)] {
                let filter = StepFilter { gate: gate.to_owned(), may, next, of: ProjectFilter::default() };
                let mark = shuniu_hub::query::Mark {
                    order: "-project".to_owned(),
                    value: shuniu_hub::query::SortValue::Unknown,
                    key: project,
                };
                for after in [None, Some(mark)] {
                    let before = db.sent();
                    view.steps(&filter, &Slice { after, ..slice(20) }).await.unwrap();
                    for plan in plans(db, &before).await {
                        reads(&plan, "gate_state_gate_idx");
                        is_sorted_by_it(&plan);
                    }
                }
            }
        }
    }
}

/// A plan that was made of an empty table reads all of it ever after, those of references to it
/// among them; the server itself counts a minute later. SQLite decides by the conditions alone.
#[tokio::test]
async fn what_a_first_page_brought_is_counted_for_the_planner_of_postgres() {
    let db = TestDb::migrated(Engine::Postgres).await.unwrap();
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let outside = Outside::with(&world(300), &clock).await.unwrap();
    let sources = outside.attach(&hub, place).await.unwrap();
    let counted = async || {
        let raw = db.raw().await.unwrap();
        let sql = "SELECT relname::text FROM pg_class
            WHERE relname IN ('obligation', 'project', 'project_fact') AND reltuples > 0";
        let counted = raw.column(sql).await.unwrap();
        raw.close().await.unwrap();
        BTreeSet::from_iter(counted)
    };
    assert_eq!(counted().await, BTreeSet::new());
    sync(&hub, &sources).await.unwrap();
    let known = ["obligation", "project", "project_fact"].map(ToOwned::to_owned);
    assert_eq!(counted().await, BTreeSet::from(known));
    drop((hub, sources));
    outside.stop().await;
    db.remove().await.unwrap();
}
