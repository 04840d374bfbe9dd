use chrono::NaiveDate;
use shuniu_entities::Key;
use uuid::Uuid;

use super::obligation::{ObligationFilter, Responsible};
use super::page::{MAX_PAGE, Slice};
use super::row::ObligationRow;
use super::status::Status;
use super::view::View;
use crate::calendar::{CalendarChoice, OpenCalendar};
use crate::fault::Fault;

/// What a calendar shows on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Duties that are to be done and have a last day, by that day.
    pub duties: Vec<ObligationRow>,
    /// Whether there are more, further from today.
    pub cut: bool,
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
        let Some(filter) = self.chosen(calendar.key.jurisdiction, &calendar.choice) else {
            return Ok(Agenda::default());
        };
        let pending = ObligationFilter {
            statuses: vec![Status::Pending],
            due_from: Some(today),
            ..filter.clone()
        };
        let overdue = ObligationFilter {
            statuses: vec![Status::Overdue],
            ..filter
        };
        // One more tells whether there are more.
        let mut duties = self.nearest(&pending, most + 1, false).await?;
        duties.extend(self.nearest(&overdue, most + 1, true).await?);
        let most = most as usize;
        let cut = duties.len() > most;
        let last = |row: &ObligationRow| row.last_on.unwrap_or(NaiveDate::MAX);
        // What can still be done in time before what is late by as many days.
        duties.sort_by_key(|row| {
            let away = (last(row) - today).num_days();
            (away.unsigned_abs(), away < 0, row.id)
        });
        duties.truncate(most);
        duties.sort_by_key(|row| (last(row), row.id));
        Ok(Agenda { duties, cut })
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
    async fn nearest(
        &self,
        filter: &ObligationFilter,
        most: u32,
        from_end: bool,
    ) -> Result<Vec<ObligationRow>, Fault> {
        let mut rows: Vec<ObligationRow> = Vec::new();
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
            let page = self.obligations(filter, &slice).await?;
            let edge = if from_end {
                page.rows.first()
            } else {
                page.rows.last()
            };
            beyond = edge.map(ObligationFilter::mark);
            let more = if from_end {
                page.has_previous
            } else {
                page.has_next
            };
            rows.extend(page.rows);
            if !more || beyond.is_none() || rows.len() >= most as usize {
                return Ok(rows);
            }
        }
    }
}
