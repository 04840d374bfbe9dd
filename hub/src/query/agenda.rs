use chrono::NaiveDate;
use shuniu_entities::Key;
use uuid::Uuid;

use super::institution::{InstitutionFilter, InstitutionObligationFilter};
use super::obligation::ObligationFilter;
use super::page::{MAX_PAGE, Mark, Page, Slice};
use super::responsible::Responsible;
use super::row::{InstitutionObligationRow, ObligationRow};
use super::status::Status;
use super::view::View;
use crate::calendar::{CalendarChoice, OpenCalendar};
use crate::desk::WHOLE;
use crate::fault::Fault;

/// What a calendar shows on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Duties that are to be done and have a last day, by that day.
    pub duties: Vec<Due>,
    /// Whether there are more, further from today.
    pub cut: bool,
}

/// Whose a duty is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owing {
    /// A project's.
    Project {
        /// The project.
        project: Uuid,
        /// Its unit, where it is known.
        unit: Option<Uuid>,
    },
    /// A unit's, for all of its projects.
    Unit(Uuid),
    /// That of the bureau of the place.
    Bureau,
}

/// A duty that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The duty.
    pub key: Key,
    /// Whose it is.
    pub owing: Owing,
    /// Its last day.
    pub last_on: NaiveDate,
    /// The first day on which it can be done.
    pub earliest_on: Option<NaiveDate>,
    /// Whether the last day was reached without a calendar (R18).
    pub provisional: bool,
    /// Whether it is late.
    pub overdue: bool,
    /// Provision code.
    pub provision: String,
    /// The pack it stands in.
    pub pack_id: String,
    /// Version of the pack that judged.
    pub pack_version: String,
    /// Contract, lot, asset or request; `-` otherwise.
    pub subject: String,
    /// Which happening; `-` where there is one only.
    pub occurrence: String,
    /// Period of a recurring duty; `-` otherwise.
    pub period: String,
    /// The day for which what is known of it was computed.
    pub assessed_for: NaiveDate,
}

impl View {
    /// What is to be done of what a calendar chooses: pending and overdue duties with a last day,
    /// those nearest to today where they are more than `most`. Of state-secret projects (涉密)
    /// nothing is told.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] when the role may not read projects.
    pub async fn agenda(&self, calendar: &OpenCalendar, most: u32) -> Result<Agenda, Fault> {
        let today = self.today();
        let (place, choice) = (calendar.key.jurisdiction, &calendar.choice);
        let Some(filter) = self.chosen(place, choice) else {
            return Ok(Agenda::default());
        };
        // One more tells whether there are more.
        let wanted = most + 1;
        let mut duties = self.nearest_of_projects(&filter, wanted).await?;
        // What is chosen by projects is theirs alone.
        if choice.projects.is_empty() {
            duties.extend(self.nearest_of_institutions(filter, wanted).await?);
        }
        let most = most as usize;
        let cut = duties.len() > most;
        // What can still be done in time before what is late by as many days.
        duties.sort_by_key(|due| {
            let away = (due.last_on - today).num_days();
            (away.unsigned_abs(), away < 0, due.key)
        });
        duties.truncate(most);
        duties.sort_by_key(|due| (due.last_on, due.key));
        Ok(Agenda { duties, cut })
    }

    async fn nearest_of_projects(
        &self,
        filter: &ObligationFilter,
        most: u32,
    ) -> Result<Vec<Due>, Fault> {
        let mut found = Vec::new();
        for overdue in [false, true] {
            let filter = ObligationFilter {
                statuses: vec![standing(overdue)],
                due_from: (!overdue).then(|| self.today()),
                ..filter.clone()
            };
            let rows = self.nearest(&filter, most, overdue).await?;
            found.extend(rows.into_iter().filter_map(|row| Due::of(row, overdue)));
        }
        Ok(found)
    }

    async fn nearest_of_institutions(
        &self,
        filter: ObligationFilter,
        most: u32,
    ) -> Result<Vec<Due>, Fault> {
        let filter = InstitutionObligationFilter {
            of: InstitutionFilter {
                regions: filter.regions,
                units: filter.units,
                bureaus: None,
            },
            provisions: filter.provisions,
            packs: filter.packs,
            responsible: filter.responsible,
            ..InstitutionObligationFilter::on(filter.day)
        };
        let mut found = Vec::new();
        for overdue in [false, true] {
            let filter = InstitutionObligationFilter {
                statuses: vec![standing(overdue)],
                due_from: (!overdue).then(|| self.today()),
                ..filter.clone()
            };
            let rows = self.nearest(&filter, most, overdue).await?.into_iter();
            found.extend(rows.filter_map(|row| Due::of_institution(row, overdue)));
        }
        Ok(found)
    }

