use super::*;

const DEFAULTS: &str = include_str!("../../../deploy/shuniu.default.toml");

fn refuse(text: &str) -> String {
    load_from("hub.toml", text, std::iter::empty())
        .unwrap_err()
        .to_string()
}

fn with(text: &str, name: &str, value: &str) -> Result<Config, ConfigError> {
    load_from(
        "hub.toml",
        text,
        [(name.to_owned(), value.to_owned())].into_iter(),
    )
}

#[test]
fn the_documented_defaults_are_the_defaults() {
    let config = load_from("shuniu.default.toml", DEFAULTS, std::iter::empty()).unwrap();
    assert_eq!(config, Config::default());
}

#[test]
fn every_key_is_documented_with_a_comment_above_it() {
    let mut section = String::new();
    let mut documented = Vec::new();
    let mut comment = false;
    for line in DEFAULTS.lines() {
        let bare = line.trim_start_matches(['#', ' ']);
        if let Some(name) = bare.strip_prefix('[') {
            section = name.trim_matches(['[', ']']).to_owned();
        } else if let Some((key, _)) = bare.split_once(" = ")
            && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            assert!(comment, "no comment above {section}.{key}");
            documented.push(format!("{section}.{key}"));
        }
        comment = line.starts_with('#') || (comment && !line.is_empty());
    }
    let missing: Vec<_> = known::leaves(&known::tree())
        .into_iter()
        .filter(|key| !documented.contains(key))
        .collect();
    assert!(
        missing.is_empty(),
        "not in deploy/shuniu.default.toml: {missing:?}"
    );
}

#[test]
fn tables_of_own_names_take_any_name() {
    let text = "[[jurisdictions]]\nregion = \"320902\"\nname = \"亭湖\"\npacks = [\"tinghu\"]\n\
                effective_on = { tinghu = \"2025-01-01\" }\nsettings = { attention_days = 45 }\n";
    let config = load_from("hub.toml", text, std::iter::empty()).unwrap();
    let place = &config.jurisdictions[0];
    assert_eq!(place.settings["attention_days"], 45);
    assert_eq!(place.effective_on["tinghu"].to_string(), "2025-01-01");
}

#[test]
fn an_unknown_key_is_refused_with_name_line_and_nearest_key() {
    assert_eq!(
        refuse("[server]\nlisten = \"127.0.0.1:1\"\n\ndrain_sm = 3\n"),
        "hub.toml:4: unknown key `server.drain_sm`; did you mean `server.drain_ms`?"
    );
    assert_eq!(
        refuse("[limit]\ndepth = 3\n"),
        "hub.toml:1: unknown key `limit`; did you mean `limits`?"
    );
    assert_eq!(
        refuse("[limits.introspection]\ndeep = 3\n"),
        "hub.toml:2: unknown key `limits.introspection.deep`; did you mean `limits.introspection.depth`?"
    );
    assert_eq!(
        refuse("[[connectors.instances]]\nid = \"a\"\nbase_uri = \"https://x\"\n"),
        "hub.toml:3: unknown key `connectors.instances.base_uri`; did you mean `connectors.instances.base_url`?"
    );
    assert_eq!(
        refuse("[server]\nmax_connections = 3\n"),
        "hub.toml:2: unknown key `server.max_connections`; did you mean `database.max_connections`?"
    );
}

#[test]
fn a_value_of_the_wrong_type_is_refused_with_its_line() {
    let error = refuse("[limits]\ndepth = 3\nfields = \"many\"\n");
    assert!(
        error.starts_with("hub.toml:3: ") && error.contains("string"),
        "{error}"
    );
    let error = refuse("[server\n");
    assert!(error.starts_with("hub.toml:1: "), "{error}");
}

#[test]
fn a_value_that_cannot_work_is_refused() {
    assert_eq!(
        refuse("[limits]\ndepth = 0\n"),
        "`limits.depth` must be at least 1"
    );
    let error = refuse("[auth]\nalgorithms = [\"none\"]\n");
    assert!(
        error.contains("auth.algorithms") && error.contains("\"none\""),
        "{error}"
    );
    assert!(refuse("[database]\nurl = \"mysql://x\"\n").contains("sqlite:// or postgres://"));
    assert!(refuse("[server]\ncors_origins = [\"*\"]\n").contains("cors_origins"));
}

#[test]
fn a_variable_wins_over_the_file() {
    let config = with("[limits]\ndepth = 3\n", "SHUNIU__LIMITS__DEPTH", "4").unwrap();
    assert_eq!(config.limits.depth, 4);
    let config = with("", "SHUNIU__LIMITS__INTROSPECTION__DEPTH", "9").unwrap();
    assert_eq!(config.limits.introspection.depth, 9);
    let config = with("", "SHUNIU__SERVER__CORS_ORIGINS", "https://a, https://b").unwrap();
    assert_eq!(config.server.cors_origins, ["https://a", "https://b"]);
    let config = with("", "SHUNIU__SERVER__METRICS_LISTEN", "127.0.0.1:9").unwrap();
    assert_eq!(config.server.metrics_listen.unwrap().port(), 9);
    assert_eq!(with("", "OTHER", "x").unwrap(), Config::default());
}

#[test]
fn an_unknown_variable_is_refused_with_the_nearest_one() {
    let error = with("", "SHUNIU__LIMITS__DEPHT", "4")
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "environment variable SHUNIU__LIMITS__DEPHT: unknown key `limits.depht`; did you mean SHUNIU__LIMITS__DEPTH?"
    );
    let error = with("", "SHUNIU__LIMITS__DEPTH", "deep")
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "environment variable SHUNIU__LIMITS__DEPTH: expected a whole number, found \"deep\""
    );
    let error = with("", "SHUNIU__SERVER__LISTEN", "nowhere")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("environment variable SHUNIU__SERVER__LISTEN: "),
        "{error}"
    );
}

#[test]
fn secrets_are_masked_when_settings_are_shown() {
    let config = with("", "SHUNIU__DATABASE__URL", "postgres://hub:hunter2@db/hub").unwrap();
    let shown = toml::to_string(&config.masked()).unwrap();
    assert!(
        !shown.contains("hunter2") && shown.contains("postgres://hub:******@db/hub"),
        "{shown}"
    );
}
