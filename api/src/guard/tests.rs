use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use async_graphql::{Variables, parser::types::OperationType};

use super::*;
use crate::config::LimitsConfig;

fn guard() -> Guard {
    Guard::new(LimitsConfig::default())
}

fn with(change: impl FnOnce(&mut LimitsConfig)) -> Guard {
    let mut limits = LimitsConfig::default();
    change(&mut limits);
    Guard::new(limits)
}

fn variables(json: serde_json::Value) -> Variables {
    Variables::from_json(json)
}

fn key(guard: &Guard, query: &str) -> &'static str {
    match guard.inspect(query, None, &Variables::default()) {
        Err(Refusal::Limit { key, .. }) => key,
        other => panic!("expected a limit, got {other:?}"),
    }
}

fn cost(query: &str, given: serde_json::Value) -> u64 {
    let guard = with(|limits| limits.cost = u64::MAX);
    guard.inspect(query, None, &variables(given)).unwrap().cost
}

/// Fragments that double: 2^24 fields in 978 bytes.
fn bomb(levels: usize) -> String {
    let mut query = "{...F0}".to_owned();
    for level in 0..levels {
        write!(
            query,
            "fragment F{level} on Query{{...F{0} ...F{0}}}",
            level + 1
        )
        .unwrap();
    }
    write!(query, "fragment F{levels} on Query{{__typename}}").unwrap();
    query
}

#[test]
fn doubling_fragments_are_refused_at_once() {
    let query = bomb(24);
    assert!(query.len() < 1_200, "{}", query.len());
    let begin = Instant::now();
    let refusal = guard()
        .inspect(&query, None, &Variables::default())
        .unwrap_err();
    let taken = begin.elapsed();
    let Refusal::Limit {
        key: "fields",
        found,
        ..
    } = refusal
    else {
        panic!("{refusal:?}")
    };
    assert_eq!(found, 1 << 24);
    // Unhindered validation of this document takes tens of seconds; the guard takes microseconds,
    // and the margin is for unoptimised builds on busy machines.
    assert!(taken < Duration::from_millis(250), "{taken:?}");
}

#[test]
fn doubling_fragments_that_nobody_spreads_are_refused_too() {
    let query = bomb(24).replace("{...F0}", "{__typename}");
    assert_eq!(key(&guard(), &query), "fields");
}

#[test]
fn sums_saturate() {
    let mut query = "{...F0}".to_owned();
    for level in 0..30 {
        let spreads = format!("...F{} ", level + 1).repeat(10);
        write!(query, "fragment F{level} on Query{{{spreads}}}").unwrap();
    }
    query.push_str("fragment F30 on Query{a:projects(first:200){nodes{id}}}");
    let refusal = guard()
        .inspect(&query, None, &Variables::default())
        .unwrap_err();
    assert!(
        matches!(
            refusal,
            Refusal::Limit {
                found: u64::MAX,
                ..
            }
        ),
        "{refusal:?}"
    );
}

#[test]
fn each_limit_is_applied() {
    let guard = guard();
    assert_eq!(key(&guard, &"#".repeat(70_000)), "document_bytes");
    assert_eq!(
        key(&guard, &format!("{{{}}}", "a ".repeat(9_000))),
        "tokens"
    );
    assert_eq!(
        key(&guard, &format!("{}{}", "{a".repeat(60), "}".repeat(60))),
        "nesting"
    );
    assert_eq!(
        key(&guard, &format!("{}{}", "{a".repeat(17), "}".repeat(17))),
        "depth"
    );
    let wide = format!("{{a{{{}}}}}", "b ".repeat(3_001));
    assert_eq!(key(&guard, &wide), "fields");
    let aliases: String = (0..101).map(|n| format!("a{n}:id ")).collect();
    assert_eq!(key(&guard, &format!("{{a{{{aliases}}}}}")), "aliases");
    assert_eq!(
        key(&guard, &format!("{{{}}}", "a ".repeat(21))),
        "root_fields"
    );
    let nested =
        "{projects(first:200){nodes{projects(first:200){nodes{projects(first:200){nodes{id}}}}}}}";
    assert_eq!(key(&guard, nested), "cost");
}

#[test]
fn brackets_too_deep_for_the_parser_never_reach_it() {
    let deep = format!("{{a(b:{}1{})}}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(
        key(&with(|limits| limits.tokens = 100_000), &deep),
        "nesting"
    );
}

#[test]
fn directives_count_wherever_they_stand() {
    let many = "@x ".repeat(101);
    for query in [
        format!("query {many}{{a}}"),
        format!("{{a {many}}}"),
        format!("query($v:Int {many}){{a(b:$v)}}"),
        format!("{{...F {many}}} fragment F on Query{{a}}"),
        format!("{{... {many}{{a}}}}"),
        format!("{{...F}} fragment F on Query {many}{{a}}"),
    ] {
        assert_eq!(key(&guard(), &query), "directives", "{query}");
    }
}

#[test]
fn brackets_and_words_in_strings_and_comments_do_not_count() {
    let text = "[{(".repeat(500);
    let query =
        format!("{{ a(b: \"{text}\", c: \"\"\"{text} \\\"\"\" \"{text}\"\"\") # {text}\n }}");
    assert!(guard().inspect(&query, None, &Variables::default()).is_ok());
}

#[test]
fn a_fragment_cycle_is_refused() {
    for query in [
        "{...A} fragment A on Query{...A}",
        "{...A} fragment A on Query{...B} fragment B on Query{a{...A}}",
        "{a} fragment A on Query{...B} fragment B on Query{...A}",
    ] {
        let refusal = guard()
            .inspect(query, None, &Variables::default())
            .unwrap_err();
        assert!(
            matches!(refusal, Refusal::Cycle { .. }),
            "{query}: {refusal:?}"
        );
    }
}

