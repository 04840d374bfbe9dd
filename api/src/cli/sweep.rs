//! `shuniu sync --compare` and `--since --until`.

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use shuniu_hub::Hub;
use shuniu_hub::command::Submission;
use shuniu_hub::query::SweepRow;
use shuniu_hub::sync::{Progress, Source, StartSweep, Stop, SweepKind, SyncError, Trouble};

use super::import::operator;
use super::sync::{region, whole};
use super::{CommandError, Output};

/// How a walk through a stream ended.
#[derive(Serialize)]
pub(super) struct Walked {
    jurisdiction: String,
    system: String,
    stream: String,
    state: String,
    received: i64,
    same: i64,
    differing: i64,
    missing_here: i64,
    missing_there: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// Walks through every stream of the sources. One that fails holds up no other, unless what it
/// failed of is its system's.
pub(super) async fn all(
    hub: &Hub,
    sources: &[Source],
    kind: SweepKind,
    progress: &dyn Progress,
) -> Vec<Walked> {
    let mut walked = Vec::new();
    for source in sources {
        // Of no stream another window is read than the one that was asked for.
        let others = hub.other_sweeps(source, kind).await;
        match others.map_err(|error| whole(&error.into())) {
            Ok(others) if others.is_empty() => {}
            Ok(others) => {
                walked.extend(
                    others
                        .into_iter()
                        .map(|(stream, why)| told(hub, source, &stream, None, Some(why))),
                );
                continue;
            }
            Err(failure) => {
                walked.push(told(hub, source, "", None, Some(failure)));
                continue;
            }
        }
        let mut trouble = Trouble::default();
        for stream in source.connector.streams() {
            let name = stream.as_str();
            let row = match under_way(hub, source, name, kind).await {
                Ok(row) => row,
                // What was counted before is of another walk.
                Err(error) => {
                    walked.push(told(hub, source, name, None, Some(whole(&error))));
                    break;
                }
            };
            let failed = one(hub, source, &row, progress).await.err();
            let failure = failed.as_ref().map(whole);
            let row = newest(hub, source, name, kind).await;
            walked.push(told(hub, source, name, row.ok().flatten(), failure));
            let goes_on = failed.is_none_or(|error| {
                let error = error.downcast_ref::<SyncError>();
                error.is_some_and(|error| trouble.leaves_others(error))
            });
            if !goes_on {
                break;
            }
        }
    }
    walked
}

/// The walk that is to be gone on with: one that was begun and did not end, or a new one.
async fn under_way(hub: &Hub, source: &Source, stream: &str, kind: SweepKind) -> Result<SweepRow> {
    let open = newest(hub, source, stream, kind).await?;
    let is_open = |row: &SweepRow| ["running", "withdrawing"].contains(&row.state.as_str());
    let goes_on = open.filter(|row| is_open(row) && kind.is(row));
    if let Some(row) = goes_on {
        return Ok(row);
    }
    begin(hub, source, stream, kind).await?;
    let row = newest(hub, source, stream, kind).await?;
    row.context("the walk that began is not on record")
}

async fn one(hub: &Hub, source: &Source, row: &SweepRow, progress: &dyn Progress) -> Result<()> {
    loop {
        match hub.go_on(source, row, progress).await {
            Ok(_) => return Ok(()),
            Err(SyncError::Interrupted {
                stop: Stop::GivesWay,
                ..
            }) => {
                for due in hub.agenda(source).await?.due {
                    match hub.begin_due(source, &due).await {
                        Ok(run) => drop(run.read(false, progress).await?),
                        Err(SyncError::Busy { .. }) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn begin(hub: &Hub, source: &Source, stream: &str, kind: SweepKind) -> Result<()> {
    let known = hub.known_jurisdictions();
    let place = known.iter().find(|one| one.id == source.jurisdiction);
    let place = place.context("the system serves no place that is set up")?;
    let caller = operator("sync", place.setup.region);
    let submission = Submission {
        caller: &caller,
        jurisdiction: place.id,
        key: None,
    };
    let command = StartSweep {
        system: source.connector.system().as_str().to_owned(),
        stream: stream.to_owned(),
        kind,
    };
    hub.submit(&submission, &command).await?;
    Ok(())
}

async fn newest(
    hub: &Hub,
    source: &Source,
    stream: &str,
    kind: SweepKind,
) -> Result<Option<SweepRow>> {
    Ok(hub.newest_sweep(source, stream, kind).await?)
}

fn told(
    hub: &Hub,
    source: &Source,
    stream: &str,
    row: Option<SweepRow>,
    failure: Option<String>,
) -> Walked {
    let count = |of: fn(&SweepRow) -> i64| row.as_ref().map_or(0, of);
    Walked {
        jurisdiction: region(hub, source),
        system: source.connector.system().as_str().to_owned(),
        stream: stream.to_owned(),
        state: row
            .as_ref()
            .map_or_else(String::new, |row| row.state.clone()),
        received: count(|row| row.received),
        same: count(|row| row.same),
        differing: count(|row| row.differing),
        missing_here: count(|row| row.missing_here),
        missing_there: row.as_ref().and_then(|row| row.missing_there),
        failure,
    }
}

/// Tells how each ended; one that failed or is held for a person makes the command fail.
pub(super) fn tell(walked: Vec<Walked>, output: &mut Output) -> Result<(), CommandError> {
    if output.is_json() {
        output.value(&walked)?;
    } else {
        for one in &walked {
            let gone = one
                .missing_there
                .map_or_else(String::new, |gone| format!(", {gone} gone there"));
            output.line(&format!(
                "{} {} {}: {} received, {} the same, {} differed, {} were missing here{gone}: {}",
                one.jurisdiction,
                one.system,
                one.stream,
                one.received,
                one.same,
                one.differing,
                one.missing_here,
                one.failure.as_deref().unwrap_or(&one.state),
            ))?;
        }
    }
    let held = walked.iter().filter(|one| one.state == "held").count();
    let failed = walked.iter().filter(|one| one.failure.is_some()).count();
    match (failed, held) {
        (0, 0) => Ok(()),
        (0, held) => Err(CommandError::failed(anyhow!(
            "{held} streams have lost so much that somebody has to say whether it is gone: \
             `settleComparison`"
        ))),
        (failed, _) => Err(CommandError::failed(anyhow!(
            "{failed} streams could not be walked through; mend each and run again: it goes on \
             where it stopped"
        ))),
    }
}
