//! The hub's own door for changes: which right each command takes.
//!
//! Over GraphQL a change looks its project or row up first, which refuses much that the command
//! would refuse too. So the right of each command is held against that of its change in
//! `writes.txt`, and some are submitted past GraphQL.

use std::collections::{BTreeMap, BTreeSet};

use shuniu_hub::Fault;
use shuniu_hub::access::Permission;
use shuniu_hub::command::{
    AttachDocument, AttestFile, Command, CorrectAllocation, CorrectBudgetQuota,
    CorrectCatalogEntry, CorrectContact, CorrectInstitutionReport, CorrectPayment, CorrectRecord,
    CreateCalendar, DeclareClassified, DetachDocument, EraseContact, RecordAllocation, RecordAsset,
    RecordBudgetQuota, RecordCatalogEntry, RecordContact, RecordEntry, RecordException, RecordFact,
    RecordInstitutionReport, RecordPayment, RegisterClassified, RegisterProject, RelateProjects,
    RequestStep, RevokeCalendar, SettleDiscrepancy, Submission, VoidAllocation, VoidAsset,
    VoidBudgetQuota, VoidCatalogEntry, VoidFact, VoidInstitutionReport, VoidPayment, VoidRecord,
    VoidRelation,
};
use shuniu_hub::content::AttachContent;
use shuniu_hub::sync::{
    DismissQuarantine, HandOverProject, PauseConnector, ReplayQuarantine, ResumeConnector,
    RetireConnector, SettleComparison, SettleHandOver, SettleMatch, SplitProject,
    StartHandOverComparison, StartSweep, UnlinkRecord,
};
use shuniu_tests::{TestDb, on_both};

use super::cast::{CAST, caller};
use super::page::{Cell, changes, right};
use super::world::World;
use crate::statements::declared;

macro_rules! rights {
    ($($command:ty),+ $(,)?) => {
        BTreeMap::from([$((<$command as Command>::NAME, <$command as Command>::PERMISSION)),+])
    };
}

fn rights() -> BTreeMap<&'static str, Permission> {
    rights![
        AttachContent,
        AttachDocument,
        AttestFile,
        CorrectAllocation,
        CorrectBudgetQuota,
        CorrectCatalogEntry,
        CorrectContact,
        CorrectPayment,
        CorrectRecord,
        CreateCalendar,
        DeclareClassified,
        DetachDocument,
        DismissQuarantine,
        EraseContact,
        HandOverProject,
        PauseConnector,
        RecordAllocation,
        RecordAsset,
        RecordBudgetQuota,
        RecordCatalogEntry,
        RecordContact,
        RecordEntry,
        RecordException,
        RecordFact,
        RecordPayment,
        RegisterClassified,
        RegisterProject,
        ReplayQuarantine,
        RequestStep,
        ResumeConnector,
        RetireConnector,
        RevokeCalendar,
        SettleComparison,
        SettleDiscrepancy,
        SettleHandOver,
        SettleMatch,
        SplitProject,
        StartHandOverComparison,
        StartSweep,
        UnlinkRecord,
        VoidAllocation,
        VoidAsset,
        VoidBudgetQuota,
        VoidCatalogEntry,
        VoidFact,
        VoidPayment,
        VoidRecord,
        RelateProjects,
        VoidRelation,
        RecordInstitutionReport,
        CorrectInstitutionReport,
        VoidInstitutionReport,
    ]
}

/// The change of the schema that a command carries out; none for one that HTTP alone does.
fn change_of(command: &str) -> Option<String> {
    match command {
        "attach_content" => return None,
        "start_sweep" => return Some("startComparison".to_owned()),
        "record" | "correct" | "void" => return Some(format!("{command}Event")),
        _ => {}
    }
    let mut words = command.split('_');
    let first = words.next()?.to_owned();
    let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
    Some(words.fold(first, |name, word| name + &upper(word)))
}

fn taken_for(right: &str) -> Permission {
    match right {
        "record" => Permission::RecordProject,
        "contacts" => Permission::RecordContacts,
        "step" => Permission::RequestStep,
        "exception" => Permission::RecordException,
        "reconcile" => Permission::Reconcile,
        "calendar" => Permission::KeepCalendars,
        other => panic!("no change takes {other}"),
    }
}

#[test]
fn each_command_takes_the_right_of_its_change() {
    let mut told: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for line in changes() {
        told.entry(line.name.to_owned())
            .or_default()
            .push(line.right.name());
    }
    for (command, taken) in rights() {
        let Some(change) = change_of(command) else {
            assert_eq!(taken, Permission::RecordProject, "{command}");
            continue;
        };
        // A row of a system's, or of somebody else's, takes more than one of the caller's own: the
        // command takes the least.
        let lines = &told[&change];
        let least = lines
            .iter()
            .find(|name| !["reconcile", "calendars"].contains(name))
            .unwrap_or(&lines[0]);
        assert_eq!(
            taken,
            taken_for(least),
            "{command}, as {change} in writes.txt"
        );
    }
}

#[test]
fn no_command_is_left_out() {
    let known: BTreeSet<String> = rights().into_keys().map(ToOwned::to_owned).collect();
    let words = "    const NAME: &'static str = \"";
    let declared: BTreeSet<String> = ["command", "sync", "content"]
        .into_iter()
        .flat_map(|folder| declared(folder, words, "\""))
        .collect();
    assert_eq!(known, declared);
}

on_both! {
    async fn a_command_is_refused_without_its_right_and_beyond_what_is_seen(db: &TestDb) {
        let world = World::at(db).await;
        let mut wrong = Vec::new();
        for (column, (who, ..)) in CAST.iter().enumerate() {
            let caller = caller(column);
            for target in &world.targets {
                let (project, place) = (target.project.id, target.project.jurisdiction);
                let submission = Submission { caller: &caller, jurisdiction: place, key: None };
                // What is refused for its version is refused last of all.
                let expected_version = Some(99);
                let attest = AttestFile { project, expected_version, tracked_since: None, reason: None, facts: Vec::new(), entries: Vec::new() };
                let step = RequestStep { project, expected_version, gate: "final_acceptance".to_owned() };
                let declare = DeclareClassified { project, expected_version };
                for (name, told) in [
                    ("record", world.hub.submit(&submission, &attest).await.map(drop)),
                    ("step", world.hub.submit(&submission, &step).await.map(drop)),
                    ("reconcile", world.hub.submit(&submission, &declare).await.map(drop)),
                ] {
                    let cell = right(name).of(column);
                    let fits = match &told {
                        Err(Fault::Conflict { .. }) => cell.sees(target.letter),
                        Err(Fault::Forbidden { .. }) => !cell.sees(target.letter),
                        Err(Fault::NotFound { .. }) => cell != Cell::Refused && !cell.sees(target.letter),
                        _ => false,
                    };
                    if !fits {
                        wrong.push(format!("{name} of {} by {who}: {told:?}", target.letter));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
