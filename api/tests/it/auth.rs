use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};
use shuniu_api::{
    auth::{AuthError, DevelopmentKey, FixedKeys, KeySet, Principal, Role, mint},
    cli::authenticator,
    clock::FixedClock,
    config::Config,
};

use crate::harness::{Hub, config, now, test_authenticator, token_request};

/// A PKCS#8 key of 32 bytes that are all the same: for tests alone.
fn private(prefix: &str, byte: u8) -> Vec<u8> {
    let mut der: Vec<u8> = (0..prefix.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&prefix[at..at + 2], 16).unwrap())
        .collect();
    der.extend([byte; 32]);
    der
}

fn ed25519(byte: u8) -> EncodingKey {
    EncodingKey::from_ed_der(&private("302e020100300506032b657004220420", byte))
}

fn p256(byte: u8) -> EncodingKey {
    let prefix = "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420";
    EncodingKey::from_ec_der(&private(prefix, byte))
}

pub(crate) fn claims() -> Value {
    let at = now().timestamp();
    json!({
        "iss": "shuniu", "aud": "shuniu", "sub": "u-1", "exp": at + 600, "nbf": at,
        "role": "data_bureau", "jurisdictions": ["320902"],
    })
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut claims = claims();
    change(&mut claims);
    claims
}

fn header(algorithm: Algorithm, kid: &str) -> Header {
    Header {
        kid: Some(kid.to_owned()),
        ..Header::new(algorithm)
    }
}

fn jwks() -> Value {
    let mut keys = Vec::new();
    for (kid, key, algorithm) in [
        ("ed", ed25519(7), Algorithm::EdDSA),
        ("ec", p256(9), Algorithm::ES256),
    ] {
        let mut jwk = Jwk::from_encoding_key(&key, algorithm).unwrap();
        jwk.common.key_id = Some(kid.to_owned());
        keys.push(serde_json::to_value(jwk).unwrap());
    }
    json!({"keys": keys})
}

async fn check(config: &Config, token: &str) -> Result<Principal, AuthError> {
    check_by(config, &jwks(), token).await
}

/// Checks a token against keys under the default settings.
pub(crate) async fn check_with(jwks: &Value, token: &str) -> Result<Principal, AuthError> {
    check_by(&Config::default(), jwks, token).await
}

async fn check_by(config: &Config, jwks: &Value, token: &str) -> Result<Principal, AuthError> {
    let source = Box::new(FixedKeys(jwks.to_string().into_bytes()));
    let clock = Arc::new(FixedClock(now()));
    let authenticator = authenticator(&config.auth, Some(source), clock).unwrap();
    authenticator.authenticate(token).await
}

fn signed(claims: &Value) -> String {
    encode(&header(Algorithm::EdDSA, "ed"), claims, &ed25519(7)).unwrap()
}

#[tokio::test]
async fn tokens_signed_by_keys_of_the_jwks_hold() {
    let config = Config::default();
    let principal = check(&config, &signed(&claims())).await.unwrap();
    assert_eq!(principal.role, Role::DataBureau);
    assert_eq!(principal.jurisdictions, ["320902"]);
    assert_eq!(principal.expires_at, now() + TimeDelta::seconds(600));
    let token = encode(&header(Algorithm::ES256, "ec"), &claims(), &p256(9)).unwrap();
    assert_eq!(check(&config, &token).await.unwrap().subject, "u-1");
}

