//! A PostgreSQL of our own: private folder, free port, gone afterwards whatever happens.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::distribution::{answers, is_root};
use crate::server::{self, Server};

/// Where the tests find the server.
pub(crate) const ADDRESS: &str = "SHUNIU_TEST_POSTGRES";

/// The given server, or one of our own, which lives as long as what is returned with its address.
/// One that cannot be had is told at once, not after the build.
pub(crate) fn own_or(given: Option<&str>) -> Result<(Option<Instance>, String), String> {
    if let Some(address) = given {
        return Ok((None, address.to_owned()));
    }
    let own = Instance::start(&server::find_or_install()?)?;
    let address = own.address();
    Ok((Some(own), address))
}

/// Stops the server and removes its folder as soon as its standard input ends: when the task
/// is done, panics, or is killed, and with Ctrl-C, which it ignores itself.
const GUARDIAN: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
"$@" >/dev/null 2>&1
rm -rf "$FOLDER"
"#;

/// How many ports are tried; another program may take one before the server does.
const PORTS: usize = 5;

/// A running server; dropping it stops it and leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Instance {
    port: u16,
    guardian: Child,
}

impl Instance {
    pub(crate) fn start(server: &Server) -> Result<Self, String> {
        let owner = owner()?;
        let folder = make_folder(&owner)?;
        let data = folder.join("data");
        // From here on the guardian removes the folder, also when a later step fails.
        let mut instance = Self {
            port: 0,
            guardian: guard(server, &owner, &folder, &data)?,
        };
        let mut initialise = owner.command(&server.program("initdb"), &folder);
        initialise
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--no-locale", "--no-sync", "-D"])
            .arg(&data);
        quietly(&mut initialise, "initdb")?;
        let mut problem = String::new();
        for _ in 0..PORTS {
            instance.port = free_port()?;
            let settings = settings(server, &folder, instance.port);
            let mut start = owner.command(&server.program("pg_ctl"), &folder);
            start
                .args(["start", "--wait", "--silent", "-D"])
                .arg(&data)
                .arg("-l")
                .arg(folder.join("log"))
                .args(["-o", &settings]);
            match quietly(&mut start, "pg_ctl start") {
                Ok(()) => return Ok(instance),
                Err(error) => problem = error,
            }
        }
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        Err(format!("{problem}\n{log}"))
    }

    /// How a client reaches it.
    pub(crate) fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        if let Err(error) = self.guardian.wait() {
            eprintln!("xtask: waiting for PostgreSQL to stop: {error}");
        }
    }
}

/// Safety of the data against a power cut is given up for speed; everything else is as shipped.
fn settings(server: &Server, folder: &Path, port: u16) -> String {
    let mut settings = vec![
        format!("-p {port}"),
        format!("-k {}", folder.display()),
        "-c listen_addresses=127.0.0.1".to_owned(),
        "-c fsync=off".to_owned(),
        "-c synchronous_commit=off".to_owned(),
        "-c full_page_writes=off".to_owned(),
        "-c max_connections=400".to_owned(),
        // A worker in the template database would hold up its copies.
        "-c autovacuum=off".to_owned(),
    ];
    if server.has_statement_statistics() {
        settings.push("-c shared_preload_libraries=pg_stat_statements".to_owned());
    }
    settings.join(" ")
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|e| format!("a free port: {e}"))?;
    let address = listener.local_addr();
    address
        .map(|address| address.port())
        .map_err(|e| format!("a free port: {e}"))
}

fn guard(server: &Server, owner: &Owner, folder: &Path, data: &Path) -> Result<Child, String> {
    let mut stop = owner.command(&server.program("pg_ctl"), folder);
    stop.args(["stop", "--silent", "-m", "immediate", "-D"])
        .arg(data);
    Command::new("sh")
        .args(["-c", GUARDIAN, "guardian"])
        .arg(stop.get_program())
        .args(stop.get_args())
        .env("FOLDER", folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        // A signal to the whole group must not reach it.
        .process_group(0)
        .spawn()
        .map_err(|e| format!("starting the guardian of PostgreSQL: {e}"))
}

/// As whom the server runs, since it refuses to run as root.
#[derive(Debug)]
enum Owner {
    /// The person who called.
    Ourselves,
    /// This user, through a program that takes its name.
    Other(String, Vec<String>),
}

impl Owner {
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = match self {
            Self::Ourselves => Command::new(program),
            Self::Other(_, through) => {
                let mut words = through.iter();
                let mut command = Command::new(words.next().map_or("env", String::as_str));
                command.args(words).arg(program);
                command
            }
        };
        command.current_dir(folder).stdin(Stdio::null());
        command
    }
}

fn owner() -> Result<Owner, String> {
    if !is_root() {
        return Ok(Owner::Ourselves);
    }
    let user = ["postgres", "shuniu-test"]
        .into_iter()
        .find(|user| answers("id", &[user]));
    let user = match user {
        Some(user) => user,
        None if answers("useradd", &["--system", "shuniu-test"]) => "shuniu-test",
        None => {
            return Err(
                "PostgreSQL does not run as root and no user could be made for it; run \
                        the tests as another user"
                    .to_owned(),
            );
        }
    };
    let ways = [
        vec![
            "setpriv".to_owned(),
            format!("--reuid={user}"),
            format!("--regid={user}"),
            "--clear-groups".to_owned(),
        ],
        ["runuser", "-u", user, "--"]
            .map(ToOwned::to_owned)
            .to_vec(),
        ["sudo", "-n", "-u", user, "--"]
            .map(ToOwned::to_owned)
            .to_vec(),
    ];
    let works = |way: &Vec<String>| {
        let words: Vec<&str> = way.iter().map(String::as_str).chain(["true"]).collect();
        words
            .split_first()
            .is_some_and(|(program, rest)| answers(program, rest))
    };
    ways.into_iter()
        .find(works)
        .map(|way| Owner::Other(user.to_owned(), way))
        .ok_or_else(|| format!("none of setpriv, runuser and sudo can run as {user}"))
}

fn make_folder(owner: &Owner) -> Result<PathBuf, String> {
    let folder = std::env::temp_dir().join(format!("shuniu-postgres-{}", std::process::id()));
    let failed = |e: &dyn std::fmt::Display| format!("making {}: {e}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| failed(&e))?;
    }
    std::fs::create_dir(&folder).map_err(|e| failed(&e))?;
    if let Owner::Other(user, _) = owner {
        let mut give = Command::new("chown");
        give.arg(user).arg(&folder);
        quietly(&mut give, "chown")?;
    }
    Ok(folder)
}

/// Runs a program whose output matters only when it fails.
fn quietly(command: &mut Command, what: &str) -> Result<(), String> {
    // Not a pipe: the server inherits it and would keep it open.
    let status = command
        .stdout(Stdio::null())
        .status()
        .map_err(|e| format!("{what}: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{what} failed with {status}"))
    }
}
