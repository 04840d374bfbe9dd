use std::{
    fs,
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

mod delivered;
mod ledgers;
mod policy;
mod policy_page;
mod preview;
mod systems;

use super::*;

/// A sink that can be read.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Runs a command line; returns exit code, stdout, stderr.
fn shuniu(arguments: &[&str]) -> (u8, String, String) {
    let all = ["shuniu"].into_iter().chain(arguments.iter().copied());
    let arguments = match Arguments::try_parse_from(all) {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap();
            return (code, String::new(), error.to_string());
        }
    };
    let (out, err) = (Sink::default(), Sink::default());
    let mut output = Output::to(arguments.json, Box::new(out.clone()), Box::new(err.clone()));
    let code = match run(&arguments.command, &Launch::default(), &mut output) {
        Ok(()) => 0,
        Err(error) => {
            let _code = output.fail(&error);
            error.code()
        }
    };
    (code, out.text(), err.text())
}

#[test]
fn wrong_use_is_2_and_help_is_0() {
    assert_eq!(shuniu(&["nonsense"]).0, 2);
    assert_eq!(shuniu(&[]).0, 2);
    assert_eq!(shuniu(&["--help"]).0, 0);
    let (code, _, err) = shuniu(&["token", "--role", "root", "--key", "k"]);
    assert_eq!(code, 2);
    assert!(err.contains("data_bureau"), "{err}");
}

#[test]
fn a_token_makes_its_key_once_and_readable_by_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("dev-key.json");
    let key = key.to_str().unwrap();
    let (code, first, err) = shuniu(&["token", "--role", "admin", "--key", key]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(first.trim().split('.').count(), 3);
    assert!(err.contains("made the development key"), "{err}");
    let made = fs::read(key).unwrap();
    let (_, _, err) = shuniu(&["token", "--role", "admin", "--key", key]);
    assert_eq!(err, "");
    assert_eq!(fs::read(key).unwrap(), made);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(key).unwrap().permissions().mode() & 0o777,
            0o600
        );
        fs::set_permissions(key, fs::Permissions::from_mode(0o644)).unwrap();
        let (code, _, err) = shuniu(&["token", "--role", "admin", "--key", key]);
        assert_eq!(code, 1);
        assert!(err.contains("chmod 600"), "{err}");
    }
}

#[test]
fn a_token_that_would_be_refused_is_not_made_and_leaves_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.json");
    let key = path.to_str().unwrap();
    let (code, out, err) = shuniu(&["token", "--role", "authority", "--key", key]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("body goes with the role authority"), "{err}");
    assert!(!path.exists());
}

#[test]
fn a_token_as_json_shows_its_claims() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("key.json");
    let (code, out, _) = shuniu(&[
        "--json",
        "token",
        "--role",
        "authority",
        "--body",
        "finance",
        "--jurisdiction",
        "320902",
        "--jurisdiction",
        "652800",
        "--ttl",
        "5m",
        "--key",
        key.to_str().unwrap(),
    ]);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    let claims = &value["claims"];
    assert_eq!(claims["body"], "finance");
    assert_eq!(
        claims["jurisdictions"],
        serde_json::json!(["320902", "652800"])
    );
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap(),
        300
    );
}

