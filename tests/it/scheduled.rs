//! When outside systems are read: by their rhythm and within their hours, once for what was missed,
//! and again soon where a run failed or never reported its end.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use shuniu_connectors::contract::{Stream, System};
use shuniu_entities::{Scope, Tenant, sync_cursor};
use shuniu_hub::Hub;
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::sync::{
    Agenda, Counts, Progress, Reading, ScheduleSettings, Silent, Source, Stop, SyncError, Waiting,
};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::{TODAY, tinghu, world};
use shuniu_tests::{TestDb, on_both};

struct Scene {
    clock: Arc<ManualClock>,
    hub: Hub,
    outside: Outside,
    source: Source,
}

/// One system whose one stream is read by a schedule.
async fn scene(db: &TestDb, schedule: &ScheduleSettings) -> Scene {
    let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
    let outside = Outside::with(&world(240), &clock).await.unwrap();
    let (hub, source) = worker(db, &clock, &outside, schedule).await;
    Scene {
        clock,
        hub,
        outside,
        source,
    }
}

async fn worker(
    db: &TestDb,
    clock: &Arc<ManualClock>,
    outside: &Outside,
    schedule: &ScheduleSettings,
) -> (Hub, Source) {
    let hub = db.hub(clock).await.unwrap();
    let place = tinghu(&hub).await.unwrap();
    let connector = outside.connector(&System::INVESTMENT_APPROVAL).unwrap();
    let reading = Reading {
        schedule: schedule.read(TimeDelta::minutes(10)).unwrap(),
        ..Reading::default()
    };
    let source = hub.attach_by(place, connector, reading).await.unwrap();
    (hub, source)
}

impl Scene {
    async fn agenda(&self) -> Agenda {
        self.hub.agenda(&self.source).await.unwrap()
    }

    /// Until when nothing is due.
    async fn rests_until(&self) -> DateTime<Utc> {
        let agenda = self.agenda().await;
        assert!(agenda.due.is_empty(), "{agenda:?}");
        agenda.next.unwrap()
    }

    /// Reads what is due, which is one stream.
    async fn read(&self, progress: &dyn Progress) -> Result<Counts, SyncError> {
        let agenda = self.agenda().await;
        let [due] = agenda.due.as_slice() else {
            panic!("{agenda:?}")
        };
        let run = self.hub.begin_due(&self.source, due).await?;
        Ok(run.read(false, progress).await?.counts)
    }
}

/// Lets time pass while a page is written.
struct Passes<'a>(&'a ManualClock, TimeDelta);

impl Progress for Passes<'_> {
    fn page(&self, _: &str, _: &str, _: &Counts) {
        self.0.advance(self.1);
    }
}

on_both! {
    async fn a_stream_is_read_by_its_rhythm_by_one_worker_and_what_was_missed_once(db: &TestDb) {
        let every = ScheduleSettings::default();
        let scene = scene(db, &every).await;
        let now = scene.clock.now();
        let (other, its) = worker(db, &scene.clock, &scene.outside, &every).await;
        let agenda = other.agenda(&its).await.unwrap();
        assert_eq!(agenda, scene.agenda().await);
        assert!(scene.read(&Silent).await.unwrap().merged > 0);
        // The other saw it due before, and comes too late.
        let late = other.begin_due(&its, &agenda.due[0]).await;
        assert!(matches!(late, Err(SyncError::Busy { .. })), "{late:?}");
        assert_eq!(scene.rests_until().await, now + TimeDelta::minutes(10));

        scene.clock.advance(TimeDelta::hours(7));
        let counts = scene.read(&Silent).await.unwrap();
        assert_eq!(counts.received, counts.unchanged);
        assert_eq!(scene.rests_until().await, scene.clock.now() + TimeDelta::minutes(10));
        // Whoever asks for it by hand waits for no time.
        let run = scene.hub.begin_sync(&scene.source, &Stream::APPROVALS).await.unwrap();
        assert!(run.read(false, &Silent).await.is_ok());
    }
}

