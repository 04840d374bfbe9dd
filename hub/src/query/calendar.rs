use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryTrait, Select};
use shuniu_entities::{Key, Keyed, Scope, Tenant, calendar};
use shuniu_policy::RegionCode;

use super::page::{Keyset, Mark, Page, Slice, SortValue, gather};
use super::row::CalendarRow;
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

use calendar::Column;

/// Which calendars are listed. What is left out does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only of this subject.
    pub owner: Option<String>,
    /// Only those that open today, or only those that do not any more.
    pub open: Option<bool>,
}

/// Name of the order, as marks carry it: the oldest first.
const BY_AGE: &str = "age";

impl CalendarFilter {
    /// The place of a calendar in the list.
    #[must_use]
    pub fn mark(key: Key) -> Mark {
        Mark {
            order: BY_AGE.to_owned(),
            value: SortValue::Unknown,
            key,
        }
    }
}

impl View {
    /// One page of the calendars, the oldest first: the caller's own, and everybody's for whoever
    /// manages them.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] when the role may have none, or outside the caller's jurisdictions.
    pub async fn calendars(
        &self,
        filter: &CalendarFilter,
        slice: &Slice,
    ) -> Result<Page<CalendarRow>, Fault> {
        let keyset = Keyset {
            name: BY_AGE.to_owned(),
            value: None,
            key: [Column::Id, Column::JurisdictionId],
            descending: false,
        };
        let scope = self.calendar_scope(&filter.regions).await?;
        let today = self.today();
        let rows = |scope: &Scope| {
            let chosen = self.shown_of(calendar::Entity::find_in(scope));
            let chosen = chosen.apply_if(filter.owner.as_deref(), |select, owner| {
                select.filter(Column::Subject.eq(owner))
            });
            let open = Column::RevokedAt
                .is_null()
                .and(Column::ExpiresOn.gte(today));
            let chosen = chosen.apply_if(filter.open, |select, wanted| {
                select.filter(if wanted { open } else { open.not() })
            });
            vec![chosen]
        };
        keyset.read(&scope, rows, slice, &self.reader()).await
    }

    /// The given calendars, of those that the caller is shown.
    ///
    /// # Errors
    ///
    /// As [`View::calendars`].
    pub async fn calendars_by_key(&self, keys: &[Key]) -> Result<Vec<CalendarRow>, Fault> {
        let scope = self.calendar_scope(&[]).await?;
        gather(keys, &self.reader(), |keys| {
            self.shown_of(calendar::Entity::find_keys(&scope, keys))
        })
        .await
    }

    /// Whose a calendar is is no question of projects: a unit has its own whatever it sees.
    async fn calendar_scope(&self, regions: &[RegionCode]) -> Result<Scope, Fault> {
        let scope = self.scope_in(Permission::KeepCalendars, regions).await?;
        Ok(Scope::jurisdictions(scope.seen().to_vec()))
    }

    fn shown_of(&self, calendars: Select<calendar::Entity>) -> Select<calendar::Entity> {
        if self.may(Permission::ManageCalendars) {
            return calendars;
        }
        calendars.filter(Column::Subject.eq(&self.caller().subject))
    }
}
