//! All that a system holds is compared with all that is here: what differs is taken in, and what is
//! gone there is withdrawn, but only behind a complete walk, and not too much of it unasked.

use std::sync::Arc;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_entities::{Scope, Tenant as _, project_event, source_record, sync_difference};
use shuniu_entities::{sync_seen, sync_sweep};
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::sync::{
    ComparisonSettings, Counts, Progress, Reading, ScheduleSettings, SettleComparison, Silent,
    Source, StartSweep, Stop, SweepKind, SyncError,
};
use shuniu_hub::{Fault, Hub};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::served::PATIENCE;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use crate::graphql::altered::{Altered, Slow};

const STREAM: Stream = Stream::APPROVALS;

struct Scene {
    clock: Arc<ManualClock>,
    hub: Hub,
    place: Uuid,
    outside: Outside,
    source: Source,
    /// What the system has.
    records: Vec<Value>,
}

/// A system whose one stream was read to its end.
async fn scene(db: &TestDb, reading: Reading) -> Scene {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let outside = Outside::with(&World::default(), &clock).await.unwrap();
    let system = System::INVESTMENT_APPROVAL;
    let records = world(240).of_system(&system).remove("approvals").unwrap();
    let mut records: Vec<Value> = records
        .into_iter()
        .filter(|one| one["secrecy"] == "0")
        .collect();
    let at = |one: &Value| {
        (
            one["updatedAt"].as_str().unwrap().to_owned(),
            one["declareNo"].as_str().unwrap().to_owned(),
        )
    };
    records.sort_by_key(at);
    let connector = outside.connector(&system).unwrap();
    let source = hub.attach_by(place, connector, reading).await.unwrap();
    let scene = Scene {
        clock,
        hub,
        place,
        outside,
        source,
        records,
    };
    scene.holds(&scene.records).await;
    sync(&scene.hub, std::slice::from_ref(&scene.source))
        .await
        .unwrap();
    scene.clock.advance(TimeDelta::minutes(1));
    scene
}

/// Stops after a number of pages.
struct Pages(std::sync::atomic::AtomicUsize);

impl Progress for Pages {
    fn page(&self, _: &str, _: &str, _: &Counts) {
        self.0.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
    }

    fn stops(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::SeqCst) == 0
    }
}

impl Scene {
    fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    /// Has the system hold these, and nothing else.
    async fn holds(&self, records: &[Value]) {
        let system = System::INVESTMENT_APPROVAL;
        let state = json!({"streams": {"approvals": records}, "extra": {}});
        self.outside
            .control(&system, "state", &state)
            .await
            .unwrap();
    }

    async fn start(&self, kind: SweepKind) -> Uuid {
        let start = StartSweep {
            system: System::INVESTMENT_APPROVAL.as_str().to_owned(),
            stream: STREAM.as_str().to_owned(),
            kind,
        };
        self.desk().ask(None, &start).await.unwrap().sweep
    }

    async fn sweep(&self, id: Uuid) -> sync_sweep::Model {
        let scope = Scope::jurisdictions(vec![self.place]);
        let reader = self.hub.reader();
        let row = sync_sweep::Entity::find_in(&scope)
            .filter(sync_sweep::Column::Id.eq(id))
            .one(&reader);
        row.await.unwrap().unwrap()
    }

    async fn go_on(&self, id: Uuid, progress: &dyn Progress) -> Result<Counts, SyncError> {
        let row = self.sweep(id).await;
        self.hub.go_on(&self.source, &row, progress).await
    }

    /// Walks to the end, with what goes first.
    async fn compare(&self) -> sync_sweep::Model {
        let id = self.start(SweepKind::Comparison).await;
        self.go_on(id, &Silent).await.unwrap();
        self.sweep(id).await
    }

    async fn settle(&self, id: Uuid, gone: bool) -> anyhow::Result<()> {
        let settle = SettleComparison {
            sweep: id,
            expected_version: None,
            gone,
            reason: "平台管理员确认".to_owned(),
        };
        self.desk().ask(None, &settle).await.map(drop)
    }

    /// The records that stand behind current events, by their identities.
    async fn speaking(&self) -> Vec<String> {
        let scope = Scope::jurisdictions(vec![self.place]);
        let events = project_event::Entity::find_in(&scope)
            .filter(project_event::Column::Standing.eq("current"))
            .all(&self.hub.reader())
            .await
            .unwrap();
        let behind: Vec<Uuid> = events
            .iter()
            .filter_map(|row| row.source_record_id)
            .collect();
        let rows = source_record::Entity::find_in(&scope)
            .filter(source_record::Column::Id.is_in(behind))
            .all(&self.hub.reader())
            .await
            .unwrap();
        let mut names: Vec<String> = rows.into_iter().map(|row| row.external_id).collect();
        names.sort();
        names.dedup();
        names
    }

