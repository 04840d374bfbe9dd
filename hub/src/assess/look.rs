//! A page of a round is looked at before anything of it is locked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use shuniu_entities::{Key, Scope, Tenant, ledger_head, project};
use uuid::Uuid;

use super::Ground;
use super::judge::judge_in_turn;
use super::observed::Observed;
use super::put::{Put, put};
use super::put_right::put_right;
use crate::db::{Verdict, judge};
use crate::desk::{File, Row, look_into};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::LocalLaw;

/// What the law says of a page of projects by one state of the database, and what tells whether
/// that state still holds.
#[derive(Debug)]
pub(super) struct Looked {
    /// The digest of the law that was asked.
    pub(super) law: String,
    /// The day it was asked about.
    pub(super) today: NaiveDate,
    /// The newest entry of the ledger then.
    pub(super) entry: i64,
    /// How far the record was complete then.
    pub(super) observed: Observed,
    pub(super) found: Vec<Found>,
    /// Projects of which more has to be put right than what the law says of them.
    pub(super) unfit: Vec<Uuid>,
}

/// A project that was looked at.
#[derive(Debug)]
pub(super) struct Found {
    /// As it was stored.
    pub(super) was: project::Model,
    /// The projects that it is related to: what they tell may be a fact of it.
    pub(super) related: Vec<Uuid>,
    /// Its file with what the law says of it; the project alone where nothing changes.
    pub(super) file: File,
    pub(super) put: Put,
}

impl Hub {
    /// Looks at projects as they are at one moment. Nothing is locked and nothing is written.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails or a stored row does not fit the vocabulary.
    pub(super) async fn look_at(
        &self,
        jurisdiction: Uuid,
        recorded_by: &str,
        projects: &[Uuid],
    ) -> Result<Looked, Fault> {
        let mut patience = self.database().patience();
        let seen = loop {
            let fault = match self.read_page(jurisdiction, projects).await {
                Ok(seen) => break seen,
                Err(fault) => fault,
            };
            let verdict = match &fault {
                Fault::Database(error) => judge(error),
                _ => Verdict::Final,
            };
            let lost = verdict == Verdict::Disconnected;
            let passes = lost || matches!(verdict, Verdict::Again | Verdict::Exhausted);
            if !passes || !patience.again(lost).await {
                return Err(fault);
            }
        };
        let recorded_by = recorded_by.to_owned();
        // Whoever else the process serves is not to wait for it.
        let judged = tokio::task::spawn_blocking(move || seen.judge(&recorded_by));
        judged
            .await
            .map_err(|error| Fault::corrupt("round", error))?
    }

    async fn read_page(&self, jurisdiction: Uuid, projects: &[Uuid]) -> Result<Seen, Fault> {
        let law = self.local_law(jurisdiction);
        let day = (self.clock().today(), self.clock().now());
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let keys = projects.iter().map(|id| Key::new(jurisdiction, *id));
        let keys: Vec<Key> = keys.collect();
        let moment = self.database().look().await?;
        let entry = newest_entry(&moment, &scope).await?;
        let files = look_into(&moment, &scope, &keys).await?;
        let ground = Ground::of(&moment, jurisdiction, &law, &files).await?;
        moment.rollback().await?;
        Ok(Seen {
            law,
            day,
            entry,
            files,
            ground,
        })
    }
}

async fn newest_entry<C: ConnectionTrait>(db: &C, scope: &Scope) -> Result<i64, Fault> {
    let head = ledger_head::Entity::find_in(scope).one(db).await?;
    Ok(head.map_or(0, |head| head.seq))
}

/// Files of one state of the database with what they are judged on.
struct Seen {
    law: Arc<LocalLaw>,
    day: (NaiveDate, DateTime<Utc>),
    entry: i64,
    files: BTreeMap<Uuid, File>,
    ground: Ground,
}

impl Seen {
    fn judge(mut self, recorded_by: &str) -> Result<Looked, Fault> {
        let unfit = self.take_out_unfit(recorded_by)?;
        let (law, day) = (self.law, self.day);
        let open: Vec<&File> = self.files.values().collect();
        let judged = judge_in_turn(&law, &open, &self.ground, day)?;
        let mut found = Vec::with_capacity(judged.len());
        for (id, judged) in judged {
            let Some(mut file) = self.files.remove(&id) else {
                continue;
            };
            let was = file.project.get().clone();
            let related = related(&file).collect();
            let put = put(&law, &mut file, judged, (recorded_by, day))?;
            if !file.is_changed() {
                file = File {
                    assessed_anew: file.assessed_anew,
                    ..File::new(Row::stored(file.project.get().clone()))
                };
            }
            found.push(Found {
                was,
                related,
                file,
                put,
            });
        }
        Ok(Looked {
            law: law.digest().to_owned(),
            today: day.0,
            entry: self.entry,
            observed: self.ground.observed,
            found,
            unfit,
        })
    }

    /// Takes out the files in which something other than the law's word has to be put right, and
    /// those that these may tell something of.
    fn take_out_unfit(&mut self, recorded_by: &str) -> Result<Vec<Uuid>, Fault> {
        let mut unfit = BTreeSet::new();
        for (id, file) in &mut self.files {
            let drafts = put_right(&self.law, file, (recorded_by, self.day.1))?;
            if !drafts.is_empty() || file.is_changed() {
                unfit.insert(*id);
            }
        }
        if !unfit.is_empty() {
            let by_these = |file: &File| related(file).any(|id| unfit.contains(&id));
            let beside = self.files.values().filter(|file| by_these(file));
            let beside: Vec<Uuid> = beside.map(File::id).collect();
            unfit.extend(beside);
            self.files.retain(|id, _| !unfit.contains(id));
        }
        Ok(unfit.into_iter().collect())
    }
}

fn related(file: &File) -> impl Iterator<Item = Uuid> {
    file.relations.iter().map(|row| row.other_id)
}
