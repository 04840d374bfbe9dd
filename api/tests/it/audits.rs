//! The audits of GraphQL over HTTP that client tools run, one row each.

use serde_json::json;

use crate::harness::{Answer, Hub};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

/// What an audit demands.
#[derive(Clone, Copy)]
enum Want {
    Ok,
    OkWithoutErrors,
    Json,
    Graphql,
    BadRequest,
    ClientError,
    Error,
    NoData,
}

struct Audit {
    id: String,
    accept: Option<&'static str>,
    body: Vec<u8>,
    want: Want,
}

fn audit(
    id: impl Into<String>,
    accept: impl Into<Option<&'static str>>,
    body: impl serde::Serialize,
    want: Want,
) -> Audit {
    Audit {
        id: id.into(),
        accept: accept.into(),
        body: serde_json::to_vec(&body).expect("JSON"),
        want,
    }
}

fn posts() -> Vec<Audit> {
    use Want::{BadRequest, ClientError, Error, Graphql, Json, NoData, Ok, OkWithoutErrors};
    let good = || json!({"query": "{ __typename }"});
    let typo = || json!({"qeury": "{ __typename }"});
    let broken = || json!({"query": "{"});
    let unfit = || json!({"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"});
    let unknown = || json!({"query": "{ doesNotExist }"});
    let coercion = || json!({"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": null}});
    let named = || json!({"operationName": "Query", "query": "query Query { __typename }"});
    let typed = || {
        let query = "query Type($name: String!) { __type(name: $name) { name } }";
        json!({"query": query, "variables": {"name": "sometype"}})
    };
    let extended = || json!({"query": "{ __typename }", "extensions": {"some": "value"}});
    let mut audits = vec![
        audit("22EB", GRAPHQL, good(), Graphql),
        audit("4655", JSON, good(), Json),
        audit("47DE", "*/*", good(), Json),
        audit("82A3", None, good(), Ok),
        audit("78D5", None, good(), Ok),
        audit("2C94", None, good(), Ok),
        audit("03D4", None, good(), Ok),
        audit(
            "423L",
            GRAPHQL,
            json!({"notquery": "{ __typename }"}),
            BadRequest,
        ),
        audit("34A2", GRAPHQL, good(), Ok),
        audit("13EE", JSON, good(), OkWithoutErrors),
        audit("8161", GRAPHQL, named(), Ok),
        audit("B8B3", JSON, named(), OkWithoutErrors),
        audit("2EA1", GRAPHQL, typed(), Ok),
        audit("28B9", JSON, typed(), OkWithoutErrors),
        audit("428F", GRAPHQL, extended(), Ok),
        audit("1B7A", JSON, extended(), OkWithoutErrors),
        audit("39AA", JSON, extended(), OkWithoutErrors),
        audit("8764", None, typo(), Error),
        audit("3E3A", None, typo(), BadRequest),
        audit("572B", JSON, broken(), Ok),
        audit("FDE2", JSON, unfit(), Ok),
        audit("FDE2 by schema", JSON, unknown(), Ok),
        audit("7B9B", JSON, coercion(), Ok),
        audit("865D", GRAPHQL, broken(), ClientError),
        audit("556A", GRAPHQL, broken(), BadRequest),
        audit("D586", GRAPHQL, broken(), NoData),
        audit("51FE", GRAPHQL, unfit(), ClientError),
        audit("74FF", GRAPHQL, unfit(), BadRequest),
        audit("74FF by schema", GRAPHQL, unknown(), BadRequest),
        audit("5E5B", GRAPHQL, unfit(), NoData),
        audit("5E5B by schema", GRAPHQL, unknown(), NoData),
        audit("86EE", GRAPHQL, coercion(), BadRequest),
    ];
    for id in ["B6DC", "BCF8"] {
        let body = b"{ \"not a JSON".to_vec();
        audits.push(Audit {
            id: id.to_owned(),
            accept: None,
            body,
            want: BadRequest,
        });
    }
    let not_text = [
        json!({"obj": "ect"}),
        json!(0),
        json!(false),
        json!(["array"]),
    ];
    for (index, invalid) in not_text.iter().enumerate() {
        audits.push(audit(
            format!("LKJ{index}"),
            None,
            json!({"query": invalid}),
            BadRequest,
        ));
        let body = json!({"query": "{ __typename }", "operationName": invalid});
        audits.push(audit(format!("6C0{index}"), None, body, BadRequest));
    }
    let no_map = [json!("string"), json!(0), json!(false), json!(["array"])];
    for (index, invalid) in no_map.iter().enumerate() {
        let body = json!({"query": "{ __typename }", "variables": invalid});
        audits.push(audit(format!("476{index}"), None, body, BadRequest));
        let body = json!({"query": "{ __typename }", "extensions": invalid});
        audits.push(audit(format!("58B{index}"), None, body, BadRequest));
    }
    for (index, parameter) in ["variables", "operationName", "extensions"]
        .iter()
        .enumerate()
    {
        let body = json!({"query": "{ __typename }", *parameter: null});
        audits.push(audit(
            format!("94B{index}"),
            GRAPHQL,
            body.clone(),
            OkWithoutErrors,
        ));
        audits.push(audit(format!("022{index}"), JSON, body, OkWithoutErrors));
    }
    audits
}

