//! A hub on the database of a test, and callers to ask it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_graphql::parser::types::{
    FieldDefinition, OperationType, Selection, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::parser::{parse_query, parse_schema};
use async_graphql::{Response, Variables};
use shuniu_api::fault::Fault;
use shuniu_api::graphql::{PageBounds, Schema, admit, build, sdl};
use shuniu_api::server::Lifecycle;
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
    pub(super) clock: Arc<ManualClock>,
    /// To which the schema's background tasks belong.
    pub(super) lifecycle: Lifecycle,
    /// Enters rows past the hub.
    pub(super) raw: Raw,
    /// Mutations that were carried out without an error.
    carried: Mutex<BTreeSet<String>>,
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
        precedence: None,
    }
}

impl House {
    pub(super) async fn at(db: &TestDb) -> Self {
        Self::with(db, PageBounds::default()).await
    }

    pub(super) async fn with(db: &TestDb, pages: PageBounds) -> Self {
        let lifecycle = Lifecycle::new();
        let clock = Arc::new(ManualClock::at(day("2026-06-30")));
        let hub = db.hub(&clock).await.unwrap();
        let tinghu = setup("320902", "亭湖区", "tinghu");
        let bayingolin = setup("652800", "巴音郭楞蒙古自治州", "bayingolin");
        Self {
            tinghu: hub.ensure_jurisdiction(&tinghu).await.unwrap(),
            bayingolin: hub.ensure_jurisdiction(&bayingolin).await.unwrap(),
            schema: build(pages, lifecycle.clone()),
            clock,
            hub,
            lifecycle,
            raw: db.raw().await.unwrap(),
            carried: Mutex::default(),
        }
    }

    pub(super) async fn ask(&self, caller: &Caller, query: &str) -> Response {
        self.ask_with(caller, query, serde_json::Value::Null).await
    }

    /// Asks with variables.
    pub(super) async fn ask_with(
        &self,
        caller: &Caller,
        query: &str,
        variables: serde_json::Value,
    ) -> Response {
        let variables = Variables::from_json(variables);
        let request = async_graphql::Request::new(query).variables(variables);
        let request = admit(request, &self.hub, Arc::new(caller.clone()));
        let response = self.schema.execute(request).await;
        if response.errors.is_empty() {
            self.carried.lock().unwrap().extend(mutations(query));
        }
        response
    }

    /// The mutations that were carried out so far.
    pub(super) fn carried_out(&self) -> BTreeSet<String> {
        self.carried.lock().unwrap().clone()
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

    /// The data of an answer without errors, asked with variables.
    pub(super) async fn data_with(
        &self,
        caller: &Caller,
        query: &str,
        variables: serde_json::Value,
    ) -> serde_json::Value {
        let response = self.ask_with(caller, query, variables).await;
        assert!(response.errors.is_empty(), "{:?}", response.errors);
        response.data.into_json().unwrap()
    }

    /// The codes of the errors of an answer.
    pub(super) async fn codes(&self, caller: &Caller, query: &str) -> Vec<String> {
        self.codes_with(caller, query, serde_json::Value::Null)
            .await
    }

    /// The same, asked with variables.
    pub(super) async fn codes_with(
        &self,
        caller: &Caller,
        query: &str,
        variables: serde_json::Value,
    ) -> Vec<String> {
        let response = self.ask_with(caller, query, variables).await;
        let code = |error: &async_graphql::ServerError| {
            let fault = error.source::<Fault>();
            fault.map_or_else(|| error.message.clone(), |fault| fault.code().to_string())
        };
        response.errors.iter().map(code).collect()
    }
}

/// The mutations that a document asks for.
fn mutations(query: &str) -> Vec<String> {
    let document = parse_query(query).unwrap();
    let operations = document.operations.iter().map(|(_, one)| &one.node);
    let mutations = operations.filter(|one| one.ty == OperationType::Mutation);
    let fields = mutations.flat_map(|one| &one.selection_set.node.items);
    let names = fields.filter_map(|item| match &item.node {
        Selection::Field(field) => Some(field.node.name.node.to_string()),
        _ => None,
    });
    names.collect()
}

/// What the schema says of a type.
pub(crate) fn definition(name: &str) -> TypeDefinition {
    let found = definitions().into_iter().find(|one| one.name.node == name);
    found.expect("the schema has the type")
}

/// Every type of the schema.
pub(crate) fn definitions() -> Vec<TypeDefinition> {
    let definitions = parse_schema(sdl()).unwrap().definitions.into_iter();
    let types = definitions.filter_map(|one| match one {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    types.collect()
}

/// The fields of an object of the schema.
pub(crate) fn fields(definition: TypeDefinition) -> Vec<FieldDefinition> {
    match definition.kind {
        TypeKind::Object(object) => object.fields.into_iter().map(|one| one.node).collect(),
        _ => Vec::new(),
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
