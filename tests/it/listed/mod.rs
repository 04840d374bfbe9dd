//! What was handed over is compared with what the other side lists: what the list proves is settled,
//! and what differs stands for a person until it differs no more.

mod daily;
mod killed;
mod scene;
mod told;

use chrono::TimeDelta;
use shuniu_connectors::contract::{Answer, ReceivedEnd, System};
use shuniu_entities::{Scope, Tenant as _};
use shuniu_hub::sync::{Fate, SettleHandOver, Silent, SyncError};
use shuniu_tests::{TestDb, on_both};

use self::scene::{AtOnce, known, scene};
use crate::handed_over::outbox_row;

on_both! {
    async fn what_is_the_same_is_counted_and_a_second_comparison_writes_nothing_new(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        let mut ids = Vec::new();
        for number in 1..=3 {
            ids.push(scene.sent(number).await.1);
        }
        let done = scene.compare().await;
        assert_eq!((done.state.as_str(), done.listed, done.same, done.pages), ("finished", 3, 3, 2));
        assert_eq!((done.differing, done.not_here, done.missing_there), (0, 0, Some(0)));
        let (before, rows) = (scene.entries().await, outbox_row(&scene.desk(), ids[0]).await);
        let again = scene.compare().await;
        assert_eq!((again.same, again.listed), (3, 3));
        assert_eq!(outbox_row(&scene.desk(), ids[0]).await, rows);
        assert_eq!(scene.entries().await - before, 2, "that it began and how it ended");
        assert_eq!(scene.seen().await, 0);
    }
}

on_both! {
    async fn a_lost_answer_is_settled_by_the_list_with_its_receipt(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        *scene.double.0.lost.lock().unwrap() = true;
        let (_, id) = scene.sent(1).await;
        assert_eq!(scene.state(id).await, "unknown");
        let done = scene.compare().await;
        assert_eq!((done.settled, done.same, done.missing_there), (1, 0, Some(0)));
        let row = outbox_row(&scene.desk(), id).await;
        assert_eq!(row.state, "accepted");
        let number = row.answer.unwrap()["receipt"].as_str().unwrap().to_owned();
        assert!(number.starts_with("DJ-"), "{number}");
        let scope = Scope::jurisdictions(vec![scene.place]);
        let papers = shuniu_entities::document::Entity::find_in(&scope).all(&scene.hub.reader()).await.unwrap();
        let proofs = papers.iter().filter(|row| row.kind == "municipal_system_record").count();
        assert_eq!(proofs, 1, "its receipt is on file");
        assert_eq!(scene.compare().await.same, 1);
    }
}

on_both! {
    async fn what_never_arrived_is_found_by_a_complete_list_alone(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        *scene.double.0.swallowed.lock().unwrap() = true;
        let (_, id) = scene.sent(1).await;
        assert_eq!(scene.state(id).await, "unknown");
        // It may still be on its way.
        let fresh = scene.compare().await;
        assert_eq!((fresh.settled, fresh.missing_there), (0, Some(0)));
        assert_eq!(scene.state(id).await, "unknown");
        scene.pass(TimeDelta::hours(2));
        // A list without an end proves nothing.
        scene.alter(|page| page.end = ReceivedEnd::Unsaid);
        let open = scene.compare().await;
        assert_eq!((open.state.as_str(), open.missing_there), ("incomplete", None));
        assert_eq!(scene.state(id).await, "unknown");
        // Nor does one of unknown time.
        scene.alter(|page| page.end = ReceivedEnd::Complete { through: None });
        assert_eq!(scene.compare().await.state, "finished");
        assert_eq!(scene.state(id).await, "unknown");
        scene.honest();
        let done = scene.compare().await;
        assert_eq!((done.settled, done.missing_there), (1, Some(0)));
        let row = outbox_row(&scene.desk(), id).await;
        assert_eq!(row.state, "prepared");
        assert!(row.answer.unwrap()["reason"].as_str().unwrap().contains("never arrived"));
        // It goes out again under the same key, and arrives once.
        *scene.double.0.swallowed.lock().unwrap() = false;
        scene.clock.advance(TimeDelta::hours(7));
        scene.hub.deliver_due().await.unwrap();
        assert_eq!(scene.state(id).await, "accepted");
        assert_eq!(scene.compare().await.same, 1);
    }
}

