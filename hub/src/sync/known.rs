use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SubsecRound as _, Utc};
use sea_orm::QuerySelect;
use shuniu_connectors::contract::Stream;
use shuniu_entities::{Scope, source_record};
use uuid::Uuid;

use super::became::Became;
use super::landed::Landed;
use crate::fault::Fault;
use crate::transact::Tx;

/// The outcome of a record of a state-secret project (涉密): that it came is all that is kept.
pub(super) const REFUSED: &str = "refused";

/// The outcome of the versions of a record that its system no longer has.
pub(super) const GONE: &str = "gone";

/// What is already kept of the records of a page.
#[derive(Default)]
pub(super) struct Known {
    /// The external ids that were looked up.
    looked_up: BTreeSet<String>,
    /// Every version, by external id, time and hash.
    versions: BTreeSet<(String, DateTime<Utc>, String)>,
    /// The projects of those that their system had no longer.
    were_of: BTreeMap<String, Uuid>,
    /// Their rows, by version.
    gone: BTreeMap<(String, DateTime<Utc>, String), Uuid>,
    /// Their rows, by external id.
    rows: BTreeMap<String, Vec<Uuid>>,
    /// The newest version kept before the page.
    pub(super) newest: BTreeMap<String, Version>,
    /// The newest of the page itself.
    in_page: BTreeMap<String, (String, DateTime<Utc>)>,
}

pub(super) struct Version {
    pub(super) id: Uuid,
    hash: String,
    source_time: DateTime<Utc>,
    pub(super) project: Option<Uuid>,
    outcome: String,
}

impl Known {
    /// Looks up what is kept of records by their ids, in one statement, unless it did so before.
    pub(super) async fn look_up(
        &mut self,
        tx: &Tx,
        (connector, stream): (Uuid, &Stream),
        ids: impl Iterator<Item = String>,
    ) -> Result<(), Fault> {
        let ids = ids.filter(|id| !self.looked_up.contains(id));
        let ids: BTreeSet<String> = ids.collect();
        if ids.is_empty() {
            return Ok(());
        }
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let asked: Vec<String> = ids.iter().cloned().collect();
        let rows = source_record::Entity::versions(&scope, connector, stream.as_str(), &asked);
        self.looked_up.extend(ids);
        let known = self;
        // Oldest first, so that the newest version stays.
        type Row = (Uuid, String, String, DateTime<Utc>, Option<Uuid>, String);
        use source_record::Column;
        let columns = [
            Column::Id,
            Column::ExternalId,
            Column::Hash,
            Column::SourceTime,
            Column::ProjectId,
            Column::Outcome,
        ];
        let rows = rows.select_only().columns(columns).into_tuple::<Row>();
        for (id, external_id, hash, source_time, project, outcome) in rows.all(tx.db()).await? {
            // SQLite keeps what was told more finely before it was cut off.
            let source_time = source_time.trunc_subsecs(6);
            if outcome == GONE {
                // Should it come back, that is news, however it was; of whose it was nothing stands.
                known.rows.entry(external_id.clone()).or_default().push(id);
                if let Some(project) = project {
                    known.were_of.insert(external_id.clone(), project);
                }
                known.gone.insert((external_id, source_time, hash), id);
                continue;
            }
            known
                .versions
                .insert((external_id.clone(), source_time, hash.clone()));
            known.rows.entry(external_id.clone()).or_default().push(id);
            let project = project.or_else(|| known.newest.get(&external_id)?.project);
            known.newest.insert(
                external_id,
                Version {
                    id,
                    hash,
                    source_time,
                    project,
                    outcome,
                },
            );
        }
        Ok(())
    }

    /// Whether the newest that is kept of a record is this very version.
    pub(super) fn is_newest(&self, external_id: &str, time: DateTime<Utc>, hash: &str) -> bool {
        let newest = self.newest.get(external_id);
        newest.is_some_and(|one| one.source_time == time && one.hash == hash)
    }

    pub(super) fn ids(&self, external_id: &str) -> Vec<Uuid> {
        self.rows.get(external_id).cloned().unwrap_or_default()
    }

    /// The project that a record was merged into before.
    pub(super) fn earlier(&self, external_id: &str) -> Option<Uuid> {
        let newest = self.newest.get(external_id);
        let newest = newest.and_then(|version| version.project);
        newest.or_else(|| self.were_of.get(external_id).copied())
    }

    /// The row of a version that comes in: its own, if it was here before it was gone.
    pub(super) fn row_of(&self, landed: &Landed) -> Uuid {
        let version = (
            landed.external_id.clone(),
            landed.source_time,
            landed.hash.clone(),
        );
        self.gone
            .get(&version)
            .copied()
            .unwrap_or_else(Uuid::now_v7)
    }

    /// Counts a version among those that are kept, so that the next one of the page knows of it.
    pub(super) fn keep(&mut self, external_id: &str, id: Uuid) {
        let rows = self.rows.entry(external_id.to_owned()).or_default();
        if !rows.contains(&id) {
            rows.push(id);
        }
    }

    /// Notes that a record was refused that goes by the name; false when that is on record.
    pub(super) fn refuse(&mut self, name: &str) -> bool {
        let before = self.newest.get(name);
        let stored = before.is_some_and(|version| version.outcome == REFUSED);
        let time = DateTime::<Utc>::MIN_UTC;
        !stored
            && self
                .versions
                .insert((name.to_owned(), time, "-".to_owned()))
    }

    /// What a record is that brings nothing new: what it was before.
    pub(super) fn stays(&self, external_id: &str) -> Became {
        let before = self.newest.get(external_id);
        match before.map(|version| (version.outcome.as_str(), version.project)) {
            Some(("quarantined", _)) => Became::SetAside,
            Some(("unmatched", _)) => Became::StillWaits,
            Some((REFUSED, _)) => Became::Refused,
            Some((_, project)) => Became::Unchanged(project),
            None => Became::Unchanged(None),
        }
    }

    /// Notes a record; false when it says the same as what is kept, or something older. A record
    /// that goes back to what it said before bears a later time, and is news.
    pub(super) fn note(&mut self, landed: &Landed) -> bool {
        let id = &landed.external_id;
        let stored = self
            .newest
            .get(id)
            .map(|one| (one.hash.as_str(), one.source_time));
        let in_page = self
            .in_page
            .get(id)
            .map(|(hash, time)| (hash.as_str(), *time));
        if let Some((hash, time)) = in_page.or(stored)
            && (hash == landed.hash || time > landed.source_time)
        {
            return false;
        }
        self.in_page
            .insert(id.clone(), (landed.hash.clone(), landed.source_time));
        self.versions
            .insert((id.clone(), landed.source_time, landed.hash.clone()))
    }
}
