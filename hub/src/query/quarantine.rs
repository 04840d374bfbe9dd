use sea_orm::{
    ColumnTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use shuniu_entities::{Key, Scope, Tenant, quarantine};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use super::integration::by_age;
use super::page::{Page, Slice, gather_as};
use super::row::QuarantineRow;
use super::view::View;
use crate::access::Permission;
use crate::db::Reader;
use crate::fault::Fault;

use quarantine::Column;

/// What became of something that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuarantineState {
    /// It waits for somebody to mend it.
    Open,
    /// Its record passed without it.
    Flagged,
    /// It was tried again, and is understood.
    Replayed,
    /// A newer version of its record took its place.
    Superseded,
    /// It was closed with a reason.
    Dismissed,
}

impl QuarantineState {
    /// What waits to be mended.
    pub const WAITING: [Self; 2] = [Self::Open, Self::Flagged];

    const ALL: [Self; 5] = [
        Self::Open,
        Self::Flagged,
        Self::Replayed,
        Self::Superseded,
        Self::Dismissed,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Flagged => "flagged",
            Self::Replayed => "replayed",
            Self::Superseded => "superseded",
            Self::Dismissed => "dismissed",
        }
    }

    /// That of an entry.
    ///
    /// # Errors
    ///
    /// [`Fault::Corrupt`] where it is none of them.
    pub fn of(row: &QuarantineRow) -> Result<Self, Fault> {
        let known = Self::ALL.into_iter().find(|one| one.as_str() == row.state);
        known.ok_or_else(|| Fault::corrupt("state of a quarantine entry", &row.state))
    }
}

/// Which records that were set aside are listed. What is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuarantineFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only in these states.
    pub states: Vec<QuarantineState>,
    /// Only what this system sent.
    pub system: Option<String>,
    /// Only what was read from this stream of the system.
    pub stream: Option<String>,
    /// Only what this run set aside.
    pub run: Option<Key>,
    /// Only for this kind of reason.
    pub code: Option<String>,
}

impl QuarantineFilter {
    /// Refuses what no index leads to.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.stream.is_some() && self.system.is_none() {
            let problem = "name its `system` as well: several have streams of the same name";
            return Err(Fault::invalid("stream", problem));
        }
        Ok(())
    }

    /// One list for each state, so that each is read in the order of its index.
    fn lists(&self, scope: &Scope) -> Vec<Select<quarantine::Entity>> {
        let narrowed = self.narrowed(scope);
        let mut states = self.states.clone();
        states.sort_unstable();
        states.dedup();
        match states.as_slice() {
            [] => vec![narrowed],
            states => states
                .iter()
                .map(|state| narrowed.clone().filter(Column::State.eq(state.as_str())))
                .collect(),
        }
    }

    fn narrowed(&self, scope: &Scope) -> Select<quarantine::Entity> {
        let mut select = quarantine::Entity::find_in(scope);
        for (column, wanted) in [
            (Column::System, &self.system),
            (Column::Stream, &self.stream),
            (Column::Code, &self.code),
        ] {
            if let Some(wanted) = wanted {
                select = select.filter(column.eq(wanted.as_str()));
            }
        }
        if let Some(run) = self.run {
            select = select
                .filter(Column::JurisdictionId.eq(run.jurisdiction))
                .filter(Column::RunId.eq(run.id));
        }
        select
    }

    /// One page, the oldest first.
    pub(crate) async fn page(
        &self,
        scope: &Scope,
        slice: &Slice,
        reader: &Reader,
    ) -> Result<Page<QuarantineRow>, Fault> {
        by_age::<quarantine::Entity>(Column::Id, Column::JurisdictionId)
            .read(scope, |scope| self.lists(scope), slice, reader)
            .await
    }

    /// How many come after an entry and before another.
    pub(crate) async fn count_between(
        &self,
        scope: &Scope,
        (after, before): (Option<Key>, Option<Key>),
        reader: &Reader,
    ) -> Result<u64, Fault> {
        let mut select = self.narrowed(scope);
        if !self.states.is_empty() {
            let states = self.states.iter().map(|state| state.as_str());
            select = select.filter(Column::State.is_in(states));
        }
        if let Some(after) = after {
            select = select.filter(Column::Id.gt(after.id));
        }
        if let Some(before) = before {
            select = select.filter(Column::Id.lt(before.id));
        }
        Ok(select.count(reader).await?)
    }
}

/// How many records were set aside in a run for one kind of reason at one field.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AsideCountRow {
    /// The jurisdiction that owns the rows.
    pub jurisdiction_id: Uuid,
    /// The run.
    pub run_id: Uuid,
    /// Kind of reason; null in rows of the time before there were any.
    pub code: Option<String>,
    /// Field at fault.
    pub path: String,
    /// How many.
    pub count: i64,
}

impl View {
    /// The records that could not be understood, the oldest first.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`]; [`Fault::Invalid`] for a stream without its system.
    pub async fn quarantined(
        &self,
        filter: &QuarantineFilter,
        slice: &Slice,
    ) -> Result<Page<QuarantineRow>, Fault> {
        filter.check()?;
        let scope = self
            .scope_in(Permission::ReadIntegration, &filter.regions)
            .await?;
        filter.page(&scope, slice, &self.reader()).await
    }

    /// How many records were set aside or flagged in the given runs, by kind of reason and field;
    /// the most frequent first.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn aside_of_runs(&self, runs: &[Key]) -> Result<Vec<AsideCountRow>, Fault> {
        let scope = self.scope(Permission::ReadIntegration).await?;
        gather_as(runs, &self.reader(), |keys| {
            quarantine::Entity::find_in(&scope)
                .filter(scope.among(Column::JurisdictionId, Column::RunId, keys))
                .select_only()
                .columns([
                    Column::JurisdictionId,
                    Column::RunId,
                    Column::Code,
                    Column::Path,
                ])
                .column_as(Column::Id.count(), "count")
                .group_by(Column::JurisdictionId)
                .group_by(Column::RunId)
                .group_by(Column::Code)
                .group_by(Column::Path)
                .order_by_desc(Column::Id.count())
                .order_by_asc(Column::Path)
        })
        .await
    }
}
