//! A hub on the database of a test, and callers to ask it.

use std::sync::Arc;

use async_graphql::{Response, Variables};
use shuniu_api::fault::Fault;
use shuniu_api::graphql::{Schema, admit, build};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::counting;
use shuniu_hub::policy::{CreditCode, RegionCode};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_tests::{Raw, TestDb};
use uuid::Uuid;

/// A hub with two jurisdictions.
pub(super) struct House {
    pub(super) hub: Hub,
    pub(super) schema: Schema,
    pub(super) tinghu: Uuid,
    pub(super) bayingolin: Uuid,
    /// Enters rows past the hub.
    pub(super) raw: Raw,
}

pub(super) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn setup(region: &str, name: &str, pack: &str) -> JurisdictionSetup {
    JurisdictionSetup {
        region: RegionCode::parse(region).unwrap(),
        name: name.into(),
        packs: vec![PackChoice {
            id: pack.into(),
            effective_on: Some(day("2025-01-01")),
        }],
        settings: serde_json::Map::new(),
    }
}

impl House {
    pub(super) async fn at(db: &TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(day("2026-06-30")));
        let hub = db.hub(&clock).await.unwrap();
        let tinghu = setup("320902", "亭湖区", "tinghu");
        let bayingolin = setup("652800", "巴音郭楞蒙古自治州", "bayingolin");
        Self {
            tinghu: hub.ensure_jurisdiction(&tinghu).await.unwrap(),
            bayingolin: hub.ensure_jurisdiction(&bayingolin).await.unwrap(),
            schema: build(),
            hub,
            raw: db.raw().await.unwrap(),
        }
    }

    pub(super) async fn ask(&self, caller: &Caller, query: &str) -> Response {
        let request = async_graphql::Request::new(query).variables(Variables::default());
        let request = admit(request, &self.hub, Arc::new(caller.clone()));
        self.schema.execute(request).await
    }

    /// The data of an answer without errors, with the number of statements it took.
    pub(super) async fn count(&self, caller: &Caller, query: &str) -> (serde_json::Value, u64) {
        let (response, statements) = counting(self.ask(caller, query)).await;
        assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
        (response.data.into_json().unwrap(), statements)
    }

    pub(super) async fn data(&self, caller: &Caller, query: &str) -> serde_json::Value {
        self.count(caller, query).await.0
    }

    /// The codes of the errors of an answer.
    pub(super) async fn codes(&self, caller: &Caller, query: &str) -> Vec<String> {
        let response = self.ask(caller, query).await;
        let code = |error: &async_graphql::ServerError| {
            let fault = error.source::<Fault>();
            fault.map_or_else(|| error.message.clone(), |fault| fault.code().to_string())
        };
        response.errors.iter().map(code).collect()
    }
}

pub(super) fn caller(role: Role, regions: &[&str]) -> Caller {
    Caller {
        subject: "someone".into(),
        role,
        body: None,
        jurisdictions: regions
            .iter()
            .map(|code| RegionCode::parse(code).unwrap())
            .collect(),
        organization: None,
        expires_at: None,
    }
}

pub(super) fn bureau() -> Caller {
    caller(Role::DataBureau, &["320902"])
}

pub(super) fn unit(code: &str) -> Caller {
    Caller {
        organization: Some(CreditCode::parse(code).unwrap()),
        ..caller(Role::ProjectUnit, &["320902"])
    }
}
