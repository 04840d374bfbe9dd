use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_policy::Period;
use shuniu_policy::assessment::{
    Assessment, Gate, Obligation, Reported, evaluate, evaluate_bureau, evaluate_gate, reported,
    stage,
};
use shuniu_policy::calendar::{Calendars, WorkingDays};
use shuniu_policy::facts::Facts;
use shuniu_policy::pack::{Bearer, Layer, Pack, Packs, Provision, Stage, Strength};
use shuniu_policy::vocabulary::Vocabulary;

use super::digest::digest;
use super::edition::{Versions, successive};
use crate::fault::Fault;
use crate::jurisdiction::JurisdictionSetup;
use crate::precedence::Precedence;

/// The law of one jurisdiction: its packs in layers, with its own days and settings.
#[derive(Debug)]
pub struct LocalLaw {
    packs: Vec<Pack>,
    calendar: WorkingDays,
    vocabulary: Arc<Vocabulary>,
    precedence: Precedence,
    digest: String,
}

/// Why a jurisdiction's law cannot be applied as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum LawError {
    /// A pack that is not there.
    #[error("jurisdiction {region} applies the pack {pack:?}, which is not loaded; known: {known}")]
    NoPack {
        /// The jurisdiction.
        region: String,
        /// The pack.
        pack: String,
        /// The packs at hand.
        known: String,
    },
    /// The text gives no date, and the jurisdiction none either (R19).
    #[error("the text of {pack} prints no date; jurisdiction {region} must state `effective_on`")]
    NoDate {
        /// The jurisdiction.
        region: String,
        /// The pack.
        pack: String,
    },
    /// A setting that no pack has, or that is no whole number.
    #[error(
        "jurisdiction {region} sets {setting:?}, which none of its packs has as a whole number"
    )]
    NoSetting {
        /// The jurisdiction.
        region: String,
        /// The setting.
        setting: String,
    },
    /// An order of sources that names what is not there.
    #[error("jurisdiction {region}: {problem}")]
    Precedence {
        /// The jurisdiction.
        region: String,
        /// What is wrong.
        problem: String,
    },
    /// Calendars that are not there.
    #[error("jurisdiction {region}: {problem}")]
    Calendar {
        /// The jurisdiction.
        region: String,
        /// What is wrong.
        problem: String,
    },
}

impl LocalLaw {
    pub(super) fn new(
        packs: &Packs,
        calendars: &Calendars,
        setup: &JurisdictionSetup,
    ) -> Result<Self, LawError> {
        let region = || setup.region.as_str().to_owned();
        let mut chosen = Vec::new();
        for choice in &setup.packs {
            let mut versions = Vec::new();
            for pack in packs.versions(&choice.id).cloned() {
                // Where the text prints a day it counts; where it prints none, that of the place.
                versions.push(match choice.effective_on {
                    Some(day) if pack.effective_on_is_setting => pack.effective_on(day),
                    None if pack.effective_on_is_setting => {
                        return Err(LawError::NoDate {
                            region: region(),
                            pack: pack.id,
                        });
                    }
                    _ => pack,
                });
            }
            if versions.is_empty() {
                let known = packs
                    .iter()
                    .map(|pack| pack.id.as_str())
                    .collect::<Vec<_>>();
                let (pack, known) = (choice.id.clone(), known.join(", "));
                return Err(LawError::NoPack {
                    region: region(),
                    pack,
                    known,
                });
            }
            chosen.extend(successive(versions));
        }
        // In whatever order they are named, the local layer is the last and its word counts.
        chosen.sort_by_key(|pack| pack.layer == Layer::Local);
        for (setting, value) in &setup.settings {
            // Every pack that has the setting takes it.
            let set = |number| {
                let taken = chosen
                    .iter_mut()
                    .filter_map(|pack| pack.set(setting, number).then_some(()));
                taken.count() > 0
            };
            if !value.as_i64().is_some_and(set) {
                return Err(LawError::NoSetting {
                    region: region(),
                    setting: setting.clone(),
                });
            }
        }
        let wanted = chosen
            .last()
            .map(|pack| pack.calendars.clone())
            .unwrap_or_default();
        let calendar = calendars
            .working_days(&wanted)
            .map_err(|error| LawError::Calendar {
                region: region(),
                problem: error.to_string(),
            })?;
        let vocabulary = Vocabulary::of(&chosen);
        let precedence = match &setup.precedence {
            None => Precedence::shipped().clone(),
            Some(own) => {
                let with = Precedence::with(own, &vocabulary);
                with.map_err(|problem| LawError::Precedence {
                    region: region(),
                    problem,
                })?
            }
        };
        Ok(Self {
            digest: digest(&chosen, &calendar, &precedence),
            vocabulary: Arc::new(vocabulary),
            precedence,
            packs: chosen,
            calendar,
        })
    }

    /// No law at all.
    pub(crate) fn none() -> Self {
        let calendar = Calendars::shipped()
            .working_days(&["cn"])
            .expect("the national calendar ships with the hub");
        let precedence = Precedence::shipped().clone();
        Self {
            packs: Vec::new(),
            digest: digest(&[], &calendar, &precedence),
            precedence,
            calendar,
            vocabulary: Arc::new(Vocabulary::shared().clone()),
        }
    }

    /// All names of facts, events, documents, reports and gates, with the own facts of every layer.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// The working days of the place.
    #[must_use]
    pub fn calendar(&self) -> &WorkingDays {
        &self.calendar
    }

    /// Which source's value counts here.
    #[must_use]
    pub fn precedence(&self) -> &Precedence {
        &self.precedence
    }

    /// Names it by what it says: equal where packs, settings, calendars and the order of sources
    /// are equal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The newest version of each pack.
    pub(crate) fn versions(&self) -> Versions {
        let packs = self.packs.iter();
        packs
            .map(|pack| (pack.id.clone(), pack.version.clone()))
            .collect()
    }