    /// The filter that a choice comes down to today. Roles that no pack here knows any more bind
    /// nobody; nothing where none is left.
    fn chosen(&self, place: Uuid, choice: &CalendarChoice) -> Option<ObligationFilter> {
        let keys = |ids: &[Uuid]| ids.iter().map(|id| Key::new(place, *id)).collect();
        let law = self.hub().local_law(place);
        let responsible = if choice.mine {
            Responsible::Caller
        } else if choice.responsible.is_empty() {
            Responsible::Anybody
        } else {
            let known = |role: &&String| {
                let mut roles = law.packs().iter().flat_map(|pack| &pack.roles);
                roles.any(|one| one.key == **role)
            };
            let known: Vec<String> = choice.responsible.iter().filter(known).cloned().collect();
            if known.is_empty() {
                return None;
            }
            Responsible::Roles(known)
        };
        Some(ObligationFilter {
            // Its one place and no other, whatever else may come to lie below it.
            regions: vec![self.hub().region_of(place)],
            units: keys(&choice.units),
            projects: keys(&choice.projects),
            provisions: choice.provisions.clone(),
            packs: choice.packs.clone(),
            responsible,
            unclassified: true,
            ..ObligationFilter::on(self.today())
        })
    }

    /// The first or the last of a list, page by page.
    async fn nearest<L: DutyList>(
        &self,
        list: &L,
        most: u32,
        from_end: bool,
    ) -> Result<Vec<L::Row>, Fault> {
        let mut rows: Vec<L::Row> = Vec::new();
        let mut beyond = None;
        loop {
            let have = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let (after, before) = if from_end {
                (None, beyond.take())
            } else {
                (beyond.take(), None)
            };
            let slice = Slice {
                size: Ord::min(most.saturating_sub(have), MAX_PAGE),
                from_end,
                after,
                before,
            };
            let page = list.page(self, &slice).await?;
            let (edge, more) = if from_end {
                (page.rows.first(), page.has_previous)
            } else {
                (page.rows.last(), page.has_next)
            };
            beyond = edge.map(L::mark);
            rows.extend(page.rows);
            if !more || beyond.is_none() || rows.len() >= most as usize {
                return Ok(rows);
            }
        }
    }
}

/// A list of duties in the order of their last days.
trait DutyList: Sync {
    type Row: Send;

    fn page(
        &self,
        view: &View,
        slice: &Slice,
    ) -> impl Future<Output = Result<Page<Self::Row>, Fault>> + Send;

    fn mark(row: &Self::Row) -> Mark;
}

impl DutyList for ObligationFilter {
    type Row = ObligationRow;

    async fn page(&self, view: &View, slice: &Slice) -> Result<Page<ObligationRow>, Fault> {
        view.obligations(self, slice).await
    }

    fn mark(row: &ObligationRow) -> Mark {
        Self::mark(row)
    }
}

impl DutyList for InstitutionObligationFilter {
    type Row = InstitutionObligationRow;

    async fn page(
        &self,
        view: &View,
        slice: &Slice,
    ) -> Result<Page<InstitutionObligationRow>, Fault> {
        view.institution_obligations(self, slice).await
    }

    fn mark(row: &InstitutionObligationRow) -> Mark {
        Self::mark(row)
    }
}

const fn standing(overdue: bool) -> Status {
    if overdue {
        Status::Overdue
    } else {
        Status::Pending
    }
}

macro_rules! due {
    ($row:ident, $owing:expr, $subject:expr, $overdue:ident) => {
        Some(Due {
            key: $row.key(),
            owing: $owing,
            last_on: $row.last_on?,
            earliest_on: $row.earliest_on,
            provisional: $row.provisional,
            overdue: $overdue,
            subject: $subject,
            provision: $row.provision,
            pack_id: $row.pack_id,
            pack_version: $row.pack_version,
            occurrence: $row.occurrence,
            period: $row.period,
            assessed_for: $row.assessed_for,
        })
    };
}

impl Due {
    /// Nothing for one without a last day.
    fn of(row: ObligationRow, overdue: bool) -> Option<Self> {
        let owing = Owing::Project {
            project: row.project_id,
            unit: row.unit_id,
        };
        due!(row, owing, row.subject, overdue)
    }

    fn of_institution(row: InstitutionObligationRow, overdue: bool) -> Option<Self> {
        let owing = if row.institution_id == row.jurisdiction_id {
            Owing::Bureau
        } else {
            Owing::Unit(row.institution_id)
        };
        due!(row, owing, WHOLE.to_owned(), overdue)
    }
}
