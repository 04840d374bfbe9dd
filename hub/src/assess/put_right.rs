use chrono::{DateTime, Utc};

use crate::desk::{self, File};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Puts a file right before the law is asked about it: what sources say counts by the order of
/// sources in force, what they disagree about is told, what nobody speaks of any more is out of
/// it, and attachments name what took the place of what they named. What is right is not touched.
pub(super) fn put_right(
    law: &LocalLaw,
    file: &mut File,
    (recorded_by, now): (&str, DateTime<Utc>),
) -> Result<Vec<Draft>, Fault> {
    let mut drafts = desk::let_count(file);
    drafts.extend(weigh(law, file, now)?);
    drafts.extend(file.drop_unsaid());
    drafts.extend(desk::follow_corrections(file, (recorded_by, now))?);
    Ok(drafts)
}

/// Has the values count that count under the order of sources in force, and opens and closes what
/// sources disagree about. Values that were put into a file in this transaction were weighed as
/// they came; only a changed order finds anything left to weigh.
fn weigh(law: &LocalLaw, file: &mut File, now: DateTime<Utc>) -> Result<Vec<Draft>, Fault> {
    let mut drafts = file.tell_days(law, now)?;
    let weighed = file.weigh_all(law, now);
    if !weighed.is_empty() {
        file.project.change();
        file.resolve();
    }
    drafts.extend(weighed);
    drafts.extend(file.compare(law, now));
    Ok(drafts)
}
