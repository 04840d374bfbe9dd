mod instances;

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
    let known = known::leaves(&known::tree());
    let mut section = String::new();
    let mut documented = Vec::new();
    let mut comment = false;
    for line in DEFAULTS.lines() {
        let bare = line.trim_start_matches(['#', ' ']);
        if let Some(name) = bare.strip_prefix('[') {
            section = name.trim_matches(['[', ']']).to_owned();
            assert!(
                known
                    .iter()
                    .any(|key| key.starts_with(&format!("{section}."))),
                "no section {section}"
            );
        } else if let Some((key, _)) = bare.split_once(" = ")
            && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            assert!(comment, "no comment above {section}.{key}");
            documented.push(format!("{section}.{key}"));
        }
        comment = line.starts_with('#') || (comment && !line.is_empty());
    }
    let missing: Vec<_> = known
        .iter()
        .filter(|key| !documented.contains(key))
        .collect();
    assert!(
        missing.is_empty(),
        "not in deploy/shuniu.default.toml: {missing:?}"
    );
}

#[test]
fn the_documented_example_of_a_place_can_be_set_as_it_stands() {
    let place = DEFAULTS
        .lines()
        .skip_while(|line| *line != "# [[jurisdictions]]");
    let place = place.take_while(|line| !line.is_empty());
    // The settings, without the sentences between them.
    let is_set = |line: &&str| line.starts_with('[') || line.contains(" = ");
    let set = place
        .filter_map(|line| line.strip_prefix("# "))
        .filter(is_set);
    let set: Vec<&str> = set.collect();
    let config = load_from("hub.toml", &set.join("\n"), std::iter::empty()).unwrap();
    let precedence = config.jurisdictions[0].precedence.as_ref().unwrap();
    assert_eq!(precedence.version, "2026-11");
    assert_eq!(
        precedence.fields["budget_yuan"],
        ["municipal_projects", "person"]
    );
    assert_eq!(
        refuse("[[jurisdictions]]\nprecedence = { version = \"1\", field = {} }\n"),
        "hub.toml:2: unknown key `jurisdictions.precedence.field`; did you mean \
         `jurisdictions.precedence.fields`?"
    );
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
        error.starts_with("hub.toml:3: `limits.fields`: ") && error.contains("string"),
        "{error}"
    );
    let error = refuse("[server\n");
    assert!(error.starts_with("hub.toml:1: "), "{error}");
}