    async fn kinds(&self, sweep: Uuid) -> Vec<(String, String)> {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = sync_difference::Entity::find_in(&scope)
            .filter(sync_difference::Column::SweepId.eq(sweep))
            .all(&self.hub.reader())
            .await
            .unwrap();
        let mut kinds = Vec::new();
        for row in rows {
            let record = source_record::Entity::find_in(&scope)
                .filter(source_record::Column::Id.eq(row.source_record_id))
                .one(&self.hub.reader())
                .await
                .unwrap();
            kinds.push((row.kind, record.unwrap().external_id));
        }
        kinds.sort();
        kinds
    }

    async fn nothing_is_kept_of_what_was_seen(&self) {
        let scope = Scope::jurisdictions(vec![self.place]);
        let reader = self.hub.reader();
        let seen = sync_seen::Entity::find_in(&scope).all(&reader);
        assert!(seen.await.unwrap().is_empty());
    }
}

fn name(record: &Value) -> String {
    record["declareNo"].as_str().unwrap().to_owned()
}

/// The place of a record that has brought something.
async fn that_speaks(scene: &Scene) -> usize {
    let speaking = scene.speaking().await;
    let at = scene
        .records
        .iter()
        .position(|one| speaking.contains(&name(one)));
    at.unwrap()
}

on_both! {
    async fn what_increments_cannot_see_is_found_by_a_complete_comparison(db: &TestDb) {
        let scene = scene(db, Reading::default()).await;
        let all = scene.records.len() as i64;
        let same = scene.compare().await;
        assert_eq!((same.state.as_str(), same.same), ("finished", all));
        let found = (same.differing, same.missing_here, same.missing_there, same.held_here);
        assert_eq!(found, (0, 0, Some(0), Some(all)));

        // One is gone, one was changed without a new time, and one lies long before the cursor.
        let gone = that_speaks(&scene).await;
        let mut held = scene.records.clone();
        let gone = held.remove(gone);
        let (first, last) = (held[0].clone(), held.len() - 1);
        held[last]["projectName"] = json!("改名之后的项目");
        let mut late = first.clone();
        late["declareNo"] = json!("SB-LATE-1");
        late["projectCode"] = Value::Null;
        late["projectName"] = json!("补录的旧项目");
        held.insert(0, late.clone());
        held.sort_by_key(|one| (one["updatedAt"].as_str().unwrap().to_owned(), name(one)));
        scene.holds(&held).await;
        let increment = sync(&scene.hub, std::slice::from_ref(&scene.source)).await.unwrap();
        assert_eq!(increment["approvals"].merged + increment["approvals"].unmatched, 1);

        let before = scene.speaking().await;
        assert!(before.contains(&name(&gone)));
        let found = scene.compare().await;
        assert_eq!(found.state, "finished");
        assert_eq!(found.missing_there, Some(1));
        assert_eq!(found.same + found.differing + found.missing_here, all);
        let kinds = scene.kinds(found.id).await;
        let expected = [
            ("missing_here".to_owned(), name(&late)),
            ("missing_there".to_owned(), name(&gone)),
        ];
        assert_eq!(kinds, expected, "the changed one was in the overlap and is the same by now");
        let after = scene.speaking().await;
        assert!(!after.contains(&name(&gone)), "what it brought is withdrawn");
        scene.nothing_is_kept_of_what_was_seen().await;

        // Once more nothing is news, and what comes back is.
        let again = scene.compare().await;
        assert_eq!((again.missing_there, again.differing, again.missing_here), (Some(0), 0, 0));
        held.push(gone.clone());
        held.sort_by_key(|one| (one["updatedAt"].as_str().unwrap().to_owned(), name(one)));
        scene.holds(&held).await;
        let back = scene.compare().await;
        assert_eq!((back.missing_here, back.missing_there), (1, Some(0)));
        let mut both = [before, vec![name(&late)]].concat();
        both.sort();
        assert_eq!(scene.speaking().await, both, "it speaks again");
    }
}