#[test]
fn config_check_shows_the_effective_settings_and_names_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.toml");
    fs::write(
        &file,
        format!(
            "[database]\nurl = \"postgres://hub:hunter2@db/hub\"\n{}",
            development_key(dir.path())
        ),
    )
    .unwrap();
    let (code, out, err) = shuniu(&["config", "check", file.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("postgres://hub:******@db/hub") && out.contains("drain_ms = 20000"));
    fs::write(&file, "[database]\nurI = \"x\"\n").unwrap();
    let (code, out, err) = shuniu(&["config", "check", file.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.lines()
            .next()
            .unwrap()
            .ends_with("hub.toml:2: unknown key `database.urI`; did you mean `database.url`?"),
        "{err}"
    );
}

/// Settings of a token key, which is made.
fn development_key(dir: &Path) -> String {
    let key = dir.join("dev.key");
    let (code, _, err) = shuniu(&["token", "--role", "admin", "--key", key.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    format!("[auth]\nkeys = {key:?}\nallow_development_key = true\n")
}

/// A settings file over a new SQLite database, with more in it.
fn settings(dir: &Path, more: &str) -> String {
    let file = dir.join("hub.toml");
    let text = format!(
        "{}[database]\nurl = \"sqlite://{}\"\n[ledger]\nkey_file = {:?}\n{more}",
        development_key(dir),
        dir.join("hub.sqlite").display(),
        dir.join("ledger.key"),
    );
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

const PLACE: &str = "[[jurisdictions]]\nregion = \"320902\"\nname = \"亭湖\"\n\
                     packs = [\"tinghu\"]\neffective_on = { tinghu = \"2025-01-01\" }\n";

/// An instance at an address where nobody answers.
fn instance(system: &str, more: &str) -> String {
    format!(
        "[[connectors.instances]]\nid = \"the-{system}\"\nsystem = \"{system}\"\n\
         jurisdiction = \"320902\"\nbase_url = \"http://127.0.0.1:9\"\n\
         http = {{ allow_private = true, attempts = 1 }}\n{more}"
    )
}

#[test]
fn cases_are_told_as_json_and_a_folder_without_one_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    let (code, out, err) = shuniu(&["policy", "check", folder]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("no case file") && err.contains(folder),
        "{err}"
    );
    fs::write(dir.path().join("a.yaml"), "case: nonsense\n").unwrap();
    for words in [
        ["--json", "policy", "check", folder],
        ["policy", "check", "--json", folder],
    ] {
        let (code, out, _) = shuniu(&words);
        let told: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (code, &told["passed"], &told["failed"]),
            (1, &0.into(), &1.into())
        );
        let case = &told["cases"][0];
        assert!(case["file"].as_str().unwrap().ends_with("a.yaml"), "{out}");
        assert!(!case["problems"].as_array().unwrap().is_empty(), "{out}");
    }
    let (_, out, _) = shuniu(&["policy", "check", folder]);
    assert!(out.trim_end().ends_with("0 passed, 1 failed"), "{out}");
}

#[test]
fn a_year_of_working_days_is_added_from_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let case = |claim: &str| {
        format!(
            "name: 亭湖：年底立项，备案期限跨入次年\npack: tinghu\ntoday: 2026-12-31\n\
             project: {{budget_yuan: 1200000}}\n\
             events:\n  - {{kind: project_approved, on: 2026-12-25}}\n\
             expect:\n  obligations:\n    - {{provision: tinghu-11-cyberspace-filing-10-working-days, {claim}}}\n"
        )
    };
    // 28 to 31 December, 4 to 8 January, 11 January.
    fs::write(at("known.yaml"), case("due: 2027-01-11, status: pending")).unwrap();
    fs::write(
        at("unknown.yaml"),
        case("error: calendar not loaded for 2027"),
    )
    .unwrap();
    fs::create_dir(at("calendars")).unwrap();
    fs::write(
        at("calendars/cn.csv"),
        "date,kind,name\n2027-01-01,holiday,元旦\n",
    )
    .unwrap();
    let (known, unknown, calendars) = (at("known.yaml"), at("unknown.yaml"), at("calendars"));
    assert_eq!(shuniu(&["policy", "check", &unknown]).0, 0);
    assert_eq!(shuniu(&["policy", "check", &known]).0, 1);
    let with = ["policy", "check", "--calendars", &calendars];
    assert_eq!(shuniu(&[&with[..], &[&known]].concat()).0, 0);
    assert_eq!(shuniu(&[&with[..], &[&unknown]].concat()).0, 1);
    let explain = ["policy", "explain", &known, "--calendars", &calendars];
    let (code, out, _) = shuniu(&explain);
    assert!(code == 0 && out.contains("2027-01-11"), "{out}");
    let (code, _, err) = shuniu(&["policy", "check", "--calendars", &at("none"), &known]);
    assert!(code == 1 && err.contains("none"), "{err}");
}

#[test]
fn without_an_outside_system_there_is_nothing_to_sync_or_check() {
    let dir = tempfile::tempdir().unwrap();
    let file = settings(dir.path(), PLACE);
    for words in [
        ["sync", "--config", &file].as_slice(),
        &["connector", "check", "--config", &file],
    ] {
        let (code, out, err) = shuniu(words);
        assert_eq!((code, out.as_str()), (2, ""), "{words:?}");
        assert!(err.contains("[[connectors.instances]]"), "{err}");
    }
    let file = settings(
        dir.path(),
        &format!("{PLACE}{}", instance("trading_centre", "")),
    );
    let (code, _, err) = shuniu(&["sync", "--jurisdiction", "999999", "--config", &file]);
    assert_eq!(code, 2);
    assert!(err.contains("999999") && err.contains("320902"), "{err}");
}

#[test]
fn projects_are_reassessed_in_the_foreground_and_calendars_come_from_the_settings() {
    let dir = tempfile::tempdir().unwrap();
    let file = settings(dir.path(), PLACE);
    let (code, out, _) = shuniu(&["reassess", "--config", &file]);
    assert_eq!((code, out.trim_end()), (0, "320902  0 assessed"));
    let (code, out, _) = shuniu(&["--json", "reassess", "--config", &file]);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let none = serde_json::json!([{"jurisdiction": "320902", "projects": 0, "waiting": 0}]);
    assert_eq!((code, told), (0, none));
    let (code, _, err) = shuniu(&["reassess", "--jurisdiction", "999999", "--config", &file]);
    assert_eq!(code, 2);
    assert!(err.contains("999999") && err.contains("320902"), "{err}");

    let calendars = dir.path().join("calendars");
    fs::create_dir(&calendars).unwrap();
    fs::write(
        calendars.join("cn.csv"),
        "date,kind,name\n2027-01-01,feast,元旦\n",
    )
    .unwrap();
    let file = settings(
        dir.path(),
        &format!("{PLACE}[policy]\ncalendars_dir = {calendars:?}\n"),
    );
    let (code, _, err) = shuniu(&["reassess", "--config", &file]);
    assert_eq!(code, 1);
    assert!(
        err.contains("policy.calendars_dir") && err.contains("line 2"),
        "{err}"
    );
}

#[test]
fn every_system_that_fails_is_told_and_a_rehearsal_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let secret = format!(
        "requester_id = \"r\"\nsecret_file = {:?}\n",
        dir.path().join("none")
    );
    let both = format!(
        "{PLACE}{}{}",
        instance("investment_approval", &secret),
        instance("trading_centre", "")
    );
    let file = settings(dir.path(), &both);
    let all_told = |words: &[&str]| {
        let (code, _, err) = shuniu(words);
        assert_eq!(code, 1, "{err}");
        // Two streams that cannot be connected to are enough.
        let three = "3 streams could not be read to their end";
        assert!(
            err.contains(three) && !err.contains("trading_centre contracts"),
            "{err}"
        );
        assert!(err.contains("cannot read `secret_file`"), "{err}");
        assert!(
            err.contains("trading_centre tenders: ") && err.contains("cannot connect"),
            "{err}"
        );
    };
    all_told(&["sync", "--dry-run", "--config", &file]);
    assert!(!dir.path().join("hub.sqlite").exists());
    assert!(!dir.path().join("ledger.key").exists());
    all_told(&["sync", "--config", &file]);
    let (code, out, _) = shuniu(&["--json", "sync", "--config", &file]);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, told.as_array().unwrap().len()), (1, 3));
    assert_eq!(told[0]["system"], "investment_approval");
    let (code, out, err) = shuniu(&["connector", "check", "--config", &file]);
    assert_eq!(code, 1);
    assert!(err.contains("2 of 2"), "{err}");
    assert!(
        out.contains("cannot read `secret_file`") && out.contains("cannot connect"),
        "{out}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(dir.path().join("hub.sqlite")).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn config_check_tells_all_that_serve_would_refuse() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!(
        "{}{}",
        PLACE
            .replace("[\"tinghu\"]", "[\"nowhere\"]")
            .replace("tinghu =", "nowhere ="),
        instance("trading_centre", "mapping_file = \"/none.toml\"\n").replace("320902", "652800"),
    );
    let file = settings(dir.path(), &text);
    let (code, out, err) = shuniu(&["config", "check", &file]);
    assert_eq!(code, 1);
    assert!(out.contains("drain_ms"), "{out}");
    let lines: Vec<_> = err.lines().collect();
    assert_eq!(lines.len(), 3, "{err}");
    for (line, told) in lines.iter().zip([
        "`jurisdictions[0].packs` cannot stand",
        "`connectors.instances[0].jurisdiction` is 652800",
        "connector the-trading_centre: ",
    ]) {
        assert!(line.contains("hub.toml:") && line.contains(told), "{line}");
    }
    // What the hub cannot run without is refused before a database is made.
    let (code, _, err) = shuniu(&["sync", "--config", &file]);
    assert_eq!(code, 1);
    assert!(
        err.contains("hub.toml:") && err.contains("nowhere"),
        "{err}"
    );
    assert!(!dir.path().join("hub.sqlite").exists());
    let dated = PLACE.replace("effective_on = { tinghu = \"2025-01-01\" }\n", "");
    let file = settings(dir.path(), &dated);
    let (code, _, err) = shuniu(&["config", "check", &file]);
    assert_eq!(code, 1);
    assert!(err.contains("`jurisdictions[0].effective_on`"), "{err}");
    fs::remove_file(dir.path().join("dev.key")).unwrap();
    let (_, _, err) = shuniu(&["config", "check", &file]);
    assert!(err.contains("dev.key"), "{err}");
}

/// Nobody reads it any more.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn who_has_read_enough_gets_no_error() {
    let err = Sink::default();
    let mut output = Output::to(false, Box::new(Closed), Box::new(err.clone()));
    let error = run(&Command::Schema, &Launch::default(), &mut output).unwrap_err();
    let _code = output.fail(&error);
    assert_eq!((error.code(), err.text().as_str()), (0, ""));
}

#[test]
fn a_cause_that_says_the_same_again_is_left_out() {
    let err = Sink::default();
    let mut output = Output::to(false, Box::new(Sink::default()), Box::new(err.clone()));
    let cause = anyhow::anyhow!("connection refused")
        .context("I/O: connection refused")
        .context("opening the database failed");
    let _code = output.fail(&CommandError::Failed(cause));
    assert_eq!(
        err.text(),
        "error: opening the database failed\n  because: I/O: connection refused\n"
    );
}
