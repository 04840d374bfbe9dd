//! The demo on its embedded database, without a terminal.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use shuniu_api::cli::{self, Arguments, Launch, Output};
use shuniu_api::demo::{Demo, DemoOptions};

/// What a command writes.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn run(folder: &Path, projects: usize, as_json: bool) -> String {
    run_on(taken(), folder, projects, as_json).0
}

/// A port that somebody listens on for good: a demo that does not serve needs none.
fn taken() -> u16 {
    static LISTENER: std::sync::OnceLock<std::net::TcpListener> = std::sync::OnceLock::new();
    let listener = LISTENER.get_or_init(|| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    listener.local_addr().unwrap().port()
}

fn run_on(port: u16, folder: &Path, projects: usize, as_json: bool) -> (String, String) {
    let (port, projects) = (port.to_string(), projects.to_string());
    run_with(&["--port", &port, "--projects", &projects], folder, as_json)
}

/// Runs a demo to the end of its tour and gives its stdout and stderr.
fn run_with(options: &[&str], folder: &Path, as_json: bool) -> (String, String) {
    let folder = folder.to_str().unwrap();
    let mut words = vec!["shuniu", "demo", "--exit-after-sync", "--data", folder];
    words.extend(options);
    let arguments = <Arguments as clap::Parser>::parse_from(words);
    let (out, err) = (Paper::default(), Paper::default());
    let mut output = Output::to(as_json, Box::new(out.clone()), Box::new(err.clone()));
    if let Err(error) = cli::run(&arguments.command, &Launch::default(), &mut output) {
        panic!("{error:?}\n{}", err.text());
    }
    (out.text(), err.text())
}

fn summary(folder: &Path, projects: usize) -> Value {
    serde_json::from_str(&run(folder, projects, true)).unwrap()
}

fn merged(summary: &Value) -> i64 {
    let arrivals = summary["arrivals"].as_array().unwrap();
    arrivals
        .iter()
        .map(|one| one["counts"]["merged"].as_i64().unwrap())
        .sum()
}

#[test]
fn a_demo_shows_what_it_promises_and_goes_on_where_it_was() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demo");
    let first = summary(&folder, 60);
    assert_eq!(first["fresh"], true);
    assert_eq!(
        first["projects_before"], 0,
        "the hub is empty before its first sync"
    );
    assert_eq!(first["attested_projects"], 60);
    assert!(merged(&first) > 60, "{first:#}");
    for kind in ["overdue", "blocked", "review", "quarantine"] {
        assert!(first[kind].as_u64().unwrap() > 0, "{kind}: {first:#}");
    }
    assert!(first["payments"].as_u64().unwrap() > 10, "{first:#}");
    let handed_over = &first["handed_over"];
    assert!(handed_over["accepted"].as_u64().unwrap() > 0, "{first:#}");
    assert!(handed_over["waiting"].as_u64().unwrap() > 0, "{first:#}");
    assert_eq!(handed_over["rejected"], 0, "{first:#}");
    assert_eq!(first["ledger_holds"], true);
    assert_eq!(
        first["queries_answered"],
        json!([true, true, true, true, true])
    );
    check_tokens(&tokens(&folder));
    verify_ledger(&folder);
    let calendar = || std::fs::read_to_string(folder.join("calendar")).unwrap();
    let address = calendar();
    assert!(address.contains("/calendar.ics?token=shc_"), "{address}");

    let second = summary(&folder, 60);
    assert_eq!(second["fresh"], false);
    // Only what the hub had registered itself comes in again, from the other side.
    let own = second["arrivals"].as_array().unwrap().iter();
    let own = own.filter(|one| one["stream"] == "asset_changes");
    let own: i64 = own
        .map(|one| one["counts"]["merged"].as_i64().unwrap())
        .sum();
    assert_eq!(merged(&second), own, "{second:#}");
    assert!(own > 0, "{second:#}");
    for kept in ["projects", "overdue", "breached", "review", "quarantine"] {
        assert_eq!(second[kept], first[kept], "{kept}");
    }
    assert_eq!(calendar(), address, "it goes on to open");
    let third = summary(&folder, 60);
    assert_eq!(merged(&third), 0, "{third:#}");
    assert_eq!(third["ledger_entries"], second["ledger_entries"]);
    assert_eq!(
        second["queries_answered"],
        json!([true, true, true, true, true])
    );
}

/// The settings that a demo leaves in its folder serve the other commands while it runs.
#[test]
fn the_systems_of_a_running_demo_are_checked_by_its_settings() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demo");
    let options = DemoOptions {
        listen: ([127, 0, 0, 1], taken()).into(),
        folder: folder.clone(),
        today: "2026-06-30".parse().unwrap(),
        projects: Some(10),
        colours: false,
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = options.config();
    let mut silent = Output::to(true, Box::new(Paper::default()), Box::new(Paper::default()));
    let demo = runtime.block_on(Demo::start(&options, config, &mut silent));
    let demo = demo.unwrap();
    let settings = folder.join("shuniu.toml");
    let words = [
        "shuniu",
        "connector",
        "check",
        "--config",
        settings.to_str().unwrap(),
    ];
    let arguments = <Arguments as clap::Parser>::parse_from(words);
    let paper = Paper::default();
    let mut output = Output::to(false, Box::new(paper.clone()), Box::new(Paper::default()));
    let checked = cli::run(&arguments.command, &Launch::default(), &mut output);
    checked.unwrap_or_else(|error| panic!("{error:?}\n{}", paper.text()));
    assert_eq!(paper.text().matches("ok: ").count(), 25, "{}", paper.text());
    runtime.block_on(demo.end());
}

