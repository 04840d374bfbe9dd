use shuniu_entities::{Key, budget_quota, catalog_entry, payment};

use super::row::{CatalogRow, PaymentRow, QuotaRow};
use super::view::View;
use crate::fault::Fault;

impl View {
    /// The payments in the order they were recorded, with what was corrected and voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn payments_of(&self, projects: &[Key]) -> Result<Vec<PaymentRow>, Fault> {
        use payment::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Id]).await
    }

    /// The budget quotas by year, with what was corrected and voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn quotas_of(&self, projects: &[Key]) -> Result<Vec<QuotaRow>, Fault> {
        use budget_quota::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Year, Column::IssuedOn, Column::Id])
            .await
    }

    /// The catalogue entries by name, with what was corrected and voided.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn catalog_of(&self, projects: &[Key]) -> Result<Vec<CatalogRow>, Fault> {
        use catalog_entry::{Column, Entity};
        self.of_projects::<Entity>(projects, &[Column::Name, Column::Id])
            .await
    }

    /// The given payments.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn payments(&self, keys: &[Key]) -> Result<Vec<PaymentRow>, Fault> {
        self.by_key::<payment::Entity>(keys).await
    }

    /// The given budget quotas.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn quotas(&self, keys: &[Key]) -> Result<Vec<QuotaRow>, Fault> {
        self.by_key::<budget_quota::Entity>(keys).await
    }

    /// The given catalogue entries.
    ///
    /// # Errors
    ///
    /// As [`View::facts_of`].
    pub async fn catalog(&self, keys: &[Key]) -> Result<Vec<CatalogRow>, Fault> {
        self.by_key::<catalog_entry::Entity>(keys).await
    }
}
