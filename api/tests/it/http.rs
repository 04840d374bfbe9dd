use serde_json::json;
use shuniu_api::auth::Role;

use crate::harness::Hub;

#[tokio::test]
async fn a_query_is_answered_in_utf8_with_its_request_id() {
    let hub = Hub::start().await;
    let answer = hub.run("{ hello }").await;
    assert_eq!(answer.text(), "{\"data\":{\"hello\":\"你好\"}}");
    assert_eq!(answer.header("x-request-id").len(), 36);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_sane_request_id_is_taken_over_and_any_other_replaced() {
    let hub = Hub::start().await;
    let body = || json!({"query": "{ hello }"});
    let answer = hub
        .post()
        .header("x-request-id", "trace-0001.a_B")
        .json(body())
        .await;
    assert_eq!(answer.header("x-request-id"), "trace-0001.a_B");
    for odd in [
        "short",
        "with spaces in it",
        &"x".repeat(65),
        "<script>alert(1)</script>",
    ] {
        let answer = hub.post().header("x-request-id", odd).json(body()).await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{odd}");
    }
    for (method, path) in [
        ("GET", "/nowhere"),
        ("GET", "/healthz"),
        ("POST", "/graphql"),
    ] {
        let answer = hub.anonymous(method, path).empty().await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{method} {path}");
    }
}

#[tokio::test]
async fn get_takes_operation_name_and_variables() {
    let hub = Hub::start().await;
    let query = "query A { hello } query B($n: Int!) { echo(n: $n) }";
    let parameters = [
        ("query", query),
        ("operationName", "B"),
        ("variables", "{\"n\": 7}"),
    ];
    let answer = hub.get(&parameters).empty().await;
    assert_eq!(answer.json(), json!({"data": {"echo": 7}}));
    let answer = hub
        .get(&[("query", "{hello}"), ("query", "{hello}")])
        .empty()
        .await;
    assert_eq!(answer.status, 400);
    let answer = hub
        .get(&[("query", "{hello}"), ("variables", "{")])
        .empty()
        .await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn other_methods_are_refused_with_allow() {
    let hub = Hub::start().await;
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] {
        let answer = hub.anonymous(method, "/graphql").empty().await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), "GET, POST");
    }
}

#[tokio::test]
async fn other_content_types_are_refused() {
    let hub = Hub::start().await;
    let token = hub.token(Role::Developer);
    for content_type in [
        "text/plain",
        "text/json",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
    ] {
        let call = hub
            .anonymous("POST", "/graphql")
            .header("content-type", content_type);
        let answer = call
            .bearer(&token)
            .json(json!({"query": "mutation { bump }"}))
            .await;
        assert_eq!(answer.status, 415, "{content_type}");
        assert_eq!(answer.codes(), ["UNSUPPORTED_MEDIA_TYPE"]);
    }
    assert_eq!(hub.bumps(), 0);
}

#[tokio::test]
async fn an_accept_that_we_cannot_meet_is_406() {
    let hub = Hub::start().await;
    let answer = hub
        .post()
        .accept("text/html")
        .json(json!({"query": "{ hello }"}))
        .await;
    assert_eq!(answer.status, 406);
    assert_eq!(answer.codes(), ["NOT_ACCEPTABLE"]);
    let subscription = json!({"query": "subscription { count(to: 1) }"});
    let answer = hub.post().json(subscription).await;
    assert_eq!(answer.status, 406);
}

#[tokio::test]
async fn a_batch_is_refused_with_a_clear_error() {
    let hub = Hub::start().await;
    let answer = hub
        .post()
        .json(json!([{"query": "mutation { bump }"}]))
        .await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("batches are not accepted"),
        "{}",
        answer.text()
    );
    assert_eq!(hub.bumps(), 0);
}

#[tokio::test]
async fn errors_of_execution_keep_data_and_status_200() {
    let hub = Hub::start().await;
    for accept in ["application/json", "application/graphql-response+json"] {
        let call = hub.post().accept(accept);
        let answer = call.json(json!({"query": "{ hello fault }"})).await;
        assert_eq!(answer.status, 200);
        let json = answer.json();
        assert_eq!(json["data"], json!({"hello": "你好", "fault": null}));
        let extensions = json!({"code": "CONFLICT", "version": 4});
        assert_eq!(json["errors"][0]["extensions"], extensions);
        // A null that reaches the root is still the result of an execution.
        let call = hub.post().accept(accept);
        let answer = call.json(json!({"query": "{ hello strict }"})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json().get("data"), Some(&json!(null)));
        assert_eq!(answer.codes(), ["NOT_FOUND"]);
    }
}

#[tokio::test]
async fn the_error_that_a_resolver_lets_slip_is_masked() {
    let answer = Hub::start().await.run("{ hello leak }").await;
    assert_eq!(answer.codes(), ["INTERNAL"]);
    assert!(!answer.text().contains("hunter2"), "{}", answer.text());
    let id = answer.json()["errors"][0]["extensions"]["requestId"].clone();
    assert_eq!(id, answer.header("x-request-id"));
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_the_callers_fault() {
    let hub = Hub::start().await;
    let call = hub.post().accept("application/graphql-response+json");
    let query = "query($n: Int!) { echo(n: $n) }";
    let answer = call
        .json(json!({"query": query, "variables": {"n": "seven"}}))
        .await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    let call = hub.post().accept("application/graphql-response+json");
    let answer = call.json(json!({"query": query})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"]);
}

#[tokio::test]
async fn a_syntax_error_has_code_and_place() {
    let answer = Hub::start().await.run("{ hello").await;
    assert_eq!(answer.codes(), ["GRAPHQL_PARSE_FAILED"]);
    assert_eq!(answer.json()["errors"][0]["locations"][0]["line"], 1);
}

#[tokio::test]
async fn the_draft_has_its_own_status_codes() {
    let rules = shuniu_api::config::StatusRules::Draft;
    let hub = Hub::with(|config| config.server.status_rules = rules).await;
    for (query, status) in [
        ("{ nope }", 422),
        ("{", 400),
        ("{ hello fault }", 294),
        ("{ hello }", 200),
    ] {
        assert_eq!(hub.run(query).await.status.as_u16(), status, "{query}");
    }
}

#[tokio::test]
async fn browsers_of_other_origins_are_kept_out_unless_configured() {
    let preflight = |hub: &Hub, origin: &str| {
        hub.anonymous("OPTIONS", "/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            )
            .empty()
    };
    let closed = Hub::start().await;
    let answer = preflight(&closed, "https://portal.example").await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let origins = vec!["https://portal.example".to_owned()];
    let open = Hub::with(|config| config.server.cors_origins = origins).await;
    let answer = preflight(&open, "https://portal.example").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://portal.example"
    );
    let answer = preflight(&open, "https://evil.example").await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn an_unknown_address_is_404_in_json() {
    let answer = Hub::start().await.anonymous("GET", "/admin").empty().await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.codes(), ["NOT_FOUND"]);
}
