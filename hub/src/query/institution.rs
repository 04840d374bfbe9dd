use chrono::NaiveDate;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, IntoSimpleExpr, PaginatorTrait, QueryFilter, Select};
use shuniu_entities::{
    Key, Keyed, Scope, Tenant, institution, institution_obligation, institution_report,
};
use shuniu_policy::RegionCode;

use super::page::{Keyset, Mark, Page, Slice, SortValue, gather};
use super::responsible::Responsible;
use super::row::{InstitutionObligationRow, InstitutionReportRow};
use super::status::{Status, stands};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

/// Of which institutions something is listed. What is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstitutionFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only of these units.
    pub units: Vec<Key>,
    /// Only of bureaus, or only of units.
    pub bureaus: Option<bool>,
}

/// Which duties of institutions are listed. What is empty does not narrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstitutionObligationFilter {
    /// Whose.
    pub of: InstitutionFilter,
    /// Only those that stand so on `day`.
    pub statuses: Vec<Status>,
    /// The day on which the status is asked.
    pub day: NaiveDate,
    /// Only those whose last day is this or later.
    pub due_from: Option<NaiveDate>,
    /// Only those whose last day is this or earlier.
    pub due_to: Option<NaiveDate>,
    /// Only by these provisions.
    pub provisions: Vec<String>,
    /// Only by provisions of these packs.
    pub packs: Vec<String>,
    /// Only by provisions that bind these.
    pub responsible: Responsible,
}

/// Names of the orders, as marks carry them.
const BY_LAST_DAY: &str = "last_day";
const BY_AGE: &str = "age";

impl InstitutionFilter {
    /// The place of a report in the list.
    #[must_use]
    pub fn mark(key: Key) -> Mark {
        Mark {
            order: BY_AGE.to_owned(),
            value: SortValue::Unknown,
            key,
        }
    }

    fn chosen(
        &self,
        scope: &Scope,
        jurisdiction: impl ColumnTrait,
        institution: impl ColumnTrait,
    ) -> Vec<SimpleExpr> {
        let units =
            (!self.units.is_empty()).then(|| scope.among(jurisdiction, institution, &self.units));
        // The bureau of a place goes by the id of the place itself.
        let bureaus = self.bureaus.map(|wanted| {
            let own = jurisdiction.into_simple_expr();
            let is = institution.into_simple_expr();
            if wanted { is.eq(own) } else { is.ne(own) }
        });
        units.into_iter().chain(bureaus).collect()
    }
}

impl InstitutionObligationFilter {
    /// Every duty, with its status on the day.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        Self {
            of: InstitutionFilter::default(),
            statuses: Vec::new(),
            day,
            due_from: None,
            due_to: None,
            provisions: Vec::new(),
            packs: Vec::new(),
            responsible: Responsible::Anybody,
        }
    }

    /// The place of a duty in the list.
    #[must_use]
    pub fn mark(row: &InstitutionObligationRow) -> Mark {
        Mark {
            order: BY_LAST_DAY.to_owned(),
            value: SortValue::from(row.last_on),
            key: row.key(),
        }
    }
}

/// A filter with the provisions that it comes down to.
pub(super) struct InstitutionDuties<'f> {
    filter: &'f InstitutionObligationFilter,
    /// Only by these, where it says anything of provisions.
    provisions: Option<Vec<String>>,
}

impl InstitutionDuties<'_> {
    /// The duties that are chosen, of those that the scope sees.
    pub(super) fn select(&self, scope: &Scope) -> Select<institution_obligation::Entity> {
        use institution_obligation::{Column, Entity};
        let filter = self.filter;
        let chosen = filter
            .of
            .chosen(scope, Column::JurisdictionId, Column::InstitutionId);
        let statuses = &filter.statuses;
        let standing = (!statuses.is_empty()).then(|| stands::<Column>(filter.day, statuses));
        let provisions = self.provisions.as_ref();
        let conditions = [
            standing,
            filter.due_from.map(|day| Column::LastOn.gte(day)),
            filter.due_to.map(|day| Column::LastOn.lte(day)),
            provisions.map(|these| Column::Provision.is_in(these)),
            (!filter.packs.is_empty()).then(|| Column::PackId.is_in(&filter.packs)),
        ];
        let conditions = chosen.into_iter().chain(conditions.into_iter().flatten());
        conditions.fold(Entity::find_in(scope), QueryFilter::filter)
    }
}

