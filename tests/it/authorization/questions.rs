//! The hub's own door: each question about what belongs to a project, by keys that the caller has
//! from elsewhere.
//!
//! Over GraphQL nobody comes to the rows of a project without coming to the project, which hides
//! what a question of its own would let out. So each is asked here by key.

use std::collections::BTreeSet;
use std::sync::Arc;

use shuniu_hub::Fault;
use shuniu_hub::access::Caller;
use shuniu_hub::calendar::{CalendarChoice, OpenCalendar};
use shuniu_hub::policy::RegionCode;
use shuniu_hub::query::{
    CalendarFilter, Counted, DiscrepancyFilter, Grouping, HandOverFilter, InstitutionFilter,
    InstitutionObligationFilter, Key, ObligationFilter, ProjectFilter, ProjectOrder,
    QuarantineFilter, Slice, Standing, StepFilter, Stretch, View, Waiting,
};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::cast::{CAST, caller};
use super::page::{Cell, right};
use super::world::World;
use crate::statements::declared;

/// What a question answers about a project: the number of rows, or the refusal.
type Told = Result<usize, Fault>;

/// Asks everything that takes keys, about one project.
async fn told(view: &View, world: &World, at: usize) -> Vec<(&'static str, &'static str, Told)> {
    let target = &world.targets[at];
    let project = [target.project];
    let key = |name: &str| [target.key(name)];
    let mut told = Vec::new();
    macro_rules! ask {
        ($right:literal: $($name:ident($($given:expr),*);)+) => {$(
            let rows = view.$name($($given),*).await;
            told.push((stringify!($name), $right, rows.map(|rows| rows.len())));
        )+};
    }
    ask! { "project":
        projects_by_key(&project);
        facts_of(&project, Standing::Any);
        discrepancies_of(&project);
        field_values_of(&project);
        events_of(&project);
        documents_of(&project);
        attachments_of(&project);
        reports_of(&project);
        exceptions_of(&project);
        relations_of(&project);
        tenders_of(&project);
        contracts_of(&project);
        gates_of(&project);
        findings_of(&project);
        obligations_of(&project);
        outbox_of(&project);
        reviews_of(&project);
        allocations_of(&project);
        assets_of(&project);
        payments_of(&project);
        quotas_of(&project);
        catalog_of(&project);
        contacts_of(&project);
        discrepancies_of(&project);
        discrepancies_by_key(&key("Discrepancy"));
        field_values_of(&project);
        paid_for(&project);
        paid_under(&key("Contract"));
        facts(&key("Fact"));
        discrepancies_by_key(&key("Discrepancy"));
        events(&key("Event"));
        documents(&key("Document"));
        reports(&key("Report"));
        tenders(&key("Tender"));
        contracts(&key("Contract"));
        obligations_by_key(&key("Obligation"));
        reasons_of(&key("Obligation"));
        institution_obligations_by_key(&key("InstitutionObligation"));
        institution_reports_by_key(&key("InstitutionReport"));
        institutions(&key("Organization"));
        outbox(&key("HandOver"));
        reviews(&key("Review"));
        allocations(&key("Allocation"));
        assets(&key("Asset"));
        payments(&key("Payment"));
        quotas(&key("BudgetQuota"));
        catalog(&key("CatalogEntry"));
        contacts(&key("Contact"));
        records(&[target.record]);
        likeness_links(&[target.record]);
    }
    ask! { "party":
        organizations(&key("Organization"));
        connectors_by_key(&[target.connector]);
    }
    ask! { "contents": contents(&key("Document")); }
    ask! { "calendars": calendars_by_key(&key("Calendar")); }
    ask! { "integration":
        record_bodies(&[target.record]);
        cursors_of(&[target.connector]);
        sync_runs_by_key(&key("SyncRun"));
        hand_over_comparisons_by_key(&key("SyncSweep"));
        sweeps_by_key(&key("SyncSweep"));
        differences_of(&key("SyncSweep"));
        changed_fields_of(&[target.record]);
        match_candidates_by_key(&key("MatchCandidate"));
        quarantined_by_key(&key("QuarantinedRecord"));
        aside_of_runs(&key("SyncRun"));
    }
    told
}

