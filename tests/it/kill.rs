//! `kill -9` at any statement of a page, and at random moments, then a restart: the same tables
//! as without.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use shuniu_hub::clock::ManualClock;
use shuniu_hub::ledger::verify;
use shuniu_tests::journey::today;
use shuniu_tests::outside::{Addresses, Outside};
use shuniu_tests::probe::{Killer, Moment};
use shuniu_tests::{TestDb, canonical, on_both};
use tokio::process::{Child, Command};

/// How long one process may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Kills at moments that no statement marks.
const AT_RANDOM: u64 = 6;

/// What a run leaves behind whose number depends on how often it was begun.
const OF_THE_RUN: &[&str] = &["sync_run", "lease", "connector_instance"];

/// The process that is killed: it reads two sandboxes into two jurisdictions.
struct Scene<'a> {
    db: &'a TestDb,
    outside: &'a Addresses,
}

impl Scene<'_> {
    fn log(&self) -> PathBuf {
        self.db.folder().join("kills.log")
    }

    fn start(&self, when: Option<(Moment, usize)>) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuniu_under_test"));
        command
            .env("SHUNIU_DATABASE", self.db.url())
            .env("SHUNIU_LEDGER_KEY", self.db.folder().join("ledger.key"))
            .env("SHUNIU_APPROVAL", &self.outside.approval)
            .env("SHUNIU_TRADING", &self.outside.trading)
            .env(Killer::LOG, self.log())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if let Some((moment, number)) = when {
            command.env(Killer::WHEN, format!("{}:{number}", moment.name()));
        }
        command.spawn().unwrap()
    }

    /// Runs it to its end; whether it came there.
    async fn run(&self, when: Option<(Moment, usize)>) -> bool {
        let mut process = self.start(when);
        let ended = tokio::time::timeout(PATIENCE, process.wait()).await;
        let status = ended.expect("the process ends").unwrap();
        let killed = std::os::unix::process::ExitStatusExt::signal(&status) == Some(9);
        if !status.success() && !killed {
            let sent = self.statements();
            let last = &sent[sent.len().saturating_sub(12)..];
            panic!("it ended with {status} at {last:#?}");
        }
        status.success()
    }

    /// What was sent and where it was killed, in order.
    fn statements(&self) -> Vec<String> {
        // One that is killed before its first statement leaves no log.
        if !self.log().exists() {
            return Vec::new();
        }
        let log = std::fs::read_to_string(self.log()).unwrap();
        std::fs::remove_file(self.log()).unwrap();
        log.lines().map(ToOwned::to_owned).collect()
    }

    async fn tables(&self) -> Vec<String> {
        let raw = self.db.raw().await.unwrap();
        let rows = canonical(&raw, OF_THE_RUN).await.unwrap();
        raw.close().await.unwrap();
        rows
    }

    async fn ledgers_hold(&self) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = self.db.hub(&clock).await.unwrap();
        let places = hub.load_jurisdictions().await.unwrap();
        assert_eq!(places.len(), 2);
        for place in places.iter() {
            let report = verify(&hub.reader(), hub.seal(), place.id, &[])
                .await
                .unwrap();
            assert_eq!(report.breach, None);
            assert!(report.entries > 0);
        }
    }
}

/// The statements of the first page, from its BEGIN to its COMMIT.
fn first_page(sent: &[String]) -> std::ops::RangeInclusive<usize> {
    let raw = sent
        .iter()
        .position(|line| line.contains("INSERT INTO \"source_record\""))
        .expect("the run writes a page");
    let begin = sent[..raw]
        .iter()
        .rposition(|line| line.ends_with(" BEGIN"));
    let commit = sent[raw..]
        .iter()
        .position(|line| line.ends_with(" COMMIT"));
    begin.unwrap()..=raw + commit.unwrap()
}

on_both! {
    async fn killed_anywhere_it_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(24).await.unwrap();
        let outside = sandboxes.addresses();
        let peaceful = TestDb::migrated(db.engine()).await.unwrap();
        let undisturbed = Scene { db: &peaceful, outside: &outside };
        assert!(undisturbed.run(None).await);
        let sent = undisturbed.statements();
        let expected = undisturbed.tables().await;
        assert!(expected.len() > 200, "only {} rows came in", expected.len());

        let scene = Scene { db, outside: &outside };
        let page = first_page(&sent);
        let begin = *page.start();
        for number in page {
            for moment in [Moment::Before, Moment::After] {
                if moment == Moment::After && number == begin {
                    // The probe sees BEGIN before it goes out only.
                    continue;
                }
                let ended = scene.run(Some((moment, number))).await;
                let log = scene.statements();
                let hit = log.last().is_some_and(|line| {
                    line.starts_with(&format!("killed {} {number} ", moment.name()))
                });
                assert!(!ended && hit, "{moment:?} {number}: {ended} {:?}", log.last());
                println!("{}", log.last().unwrap());
            }
        }
        for turn in 1..=AT_RANDOM {
            let mut process = scene.start(None);
            // Spread over a run; what is met is of no matter.
            let wait = Duration::from_millis(turn * 150);
            let _ended = tokio::time::timeout(wait, process.wait()).await.is_ok();
            process.kill().await.unwrap();
            println!("killed at random after {} statements", scene.statements().len());
        }
        assert!(scene.run(None).await);
        assert_eq!(scene.tables().await, expected);
        scene.ledgers_hold().await;
        peaceful.remove().await.unwrap();
        sandboxes.stop().await;
    }
}