#[test]
fn a_value_that_cannot_work_is_refused() {
    assert_eq!(
        refuse("[limits]\ndepth = 0\n"),
        "hub.toml:2: `limits.depth` must be at least 1"
    );
    assert_eq!(
        with("", "SHUNIU__LIMITS__DEPTH", "0")
            .unwrap_err()
            .to_string(),
        "environment variable SHUNIU__LIMITS__DEPTH: `limits.depth` must be at least 1"
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
fn a_wrong_choice_is_refused_with_the_nearest_one() {
    let error = refuse("[server]\nlisten = \"127.0.0.1:1\"\nrole = \"workr\"\n");
    assert!(
        error.starts_with("hub.toml:3: `server.role`: ")
            && error.ends_with("did you mean `worker`?"),
        "{error}"
    );
    let error = refuse("[auth]\nalgorithms = [\"ES265\"]\n");
    assert!(
        error.starts_with("hub.toml:2: `auth.algorithms` ")
            && error.ends_with("did you mean \"ES256\"?"),
        "{error}"
    );
    let error = with("", "SHUNIU__LOG__FORMAT", "jsn")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("environment variable SHUNIU__LOG__FORMAT: ")
            && error.ends_with("did you mean `json`?"),
        "{error}"
    );
}

fn instance(more: &str) -> String {
    format!(
        "[[connectors.instances]]\nid = \"a\"\nsystem = \"trading_centre\"\n\
         jurisdiction = \"320902\"\nbase_url = \"https://x\"\n{more}"
    )
}

#[test]
fn an_instance_takes_the_settings_of_its_own_system() {
    let text = instance(
        "page_size = 7\noverlap_seconds = 60\npaths = { tenders = \"v2/tenders\" }\n\
         http = { requests_per_second = 2, proxy = \"http://hub:hunter2@proxy:3128\" }\n",
    );
    let config = load_from("hub.toml", &text, std::iter::empty()).unwrap();
    let one = &config.connectors.instances[0];
    let all = config.connectors.settings_of(one, 50);
    assert_eq!(all["page_size"], 7);
    assert_eq!(all["paths"]["tenders"], "v2/tenders");
    assert_eq!(all["http"]["requests_per_second"], 2);
    // What it leaves open is as [connectors] has it.
    assert_eq!(all["http"]["timeout_ms"], 30_000);
    // What is shown is in full, without secrets, and can be read again.
    let shown = toml::to_string(&config.masked()).unwrap();
    assert!(shown.contains("breaker_failures = 5"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    load_from("shown.toml", &shown, std::iter::empty()).unwrap();
}

#[test]
fn a_system_is_connected_to_a_jurisdiction_once() {
    let second = |more: &str| {
        let second = instance(more).replace("id = \"a\"", "id = \"b\"");
        format!("{}{second}", instance(""))
    };
    let error = refuse(&second(""));
    assert!(
        error.contains("another enabled instance already connects trading_centre to 320902"),
        "{error}"
    );
    assert!(error.starts_with("hub.toml:8: "), "{error}");
    load_from("hub.toml", &second("enabled = false\n"), std::iter::empty()).unwrap();
}

#[test]
fn what_an_instance_has_wrong_is_named_with_its_line() {
    for (more, told) in [
        (
            "requester_id = \"r\"\n",
            "hub.toml:6: unknown key `connectors.instances.requester_id`",
        ),
        (
            "[connectors.instances.settings]\nchannel = \"x\"\n",
            "hub.toml:6: unknown key `connectors.instances.settings`; the keys here are ",
        ),
        (
            "paths = { tender = \"x\" }\n",
            "hub.toml:6: unknown key `connectors.instances.paths.tender`; did you mean \
             `connectors.instances.paths.tenders`?",
        ),
        (
            "[connectors.instances.http]\nburst = 1\nbreaker_failurs = 3\n",
            "hub.toml:8: unknown key `connectors.instances.http.breaker_failurs`; did you mean \
             `connectors.instances.http.breaker_failures`?",
        ),
        (
            "[connectors.instances.http]\nburst = \"many\"\n",
            "hub.toml:7: `connectors.instances[0].http.burst`: invalid type",
        ),
        (
            "interval_s = \"often\"\n",
            "hub.toml:6: `connectors.instances[0].interval_s`: invalid type",
        ),
        (
            "interval_s = 0\n",
            "hub.toml:6: `connectors.instances[0].interval_s` must be at least 1",
        ),
        (
            "[connectors.instances.schedule]\ncron = \"often\"\n",
            "hub.toml:7: `connectors.instances[0].schedule.cron` \"often\" cannot be read",
        ),
        (
            "[connectors.instances.schedule]\ncorn = \"0 3 * * *\"\n",
            "hub.toml:7: unknown key `connectors.instances.schedule.corn`; did you mean \
             `connectors.instances.schedule.cron`?",
        ),
        (
            "interval_s = 60\nschedule = { cron = \"0 3 * * *\" }\n",
            "hub.toml:6: `connectors.instances[0].interval_s` is not read where",
        ),
        (
            "[connectors.instances.comparison]\nhold_percent = 101\n",
            "hub.toml:7: `connectors.instances[0].comparison.hold_percent` must be at most 100",
        ),
        (
            "[connectors.instances.flood]\npercent = 101\n",
            "hub.toml:7: `connectors.instances[0].flood.percent` must be at most 100",
        ),
        (
            "[connectors.instances.flood]\nrecords = 0\n",
            "hub.toml:7: `connectors.instances[0].flood.records` must be at least 1",
        ),
    ] {
        let error = refuse(&instance(more));
        assert!(error.starts_with(told), "{told}\n{error}");
    }
    let error = refuse(&instance("").replace("trading_centre", "trading_center"));
    assert!(
        error.starts_with("hub.toml:3: `connectors.instances[0].system` is \"trading_center\"")
            && error.ends_with("did you mean \"trading_centre\"?"),
        "{error}"
    );
    let error = refuse(&instance("").replace("trading_centre", "investment_approval"));
    assert!(
        error.contains("`connectors.instances[0]`: missing field `requester_id`"),
        "{error}"
    );
}

#[test]
fn records_may_come_as_files_or_in_an_exchange_database() {
    let without = instance("").replace("base_url = \"https://x\"\n", "");
    let with = |more: &str| format!("{without}{more}");
    for more in [
        "[connectors.instances.drop]\nfolder = \"in\"\nready = \"marker\"\n",
        "[connectors.instances.exchange]\nurl = \"sqlite://x\"\ntables = { tenders = \"t\" }\n",
    ] {
        let config = load_from("hub.toml", &with(more), std::iter::empty()).unwrap();
        let shown = toml::to_string(&config.masked()).unwrap();
        load_from("shown.toml", &shown, std::iter::empty()).unwrap();
    }
    for (more, told) in [
        ("", "`connectors.instances[0].base_url` must be set"),
        (
            "[connectors.instances.drop]\nfoldr = \"in\"\n",
            "hub.toml:6: unknown key `connectors.instances.drop.foldr`; did you mean \
             `connectors.instances.drop.folder`?",
        ),
        (
            "[connectors.instances.drop]\nstable_seconds = \"60\"\n",
            "hub.toml:6: `connectors.instances[0].drop.stable_seconds`: invalid type",
        ),
        (
            "[connectors.instances.drop]\nready = \"markr\"\n",
            "did you mean `marker`?",
        ),
        (
            "[connectors.instances.exchange]\nread_onyl = true\n",
            "hub.toml:6: unknown key `connectors.instances.exchange.read_onyl`; did you mean \
             `connectors.instances.exchange.read_only`?",
        ),
    ] {
        let error = refuse(&with(more));
        assert!(error.contains(told), "{told}\n{error}");
    }
    let beside = instance("[connectors.instances.drop]\nfolder = \"in\"\n");
    assert!(refuse(&beside).contains("leave it out beside `drop` or `exchange`"));
    let other = instance("requester_id = \"r\"\n[connectors.instances.drop]\nfolder = \"in\"\n")
        .replace("trading_centre", "investment_approval");
    assert!(refuse(&other).contains("unknown key `connectors.instances.drop`"));
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
fn a_cache_in_which_nothing_fits_is_refused() {
    let error = refuse("[database]\nsqlite_cache_kib = 63\n");
    assert!(
        error.contains("database.sqlite_cache_kib") && error.contains("at least 64"),
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

#[test]
fn a_place_names_the_keys_of_its_packs_and_settings_itself() {
    let text = "[[jurisdictions]]\nregion = \"320902\"\nname = \"亭湖\"\npacks = [\"tinghu\"]\n\
                effective_on = { tinghu = \"2025-01-01\" }\nsettings = { attention_days = 45 }\n";
    let config = load_from("hub.toml", text, std::iter::empty()).unwrap();
    let place = &config.jurisdictions[0];
    assert_eq!(place.effective_on.len(), 1);
    assert_eq!(place.settings["attention_days"], 45);
    // What such a config shows of itself can be read again.
    let shown = toml::to_string(&config).unwrap();
    assert_eq!(
        load_from("shown.toml", &shown, std::iter::empty()).unwrap(),
        config
    );
}
