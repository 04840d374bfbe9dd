//! `shuniu bench policy`: the conditions of the shipped packs beside other ways to judge the same.

mod by_hand;
#[cfg(feature = "bench-rivals")]
mod cel;
mod ours;
mod race;
mod report;
mod sheets;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use shuniu_hub::policy::measure::{Conditions, Reads};
use shuniu_hub::policy::pack::{Pack, Packs};

use crate::cli::{CommandError, Output};
use by_hand::ByHand;
use ours::Ours;
use race::{Side, race};
use report::{Compared, PackSpeed, PolicyReport};
use sheets::Sheets;

/// Arguments of `bench policy`.
#[derive(Debug, Args)]
pub struct PolicyArguments {
    /// How long each comparison goes on, in seconds, over all sides.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Only this pack; may be given several times.
    #[arg(long)]
    pack: Vec<String>,
}

pub(super) fn run(arguments: &PolicyArguments, output: &mut Output) -> Result<(), CommandError> {
    let packs = Packs::shipped();
    let strange = arguments.pack.iter().find(|id| packs.get(id).is_none());
    if let Some(id) = strange {
        let ids: Vec<&str> = packs.iter().map(|pack| pack.id.as_str()).collect();
        let error = anyhow::anyhow!(
            "there is no shipped pack `{id}`; there are {}",
            ids.join(", ")
        );
        return Err(CommandError::usage(error));
    }
    let mut report = PolicyReport {
        rival: cfg!(feature = "bench-rivals").then_some("cel"),
        packs: Vec::new(),
    };
    let wanted = |pack: &&Pack| arguments.pack.is_empty() || arguments.pack.contains(&pack.id);
    for pack in packs.iter().filter(wanted) {
        if !output.is_json() {
            output.note(&format!("  {}", pack.id));
        }
        let measured = measure(pack, packs, Duration::from_secs(arguments.seconds));
        let measured = measured.with_context(|| format!("measuring the pack {}", pack.id));
        report.packs.push(measured.map_err(CommandError::Failed)?);
    }
    if output.is_json() {
        return output.value(&report);
    }
    output.line(&report.table())
}

fn measure(pack: &Pack, packs: &Packs, long: Duration) -> Result<PackSpeed> {
    let sheets = Sheets::of(pack, packs)?;
    let all = Conditions::of(pack);
    let mut compared = Vec::new();
    for (reads, name) in [
        (Reads::Attributes, "attributes"),
        (Reads::Records, "records"),
    ] {
        let conditions = all.only(|asked| asked.reads == reads && asked.in_cel().is_some());
        if !conditions.list.is_empty() {
            compared.push(compare(name, &Ours::new(&sheets, &conditions), long)?);
        }
    }
    let assessed = race(&[&ours::Assessing(&sheets)], sheets.cases.len(), long);
    Ok(PackSpeed {
        pack: pack.id.clone(),
        cases: sheets.cases.len(),
        provisions: pack.provisions.len(),
        assessments_per_second: assessed
            .first()
            .map_or(0.0, |pass| pass.per_second(sheets.cases.len())),
        conditions: all.list.len(),
        compared,
    })
}

/// Conditions of one sort, first whether every side says the same of every fact sheet, then how
/// fast.
fn compare(reads: &'static str, ours: &Ours<'_>, long: Duration) -> Result<Compared> {
    let (cel, by_hand) = (rival(ours)?, ByHand::of(ours)?);
    let count = ours.conditions.list.len();
    let mut sides: Vec<(&dyn Side, usize)> = vec![(ours, count)];
    if let Some(cel) = &cel {
        let at: Vec<Option<usize>> = (0..count).map(Some).collect();
        agree(ours, (&**cel, "cel"), &at)?;
        sides.push((&**cel, count));
    }
    if let Some(by_hand) = &by_hand {
        agree(ours, (by_hand, "what is written by hand"), &by_hand.at)?;
        sides.push((by_hand, by_hand.at.len()));
    }
    let sheets = ours.sheets.cases.len();
    let racing: Vec<&dyn Side> = sides.iter().map(|(side, _)| *side).collect();
    let tried = race(&racing, sheets, long);
    let counts = sides.iter().map(|(_, count)| sheets * count);
    let mut rates = tried
        .iter()
        .zip(counts)
        .map(|(tried, count)| tried.per_second(count));
    Ok(Compared {
        reads,
        conditions: count,
        ours: rates.next().unwrap_or_default(),
        cel: cel.as_ref().and_then(|_| rates.next()),
        by_hand: by_hand.as_ref().and_then(|_| rates.next()),
    })
}

/// The other evaluator, in a build with the feature.
#[cfg(feature = "bench-rivals")]
fn rival(ours: &Ours<'_>) -> Result<Option<Box<dyn Side>>> {
    Ok(Some(Box::new(cel::Cel::of(ours)?)))
}

#[cfg(not(feature = "bench-rivals"))]
fn rival(_: &Ours<'_>) -> Result<Option<Box<dyn Side>>> {
    Ok(None)
}

/// Whether another side says the same of every fact sheet. `at` is where the engine's answers have
/// each of its own.
fn agree(ours: &Ours<'_>, (other, name): (&dyn Side, &str), at: &[Option<usize>]) -> Result<()> {
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for (sheet, case) in ours.sheets.cases.iter().enumerate() {
        ours.judge(sheet, &mut mine);
        other.judge(sheet, &mut theirs);
        if theirs.len() != at.len() {
            bail!("{name} judges {} of {} conditions", theirs.len(), at.len());
        }
        let pairs = theirs.iter().zip(at);
        for (theirs, at) in pairs.filter_map(|(theirs, at)| Some((theirs, (*at)?))) {
            if mine[at] != *theirs {
                let asked = &ours.conditions.list[at];
                bail!(
                    "{name} says {theirs:?} and not {:?} of `{}` in the case \"{}\": {}",
                    mine[at],
                    asked.place,
                    case.name,
                    asked.in_cel().unwrap_or_default()
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_side_says_the_same_of_every_shipped_case() {
        let packs = Packs::shipped();
        for pack in packs.iter() {
            let measured = measure(pack, packs, Duration::ZERO).unwrap();
            assert!(measured.assessments_per_second > 0.0, "{}", pack.id);
            assert!(!measured.compared.is_empty(), "{}", pack.id);
            let by_hand = measured.compared.iter().any(|one| one.by_hand.is_some());
            assert_eq!(by_hand, pack.id == by_hand::PACK);
        }
    }
}
