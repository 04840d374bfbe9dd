use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Key, Tenant, project};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use super::assessed::day_asked;
use super::change::{Change, Changed, ProjectChange, between};
use crate::access::Permission;
use crate::assess::judge_all;
use crate::desk::File;
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::query::View;

/// Projects that are read at once.
const PAGE: u64 = 100;

/// Which projects are looked at, and on which day.
#[derive(Clone, Copy, Debug)]
pub struct Examined {
    /// The place.
    pub region: RegionCode,
    /// The day on which both laws are asked.
    pub day: NaiveDate,
    /// Only projects after this one.
    pub after: Option<Uuid>,
    /// How many.
    pub limit: u64,
}

/// What a law would change for the projects that were looked at.
#[derive(Clone, Debug, Default)]
pub struct PackTrial {
    /// How many projects the place has.
    pub total: u64,
    /// How many were looked at.
    pub examined: u64,
    /// Those for which something would be otherwise.
    pub changes: Vec<ProjectChange>,
    /// The last project that was looked at, where more follow.
    pub next: Option<Uuid>,
}

/// How often something of one name would change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Where there is no such thing now.
    pub appear: u64,
    /// Where there would be no such thing.
    pub disappear: u64,
    /// Where it would stand otherwise.
    pub change: u64,
    /// Duties that would be late and are not.
    pub become_late: u64,
}

impl Count {
    fn add(&mut self, change: &Change) {
        match (&change.was, &change.is) {
            (None, _) => self.appear += 1,
            (_, None) => self.disappear += 1,
            _ => self.change += 1,
        }
        self.become_late += u64::from(change.becomes_late());
    }
}

impl PackTrial {
    /// The changes by what changes and its name.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<(Changed, String), Count> {
        let mut counts: BTreeMap<_, Count> = BTreeMap::new();
        for change in self.changes.iter().flat_map(|one| &one.changes) {
            let name = (change.what, change.name.clone());
            counts.entry(name).or_default().add(change);
        }
        counts
    }
}

impl View {
    /// What would be otherwise for the projects of a place if another law were in force there, by
    /// what is on record now. Both laws are asked anew: that projects wait to be reassessed, or were
    /// assessed on another day, changes nothing. Classified projects are not looked at.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role may try laws there; [`Fault`] when the database fails.
    pub async fn try_law(
        &self,
        proposed: &LocalLaw,
        examined: Examined,
    ) -> Result<PackTrial, Fault> {
        let place = self.jurisdiction(Permission::TryLaw, examined.region)?;
        day_asked("asOf", examined.day, self.today())?;
        let current = self.hub().local_law(place.id);
        let scope = self
            .scope_in(Permission::TryLaw, &[examined.region])
            .await?;
        let there = || {
            let projects = project::Entity::find_in(&scope);
            projects.filter(project::Column::Classified.eq(false))
        };
        let mut trial = PackTrial {
            total: there().count(&self.reader()).await?,
            ..PackTrial::default()
        };
        let mut after = examined.after.unwrap_or_else(Uuid::nil);
        let at = (examined.day, self.hub().clock().now());
        loop {
            let wanted = PAGE.min(examined.limit - trial.examined);
            let ids: Vec<Uuid> = there()
                .select_only()
                .column(project::Column::Id)
                .filter(project::Column::Id.gt(after))
                .order_by_asc(project::Column::Id)
                .limit(wanted + 1)
                .into_tuple()
                .all(&self.reader())
                .await?;
            let page: Vec<Key> = ids
                .iter()
                .take(usize::try_from(wanted).unwrap_or(usize::MAX))
                .map(|id| Key::new(place.id, *id))
                .collect();
            let Some(last) = page.last().map(|key| key.id) else {
                return Ok(trial);
            };
            let (files, ground) = self.files(place.id, &page, &current).await?;
            let files: Vec<&File> = files.values().collect();
            let was = judge_all(&current, &files, &ground, at)?;
            let is = judge_all(proposed, &files, &ground, at)?;
            for ((id, was), (_, is)) in was.iter().zip(&is) {
                let changes = between(was, is, examined.day);
                if !changes.is_empty() {
                    let project = Key::new(place.id, *id);
                    trial.changes.push(ProjectChange { project, changes });
                }
            }
            trial.examined += page.len() as u64;
            after = last;
            if ids.len() == page.len() {
                return Ok(trial);
            }
            if trial.examined >= examined.limit {
                trial.next = Some(last);
                return Ok(trial);
            }
        }
    }
}
