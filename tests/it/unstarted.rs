//! Duties that nothing has started: kept in sets that projects share, and told like all others.

use std::collections::BTreeSet;
use std::sync::Arc;

use shuniu_entities::unstarted_obligation::{self, is_unstarted};
use shuniu_entities::{Key, Scope, Tenant as _, obligation};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{DeclareClassified, RecordKind, VoidRecord};
use shuniu_hub::query::{ObligationFilter, ObligationRow, View};
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::{TestDb, duties_in, duties_of, on_both};
use uuid::Uuid;

const FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";

/// A bureau with a hub of its own.
struct Bureau {
    hub: Hub,
    place: Uuid,
}

impl Bureau {
    async fn at(db: &TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        Self { hub, place }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    fn view(&self) -> View {
        View::new(&self.hub, Arc::new(clerk(0).unwrap()))
    }

    async fn registers(&self, number: u32) -> Key {
        let new = new_project(number).unwrap();
        let project = self.desk().ask(None, &new).await.unwrap().project;
        Key::new(self.place, project)
    }

    /// What the project owes by the provision, and whether a row of its own says so.
    async fn owed(&self, project: Key, provision: &str) -> (obligation::Model, bool) {
        let scope = self.scope();
        let mut duties = duties_of(&self.hub, &scope, &[project]).await.unwrap();
        duties.retain(|duty| duty.provision == provision);
        assert_eq!(duties.len(), 1, "{duties:?}");
        let rows = self.rows().await;
        let duty = duties.remove(0);
        let has_row = rows.iter().any(|row| row.id == duty.id);
        (duty, has_row)
    }

    fn scope(&self) -> Scope {
        Scope::jurisdictions(vec![self.place])
    }

    async fn rows(&self) -> Vec<obligation::Model> {
        let rows = obligation::Entity::find_in(&self.scope());
        rows.all(&self.hub.reader()).await.unwrap()
    }

    async fn sets(&self) -> BTreeSet<Uuid> {
        let rows = unstarted_obligation::Entity::find_in(&self.scope());
        let rows = rows.all(&self.hub.reader()).await.unwrap();
        rows.iter().map(|row| row.set_id).collect()
    }

    async fn counted(&self) -> u64 {
        let view = self.view();
        let all = ObligationFilter::on(view.today());
        view.count_obligations(&all).await.unwrap()
    }
}

on_both! {
    async fn a_duty_keeps_its_id_when_it_begins_and_when_that_is_taken_back(db: &TestDb) {
        let bureau = Bureau::at(db).await;
        let project = bureau.registers(1).await;
        let (before, has_row) = bureau.owed(project, FILING).await;
        assert!(is_unstarted(&before) && !has_row, "{before:?}");
        let told = async || {
            let view = bureau.view();
            let rows = view.obligations_by_key(&[before.key()]).await.unwrap();
            let reasons = view.reasons_of(&[before.key()]).await.unwrap();
            assert_eq!((rows.len(), reasons.len()), (1, 1));
            (rows[0].clone(), reasons[0].because.clone())
        };
        assert_eq!(told().await, (ObligationRow::from(before.clone()), before.because.clone()));

        let approved = event(project.id, "project_approved", "2026-06-03");
        let approved = bureau.desk().ask(None, &approved).await.unwrap().record.unwrap();
        let (begun, has_row) = bureau.owed(project, FILING).await;
        assert_eq!((begun.id, has_row), (before.id, true));
        assert!(begun.triggered_on.is_some(), "{begun:?}");
        assert_eq!(told().await, (ObligationRow::from(begun.clone()), begun.because.clone()));

        let void = VoidRecord {
            project: project.id,
            expected_version: None,
            table: RecordKind::Event,
            record: approved,
            reason: "批复被撤回".to_owned(),
        };
        bureau.desk().ask(None, &void).await.unwrap();
        let (after, has_row) = bureau.owed(project, FILING).await;
        assert_eq!((after.id, has_row), (before.id, false));
        assert_eq!(told().await, (ObligationRow::from(after.clone()), after.because));
    }
}

on_both! {
    async fn projects_that_owe_the_same_share_a_set(db: &TestDb) {
        let bureau = Bureau::at(db).await;
        let mut owed = 0;
        for number in 1..=3 {
            let project = bureau.registers(number).await;
            let duties = duties_of(&bureau.hub, &bureau.scope(), &[project]).await.unwrap();
            owed += duties.len() as u64;
            assert!(duties.iter().filter(|duty| is_unstarted(duty)).count() > 20);
        }
        assert_eq!(bureau.sets().await.len(), 1);
        assert!(!bureau.rows().await.iter().any(is_unstarted));
        assert_eq!(bureau.counted().await, owed);
    }
}

on_both! {
    async fn rows_of_before_move_when_their_project_is_changed(db: &TestDb) {
        let bureau = Bureau::at(db).await;
        let project = bureau.registers(1).await;
        let duties = duties_in(&bureau.hub, &bureau.scope()).await.unwrap();
        let unstarted = duties.iter().filter(|duty| is_unstarted(duty));
        let rows = unstarted.map(|duty| obligation::Model { id: Uuid::now_v7(), ..duty.clone() });
        let raw = db.raw().await.unwrap();
        raw.insert(rows.collect()).await.unwrap();
        raw.execute("UPDATE project SET unstarted_set = NULL").await.unwrap();
        raw.execute("DELETE FROM unstarted_obligation").await.unwrap();
        assert_eq!(bureau.counted().await, duties.len() as u64);
        let (_, has_row) = bureau.owed(project, FILING).await;
        assert!(has_row);

        // What one owes of which all of this is true from the beginning.
        let other = bureau.registers(2).await;
        // A version of before wrote what stands in a set as well.
        let twice = bureau.registers(3).await;
        let owed = duties_of(&bureau.hub, &bureau.scope(), &[twice]).await.unwrap();
        let rows = owed.into_iter().filter(is_unstarted);
        let rows = rows.map(|duty| obligation::Model { id: Uuid::now_v7(), ..duty });
        raw.insert(rows.collect()).await.unwrap();
        raw.close().await.unwrap();
        let mut owed = Vec::new();
        for project in [project, other, twice] {
            let approved = event(project.id, "project_approved", "2026-06-03");
            bureau.desk().ask(None, &approved).await.unwrap();
            let duties = duties_of(&bureau.hub, &bureau.scope(), &[project]).await.unwrap();
            let said = |duty: &obligation::Model| {
                (duty.provision.clone(), duty.triggered_on, duty.last_on, is_unstarted(duty))
            };
            let mut said: Vec<_> = duties.iter().map(said).collect();
            said.sort();
            owed.push(said);
        }
        assert_eq!((&owed[0], &owed[2]), (&owed[1], &owed[1]));
        assert!(!bureau.rows().await.iter().any(is_unstarted), "all others moved");
        assert_eq!(bureau.counted().await, 3 * owed[1].len() as u64);
    }
}

on_both! {
    async fn what_stands_in_a_row_beside_its_set_moves_and_what_is_lost_is_written_again(db: &TestDb) {
        let bureau = Bureau::at(db).await;
        let (beside, lost, other) = (bureau.registers(1).await, bureau.registers(2).await, bureau.registers(3).await);
        let owed = duties_of(&bureau.hub, &bureau.scope(), &[beside]).await.unwrap();
        let raw = db.raw().await.unwrap();
        let row = owed.into_iter().find(|duty| duty.provision == FILING).unwrap();
        raw.insert(vec![row]).await.unwrap();
        let approved = async |project: Key| {
            let approved = event(project.id, "project_approved", "2026-06-03");
            bureau.desk().ask(None, &approved).await.unwrap();
        };
        let elsewhere = async |project: Key| {
            let happened = event(project.id, "contract_signed", "2026-06-05");
            bureau.desk().ask(None, &happened).await.unwrap();
        };
        elsewhere(beside).await;
        let (duty, has_row) = bureau.owed(beside, FILING).await;
        assert!(is_unstarted(&duty) && !has_row);

        approved(other).await;
        let whole = duties_of(&bureau.hub, &bureau.scope(), &[other]).await.unwrap().len();
        raw.execute("DELETE FROM unstarted_obligation").await.unwrap();
        raw.close().await.unwrap();
        approved(lost).await;
        let again = duties_of(&bureau.hub, &bureau.scope(), &[lost]).await.unwrap();
        assert_eq!(again.len(), whole);
        assert!(again.iter().filter(|duty| is_unstarted(duty)).count() > 20);
    }
}

on_both! {
    async fn what_a_declared_project_owed_is_forgotten_unless_another_owes_it(db: &TestDb) {
        let bureau = Bureau::at(db).await;
        let (one, other) = (bureau.registers(1).await, bureau.registers(2).await);
        let shared = bureau.sets().await;
        for happened in ["project_approved", "contract_signed"] {
            bureau.desk().ask(None, &event(one.id, happened, "2026-06-03")).await.unwrap();
        }
        let own: BTreeSet<Uuid> = bureau.sets().await.difference(&shared).copied().collect();
        assert!(!own.is_empty());
        let declare = DeclareClassified { project: one.id, expected_version: None };
        bureau.desk().ask(None, &declare).await.unwrap();
        let left = bureau.sets().await;
        assert!(left.is_disjoint(&own), "{own:?} of {left:?}");
        assert!(left.is_superset(&shared));
        let (duty, has_row) = bureau.owed(other, FILING).await;
        assert!(is_unstarted(&duty) && !has_row);
    }
}
