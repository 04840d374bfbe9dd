use std::fmt::Write;
use std::path::PathBuf;

use shuniu_api::config::{SYSTEMS, SystemKind};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::sandbox::access;
use shuniu_tests::TestDb;
use shuniu_tests::journey::{PLACES, today};
use shuniu_tests::outside::Addresses;
use tokio::process::Command;

use super::process::{End, Process};

/// Every system that has a connector, in the order in which `shuniu sync` reads them.
fn systems() -> Vec<&'static SystemKind> {
    let mut systems: Vec<_> = SYSTEMS.iter().collect();
    systems.sort_by_key(|kind| kind.name);
    systems
}

/// 亭湖 and 巴州 read every outside system.
pub(super) fn all() -> Vec<(usize, &'static str)> {
    let each = |place| systems().into_iter().map(move |kind| (place, kind.name));
    each(0).chain(each(1)).collect()
}

/// 亭湖 alone reads every system.
pub(crate) fn here() -> Vec<(usize, &'static str)> {
    let mut all = all();
    all.retain(|(place, _)| *place == 0);
    all
}

/// The streams of one place, in the order in which `shuniu sync` reads them.
pub(super) fn runs() -> Vec<Stream> {
    let systems = systems().into_iter();
    systems.flat_map(|kind| (kind.streams)()).collect()
}

/// A database and the settings file of a process that works on it.
pub(crate) struct Scene<'a> {
    pub(super) db: &'a TestDb,
    config: PathBuf,
}

impl<'a> Scene<'a> {
    /// Writes the settings; `instances` are numbers of [`PLACES`] and systems.
    pub(crate) fn set(db: &'a TestDb, outside: &Addresses, instances: &[(usize, &str)]) -> Self {
        let file = |name: &str| db.folder().join(name);
        let mut text = format!(
            r#"
            server = {{ listen = "127.0.0.1:0", today = "{today}" }}
            database = {{ url = "{url}", max_connections = 4 }}
            sync = {{ page_records = 20, interval_s = 3600, reassess_interval_s = 3600, deliver_interval_s = 3600 }}
            ledger = {{ key_file = {key:?} }}
            log = {{ filter = "info,shuniu_api::app::read=debug" }}
            auth = {{ keys = {token_key:?}, allow_development_key = true }}
            connectors.allow_private_networks = true
            "#,
            today = today(),
            url = db.url(),
            key = file("ledger.key"),
            token_key = file("token.key"),
        );
        for (region, name, pack) in &PLACES[..2] {
            write!(
                text,
                r#"
                [[jurisdictions]]
                region = "{region}"
                name = "{name}"
                packs = ["{pack}"]
                effective_on = {{ {pack} = "2024-01-01" }}
                "#
            )
            .unwrap();
        }
        for (place, system) in instances {
            let region = PLACES[*place].0;
            let address = &outside[*system];
            write!(
                text,
                r#"
                [[connectors.instances]]
                id = "{region}-{system}"
                system = "{system}"
                jurisdiction = "{region}"
                base_url = "{address}"
                "#,
            )
            .unwrap();
            let access = access(&System::new(*system));
            for (key, value) in access.settings {
                writeln!(text, "{key} = {value:?}").unwrap();
            }
            for secret in access.secrets {
                let path = file(secret.name);
                std::fs::write(&path, secret.text.expose()).unwrap();
                writeln!(text, "{} = {path:?}", secret.key).unwrap();
            }
        }
        let config = file("shuniu.toml");
        std::fs::write(&config, text).unwrap();
        Self { db, config }
    }

    /// Starts a command of the product with the settings.
    pub(crate) fn start(&self, command: &[&str], kill_at: Option<&str>) -> Process {
        let config = self.config.to_str().unwrap();
        let arguments = [command, &["--config", config]].concat();
        Process::start(&arguments, kill_at)
    }

    /// A command of the product with the settings.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuniu_under_test"));
        command.args(words).arg("--config").arg(&self.config);
        command.kill_on_drop(true);
        command
    }

    /// Makes the key that a server wants to check tokens with.
    pub(crate) async fn make_token_key(&self) {
        let key = self.db.folder().join("token.key");
        let arguments = ["token", "--role", "admin", "--key", key.to_str().unwrap()];
        assert_eq!(Process::start(&arguments, None).end().await.0, End::Well);
    }

    /// `shuniu sync` to its end; what was logged.
    pub(super) async fn sync(&self) -> Vec<String> {
        let (end, log) = self.start(&["sync"], None).end().await;
        assert_eq!(end, End::Well);
        log
    }
}