fn holds(want: Want, answer: &Answer) -> bool {
    let status = answer.status.as_u16();
    let has = |name: &str| answer.json().get(name).is_some();
    match want {
        Want::Ok => status == 200,
        Want::OkWithoutErrors => status == 200 && !has("errors"),
        Want::Json => status == 200 && answer.header("content-type").starts_with(JSON),
        Want::Graphql => status == 200 && answer.header("content-type").starts_with(GRAPHQL),
        Want::BadRequest => status == 400 && has("errors") && !has("data"),
        Want::ClientError => (400..500).contains(&status),
        Want::Error => (400..600).contains(&status),
        Want::NoData => status == 400 && !has("data"),
    }
}

#[tokio::test]
async fn every_audit_of_posts_passes() {
    let hub = Hub::start().await;
    let audits = posts();
    // 61 audits in all: 53 here (three of them twice, for a field that the schema lacks) and 8 below.
    assert_eq!(audits.len(), 53 + 3);
    let mut failed = Vec::new();
    for audit in audits {
        let mut call = hub.post();
        if let Some(accept) = audit.accept {
            call = call.accept(accept);
        }
        let answer = call.send(audit.body).await;
        if !holds(audit.want, &answer) {
            failed.push(format!("{}: {} {}", audit.id, answer.status, answer.text()));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[tokio::test]
async fn audit_80d8_and_5a70_no_accept_on_get_means_json() {
    let answer = Hub::start()
        .await
        .get(&[("query", "{ __typename }")])
        .empty()
        .await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with(JSON));
}

#[tokio::test]
async fn audit_bf61_utf8_requests_are_read() {
    let hub = Hub::start().await;
    let call = hub
        .anonymous("POST", "/graphql")
        .header("content-type", "application/json; charset=utf-8")
        .bearer(&hub.token(shuniu_api::auth::Role::Developer));
    let answer = call
        .json(json!({"query": "{ __type(name: \"Run🏃Swim🏊\") { name } }"}))
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn audit_9c48_mutations_do_not_run_over_get() {
    let hub = Hub::start().await;
    for accept in [JSON, GRAPHQL, "text/event-stream"] {
        let answer = hub
            .get(&[("query", "mutation { bump }")])
            .accept(accept)
            .empty()
            .await;
        assert_eq!(answer.status, 405, "{accept}");
        assert_eq!(answer.header("allow"), "POST");
    }
    assert_eq!(hub.bumps(), 0);
}

#[tokio::test]
async fn audit_9abe_a_post_needs_a_content_type() {
    let hub = Hub::start().await;
    let token = hub.token(shuniu_api::auth::Role::Developer);
    let answer = hub
        .anonymous("POST", "/graphql")
        .bearer(&token)
        .empty()
        .await;
    assert_eq!(answer.status, 415);
}

#[tokio::test]
async fn audit_a5bf_and_7267_a_post_needs_a_body() {
    let answer = Hub::start().await.post().empty().await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.codes(), ["BAD_REQUEST"]);
}

#[tokio::test]
async fn audit_d6d5_and_6a70_variables_may_come_in_the_url() {
    let hub = Hub::start().await;
    let query = "query Type($name: String!) { __type(name: $name) { name } }";
    for accept in [GRAPHQL, JSON] {
        let parameters = [("query", query), ("variables", "{\"name\":\"sometype\"}")];
        let answer = hub.get(&parameters).accept(accept).empty().await;
        assert_eq!(answer.status, 200);
        assert!(answer.json().get("errors").is_none(), "{}", answer.text());
    }
}
