//! Records that say what they said: told without being mapped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use shuniu_connectors::contract::{CanonicalRecord, Connector, RecordError, Stream, System};
use shuniu_connectors::seed::World;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::{Counts, Silent, Source};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::{TODAY, tinghu, world};
use shuniu_tests::{Double, StandIn, TestDb, on_both};

/// Counts how many records are mapped.
struct Counted {
    was: Arc<dyn Connector>,
    mapped: Arc<AtomicUsize>,
}

impl Double for Counted {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        self.mapped.fetch_add(1, Ordering::Relaxed);
        self.was.map(stream, body)
    }
}

on_both! {
    async fn what_is_known_as_it_is_is_not_mapped_again(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let system = System::MUNICIPAL_PROJECTS;
        let mapped = Arc::new(AtomicUsize::new(0));
        let counted = StandIn(Counted {
            was: outside.connector(&system).unwrap(),
            mapped: Arc::clone(&mapped),
        });
        let source = hub.attach(place, Arc::new(counted)).await.unwrap();
        let read = async |source: &Source| -> (Counts, usize) {
            mapped.store(0, Ordering::Relaxed);
            let stream = Stream::REVIEWS;
            let report = hub.sync_stream(source, &stream, true, &Silent).await.unwrap();
            (report.counts, mapped.load(Ordering::Relaxed))
        };
        let holds = async |reviews: &[Value]| {
            let state = json!({ "streams": { "reviews": reviews } });
            outside.control(&system, "state", &state).await.unwrap();
        };
        // Of one that is marked, or that bears no id or time, there is nothing to know it by.
        let sound = |one: &Value| {
            let number = one["reviewNo"].as_str().unwrap_or_default();
            one["secrecy"] == "公开" && !number.is_empty() && !number.ends_with("-Y")
        };
        let mut reviews = world(120).municipal_projects()["reviews"].clone();
        reviews.retain(sound);
        holds(&reviews).await;
        let (first, mapped) = read(&source).await;
        assert!(mapped > 5, "{first:?} of {}", reviews.len());
        assert_eq!((mapped, first.unchanged), (reviews.len(), 0), "{first:?}");
        let (again, mapped) = read(&source).await;
        assert_eq!((again.unchanged, mapped), (first.received, 0), "{again:?}");

        // One says something else, without a later time.
        reviews[0]["opinion"] = json!("补充意见");
        holds(&reviews).await;
        let (news, mapped) = read(&source).await;
        assert_eq!((news.received - news.unchanged, mapped), (1, 1), "{news:?}");
        outside.stop().await;
    }
}