#[tokio::test]
async fn each_claim_is_checked() {
    let config = Config::default();
    let at = now().timestamp();
    let cases: Vec<(&str, Value, AuthError)> = vec![
        (
            "expired",
            with(|c| c["exp"] = json!(at - 31)),
            AuthError::Expired,
        ),
        (
            "not yet",
            with(|c| c["nbf"] = json!(at + 31)),
            AuthError::NotYet,
        ),
        (
            "issuer",
            with(|c| c["iss"] = json!("other")),
            AuthError::Issuer,
        ),
        (
            "audience",
            with(|c| c["aud"] = json!("other")),
            AuthError::Audience,
        ),
        (
            "audiences",
            with(|c| c["aud"] = json!(["a", "b"])),
            AuthError::Audience,
        ),
    ];
    for (name, claims, expected) in cases {
        assert_eq!(
            check(&config, &signed(&claims)).await.unwrap_err(),
            expected,
            "{name}"
        );
    }
    for (name, claims) in [
        (
            "no exp",
            with(|c| drop(c.as_object_mut().unwrap().remove("exp"))),
        ),
        ("text exp", with(|c| c["exp"] = json!("tomorrow"))),
        (
            "no iss",
            with(|c| drop(c.as_object_mut().unwrap().remove("iss"))),
        ),
        (
            "no aud",
            with(|c| drop(c.as_object_mut().unwrap().remove("aud"))),
        ),
        (
            "no jurisdictions",
            with(|c| drop(c.as_object_mut().unwrap().remove("jurisdictions"))),
        ),
        ("role", with(|c| c["role"] = json!("root"))),
        (
            "body",
            with(|c| {
                c["role"] = json!("authority");
                c["body"] = json!("nobody");
            }),
        ),
        (
            "authority without body",
            with(|c| c["role"] = json!("authority")),
        ),
        (
            "body without authority",
            with(|c| c["body"] = json!("finance")),
        ),
        (
            "unit without org",
            with(|c| c["role"] = json!("project_unit")),
        ),
        ("org", with(|c| c["org"] = json!("x"))),
        ("region", with(|c| c["jurisdictions"] = json!(["3209"]))),
        ("subject", with(|c| c["sub"] = json!(""))),
    ] {
        let error = check(&config, &signed(&claims)).await.unwrap_err();
        assert!(matches!(error, AuthError::Claims(_)), "{name}: {error:?}");
    }
    let lenient = [
        with(|c| c["exp"] = json!(at - 29)),
        with(|c| c["nbf"] = json!(at + 29)),
        with(|c| drop(c.as_object_mut().unwrap().remove("nbf"))),
        with(|c| c["aud"] = json!(["other", "shuniu"])),
        with(|c| c["more"] = json!({"x": 1})),
    ];
    for claims in lenient {
        check(&config, &signed(&claims)).await.unwrap();
    }
}

/// Signs an EdDSA token with any header.
fn with_header(header: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(&claims()));
    let signature =
        jsonwebtoken::crypto::sign(input.as_bytes(), &ed25519(7), Algorithm::EdDSA).unwrap();
    format!("{input}.{signature}")
}

#[tokio::test]
async fn the_header_is_read_strictly() {
    let config = Config::default();
    check(&config, &with_header(&json!({"alg": "EdDSA", "kid": "ed"})))
        .await
        .unwrap();
    for (header, expected) in [
        (
            json!({"alg": "EdDSA", "kid": "ed", "crit": ["exp"]}),
            AuthError::Header("crit"),
        ),
        (
            json!({"alg": "EdDSA", "kid": "ed", "zip": "DEF"}),
            AuthError::Header("zip"),
        ),
        (
            json!({"alg": "EdDSA", "kid": "ed", "typ": "dpop+jwt"}),
            AuthError::Header("typ"),
        ),
        (json!({"alg": "none", "kid": "ed"}), AuthError::Algorithm),
        (json!({"alg": "HS256", "kid": "ed"}), AuthError::Algorithm),
        (json!({"alg": "ES384", "kid": "ed"}), AuthError::Algorithm),
        (json!({"kid": "ed"}), AuthError::Algorithm),
        (json!({"alg": "EdDSA"}), AuthError::Key),
        (json!({"alg": "EdDSA", "kid": "other"}), AuthError::Key),
        // The key of this name signs with another algorithm.
        (json!({"alg": "ES256", "kid": "ed"}), AuthError::Key),
        (json!({"alg": "EdDSA", "kid": "ec"}), AuthError::Key),
    ] {
        let error = check(&config, &with_header(&header)).await.unwrap_err();
        assert_eq!(error, expected, "{header}");
    }
}