on_both! {
    async fn a_run_stops_when_the_hours_are_over_and_goes_on_when_they_begin(db: &TestDb) {
        let night = ScheduleSettings {
            cron: Some("0 21 * * *".to_owned()),
            open: vec!["21:00-22:00".to_owned()],
            ..ScheduleSettings::default()
        };
        let scene = scene(db, &night).await;
        // Its day begins at noon, local time.
        let noon = scene.clock.now();
        let evening = scene.rests_until().await;
        let local = evening.with_timezone(&chrono::FixedOffset::east_opt(8 * 3600).unwrap());
        assert_eq!(local.format("%H:%M").to_string(), "21:00");
        let refused = scene.hub.begin_sync(&scene.source, &Stream::APPROVALS).await;
        let Err(SyncError::NotNow { stop: Stop::Closed { until }, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(until, evening);

        scene.clock.advance(evening - noon);
        let stopped = scene.read(&Passes(&scene.clock, TimeDelta::minutes(50))).await;
        let Err(SyncError::Interrupted { stop: Stop::Closed { until }, .. }) = stopped else {
            panic!("{stopped:?}")
        };
        assert_eq!(until, evening + TimeDelta::days(1));
        assert_eq!(scene.rests_until().await, until);
        scene.clock.advance(until - scene.clock.now());
        let rest = scene.read(&Silent).await.unwrap();
        assert_eq!(rest.unchanged, 0, "it goes on behind the last page");
        let full = scene.hub.begin_sync(&scene.source, &Stream::APPROVALS).await.unwrap();
        let whole = full.read(true, &Silent).await.unwrap().counts;
        assert_eq!(whole.received, whole.unchanged);
        assert!(whole.received > rest.received && rest.received > 0);
    }
}

on_both! {
    async fn a_run_that_failed_or_never_ended_is_made_up_for_before_its_next_time(db: &TestDb) {
        let daily = ScheduleSettings {
            cron: Some("0 6 * * *".to_owned()),
            ..ScheduleSettings::default()
        };
        let scene = scene(db, &daily).await;
        let down = json!({"status": 404});
        let system = System::INVESTMENT_APPROVAL;
        scene.outside.control(&system, "faults", &down).await.unwrap();
        let mut pauses = Vec::new();
        for _ in 0..9 {
            assert!(scene.read(&Silent).await.is_err());
            let until = scene.rests_until().await;
            pauses.push((until - scene.clock.now()).num_minutes());
            scene.clock.advance(until - scene.clock.now());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        scene.outside.control(&system, "faults", &json!({})).await.unwrap();

        // The worker is killed: nobody reports the end.
        let due = scene.agenda().await.due.remove(0);
        let killed = scene.hub.begin_due(&scene.source, &due).await.unwrap();
        drop(killed);
        let agenda = scene.agenda().await;
        assert_eq!((agenda.due.len(), agenda.next), (0, None), "it seems to be read");
        scene.clock.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
        scene.read(&Silent).await.unwrap();
        let next = scene.rests_until().await - scene.clock.now();
        assert!(next > TimeDelta::hours(1), "the next time is the regular one: {next}");
    }
}

on_both! {
    async fn what_is_told_of_a_stream_that_failed_is_what_the_scheduler_does(db: &TestDb) {
        let every = ScheduleSettings::default();
        let mut scene = scene(db, &every).await;
        let down = json!({"status": 404});
        scene.outside.control(&System::INVESTMENT_APPROVAL, "faults", &down).await.unwrap();
        // The pauses double, and are never longer than the usual rhythm of ten minutes; of one that
        // is read every few seconds, they are never shorter than a minute.
        for (rhythm, expected) in [(600, [60, 120, 240, 480, 600, 600]), (5, [60; 6])] {
            let reading = Reading {
                schedule: every.read(TimeDelta::seconds(rhythm)).unwrap(),
                ..Reading::default()
            };
            let connector = Arc::clone(&scene.source.connector);
            scene.source = scene.hub.attach_by(scene.source.jurisdiction, connector, reading).await.unwrap();
            let mut pauses = Vec::new();
            for _ in 0..expected.len() {
                assert!(scene.read(&Silent).await.is_err());
                let until = scene.rests_until().await;
                let scope = Scope::jurisdictions(vec![scene.source.jurisdiction]);
                let row = sync_cursor::Entity::find_in(&scope).one(&scene.hub.reader()).await.unwrap().unwrap();
                let law = scene.hub.local_law(scene.source.jurisdiction);
                let now = scene.clock.now();
                let wait = scene.source.schedule.wait(&row, false, now, law.calendar());
                assert_eq!((wait.waiting, wait.until), (Waiting::Failed, Some(until)));
                pauses.push((until - now).num_seconds());
                scene.clock.advance(until - now);
            }
            assert_eq!(pauses, expected, "every {rhythm} s");
        }
        scene.outside.control(&System::INVESTMENT_APPROVAL, "faults", &json!({})).await.unwrap();
        scene.outside.advance(std::time::Duration::from_secs(3600));
        scene.read(&Silent).await.unwrap();
        assert_eq!(scene.rests_until().await, scene.clock.now() + TimeDelta::seconds(5));
    }
}

on_both! {
    async fn a_system_that_was_given_up_is_asked_who_it_is_before_it_is_asked_for_pages(db: &TestDb) {
        let mut scene = scene(db, &ScheduleSettings::default()).await;
        let system = System::INVESTMENT_APPROVAL;
        let http = json!({
            "allow_private": true, "attempts": 1, "breaker_failures": 1, "breaker_wait_ms": 60_000,
        });
        let connector = scene.outside.connector_with(&system, &[("http", http)]).unwrap();
        scene.source = scene.hub.attach(scene.source.jurisdiction, connector).await.unwrap();
        let stream = &Stream::APPROVALS;
        let paths = async |scene: &Scene| {
            let journal = scene.outside.journal(&system).await.unwrap();
            let paths = journal.entries.into_iter().map(|one| one.path);
            paths.collect::<Vec<String>>()
        };
        let down = json!({"status": 503});
        scene.outside.control(&system, "faults", &down).await.unwrap();
        assert!(scene.hub.sync_stream(&scene.source, stream, false, &Silent).await.is_err());
        let before = paths(&scene).await.len();
        scene.outside.advance(std::time::Duration::from_secs(61));
        assert!(scene.hub.sync_stream(&scene.source, stream, false, &Silent).await.is_err());
        let probed = paths(&scene).await;
        assert_eq!(&probed[before..], ["/meta"], "one cheap question");

        scene.outside.control(&system, "faults", &json!({})).await.unwrap();
        scene.outside.advance(std::time::Duration::from_secs(61));
        let read = scene.hub.sync_stream(&scene.source, stream, false, &Silent).await.unwrap();
        assert!(read.counts.received > 0);
        let asked = paths(&scene).await;
        assert_eq!(asked[probed.len()], "/meta");
    }
}
