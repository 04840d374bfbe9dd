use std::sync::Arc;

use serde_json::Value;
use shuniu_hub::Hub;
use shuniu_hub::access::{Body, Caller, Role};
use shuniu_hub::calendar::CalendarLimits;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{RegisterProject, UnitInput};
use shuniu_hub::policy::CreditCode;
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::served::{Reply, Served};
use shuniu_tests::{Raw, TestDb};
use uuid::Uuid;

pub(super) const OURS: &str = "11320902014321234P";
pub(super) const THEIRS: &str = "11320902014325555T";

/// A hub with projects of two units, some of whose duties run and some of which are late, and its
/// server.
pub(super) struct Scene {
    pub(super) hub: Hub,
    pub(super) clock: Arc<ManualClock>,
    pub(super) served: Served,
    pub(super) raw: Raw,
    pub(super) place: Uuid,
    /// Ours, approved just now.
    pub(super) running: Uuid,
}

/// Somebody of 亭湖.
pub(super) fn person(subject: &str, role: Role) -> Caller {
    Caller {
        subject: subject.to_owned(),
        role,
        body: (role == Role::Authority).then_some(Body::Finance),
        ..clerk(0).unwrap()
    }
}

/// The clerk of one of the units.
pub(super) fn unit(code: &str) -> Caller {
    Caller {
        organization: CreditCode::parse(code).ok(),
        ..person(&format!("unit-{code}"), Role::ProjectUnit)
    }
}

impl Scene {
    pub(super) async fn at(db: &TestDb) -> Self {
        Self::within(db, CalendarLimits::default()).await
    }

    pub(super) async fn within(db: &TestDb, limits: CalendarLimits) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap().limiting_calendars(limits);
        let place = set_up(&hub, 0).await.unwrap();
        set_up(&hub, 2).await.unwrap();
        let desk = Desk {
            hub: &hub,
            caller: clerk(0).unwrap(),
            jurisdiction: place,
        };
        project(&desk, 1, ("区教育局", OURS), "2026-03-05").await;
        let running = project(&desk, 2, ("区教育局", OURS), "2026-06-25").await;
        project(&desk, 3, ("区卫健委", THEIRS), "2026-03-05").await;
        Self {
            served: Served::over(&hub).await.unwrap(),
            raw: db.raw().await.unwrap(),
            clock,
            hub,
            place,
            running,
        }
    }

    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    /// Registers a project of the county next to it, with duties that are late; gives its name.
    pub(super) async fn beyond(&self) -> String {
        let desk = Desk {
            hub: &self.hub,
            caller: clerk(2).unwrap(),
            jurisdiction: set_up(&self.hub, 2).await.unwrap(),
        };
        project(&desk, 4, ("盐都区教育局", OURS), "2026-03-05").await;
        "智慧校园;甲,乙\\丙〔4〕".to_owned()
    }

    /// Asks with somebody's token; the answer has no errors.
    pub(super) async fn ask(&self, caller: &Caller, query: &str) -> Value {
        let token = self.served.token(caller).unwrap();
        self.served.ask(&token, query).await.unwrap()
    }

    /// The codes of the errors of an answer.
    pub(super) async fn codes(&self, caller: &Caller, query: &str) -> Vec<String> {
        let token = self.served.token(caller).unwrap();
        let answer = self.served.answer(&token, query).await.unwrap();
        let errors = answer["errors"].as_array().into_iter().flatten();
        errors
            .map(|error| error["extensions"]["code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Makes a calendar; gives its id and its address.
    pub(super) async fn create(&self, caller: &Caller, more: &str) -> (String, String) {
        let done = self.ask(caller, &creating(more)).await["createCalendar"].take();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&done["calendar"]["id"]), text(&done["path"]))
    }

    pub(super) async fn revoke(&self, caller: &Caller, calendar: &str) -> Value {
        self.ask(caller, &revoking(calendar)).await["revokeCalendar"]["calendar"].take()
    }

    /// Reads an address as a calendar client does.
    pub(super) async fn get(&self, path: &str, lines: &[String]) -> Reply {
        let first = format!("GET {path}");
        self.served.send(&first, lines, b"").await.unwrap()
    }

    /// The feed that an address gives.
    pub(super) async fn feed(&self, path: &str) -> Vec<u8> {
        let reply = self.get(path, &[]).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }
}

/// A change that makes a calendar of 亭湖, with more input.
pub(super) fn creating(more: &str) -> String {
    format!(
        r#"mutation {{ createCalendar(input: {{jurisdiction: "320902", name: "亭湖，到期", {more}}}) {{
            path calendar {{ id state }} }} }}"#
    )
}

pub(super) fn revoking(calendar: &str) -> String {
    format!(
        r#"mutation {{ revokeCalendar(input: {{calendar: "{calendar}"}}) {{
            calendar {{ id state revokedBy }} }} }}"#
    )
}

async fn project(desk: &Desk<'_>, number: u32, unit: (&str, &str), approved: &str) -> Uuid {
    let new = RegisterProject {
        name: format!("智慧校园;甲,乙\\丙〔{number}〕"),
        unit: UnitInput {
            name: unit.0.to_owned(),
            credit_code: CreditCode::parse(unit.1).ok(),
        },
        ..new_project(number).unwrap()
    };
    let project = desk.ask(None, &new).await.unwrap().project;
    desk.ask(None, &event(project, "project_approved", approved))
        .await
        .unwrap();
    if approved < "2026-05" {
        for (kind, on) in [
            ("final_acceptance_passed", "2026-05-10"),
            ("system_in_operation", "2026-05-12"),
        ] {
            desk.ask(None, &event(project, kind, on)).await.unwrap();
        }
    }
    project
}
