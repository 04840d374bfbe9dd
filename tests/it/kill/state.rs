use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use shuniu_hub::clock::ManualClock;
use shuniu_hub::ledger::verify;
use shuniu_tests::journey::today;
use shuniu_tests::{Raw, TestDb, canonical};

/// What a run leaves behind whose number depends on how often it was begun.
const OF_THE_RUN: &[&str] = &["sync_run", "lease", "connector_instance"];

/// How many differences a failure shows.
const SHOWN: usize = 10;

/// Ledger entries of every source, entity and kind.
const ENTRIES: &str = "SELECT region_code, actor, ledger.entity, command, \
     COALESCE(project.name, '-'), CAST(count(*) AS TEXT) FROM ledger \
     JOIN jurisdiction ON jurisdiction.id = ledger.jurisdiction_id \
     LEFT JOIN project ON project.id = ledger.project_id \
     AND project.jurisdiction_id = ledger.jurisdiction_id GROUP BY 1, 2, 3, 4, 5";

/// What a process left behind, by its meaning.
pub(super) struct State {
    pub(super) rows: Vec<String>,
    /// Place, source, entity, kind and project; how many entries.
    pub(super) entries: BTreeMap<Vec<String>, String>,
}

impl State {
    /// Reads the tables and has the ledgers verified.
    pub(super) async fn of(db: &TestDb) -> Self {
        let raw = db.raw().await.unwrap();
        let state = Self {
            rows: canonical(&raw, OF_THE_RUN).await.unwrap(),
            entries: entries(&raw).await,
        };
        raw.close().await.unwrap();
        ledgers_hold(db).await;
        state
    }

    /// Fails with what is here and not there, and the other way round.
    pub(super) fn agrees(&self, undisturbed: &Self, after: &str) {
        assert_eq!(self.entries, undisturbed.entries, "entries after {after}");
        if self.rows == undisturbed.rows {
            return;
        }
        let (here, there): (BTreeSet<_>, BTreeSet<_>) = (
            self.rows.iter().collect(),
            undisturbed.rows.iter().collect(),
        );
        let more: Vec<_> = here.difference(&there).take(SHOWN).collect();
        let less: Vec<_> = there.difference(&here).take(SHOWN).collect();
        panic!(
            "{} rows instead of {} after {after}\nadditional: {more:#?}\nmissing: {less:#?}",
            self.rows.len(),
            undisturbed.rows.len()
        );
    }
}

async fn entries(raw: &Raw) -> BTreeMap<Vec<String>, String> {
    let counted = raw.texts(ENTRIES).await.unwrap().into_iter();
    let mut entries = BTreeMap::new();
    for mut row in counted {
        let count = row.pop().unwrap();
        entries.insert(row, count);
    }
    entries
}

async fn ledgers_hold(db: &TestDb) {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let places = hub.load_jurisdictions().await.unwrap();
    assert_eq!(places.len(), 2);
    for place in places.iter() {
        let report = verify(&hub.reader(), hub.seal(), place.id, &[]).await;
        assert_eq!(report.unwrap().breach, None, "{}", place.setup.region);
    }
    hub.database().clone().close().await.unwrap();
}
