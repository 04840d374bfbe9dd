//! The paths of HTTP, with the right, without it and without a token that holds.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::TimeDelta;
use shuniu_tests::{TestDb, on_both};

use super::cast::{CAST, caller};
use super::page::{Cell, right};
use super::world::World;

/// What takes a right: method, path as it is routed, as it is asked, the right, and the status of
/// an answer to those who have it.
pub(super) const GUARDED: [(&str, &str, &str, &str, u16); 5] = [
    (
        "GET",
        "/documents/{id}",
        "/documents/$Document",
        "contents",
        200,
    ),
    (
        "HEAD",
        "/documents/{id}",
        "/documents/$Document",
        "contents",
        200,
    ),
    // Nothing is no ledger.
    (
        "POST",
        "/ingest/{kind}",
        "/ingest/projects?jurisdiction=$Region",
        "hand_in",
        400,
    ),
    (
        "GET",
        "/templates/{kind}",
        "/templates/projects?jurisdiction=$Region",
        "party",
        200,
    ),
    // It has its content already.
    (
        "PUT",
        "/documents/{id}",
        "/documents/$Document?name=a.pdf",
        "record",
        409,
    ),
];

/// What `reads.txt` and `writes.txt` are asked over: it takes a token, and each field its own right.
const GRAPHQL: [(&str, &str); 2] = [
    ("POST", "/graphql"),
    ("GET", "/graphql?query=%7Bme%7Brole%7D%7D"),
];

/// What a credential of its own opens, and no token: looked at in `calendar`.
const BY_CREDENTIAL: [&str; 1] = ["/calendar.ics"];

/// What says nothing of anybody, and takes no token.
const OPEN: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// The paths that the server routes, read from its source.
fn routed() -> BTreeSet<String> {
    let mut routed = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/http")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let routes = text.split(".route(").skip(1);
            let paths =
                routes.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'));
            routed.extend(paths.map(|one| one.0.to_owned()));
        }
    }
    routed
}

#[test]
fn every_path_has_a_line() {
    let listed = GUARDED.iter().map(|one| one.1);
    let listed = listed
        .chain(OPEN)
        .chain(BY_CREDENTIAL)
        .chain(["/graphql"])
        .map(ToOwned::to_owned);
    assert_eq!(
        routed(),
        listed.collect(),
        "what is routed, and what routes.rs lists as GUARDED, OPEN, BY_CREDENTIAL or GraphQL"
    );
}

on_both! {
    async fn a_path_is_open_to_those_who_have_its_right(db: &TestDb) {
        let world = World::at(db).await;
        let mut wrong = Vec::new();
        for (method, _, path, name, done) in GUARDED {
            for (column, (who, ..)) in CAST.iter().enumerate() {
                for target in &world.targets {
                    let first = format!("{method} {}", target.fill(path));
                    let lines = [
                        format!("authorization: Bearer {}", world.token(column)),
                        "content-length: 0".to_owned(),
                    ];
                    let status = world.served.send(&first, &lines, b"").await.unwrap().status;
                    let cell = right(name).of(column);
                    let expected: &[u16] = match cell {
                        Cell::Refused => &[403],
                        _ if cell.sees(target.letter) => &[done],
                        // In no place of the token, or nothing of the kind.
                        _ => &[403, 404],
                    };
                    if !expected.contains(&status) {
                        let letter = target.letter;
                        wrong.push(format!("{method} {path} of {letter} by {who}: {status}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

on_both! {
    async fn a_path_is_closed_without_a_token_that_holds(db: &TestDb) {
        let world = World::at(db).await;
        let lapsed = world.served.token_for(&caller(9), -TimeDelta::hours(2)).unwrap();
        let forged = format!("{}x", world.token(9));
        let tokens = [None, Some(lapsed), Some(forged), Some("x".to_owned())];
        let guarded = GUARDED.iter().map(|one| (one.0, one.2));
        for (method, path) in guarded.chain(GRAPHQL) {
            for token in &tokens {
                let body = br#"{"query": "{ me { role } }"}"#;
                let mut lines = vec![
                    format!("content-length: {}", body.len()),
                    "content-type: application/json".to_owned(),
                ];
                lines.extend(token.iter().map(|token| format!("authorization: Bearer {token}")));
                let first = format!("{method} {}", world.targets[0].fill(path));
                let reply = world.served.send(&first, &lines, body).await.unwrap();
                assert_eq!(reply.status, 401, "{first} with {token:?}");
                assert!(method == "HEAD" || reply.code() == "UNAUTHENTICATED", "{reply:?}");
            }
        }
        let query = "subscription { ledgerEntries { seq } }";
        for token in tokens.iter().flatten() {
            let told = world.served.follow(token, query, 1).await.unwrap();
            assert!(told.is_empty(), "{told:?}");
        }
        for path in OPEN {
            let reply = world.served.send(&format!("GET {path}"), &[], b"").await.unwrap();
            assert_eq!(reply.status, 200, "{path}");
        }
    }
}