/// Asks everything that chooses for itself, the whole of it: how much there is, where that can be
/// counted.
async fn chosen(view: &View) -> Vec<(&'static str, &'static str, Result<Option<u64>, Fault>)> {
    let mut told = Vec::new();
    let slice = || Slice {
        size: 100,
        ..Slice::default()
    };
    let projects = ProjectFilter::default();
    let duties = ObligationFilter::on(view.today());
    let owed = InstitutionObligationFilter::on(view.today());
    let disputes = DiscrepancyFilter::default();
    let waiting = Waiting::default();
    let steps = StepFilter {
        gate: "archive_transfer".to_owned(),
        may: true,
        next: false,
        of: ProjectFilter::default(),
    };
    let counted = Counted::Projects(ProjectFilter::default());
    let grouping = Grouping::default();
    let stretch = Stretch {
        size: 100,
        ..Stretch::default()
    };
    let by_name = (ProjectOrder::Name, false);
    let rows = |length: usize| u64::try_from(length).ok();
    macro_rules! ask {
        ($right:literal: $($name:ident($($given:expr),*) => $count:expr;)+) => {$(
            let said = view.$name($($given),*).await;
            told.push((stringify!($name), $right, said.map($count)));
        )+};
    }
    ask! { "project":
        projects(&projects, by_name, &slice()) => |page| rows(page.rows.len());
        count_projects(&projects) => Some;
        discrepancies(&disputes, &slice()) => |page| rows(page.rows.len());
        count_discrepancies(&disputes) => |counts| Some(counts.values().sum());
        institution_reports(&InstitutionFilter::default(), &slice()) => |page| rows(page.rows.len());
        hand_overs(&HandOverFilter::default(), &slice()) => |page| rows(page.rows.len() / 3);
        steps(&steps, &slice()) => |page| rows(page.rows.len());
        count_steps(&steps) => Some;
    }
    ask! { "lists":
        obligations(&duties, &slice()) => |_| None;
        count_obligations(&duties) => |_| None;
        institution_obligations(&owed, &slice()) => |_| None;
        count_institution_obligations(&owed) => |_| None;
        aggregate(&counted, &grouping) => |_| None;
        assessed_for(&[]) => |_| None;
        waiting_for_assessment(view.jurisdictions()[0].setup.region) => |_| None;
    }
    let calendar = OpenCalendar {
        key: Key::new(view.jurisdictions()[0].id, Uuid::nil()),
        name: "到期".to_owned(),
        choice: CalendarChoice::default(),
        caller: view.caller().clone(),
    };
    ask! { "lists": agenda(&calendar, 100) => |_| None; }
    ask! { "calendars":
        calendars(&CalendarFilter::default(), &slice()) => |page| rows(page.rows.len());
    }
    ask! { "ledgers":
        ledger(&stretch, &[], None) => |_| None;
        ledger_heads(&[]) => |_| None;
    }
    ask! { "integration":
        connectors(&[]) => |list| rows(list.len());
        sync_runs(&[], 100) => |list| rows(list.len());
        sweeps(&[], 100) => |list| rows(list.len());
        hand_over_comparisons(&[], 100) => |list| rows(list.len());
        hand_over_differences(&[], &slice()) => |page| rows(page.rows.len());
        match_candidates(&waiting, &slice()) => |page| rows(page.rows.len() / 2);
        quarantined(&QuarantineFilter::default(), &slice()) => |page| rows(page.rows.len());
    }
    told
}