on_both! {
    async fn where_too_much_is_gone_a_person_is_asked_first(db: &TestDb) {
        let scene = scene(db, Reading::default()).await;
        let before = scene.speaking().await;
        let half: Vec<Value> = scene.records.iter().step_by(2).cloned().collect();
        scene.holds(&half).await;
        let held = scene.compare().await;
        assert_eq!(held.state, "held");
        let gone = scene.records.len() - half.len();
        assert_eq!(held.missing_there, Some(i64::try_from(gone).unwrap()));
        assert!(held.ended_at.is_none());
        assert_eq!(scene.speaking().await, before, "nothing is withdrawn unasked");
        assert!(scene.hub.sweeps(&scene.source).await.unwrap().is_empty(), "nobody goes on with it");
        let second = StartSweep {
            system: System::INVESTMENT_APPROVAL.as_str().to_owned(),
            stream: STREAM.as_str().to_owned(),
            kind: SweepKind::Comparison,
        };
        assert!(scene.desk().ask(None, &second).await.is_err(), "one at a time");

        scene.settle(held.id, false).await.unwrap();
        assert!(scene.settle(held.id, true).await.is_err(), "it waits for nobody any more");
        assert_eq!(scene.sweep(held.id).await.state, "dismissed");
        assert_eq!(scene.speaking().await, before);
        scene.nothing_is_kept_of_what_was_seen().await;

        let held = scene.compare().await;
        scene.settle(held.id, true).await.unwrap();
        assert_eq!(scene.hub.sweeps(&scene.source).await.unwrap().len(), 1);
        scene.go_on(held.id, &Silent).await.unwrap();
        let done = scene.sweep(held.id).await;
        assert_eq!((done.state.as_str(), done.reason.as_deref()), ("finished", Some("平台管理员确认")));
        let left: Vec<String> = half.iter().map(name).collect();
        let speaking = scene.speaking().await;
        assert!(speaking.iter().all(|one| left.contains(one)) && !speaking.is_empty());
        scene.nothing_is_kept_of_what_was_seen().await;
    }
}

on_both! {
    async fn a_walk_that_was_stopped_goes_on_where_it_was_and_takes_nothing_for_gone(db: &TestDb) {
        let scene = scene(db, Reading::default()).await;
        let id = scene.start(SweepKind::Comparison).await;
        let one = Pages(1.into());
        let stopped = scene.go_on(id, &one).await;
        let Err(SyncError::Interrupted { stop: Stop::Asked, .. }) = stopped else {
            panic!("{stopped:?}")
        };
        let asked = async || {
            let journal = scene.outside.journal(&System::INVESTMENT_APPROVAL).await.unwrap();
            let pages = journal.entries.into_iter().filter(|one| one.path == "/approvals");
            pages.map(|one| one.query).collect::<Vec<String>>()
        };
        let before = asked().await.len();
        // The increment is due by now, and goes first.
        scene.clock.advance(TimeDelta::minutes(6));
        let gave_way = scene.go_on(id, &Silent).await;
        let Err(SyncError::Interrupted { stop: Stop::GivesWay, .. }) = gave_way else {
            panic!("{gave_way:?}")
        };
        for due in scene.hub.agenda(&scene.source).await.unwrap().due {
            let run = scene.hub.begin_due(&scene.source, &due).await.unwrap();
            run.read(false, &Silent).await.unwrap();
        }
        scene.go_on(id, &Silent).await.unwrap();
        let pages = asked().await;
        let from_the_start = pages[before..].iter().filter(|query| !query.contains("since"));
        assert_eq!(from_the_start.count(), 0, "{pages:?}");
        let done = scene.sweep(id).await;
        let all = i64::try_from(scene.records.len()).unwrap();
        assert_eq!((done.state.as_str(), done.same, done.missing_there), ("finished", all, Some(0)));
    }
}