    /// Its packs, national layer first; the versions of one pack follow each other, the oldest
    /// first.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The version of a pack that is in force on a day; before the first one and after the last
    /// one, the last.
    #[must_use]
    pub fn pack_on(&self, id: &str, day: NaiveDate) -> Option<&Pack> {
        let versions = || self.packs.iter().rev().filter(|pack| pack.id == id);
        let in_force = versions().find(|pack| pack.in_force_on(day));
        in_force.or_else(|| versions().next())
    }

    /// A pack in the version that judged; in its last one where that version is no longer here.
    #[must_use]
    pub fn pack_of(&self, id: &str, version: &str) -> Option<&Pack> {
        let versions = || self.packs.iter().rev().filter(|pack| pack.id == id);
        let judged = versions().find(|pack| pack.version == version);
        judged.or_else(|| versions().next())
    }

    /// A provision with the pack it stands in, in the last version that has it.
    #[must_use]
    pub fn provision(&self, code: &str) -> Option<(&Pack, &Provision)> {
        let mut packs = self.packs.iter().rev();
        packs.find_map(|pack| pack.provision(code).map(|found| (pack, found)))
    }

    /// Judges a project on a day: what it owes itself. What it gives its unit to do stands apart,
    /// see `evaluate_apart`.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts, today: NaiveDate) -> Assessment {
        self.evaluate_apart(facts, today).0
    }

    /// The same, with what the project gives its unit to do: that is owed once, whatever number of
    /// its projects give rise to it.
    pub(crate) fn evaluate_apart(
        &self,
        facts: &Facts,
        today: NaiveDate,
    ) -> (Assessment, Vec<Obligation>) {
        let packs: Vec<&Pack> = self.packs.iter().collect();
        let mut said = evaluate(&packs, &self.calendar, facts, today);
        let (own, of_unit) = said
            .obligations
            .into_iter()
            .partition(|one| one.bearer == Bearer::Project);
        said.obligations = own;
        (said, of_unit)
    }

    /// Whether any provision binds the bureau for all projects of the place.
    pub(crate) fn binds_bureau(&self) -> bool {
        let mut provisions = self.packs.iter().flat_map(|pack| &pack.provisions);
        provisions.any(|one| one.has_duty() && one.bearer() == Bearer::Bureau)
    }

    /// The reports that a unit, or the bureau, hands in for itself.
    pub(crate) fn reports_of(&self, bearer: Bearer) -> BTreeSet<&str> {
        let provisions = self.packs.iter().flat_map(|pack| &pack.provisions);
        let borne = provisions.filter(|one| one.bearer() == bearer);
        borne.flat_map(Provision::reports).collect()
    }

    /// Judges what the bureau owes on a day, and says when it owes something new.
    pub(crate) fn evaluate_bureau(
        &self,
        facts: &Facts,
        today: NaiveDate,
    ) -> (Vec<Obligation>, Option<NaiveDate>) {
        let packs: Vec<&Pack> = self.packs.iter().collect();
        evaluate_bureau(&packs, &self.calendar, facts, today)
    }

    /// Whether reports alone perform a duty of a period, by the version of the pack that judged it.
    pub(crate) fn reported(
        &self,
        facts: &Facts,
        (pack, provision, period): (&Pack, &str, Period),
        today: NaiveDate,
    ) -> Option<Reported> {
        reported(pack, &self.calendar, facts, (provision, period), today)
    }

    /// Judges one gate on a day, where any pack can close it: the cheap way to ask about a day on
    /// which nothing else is asked.
    #[must_use]
    pub fn evaluate_gate(&self, facts: &Facts, day: NaiveDate, gate: &str) -> Option<Gate> {
        let packs: Vec<&Pack> = self.packs.iter().collect();
        evaluate_gate(&packs, &self.calendar, facts, day, gate)
    }

    /// Whether the national calendar is loaded for a day's year; without it no working day of the
    /// year can be told.
    #[must_use]
    pub fn calendar_covers(&self, day: NaiveDate) -> bool {
        self.calendar.is_working(day).is_some()
    }

    /// The stage that the local pack derives from the events.
    #[must_use]
    pub fn stage(&self, facts: &Facts, today: NaiveDate) -> Option<String> {
        let local = self.pack_on(&self.packs.last()?.id, today)?;
        stage(local, facts, today).map(|stage| stage.key.clone())
    }

    /// The stages in which a step is the next one that an event reports: the one before the stage
    /// that the event enters, and that stage, which others may enter before it. All of them where
    /// the event enters none.
    pub(crate) fn stages_before(&self, event: &str) -> Vec<&str> {
        let stages = self.packs.last().map_or(&[][..], |local| &local.stages);
        let enters = |stage: &Stage| stage.enters.iter().any(|kind| kind == event);
        let near = match stages.iter().position(enters) {
            Some(at) => &stages[at.saturating_sub(1)..=at],
            None => stages,
        };
        near.iter().map(|stage| stage.key.as_str()).collect()
    }

    /// Refuses an exception to a provision that takes none (R5).
    pub(crate) fn takes_exception(&self, code: &str) -> Result<(), Fault> {
        match self.provision(code) {
            None => {
                let problem = format!("{code:?} is no provision of this jurisdiction's packs");
                Err(Fault::invalid("provision", problem))
            }
            Some((_, provision)) if provision.strength == Strength::InPrinciple => Ok(()),
            Some((_, provision)) => {
                let article = &provision.article;
                let problem =
                    format!("{article} is not in principle (原则上): it takes no exception");
                Err(Fault::invalid("provision", problem))
            }
        }
    }
}

#[cfg(test)]
mod tests;