on_both! {
    async fn a_list_is_refused_by_itself_and_holds_what_is_seen(db: &TestDb) {
        let world = World::at(db).await;
        let mut wrong = Vec::new();
        let mut asked = BTreeSet::new();
        for (column, (who, ..)) in CAST.iter().enumerate() {
            let view = View::new(&world.hub, Arc::new(caller(column)));
            let all = chosen(&view).await;
            // Where a ledger ends is told of the places of the token alone.
            if let Ok(heads) = view.ledger_heads(&[]).await {
                for target in &world.targets {
                    let told = heads.seen(target.project.jurisdiction) > 0;
                    if told != right("party").of(column).sees(target.letter) {
                        wrong.push(format!("ledger_heads of {} by {who}: {told}", target.letter));
                    }
                }
            }
            for (name, needs, told) in all {
                asked.insert(name);
                let cell = right(needs).of(column);
                let seen = ['A', 'B', 'C', 'D'].into_iter().filter(|letter| cell.sees(*letter));
                let seen = seen.count() as u64;
                let fits = match &told {
                    Ok(count) => cell != Cell::Refused && count.is_none_or(|count| count == seen),
                    Err(Fault::Forbidden { .. }) => cell == Cell::Refused,
                    Err(_) => false,
                };
                if !fits {
                    wrong.push(format!("{name} by {who}: {told:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(asked.into_iter().collect::<Vec<_>>(), LISTS);
    }
}

/// Questions that choose for themselves; `reads.txt` asks them over GraphQL.
const LISTS: [&str; 26] = [
    "agenda",
    "aggregate",
    "assessed_for",
    "calendars",
    "connectors",
    "count_discrepancies",
    "count_institution_obligations",
    "count_obligations",
    "count_projects",
    "count_steps",
    "discrepancies",
    "hand_over_comparisons",
    "hand_over_differences",
    "hand_overs",
    "institution_obligations",
    "institution_reports",
    "ledger",
    "ledger_heads",
    "match_candidates",
    "obligations",
    "projects",
    "quarantined",
    "steps",
    "sweeps",
    "sync_runs",
    "waiting_for_assessment",
];

on_both! {
    async fn a_key_from_elsewhere_opens_nothing(db: &TestDb) {
        let world = World::at(db).await;
        let mut wrong = Vec::new();
        for (column, (who, ..)) in CAST.iter().enumerate() {
            let view = View::new(&world.hub, Arc::new(caller(column)));
            for (at, target) in world.targets.iter().enumerate() {
                for (name, needs, told) in told(&view, &world, at).await {
                    let cell = right(needs).of(column);
                    let fits = match &told {
                        Ok(rows) => cell != Cell::Refused && (*rows > 0) == cell.sees(target.letter),
                        Err(Fault::Forbidden { .. }) => cell == Cell::Refused,
                        Err(_) => false,
                    };
                    if !fits {
                        wrong.push(format!("{name} of {} by {who}: {told:?}", target.letter));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let view = View::new(&world.hub, Arc::new(caller(3)));
        let asked = told(&view, &world, 0).await.into_iter().map(|one| one.0.to_owned());
        let asked: BTreeSet<String> = asked.chain(LISTS.map(ToOwned::to_owned)).collect();
        let known = declared("query", "    pub async fn ", "(");
        let left_out: Vec<_> = known.difference(&asked).collect();
        assert_eq!(left_out, [""; 0], "questions of `View` that are asked neither here nor as LISTS");
    }
}

on_both! {
    async fn a_unit_without_an_organization_sees_nothing(db: &TestDb) {
        let world = World::at(db).await;
        // Such a token is refused; but the hub is also asked past tokens.
        let nobody = Caller { organization: None, ..caller(1) };
        let view = View::new(&world.hub, Arc::new(nobody));
        for at in 0..world.targets.len() {
            for (name, _, told) in told(&view, &world, at).await {
                let seen = ["organizations", "connectors_by_key"].contains(&name);
                assert!(seen || !told.is_ok_and(|rows| rows > 0), "{name}");
            }
        }
    }
}

on_both! {
    async fn a_region_that_is_asked_for_narrows_what_is_seen(db: &TestDb) {
        let world = World::at(db).await;
        let view = View::new(&world.hub, Arc::new(caller(11)));
        let here = RegionCode::parse("320902").unwrap();
        let only = ProjectFilter { regions: vec![here], ..ProjectFilter::default() };
        assert_eq!(view.count_projects(&ProjectFilter::default()).await.unwrap(), 4);
        assert_eq!(view.count_projects(&only).await.unwrap(), 2);
        assert_eq!(view.sync_runs(&[here], 100).await.unwrap().len(), 2);
    }
}
