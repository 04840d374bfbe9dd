use serde_json::json;
use shuniu_api::auth::Role;

use crate::harness::Hub;

/// The query that code generators send.
const STANDARD: &str = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } \
subscriptionType { name } types { ...FullType } directives { name description locations args { ...InputValue } } } } \
fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description \
args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } \
interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } \
possibleTypes { ...TypeRef } } fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue } \
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

async fn introspect(hub: &Hub, role: Role) -> crate::harness::Answer {
    hub.anonymous("POST", "/graphql")
        .header("content-type", "application/json")
        .bearer(&hub.token(role))
        .json(json!({"query": STANDARD, "operationName": "IntrospectionQuery"}))
        .await
}

#[tokio::test]
async fn the_standard_introspection_passes_the_limits_for_developers() {
    let hub = Hub::start().await;
    for role in [Role::Developer, Role::Admin] {
        let answer = introspect(&hub, role).await;
        assert!(answer.json().get("errors").is_none(), "{}", answer.text());
        let types = answer.json()["data"]["__schema"]["types"]
            .as_array()
            .unwrap()
            .len();
        assert!(types > 10);
    }
}

#[tokio::test]
async fn other_roles_may_not_introspect_but_may_ask_for_typename() {
    let hub = Hub::start().await;
    let answer = introspect(&hub, Role::Viewer).await;
    assert_eq!(answer.codes(), ["FORBIDDEN"]);
    let call = hub
        .anonymous("POST", "/graphql")
        .header("content-type", "application/json");
    let call = call.bearer(&hub.token(Role::Viewer));
    let answer = call.json(json!({"query": "{ __typename }"})).await;
    assert_eq!(answer.json(), json!({"data": {"__typename": "Query"}}));
}
