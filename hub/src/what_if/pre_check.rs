use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_entities::Key;
use shuniu_policy::RegionCode;
use shuniu_policy::facts::Facts;
use uuid::Uuid;

use super::assessed::{Assessed, day_asked};
use super::supposed::Supposition;
use crate::access::Permission;
use crate::assess::{facts_of, finding_row};
use crate::fault::Fault;
use crate::query::View;

impl View {
    /// What the law of a place would say on a day if everything supposed were so: of a project that
    /// is not there yet, or of one on record. Nothing is read but that one, and nothing is written.
    ///
    /// Of a project that is not there, what is not supposed has not happened and is not on file; an
    /// attribute that is not given is unknown.
    ///
    /// # Errors
    ///
    /// [`Fault::Invalid`] with the place of what cannot be supposed; [`Fault::NotFound`] for a
    /// project that is not there, not of the place, classified or not visible;
    /// [`Fault::Forbidden`] outside the caller's jurisdictions.
    pub async fn pre_check(
        &self,
        region: RegionCode,
        project: Option<Key>,
        supposed: &Supposition,
        day: NaiveDate,
    ) -> Result<Assessed, Fault> {
        let place = self.jurisdiction(Permission::ReadLaw, region)?;
        day_asked("asOf", day, self.today())?;
        let law = self.hub().local_law(place.id);
        let mut facts = match project {
            None => Facts::new(Arc::clone(law.vocabulary())),
            Some(key) => {
                let keys: &[Key] = if key.jurisdiction == place.id {
                    &[key]
                } else {
                    &[]
                };
                let (files, ground) = self.files(place.id, keys, &law).await?;
                let file = files.get(&key.id);
                let file = file.filter(|file| !file.project.get().classified);
                let file = file.ok_or_else(|| Fault::not_found("project", key.id))?;
                facts_of(&law, file, &ground, day)?
            }
        };
        supposed.put_into(&mut facts, &law, day)?;
        let said = law.evaluate(&facts, day);
        let of = project.unwrap_or_else(|| Key::new(place.id, Uuid::nil()));
        let at = (day, self.hub().clock().now());
        let findings = said
            .findings
            .iter()
            .map(|one| finding_row(&law, of, one, at))
            .collect();
        Ok(Assessed {
            project: of,
            stage: law.stage(&facts, day),
            findings,
            said,
            law,
        })
    }
}
