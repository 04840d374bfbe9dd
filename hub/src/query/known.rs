//! Which names of law a caller may narrow by: those of the places that its token reaches.

use std::collections::BTreeSet;
use std::sync::Arc;

use shuniu_policy::vocabulary::Family;

use super::project::ProjectFilter;
use super::view::View;
use crate::fault::Fault;
use crate::law::LocalLaw;

/// The stage of a project that was not assessed yet.
const UNASSESSED: &str = "-";

impl View {
    /// The law of each place that the caller's token reaches.
    fn laws(&self) -> Vec<Arc<LocalLaw>> {
        let places = self.jurisdictions();
        let law = |id| self.hub().local_law(id);
        places.into_iter().map(|place| law(place.id)).collect()
    }

    /// Refuses stages and types that no law here knows: nothing would be found, and nobody would
    /// know why.
    pub(super) fn must_be_known(&self, filter: &ProjectFilter) -> Result<(), Fault> {
        if filter.stages.is_empty() && filter.types.is_empty() {
            return Ok(());
        }
        let (mut stages, mut types) = (BTreeSet::from([UNASSESSED.to_owned()]), BTreeSet::new());
        for law in self.laws() {
            let own = law.packs().iter().flat_map(|pack| &pack.stages);
            stages.extend(own.map(|stage| stage.key.clone()));
            if let Some(defined) = law.vocabulary().get(Family::Fact, "project_type") {
                types.extend(defined.values.iter().map(|value| value.name.clone()));
            }
        }
        among("filter.stages", "stage", &filter.stages, &stages)?;
        among("filter.types", "project type", &filter.types, &types)
    }

    /// The stages in which the step that an event reports is the next one, in any place that the
    /// caller's token reaches.
    pub(super) fn stages_before(&self, event: &str) -> Vec<String> {
        let laws = self.laws();
        let near = laws.iter().flat_map(|law| law.stages_before(event));
        let near: BTreeSet<String> = near.map(ToOwned::to_owned).collect();
        near.into_iter().collect()
    }
}

fn among(field: &str, what: &str, given: &[String], known: &BTreeSet<String>) -> Result<(), Fault> {
    match given.iter().find(|name| !known.contains(*name)) {
        None => Ok(()),
        Some(name) => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let problem = format!("{name:?} is no {what}; known: {}", known.join(", "));
            Err(Fault::invalid(field, problem))
        }
    }
}
