use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_policy::pack::{Pack, PackError, PackFiles};
use shuniu_policy::{Problem, RegionCode};

use crate::access::Permission;
use crate::fault::Fault;
use crate::jurisdiction::PackChoice;
use crate::law::{LawError, LocalLaw};
use crate::query::View;

/// A change of the law of a place that is to be tried.
#[derive(Clone, Debug, Default)]
pub struct ProposedLaw {
    /// Packs that are new or edited, as files. One of an id and version that is known takes its
    /// place; a new version stands beside the old one and follows it.
    pub packs: Vec<PackFiles>,
    /// Packs at hand that the place would apply besides.
    pub besides: Vec<String>,
    /// Packs that the place would no longer apply.
    pub without: Vec<String>,
    /// The day on which a pack would take effect, where its text gives none (R19).
    pub effective_on: BTreeMap<String, NaiveDate>,
    /// Settings that would be others.
    pub settings: serde_json::Map<String, serde_json::Value>,
}

/// Why a proposed law cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum ProposalError {
    /// Its packs do not load.
    #[error("the packs do not load: {} problems", .0.len())]
    Packs(Vec<Problem>),
    /// It cannot stand in the place.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The question itself.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl View {
    /// The law of a place as it would be.
    ///
    /// # Errors
    ///
    /// [`ProposalError`] with everything that is wrong with the packs, each with file and line.
    pub fn propose(
        &self,
        region: RegionCode,
        proposed: &ProposedLaw,
    ) -> Result<Arc<LocalLaw>, ProposalError> {
        let place = self.jurisdiction(Permission::TryLaw, region)?;
        let mut packs = Vec::new();
        let mut problems = Vec::new();
        for files in &proposed.packs {
            match Pack::read(files) {
                Ok(pack) => packs.push(pack),
                Err(PackError::Problems { problems: all, .. }) => problems.extend(all),
                Err(error @ PackError::Io { .. }) => {
                    return Err(Fault::invalid("packs", error).into());
                }
            }
        }
        if !problems.is_empty() {
            return Err(ProposalError::Packs(problems));
        }
        let mut setup = place.setup;
        if let Some(unknown) = proposed
            .without
            .iter()
            .find(|id| !setup.packs.iter().any(|choice| choice.id == **id))
        {
            let problem = format!("the place does not apply the pack {unknown:?}");
            return Err(Fault::invalid("without", problem).into());
        }
        setup
            .packs
            .retain(|choice| !proposed.without.contains(&choice.id));
        let read = packs.iter().map(|pack| &pack.id);
        for id in read.chain(&proposed.besides) {
            if !setup.packs.iter().any(|choice| choice.id == *id) {
                setup.packs.push(PackChoice {
                    id: id.clone(),
                    effective_on: None,
                });
            }
        }
        if setup.packs.is_empty() {
            let problem = "no pack would be left; name one in its place";
            return Err(Fault::invalid("without", problem).into());
        }
        for choice in &mut setup.packs {
            let day = proposed.effective_on.get(&choice.id).copied();
            choice.effective_on = day.or(choice.effective_on);
        }
        setup.settings.extend(proposed.settings.clone());
        let law = self.hub().law().with(packs).of(&setup)?;
        Ok(Arc::new(law))
    }
}
