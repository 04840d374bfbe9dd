use std::{
    fs,
    io::Write,
    sync::{Arc, Mutex},
};

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
        "[database]\nurl = \"postgres://hub:hunter2@db/hub\"\n",
    )
    .unwrap();
    let (code, out, _) = shuniu(&["config", "check", file.to_str().unwrap()]);
    assert_eq!(code, 0);
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