on_both! {
    async fn a_worker_that_lost_the_stream_withdraws_nothing(db: &TestDb) {
        let seldom = Reading {
            schedule: ScheduleSettings::default().read(TimeDelta::hours(6)).unwrap(),
            ..Reading::default()
        };
        let scene = scene(db, seldom).await;
        let gone = that_speaks(&scene).await;
        let mut held = scene.records.clone();
        let gone = held.remove(gone);
        scene.holds(&held).await;
        let id = scene.start(SweepKind::Comparison).await;
        let slow = Arc::new(Slow::default());
        let asleep = Source {
            connector: Altered::slow(&scene.source.connector, &slow),
            ..scene.source.clone()
        };
        let (hub, row) = (scene.hub.clone(), scene.sweep(id).await);
        let walking = tokio::spawn(async move { hub.go_on(&asleep, &row, &Silent).await });
        // It sleeps over its second page until its hold has lapsed, and another takes the stream.
        tokio::time::timeout(PATIENCE, slow.asked.notified()).await.unwrap();
        scene.clock.advance(TimeDelta::minutes(6));
        let taken = scene.hub.begin_sync(&scene.source, &STREAM).await.unwrap();
        let busy = scene.go_on(id, &Silent).await;
        assert!(matches!(busy, Err(SyncError::Busy { .. })), "{busy:?}");
        let before = scene.sweep(id).await;
        slow.go_on.notify_one();
        let woken = tokio::time::timeout(PATIENCE, walking).await.unwrap().unwrap();
        let lost = matches!(&woken, Err(SyncError::Inside(Fault::LeaseLost(_))));
        assert!(lost, "{woken:?}");
        assert_eq!(scene.sweep(id).await, before, "its page is not in");
        assert!(scene.speaking().await.contains(&name(&gone)));

        // Whoever goes on does so where the last page was committed, and finishes it.
        taken.read(false, &Silent).await.unwrap();
        scene.go_on(id, &Silent).await.unwrap();
        assert_eq!(scene.sweep(id).await.missing_there, Some(1));
        assert!(!scene.speaking().await.contains(&name(&gone)));
    }
}

on_both! {
    async fn a_window_is_read_again_and_nothing_outside_it(db: &TestDb) {
        let scene = scene(db, Reading::default()).await;
        let third = scene.records.len() / 3;
        let time = |at: usize| scene.records[at]["updatedAt"].as_str().unwrap().parse().unwrap();
        let (since, until) = (time(third), time(2 * third));
        let mut held = scene.records.clone();
        // A correction that bears no new time, one in the window and one behind it.
        for at in [third, 2 * third + 5] {
            held[at]["projectName"] = json!(format!("更名{at}"));
        }
        scene.holds(&held).await;
        let backwards = StartSweep {
            system: System::INVESTMENT_APPROVAL.as_str().to_owned(),
            stream: STREAM.as_str().to_owned(),
            kind: SweepKind::Backfill { since: until, until: since },
        };
        assert!(scene.desk().ask(None, &backwards).await.is_err());
        let id = scene.start(SweepKind::Backfill { since, until }).await;
        scene.go_on(id, &Silent).await.unwrap();
        let done = scene.sweep(id).await;
        let within = |one: &&Value| {
            let at: chrono::DateTime<chrono::Utc> = one["updatedAt"].as_str().unwrap().parse().unwrap();
            since <= at && at < until
        };
        let within = held.iter().filter(within).count() as i64;
        assert_eq!((done.state.as_str(), done.received, done.differing), ("finished", within, 1));
        assert_eq!((done.same, done.missing_there), (within - 1, None));
        scene.nothing_is_kept_of_what_was_seen().await;
    }
}

on_both! {
    async fn a_system_is_compared_by_its_settings_once_it_was_read(db: &TestDb) {
        let reading = Reading {
            schedule: ScheduleSettings::default().read(TimeDelta::hours(6)).unwrap(),
            comparison: ComparisonSettings {
                cron: Some("0 3 * * *".to_owned()),
                ..ComparisonSettings::default()
            },
            ..Reading::default()
        };
        let scene = scene(db, reading).await;
        assert!(scene.hub.sweeps(&scene.source).await.unwrap().is_empty());
        scene.clock.advance(TimeDelta::hours(16));
        let due = scene.hub.sweeps(&scene.source).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!((due[0].kind.as_str(), due[0].asked_by.as_str()), ("comparison", "schedule"));
        assert_eq!(scene.hub.sweeps(&scene.source).await.unwrap(), due, "one at a time");
        let mut outcome = scene.hub.go_on(&scene.source, &due[0], &Silent).await;
        if outcome.is_err() {
            for due in scene.hub.agenda(&scene.source).await.unwrap().due {
                let run = scene.hub.begin_due(&scene.source, &due).await.unwrap();
                run.read(false, &Silent).await.unwrap();
            }
            outcome = scene.hub.go_on(&scene.source, &due[0], &Silent).await;
        }
        outcome.unwrap();
        assert!(scene.hub.sweeps(&scene.source).await.unwrap().is_empty());
        let next = scene.clock.now();
        scene.clock.advance(TimeDelta::days(1));
        let due = scene.hub.sweeps(&scene.source).await.unwrap();
        assert!(due.len() == 1 && due[0].began_at > next);
    }
}
