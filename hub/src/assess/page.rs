use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use sea_orm::DbBackend;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::carry::Carry;
use super::in_force::is_ours;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Projects that are assessed together in a round.
pub(super) struct Page {
    pub(super) projects: Vec<Uuid>,
}

impl Hub {
    /// How many pages are worked on at once: one on each core, while half of the connections are
    /// left to whoever else works.
    pub(super) fn pages_at_once(&self) -> usize {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let connections = usize::try_from(self.database().connections() / 2);
        cores.min(connections.unwrap_or(1)).max(1)
    }

    /// What has the pages of a round write one after the other, where the database cannot do
    /// otherwise: they would wait for its only connection, until that takes too long.
    pub(super) fn write_in_turn(&self) -> Option<Arc<Mutex<()>>> {
        let one_writer = self.database().backend() == DbBackend::Sqlite;
        one_writer.then(Arc::default)
    }
}

impl Page {
    /// Assesses the projects and tells how many they are; nothing when another law came into force
    /// meanwhile.
    pub(super) async fn assess(
        self,
        hub: &Hub,
        jurisdiction: Uuid,
        actor: &Actor,
        turn: Option<&Mutex<()>>,
    ) -> Result<Option<u64>, Fault> {
        let count = self.projects.len() as u64;
        let looked = hub
            .look_at(jurisdiction, &actor.subject, &self.projects)
            .await?;
        let _turn = match turn {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        let carry = Carry { looked };
        let left = transact(hub, jurisdiction, actor, "reassess", &carry).await?;
        let Some(projects) = left else {
            return Ok(None);
        };
        let ours = projects.is_empty() || {
            let rest = UnderLock { projects };
            transact(hub, jurisdiction, actor, "reassess", &rest).await?
        };
        Ok(ours.then_some(count))
    }
}

/// Assesses projects with their files locked; says whether the law was still in force.
struct UnderLock {
    projects: Vec<Uuid>,
}

#[async_trait::async_trait]
impl Work for UnderLock {
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let ours = is_ours(tx).await?;
        tx.is_page_of_round();
        for id in self.projects.iter().filter(|_| ours) {
            tx.touch(*id);
        }
        Ok(ours)
    }
}