on_both! {
    async fn what_differs_stands_until_it_is_settled_or_differs_no_more(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        let (_, first) = scene.sent(1).await;
        let (_, second) = scene.sent(2).await;
        let (_, third) = scene.sent(3).await;
        let stranger = known("somebody-else", "DJ-320902-99999", &scene);
        let (gone, renumbered, refused) = (first.to_string(), second.to_string(), third.to_string());
        scene.alter(move |page| {
            page.listed.retain(|one| one.key != gone);
            for one in &mut page.listed {
                if one.key == renumbered {
                    one.number = "DJ-320902-77777".to_owned();
                }
                if one.key == refused {
                    one.answer = Answer::Rejected { reason: "撤销".to_owned() };
                }
            }
            if matches!(page.end, ReceivedEnd::Complete { .. }) {
                page.listed.push(stranger.clone());
            }
        });
        scene.clock.advance(TimeDelta::minutes(1));
        let done = scene.compare().await;
        assert_eq!((done.differing, done.not_here, done.missing_there, done.same), (2, 1, Some(1), 0));
        assert_eq!(scene.kinds().await, ["missing_there", "not_here", "number", "state"]);
        let told = scene.findings().await;
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().all(|words| words.contains("settleHandOver")), "{told:?}");
        for id in [first, second, third] {
            assert_eq!(scene.state(id).await, "accepted", "nothing is undone unasked");
        }
        let (before, rows) = (scene.entries().await, scene.stands().await);
        scene.compare().await;
        assert_eq!(scene.stands().await, rows, "what stands is not written again");
        assert_eq!(scene.entries().await - before, 2);
        // A person says that the first never arrived: it goes out again.
        let settle = |hand_over, fate| SettleHandOver { hand_over, fate, reason: "电话核实".to_owned() };
        scene.desk().ask(None, &settle(first, Fate::NeverReceived)).await.unwrap();
        assert_eq!(scene.state(first).await, "prepared");
        scene.desk().ask(None, &settle(third, Fate::Rejected)).await.unwrap();
        let number = "DJ-320902-77777".to_owned();
        scene.desk().ask(None, &settle(second, Fate::Received { number })).await.unwrap();
        assert_eq!(scene.kinds().await, ["not_here"]);
        assert!(scene.findings().await.is_empty());
        let other = scene.desk().ask(None, &settle(second, Fate::Rejected)).await;
        assert!(other.is_err(), "what does not differ is not settled by hand");
        let same = scene.compare().await;
        assert_eq!((same.differing, same.same), (0, 2));
        // What was handed in past the hub is withdrawn there.
        scene.honest();
        scene.compare().await;
        assert!(!scene.kinds().await.contains(&"not_here".to_owned()));
    }
}

on_both! {
    async fn a_comparison_that_was_stopped_goes_on_behind_its_last_page(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        for number in 1..=5 {
            scene.sent(number).await;
        }
        scene.start().await.unwrap();
        assert!(scene.start().await.is_err(), "one at a time");
        let stopped = scene.go_on(&AtOnce).await;
        assert!(matches!(stopped, Err(SyncError::Interrupted { .. })), "{stopped:?}");
        let half = scene.newest().await;
        assert_eq!((half.state.as_str(), half.pages, half.listed), ("running", 1, 2));
        assert_eq!(scene.seen().await, 2);
        let done = scene.go_on(&Silent).await.unwrap();
        assert_eq!((done.pages, done.same, done.missing_there), (3, 5, Some(0)));
        assert_eq!(*scene.double.0.pages.lock().unwrap(), 3, "no page comes twice");
    }
}

on_both! {
    async fn a_system_without_a_list_is_told_as_such(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, false).await;
        scene.sent(1).await;
        let refused = format!("{:#}", scene.start().await.unwrap_err());
        assert!(refused.contains("does not list"), "{refused}");
        scene.clock.advance(TimeDelta::days(3));
        assert!(scene.hub.hand_over_comparisons(&scene.source).await.unwrap().is_empty());
    }
}
