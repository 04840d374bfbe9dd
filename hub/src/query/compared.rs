//! Comparisons of what was handed over with what the other side lists, and what stands otherwise.

use sea_orm::{QueryOrder, QuerySelect};
use shuniu_entities::{Key, Keyed, Scope, Tenant, hand_over_comparison, hand_over_difference};
use shuniu_policy::RegionCode;

use super::integration::by_age;
use super::page::{MAX_PAGE, Page, Slice, gather};
use super::row::{HandOverComparisonRow, HandOverDifferenceRow};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

impl View {
    /// The newest comparisons of what was handed over, newest first.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role sees the integration side; so for the others.
    pub async fn hand_over_comparisons(
        &self,
        regions: &[RegionCode],
        limit: u32,
    ) -> Result<Vec<HandOverComparisonRow>, Fault> {
        use hand_over_comparison::{Column, Entity};
        let scope = self.scope_in(Permission::ReadIntegration, regions).await?;
        let select = Entity::find_in(&scope)
            .order_by_desc(Column::BeganAt)
            .order_by_desc(Column::Id)
            .limit(u64::from(Ord::min(limit, MAX_PAGE)));
        Ok(select.all(&self.reader()).await?)
    }

    /// The given comparisons.
    ///
    /// # Errors
    ///
    /// As [`View::hand_over_comparisons`].
    pub async fn hand_over_comparisons_by_key(
        &self,
        keys: &[Key],
    ) -> Result<Vec<HandOverComparisonRow>, Fault> {
        let scope = self.scope(Permission::ReadIntegration).await?;
        gather(keys, &self.reader(), |keys| {
            hand_over_comparison::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// What stands otherwise at the other side, the oldest first; [`Waiting::mark`] is the place of each.
    ///
    /// [`Waiting::mark`]: super::Waiting::mark
    ///
    /// # Errors
    ///
    /// As [`View::hand_over_comparisons`].
    pub async fn hand_over_differences(
        &self,
        regions: &[RegionCode],
        slice: &Slice,
    ) -> Result<Page<HandOverDifferenceRow>, Fault> {
        use hand_over_difference::{Column, Entity};
        let scope = self.scope_in(Permission::ReadIntegration, regions).await?;
        let rows = |scope: &Scope| vec![Entity::find_in(scope)];
        by_age::<Entity>(Column::Id, Column::JurisdictionId)
            .read(&scope, rows, slice, &self.reader())
            .await
    }
}
