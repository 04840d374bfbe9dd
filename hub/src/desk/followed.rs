//! Since when a project is followed: it owes nothing before that day.

use chrono::NaiveDate;

use super::File;

impl File {
    /// Whether following the project from that day on would relieve it of a duty: a later day than
    /// the one that stands does; where nobody has vouched for one, one that lies behind the
    /// beginning of a duty that is open and known to be.
    pub(crate) fn is_relieved_by(&self, since: NaiveDate) -> bool {
        if let Some(stands) = self.project.get().tracked_since {
            return since > stands;
        }
        self.obligations.iter().any(|duty| {
            let begun = duty.triggered_on.is_some_and(|day| day < since);
            begun && duty.fulfilled_on.is_none() && !duty.undetermined
        })
    }
}
