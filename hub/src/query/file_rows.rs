//! Rows of projects' files by their own keys.

use std::collections::BTreeSet;

use sea_orm::QuerySelect;
use shuniu_entities::{
    Key, Keyed, allocation, asset, contract, document, obligation, outbox, project_event,
    project_fact, report, review, tender,
};

use super::page::{gather, gather_as};
use super::row::{
    AllocationRow, AssetRow, ContractRow, DocumentRow, EventRow, FactRow, ObligationRow, OutboxRow,
    ReasonRow, ReportRow, ReviewRow, TenderRow,
};
use super::unstarted;
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

impl View {
    /// The given reviews.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn reviews(&self, keys: &[Key]) -> Result<Vec<ReviewRow>, Fault> {
        self.by_key::<review::Entity>(keys).await
    }

    /// The given resources.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn allocations(&self, keys: &[Key]) -> Result<Vec<AllocationRow>, Fault> {
        self.by_key::<allocation::Entity>(keys).await
    }

    /// The given assets.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn assets(&self, keys: &[Key]) -> Result<Vec<AssetRow>, Fault> {
        self.by_key::<asset::Entity>(keys).await
    }

    /// The given procurements.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn tenders(&self, keys: &[Key]) -> Result<Vec<TenderRow>, Fault> {
        self.by_key::<tender::Entity>(keys).await
    }

    /// The given contracts.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn contracts(&self, keys: &[Key]) -> Result<Vec<ContractRow>, Fault> {
        self.by_key::<contract::Entity>(keys).await
    }

    /// The given values.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn facts(&self, keys: &[Key]) -> Result<Vec<FactRow>, Fault> {
        self.by_key::<project_fact::Entity>(keys).await
    }

    /// The given events.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn events(&self, keys: &[Key]) -> Result<Vec<EventRow>, Fault> {
        self.by_key::<project_event::Entity>(keys).await
    }

    /// The given documents.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn documents(&self, keys: &[Key]) -> Result<Vec<DocumentRow>, Fault> {
        self.by_key::<document::Entity>(keys).await
    }

    /// The given reports.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn reports(&self, keys: &[Key]) -> Result<Vec<ReportRow>, Fault> {
        self.by_key::<report::Entity>(keys).await
    }

    /// The given applications to outside systems.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn outbox(&self, keys: &[Key]) -> Result<Vec<OutboxRow>, Fault> {
        self.by_key::<outbox::Entity>(keys).await
    }

    /// The given duties.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn obligations_by_key(&self, keys: &[Key]) -> Result<Vec<ObligationRow>, Fault> {
        let scope = self.scope(Permission::ReadProjects).await?;
        let reader = self.reader();
        let begun = async |keys: &[Key]| -> Result<Vec<ObligationRow>, Fault> {
            gather_as(keys, &reader, |keys| {
                let duties = obligation::Entity::find_keys(&scope, keys);
                duties.select_only().columns(ObligationRow::columns())
            })
            .await
        };
        let mut rows = begun(keys).await?;
        let others = missing(keys, rows.iter().map(ObligationRow::key));
        rows.extend(unstarted::by_id(&scope, &others, &reader).await?);
        // What has begun between the two questions.
        let others = missing(keys, rows.iter().map(ObligationRow::key));
        rows.extend(begun(&others).await?);
        Ok(rows)
    }

    /// Why the given duties are owed.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn reasons_of(&self, duties: &[Key]) -> Result<Vec<ReasonRow>, Fault> {
        use obligation::Column;
        let scope = self.scope(Permission::ReadProjects).await?;
        let reader = self.reader();
        let begun = async |keys: &[Key]| -> Result<Vec<ReasonRow>, Fault> {
            gather_as(keys, &reader, |keys| {
                let duties = obligation::Entity::find_keys(&scope, keys);
                duties
                    .select_only()
                    .columns([Column::JurisdictionId, Column::Id])
                    .columns([Column::Because, Column::Needs, Column::Flags, Column::Fault])
            })
            .await
        };
        let mut rows = begun(duties).await?;
        let others = missing(duties, rows.iter().map(ReasonRow::key));
        rows.extend(unstarted::reasons(&scope, &others, &reader).await?);
        // What has begun between the two questions.
        let others = missing(duties, rows.iter().map(ReasonRow::key));
        rows.extend(begun(&others).await?);
        Ok(rows)
    }

    pub(super) async fn by_key<E>(&self, keys: &[Key]) -> Result<Vec<E::Model>, Fault>
    where
        E: Keyed,
        E::Model: Send + Sync,
    {
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(keys, &self.reader(), |keys| E::find_keys(&scope, keys)).await
    }
}

/// The keys that were not found.
fn missing(asked: &[Key], found: impl Iterator<Item = Key>) -> Vec<Key> {
    let found: BTreeSet<Key> = found.collect();
    let missing = asked.iter().filter(|key| !found.contains(key));
    missing.copied().collect()
}
