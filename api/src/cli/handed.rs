//! `shuniu sync --hand-overs`.

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use shuniu_hub::Hub;
use shuniu_hub::command::Submission;
use shuniu_hub::sync::{ComparedHandOvers, NOT_LISTED, Progress, Source, StartHandOverComparison};

use super::import::operator;
use super::sync::region;
use super::{CommandError, Output};

/// How the comparison with a system ended.
#[derive(Serialize)]
pub(super) struct Compared {
    jurisdiction: String,
    system: String,
    /// `not_listed` where the system has no list.
    state: String,
    listed: i64,
    same: i64,
    settled: i64,
    under_way: i64,
    differing: i64,
    not_here: i64,
    missing_there: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// Compares with every system that takes hand-overs; one that takes none is told only where it was
/// named. One that fails holds up no other.
pub(super) async fn all(
    hub: &Hub,
    sources: &[Source],
    named: &[String],
    progress: &dyn Progress,
) -> Vec<Compared> {
    let mut compared = Vec::new();
    for source in sources {
        let told = match source.lists_hand_overs() {
            None if named.is_empty() => continue,
            None | Some(true) => one(hub, source, progress).await,
            Some(false) => Ok(None),
        };
        compared.push(Compared::of(hub, source, told));
    }
    compared
}

async fn one(
    hub: &Hub,
    source: &Source,
    progress: &dyn Progress,
) -> Result<Option<ComparedHandOvers>> {
    let newest = hub.newest_hand_over_comparison(source).await?;
    if newest.is_none_or(|row| row.state != "running") {
        begin(hub, source).await?;
    }
    let row = hub.newest_hand_over_comparison(source).await?;
    let row = row.context("the comparison that began is not on record")?;
    Ok(Some(hub.compare_hand_overs(source, &row, progress).await?))
}

async fn begin(hub: &Hub, source: &Source) -> Result<()> {
    let known = hub.known_jurisdictions();
    let place = known.iter().find(|one| one.id == source.jurisdiction);
    let place = place.context("the system serves no place that is set up")?;
    let caller = operator("sync", place.setup.region);
    let submission = Submission {
        caller: &caller,
        jurisdiction: place.id,
        key: None,
    };
    let command = StartHandOverComparison {
        system: source.connector.system().as_str().to_owned(),
        days: source.comparison.hand_overs_days,
    };
    hub.submit(&submission, &command).await?;
    Ok(())
}

impl Compared {
    fn of(hub: &Hub, source: &Source, told: Result<Option<ComparedHandOvers>>) -> Self {
        let system = source.connector.system();
        let (row, state, failure) = match told {
            Ok(Some(row)) => {
                let state = row.state.clone();
                (Some(row), state, None)
            }
            Ok(None) => {
                let why = format!("{system} {NOT_LISTED}");
                (None, "not_listed".to_owned(), Some(why))
            }
            Err(error) => (None, "failed".to_owned(), Some(format!("{error:#}"))),
        };
        let count = |of: fn(&ComparedHandOvers) -> i64| row.as_ref().map_or(0, of);
        Self {
            jurisdiction: region(hub, source),
            system: system.as_str().to_owned(),
            state,
            listed: count(|row| row.listed),
            same: count(|row| row.same),
            settled: count(|row| row.settled),
            under_way: count(|row| row.under_way),
            differing: count(|row| row.differing),
            not_here: count(|row| row.not_here),
            missing_there: row.as_ref().and_then(|row| row.missing_there),
            failure,
        }
    }

    fn differs(&self) -> bool {
        self.differing > 0 || self.not_here > 0 || self.missing_there.unwrap_or(0) > 0
    }
}

/// Tells how each ended; one that failed, or what stands for a person, makes the command fail.
pub(super) fn tell(compared: Vec<Compared>, output: &mut Output) -> Result<(), CommandError> {
    if output.is_json() {
        output.value(&compared)?;
    } else {
        for one in &compared {
            let missing = match one.missing_there {
                Some(missing) => format!("{missing} missing there"),
                None => "what is missing there is not known".to_owned(),
            };
            output.line(&format!(
                "{} {}: {} listed, {} the same, {} settled, {} under way, {} differ, {} not known here, {missing}: {}",
                one.jurisdiction,
                one.system,
                one.listed,
                one.same,
                one.settled,
                one.under_way,
                one.differing,
                one.not_here,
                one.failure.as_deref().unwrap_or(&one.state),
            ))?;
        }
    }
    let failed = compared.iter().filter(|one| one.state == "failed").count();
    let differ = compared.iter().filter(|one| one.differs()).count();
    match (failed, differ) {
        (0, 0) => Ok(()),
        (0, differ) => Err(CommandError::failed(anyhow!(
            "{differ} systems have something otherwise than it is here: `handOverDifferences` says \
             what, and how to mend it"
        ))),
        (failed, _) => Err(CommandError::failed(anyhow!(
            "{failed} systems could not be compared; mend each and run again: it goes on where it \
             stopped"
        ))),
    }
}