/// The settings that the demo leaves behind are those of its hub.
fn verify_ledger(folder: &Path) {
    let settings = folder.join("shuniu.toml");
    let words = ["shuniu", "ledger", "verify", "--config"];
    let words = words.into_iter().chain(settings.to_str());
    let arguments = <Arguments as clap::Parser>::parse_from(words);
    let out = Paper::default();
    let mut output = Output::to(false, Box::new(out.clone()), Box::new(Paper::default()));
    assert!(cli::run(&arguments.command, &Launch::default(), &mut output).is_ok());
    assert_eq!(out.text().matches("holds").count(), 5, "{}", out.text());
}

fn tokens(folder: &Path) -> Vec<Value> {
    let path = folder.join("tokens.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn check_tokens(tokens: &[Value]) {
    let of = |role: &str| -> Vec<&Value> { tokens.iter().filter(|t| t["role"] == role).collect() };
    for role in [
        "admin",
        "viewer",
        "reporting",
        "connector",
        "developer",
        "authority",
    ] {
        assert_eq!(of(role).len(), 1, "{role}");
    }
    let places: Vec<&Value> = of("data_bureau")
        .iter()
        .map(|t| &t["jurisdictions"])
        .collect();
    let five = ["320902", "652800", "341721", "610326", "341522"];
    assert_eq!(
        places,
        five.map(|region| json!([region]))
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(of("authority")[0]["body"], "finance");
    let units = of("project_unit");
    assert_eq!(units.len(), 2);
    assert_ne!(units[0]["org"], units[1]["org"]);
    for unit in units {
        assert_eq!(unit["org"].as_str().unwrap().len(), 18);
        assert_eq!(unit["jurisdictions"], json!(["320902"]));
    }
    for token in tokens {
        assert_eq!(token["token"].as_str().unwrap().split('.').count(), 3);
        assert_eq!(token.as_object().unwrap().len(), 6, "{token}");
    }
}

#[test]
fn a_hub_over_empty_systems_finds_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demo");
    let sandboxes = folder.join("sandboxes");
    std::fs::create_dir_all(&sandboxes).unwrap();
    for place in ["tinghu", "bayingolin", "dongzhi", "meixian", "huoqiu"] {
        for system in [
            "investment_approval",
            "trading_centre",
            "municipal_projects",
            "asset_cloud",
            "data_sharing",
        ] {
            // What a sandbox keeps wins over what the demo would seed it with.
            let state = json!({"system": system, "streams": {}});
            let file = sandboxes.join(format!("{place}-{system}.json"));
            std::fs::write(file, state.to_string()).unwrap();
        }
    }
    let found = summary(&folder, 60);
    for nothing in [
        "projects",
        "attested",
        "overdue",
        "breached",
        "blocked",
        "review",
        "quarantine",
    ] {
        assert_eq!(found[nothing], 0, "{nothing}: {found:#}");
    }
    // 霍邱 and 巴州 ask something of their bureaus every month, whatever projects there are.
    assert_eq!(found["ledger_entries"], 2, "{found:#}");
    let arrivals = found["arrivals"].as_array().unwrap();
    assert_eq!(arrivals.len(), 55);
    assert!(arrivals.iter().all(|one| one["counts"]["received"] == 0));
}

#[test]
fn the_tour_keeps_to_its_columns_and_says_it_in_two_languages() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demo");
    let tour = run(&folder, 40, false);
    for heading in [
        "同步收到了什么  What came in",
        "What is overdue, by article",
        "Which gates are closed, and why",
        "What waits for a person",
        "One project, told whole",
        "The ledger, and tokens",
        "Five queries, ready to paste",
    ] {
        assert!(tour.contains(heading), "{heading}");
    }
    // What is pasted holds a path of the machine, as long as it is.
    let shown = folder.to_str().unwrap();
    let too_wide: Vec<&str> = tour
        .lines()
        .filter(|line| !line.contains(shown) && columns(line) > 100)
        .collect();
    assert!(too_wide.is_empty(), "{too_wide:#?}");
    assert!(!tour.contains('\u{1b}'), "no colours without a terminal");
    assert!(!tour.contains("ready http"), "it did not serve");
    // The commands can be pasted: whoever ran this by cargo has no `shuniu` on the path.
    let this = std::env::current_exe().unwrap();
    let command = format!("{} ledger verify --config {shown}", this.display());
    assert!(tour.contains(&command), "{tour}");

    let (again, notes) = run_on(taken(), &folder, 41, false);
    assert!(again.contains("What was entered before stays"), "{again}");
    assert!(!again.contains("takes about a minute"), "{again}");
    assert!(notes.contains("--projects 41"), "{notes}");
}

#[test]
fn a_day_beyond_the_loaded_calendars_is_pointed_out() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("demo");
    let said = "所在年份的节假日安排未装入";
    assert!(!run(&folder, 3, false).contains(said));
    let far = run_with(&["--today", "2031-06-30"], &folder, false).0;
    assert!(far.contains("2031-06-30") && far.contains(said), "{far}");
}

/// Chinese characters and full-width signs take two.
fn columns(line: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{ffdc}');
    line.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}