#[test]
fn cost_multiplies_by_page_size() {
    let nothing = || serde_json::json!({});
    assert_eq!(cost("{a b}", nothing()), 2);
    assert_eq!(
        cost("{projects(first: 10){nodes{id}}}", nothing()),
        1 + 10 * 2
    );
    assert_eq!(
        cost("{projects(last: 10){nodes{id}}}", nothing()),
        1 + 10 * 2
    );
    assert_eq!(cost("{projects{nodes{id}}}", nothing()), 1 + 20 * 2);
    assert_eq!(
        cost("{projects(first: 100000){nodes{id}}}", nothing()),
        1 + 100 * 2
    );
    let aggregate = |first: &str| format!("{{projectAggregate{first}{{groups{{count}}}}}}");
    assert_eq!(
        cost(&aggregate(""), nothing()),
        2_001,
        "all groups there may be"
    );
    assert_eq!(cost(&aggregate("(first: 10)"), nothing()), 21);
    assert_eq!(cost(&aggregate("(first: 100000)"), nothing()), 2_001);
    assert_eq!(cost("{projects(first: -5){nodes{id}}}", nothing()), 3);
    let by_variable = "query($n:Int=7){projects(first:$n){nodes{id}}}";
    assert_eq!(cost(by_variable, nothing()), 1 + 7 * 2);
    assert_eq!(cost(by_variable, serde_json::json!({"n": 9})), 1 + 9 * 2);
    let in_fragment = "{...F} fragment F on Query{projects(first:10){nodes{id}}}";
    assert_eq!(cost(in_fragment, nothing()), 1 + 10 * 2);
}

#[test]
fn introspection_has_limits_of_its_own() {
    let deep = format!(
        "{{__schema{{types{}name{}}}}}",
        "{ofType".repeat(12),
        "}".repeat(12)
    );
    let deep = deep.replace("ofTypename", "ofType{name}");
    let inspected = guard().inspect(&deep, None, &Variables::default()).unwrap();
    assert!(inspected.introspects);
    assert_eq!(inspected.cost, 1);
    let wide = format!("{{__schema{{types{{{}}}}}}}", "name ".repeat(1_001));
    assert_eq!(key(&guard(), &wide), "introspection.fields");
    let inspected = guard()
        .inspect("{__typename}", None, &Variables::default())
        .unwrap();
    assert!(!inspected.introspects);
}

#[test]
fn the_operation_is_found_by_name() {
    let two = "query A{a} mutation B{b}";
    let kind = |name| {
        guard()
            .inspect(two, name, &Variables::default())
            .map(|found| found.kind)
    };
    assert_eq!(kind(Some("B")).unwrap(), OperationType::Mutation);
    assert!(matches!(kind(None), Err(Refusal::Operation(_))));
    assert!(matches!(kind(Some("C")), Err(Refusal::Operation(_))));
    let one = guard()
        .inspect("query A{a}", None, &Variables::default())
        .unwrap();
    assert_eq!(one.kind, OperationType::Query);
}

#[test]
fn a_required_variable_without_value_is_refused() {
    let query = "query($id: ID!, $n: Int! = 3, $o: Int){a(id:$id,n:$n,o:$o)}";
    let refusal = guard()
        .inspect(query, None, &Variables::default())
        .unwrap_err();
    assert_eq!(
        refusal.message(),
        "variable \"$id\" of type \"ID!\" needs a value"
    );
    assert!(
        guard()
            .inspect(query, None, &variables(serde_json::json!({"id": null})))
            .is_err()
    );
    assert!(
        guard()
            .inspect(query, None, &variables(serde_json::json!({"id": "1"})))
            .is_ok()
    );
}

#[test]
fn a_syntax_error_says_where_and_what_without_quoting_the_document() {
    let secret = "x".repeat(20_000);
    let refusal = guard()
        .inspect(&format!("{{ {secret}"), None, &Variables::default())
        .unwrap_err();
    let Refusal::Syntax { message, position } = refusal else {
        panic!("{refusal:?}")
    };
    assert!(
        message.starts_with("expected ") && message.len() < 300,
        "{message}"
    );
    assert_eq!(position.unwrap().line, 1);
}

#[test]
fn a_subscription_has_one_root_field() {
    let two = "subscription{a b}";
    assert!(matches!(
        guard().inspect(two, None, &Variables::default()),
        Err(Refusal::Operation(_))
    ));
}

#[test]
fn the_null_character_is_refused_wherever_it_is_given() {
    let nothing = || serde_json::json!({});
    for (query, given) in [
        (r#"{ a(b: "x\u0000") }"#, nothing()),
        (r#"{ a(b: [{c: "\u0000"}]) }"#, nothing()),
        (r#"{ a { ... { d(e: "\u0000") } } }"#, nothing()),
        (r#"{ a @skip(if: "\u0000") }"#, nothing()),
        (r#"{ ...F } fragment F on Q { a(b: "\u0000") }"#, nothing()),
        (r#"query($v: S = "\u0000") { a(b: $v) }"#, nothing()),
        (
            "query($v: S) { a(b: $v) }",
            serde_json::json!({"v": [{"w": "坏\0字"}]}),
        ),
        (
            "query($v: S) { a(b: $v) }",
            serde_json::json!({"v": {"\0": 1}}),
        ),
    ] {
        let refusal = guard().inspect(query, None, &variables(given)).unwrap_err();
        assert!(
            matches!(refusal, Refusal::NullCharacter(_)),
            "{query}: {refusal:?}"
        );
        assert!(!refusal.message().contains('\0'));
    }
    let written_out = r#"{ a(b: "x\\u0000") }"#;
    assert!(
        guard()
            .inspect(written_out, None, &variables(nothing()))
            .is_ok()
    );
}
