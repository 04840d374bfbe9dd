//! The hub's own door: each question about what belongs to a project, by keys that the caller has
//! from elsewhere.
//!
//! Over GraphQL nobody comes to the rows of a project without coming to the project, which hides
//! what a question of its own would let out. So each is asked here by key.

use std::collections::BTreeSet;
use std::sync::Arc;

use shuniu_hub::Fault;
use shuniu_hub::query::{Standing, View};
use shuniu_tests::{TestDb, on_both};

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
        outbox(&key("HandOver"));
        reviews(&key("Review"));
        allocations(&key("Allocation"));
        assets(&key("Asset"));
        payments(&key("Payment"));
        quotas(&key("BudgetQuota"));
        catalog(&key("CatalogEntry"));
        contacts(&key("Contact"));
        records(&[target.record]);
    }
    ask! { "party":
        organizations(&key("Organization"));
        connectors_by_key(&[target.connector]);
    }
    ask! { "contents": contents(&key("Document")); }
    ask! { "integration":
        record_bodies(&[target.record]);
        cursors_of(&[target.connector]);
        sync_runs_by_key(&key("SyncRun"));
        match_candidates_by_key(&key("MatchCandidate"));
        quarantined_by_key(&key("QuarantinedRecord"));
    }
    told
}

/// Questions that choose for themselves; `reads.txt` asks them.
const LISTS: [&str; 16] = [
    "aggregate",
    "assessed_for",
    "connectors",
    "count_discrepancies",
    "count_obligations",
    "count_projects",
    "count_steps",
    "discrepancies",
    "ledger",
    "ledger_heads",
    "match_candidates",
    "obligations",
    "projects",
    "quarantined",
    "steps",
    "sync_runs",
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