#[tokio::test]
async fn forged_cut_and_oversized_tokens_are_refused() {
    let config = Config::default();
    let good = signed(&claims());
    let forged = encode(&header(Algorithm::EdDSA, "ed"), &claims(), &ed25519(8)).unwrap();
    assert_eq!(
        check(&config, &forged).await.unwrap_err(),
        AuthError::Signature
    );
    let (body, signature) = good.rsplit_once('.').unwrap();
    assert!(check(&config, &format!("{body}.")).await.is_err());
    assert_eq!(
        check(&config, body).await.unwrap_err(),
        AuthError::Malformed
    );
    assert_eq!(check(&config, "").await.unwrap_err(), AuthError::Malformed);
    assert_eq!(
        check(&config, &format!("{good}.{signature}"))
            .await
            .unwrap_err(),
        AuthError::Malformed
    );
    let long = format!("{good}{}", "x".repeat(5_000));
    assert_eq!(
        check(&config, &long).await.unwrap_err(),
        AuthError::TooLarge(4_096)
    );
}

#[test]
fn key_sets_that_must_not_be_used_are_refused() {
    let parse = |value: Value, development| {
        KeySet::parse(value.to_string().as_bytes(), development).map(drop)
    };
    let say = |value: Value, development: bool| parse(value, development).unwrap_err().to_string();
    assert!(parse(jwks(), false).is_ok());
    let mut private = jwks();
    private["keys"][0]["d"] = json!("x");
    assert!(say(private, false).contains("private key"));
    assert!(
        say(
            json!({"keys": [{"kty": "oct", "kid": "s", "k": "eA"}]}),
            true
        )
        .contains("shared secret")
    );
    assert!(say(json!({"keys": []}), false).contains("no key"));
    let development: Value = serde_json::from_slice(&DevelopmentKey::generate().to_json()).unwrap();
    assert!(say(development.clone(), false).contains("allow_development_key"));
    assert!(parse(development.clone(), true).is_ok());
    let mut weak = development;
    weak["k"] = json!("c2hvcnQ");
    assert!(say(weak, true).contains("shorter than 256 bits"));
    let mut encryption = jwks();
    encryption["keys"][0]["use"] = json!("enc");
    encryption["keys"].as_array_mut().unwrap().truncate(1);
    assert!(say(encryption, false).contains("no key"));
    let small = json!({"keys": [{"kty": "RSA", "kid": "r", "n": "u7h3", "e": "AQAB"}]});
    assert!(say(small, false).contains("no key"));
}

#[tokio::test]
async fn a_development_key_works_only_where_it_is_allowed() {
    let key = DevelopmentKey::generate();
    let (token, _) = mint(&token_request(Role::Admin), &key, now()).unwrap();
    test_authenticator(&config(), &key)
        .authenticate(&token)
        .await
        .unwrap();
    let strict = test_authenticator(&Config::default(), &key);
    assert_eq!(
        strict.authenticate(&token).await.unwrap_err(),
        AuthError::Algorithm
    );
    let error = strict.load_keys().await.unwrap_err().to_string();
    assert!(error.contains("auth.allow_development_key"), "{error}");
}

#[tokio::test]
async fn no_token_or_a_bad_one_is_401_on_every_way_in() {
    let hub = Hub::start().await;
    let body = || json!({"query": "mutation { bump }"});
    let post = || {
        hub.anonymous("POST", "/graphql")
            .header("content-type", "application/json")
    };
    for answer in [
        post().json(body()).await,
        post().bearer("x.y.z").json(body()).await,
        post()
            .header("authorization", "Basic eDp5")
            .json(body())
            .await,
        post()
            .bearer(&hub.token(Role::Admin))
            .bearer(&hub.token(Role::Admin))
            .json(body())
            .await,
        post().accept("text/event-stream").json(body()).await,
        hub.anonymous("GET", "/graphql?query=%7Bhello%7D")
            .empty()
            .await,
    ] {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"shuniu\"");
        assert_eq!(answer.codes(), ["UNAUTHENTICATED"]);
    }
    assert_eq!(hub.bumps(), 0);
}

#[tokio::test]
async fn the_principal_reaches_the_resolvers() {
    let hub = Hub::start().await;
    let answer = hub.run("{ caller }").await;
    assert_eq!(
        answer.json(),
        json!({"data": {"caller": "developer dev:developer"}})
    );
}
