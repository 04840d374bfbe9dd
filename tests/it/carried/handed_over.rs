use std::sync::Arc;

use chrono::TimeDelta;
use shuniu_connectors::contract::System;
use shuniu_entities::{Keyed, OfProject, Scope, document, outbox};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::query::Key;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};

use super::way::{Delivered, Records, Way};

on_both! {
    async fn what_lies_in_the_outbox_is_proved_when_the_other_side_has_answered(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let system = System::MUNICIPAL_PROJECTS;
        let none = Records::new();
        let delivered = Delivered::of(&system, Way::Marked, &none, db.engine(), &clock).await;
        hub.attach(place, delivered.connector()).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let (project, row) = desk.handed_over(1, &system).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        let state = async || {
            let key = Key::new(place, row);
            let row = outbox::Entity::find_key(&scope, key).one(&hub.reader()).await.unwrap();
            row.unwrap().state
        };
        let papers = async || {
            document::Entity::find_of(&scope, &[Key::new(place, project)])
                .filter(document::Column::Kind.eq("municipal_system_record"))
                .count(&hub.reader())
                .await
                .unwrap()
        };
        let raw = delivered.outside.raw().await.unwrap();
        let count = "SELECT CAST(COUNT(*) AS TEXT) FROM municipal_projects_outbox";
        for _ in 0..3 {
            hub.deliver_due().await.unwrap();
            clock.advance(TimeDelta::minutes(10));
            delivered.clock.advance(std::time::Duration::from_secs(600));
        }
        assert_eq!(raw.column(count).await.unwrap(), ["1"], "it lies there once");
        assert_ne!(state().await, "accepted");
        assert_eq!(papers().await, 0, "nothing is proved yet");
        raw.execute(
            "UPDATE municipal_projects_outbox SET submission_no = 'DJ-1', state = 'accepted', \
             received_at = '2026-06-30 10:00:00'",
        )
        .await
        .unwrap();
        for _ in 0..6 {
            clock.advance(TimeDelta::hours(2));
            delivered.clock.advance(std::time::Duration::from_secs(7_200));
            hub.deliver_due().await.unwrap();
        }
        assert_eq!(state().await, "accepted");
        assert_eq!(papers().await, 1);
        assert_eq!(raw.column(count).await.unwrap(), ["1"]);
        raw.close().await.unwrap();
        hub.database().clone().close().await.unwrap();
        delivered.outside.remove().await.unwrap();
    }
}
