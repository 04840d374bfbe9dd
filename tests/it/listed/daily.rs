//! It is compared once a day, when the system's hours allow it.

use chrono::{TimeDelta, Timelike as _};
use shuniu_connectors::contract::System;
use shuniu_hub::clock::Clock as _;
use shuniu_hub::sync::{ComparisonSettings, Reading, ScheduleSettings, Silent, SyncError};
use shuniu_tests::{TestDb, on_both};

use super::scene::scene;

async fn compared_once_a_day(db: &TestDb, system: System) {
    let scene = scene(db, system, true).await;
    let due = async || {
        scene
            .hub
            .hand_over_comparisons(&scene.source)
            .await
            .unwrap()
    };
    assert!(due().await.is_empty(), "nothing was handed over");
    scene.sent(1).await;
    assert!(due().await.is_empty(), "not before three");
    // Two missed days are made up for once.
    scene.clock.advance(TimeDelta::days(2));
    let rows = due().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].asked_by, "schedule");
    let done = scene
        .hub
        .compare_hand_overs(&scene.source, &rows[0], &Silent)
        .await;
    let done = done.unwrap();
    assert_eq!((done.state.as_str(), done.listed), ("finished", 1));
    assert!(due().await.is_empty(), "once");
}

on_both! {
    async fn applications_for_codes_are_compared_once_a_day(db: &TestDb) {
        compared_once_a_day(db, System::INVESTMENT_APPROVAL).await;
    }
}

on_both! {
    async fn cards_are_compared_once_a_day(db: &TestDb) {
        compared_once_a_day(db, System::ASSET_CLOUD).await;
    }
}

on_both! {
    async fn hours_and_settings_keep_it_from_being_compared(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        scene.sent(1).await;
        scene.clock.advance(TimeDelta::days(2));
        let never = Reading {
            comparison: ComparisonSettings { hand_overs: String::new(), ..ComparisonSettings::default() },
            ..Reading::default()
        };
        let source = scene.hub.attach_by(scene.place, scene.double.clone(), never).await.unwrap();
        assert!(scene.hub.hand_over_comparisons(&source).await.unwrap().is_empty());
        let hour = (scene.clock.now() + TimeDelta::hours(8)).hour();
        let window = format!("{hour:02}:00-{:02}:00", (hour + 1) % 24);
        let said = ScheduleSettings { closed: vec![window], ..ScheduleSettings::default() };
        let closed = Reading { schedule: said.read(TimeDelta::minutes(5)).unwrap(), ..Reading::default() };
        let source = scene.hub.attach_by(scene.place, scene.double.clone(), closed).await.unwrap();
        let due = scene.hub.hand_over_comparisons(&source).await.unwrap();
        let shut = scene.hub.compare_hand_overs(&source, &due[0], &Silent).await;
        assert!(matches!(shut, Err(SyncError::NotNow { .. })), "{shut:?}");
    }
}