impl View {
    /// One page of what units owe for all of their projects and bureaus for their place, those
    /// without a last day first, then the soonest. A unit sees its own.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions; [`Fault::Invalid`] for a role that
    /// no pack there knows.
    pub async fn institution_obligations(
        &self,
        filter: &InstitutionObligationFilter,
        slice: &Slice,
    ) -> Result<Page<InstitutionObligationRow>, Fault> {
        use institution_obligation::Column;
        let keyset = Keyset {
            name: BY_LAST_DAY.to_owned(),
            value: Some(Column::LastOn),
            key: [Column::Id, Column::JurisdictionId],
            descending: false,
        };
        let (scope, duties) = self.institution_duties(filter).await?;
        let rows = |scope: &Scope| vec![duties.select(scope)];
        keyset.read(&scope, rows, slice, &self.reader()).await
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// As [`View::institution_obligations`].
    pub async fn count_institution_obligations(
        &self,
        filter: &InstitutionObligationFilter,
    ) -> Result<u64, Fault> {
        let (scope, duties) = self.institution_duties(filter).await?;
        Ok(duties.select(&scope).count(&self.reader()).await?)
    }

    /// What the filter chooses, and where.
    pub(super) async fn institution_duties<'f>(
        &self,
        filter: &'f InstitutionObligationFilter,
    ) -> Result<(Scope, InstitutionDuties<'f>), Fault> {
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.of.regions)
            .await?;
        let asked = (&filter.provisions[..], &filter.responsible);
        let provisions = self.provisions(&scope, asked)?;
        Ok((scope, InstitutionDuties { filter, provisions }))
    }

    /// One page of the reports of institutions in the order they were recorded, with what was
    /// corrected and voided.
    ///
    /// # Errors
    ///
    /// As [`View::institution_obligations`].
    pub async fn institution_reports(
        &self,
        filter: &InstitutionFilter,
        slice: &Slice,
    ) -> Result<Page<InstitutionReportRow>, Fault> {
        use institution_report::{Column, Entity};
        let keyset = Keyset {
            name: BY_AGE.to_owned(),
            value: None,
            key: [Column::Id, Column::JurisdictionId],
            descending: false,
        };
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        let rows = |scope: &Scope| {
            let chosen = filter.chosen(scope, Column::JurisdictionId, Column::InstitutionId);
            let all = chosen.into_iter();
            vec![all.fold(Entity::find_in(scope), QueryFilter::filter)]
        };
        keyset.read(&scope, rows, slice, &self.reader()).await
    }

    /// The given duties of institutions.
    ///
    /// # Errors
    ///
    /// As [`View::institution_obligations`].
    pub async fn institution_obligations_by_key(
        &self,
        keys: &[Key],
    ) -> Result<Vec<InstitutionObligationRow>, Fault> {
        let scope = self.scope_in(Permission::ReadProjects, &[]).await?;
        gather(keys, &self.reader(), |keys| {
            institution_obligation::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// The given reports of institutions.
    ///
    /// # Errors
    ///
    /// As [`View::institution_obligations`].
    pub async fn institution_reports_by_key(
        &self,
        keys: &[Key],
    ) -> Result<Vec<InstitutionReportRow>, Fault> {
        let scope = self.scope_in(Permission::ReadProjects, &[]).await?;
        gather(keys, &self.reader(), |keys| {
            institution_report::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// The versions of the given institutions; none for one that owes and reported nothing yet.
    ///
    /// # Errors
    ///
    /// As [`View::institution_obligations`].
    pub async fn institutions(&self, keys: &[Key]) -> Result<Vec<institution::Model>, Fault> {
        let scope = self.scope_in(Permission::ReadProjects, &[]).await?;
        gather(keys, &self.reader(), |keys| {
            institution::Entity::find_keys(&scope, keys)
        })
        .await
    }
}
