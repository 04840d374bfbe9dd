//! Reasons as sentences. What decides is said by what is on record, with its days; never by the
//! names that packs use.

mod counted;
mod lasted;
mod record;
pub(super) mod standing;

use super::Reason;
use crate::{
    pack::{Bilingual, Pack},
    vocabulary::Family,
    words::{Words, both},
};

impl Reason {
    /// The reason as a sentence in both languages, with the words of the pack's vocabulary. A
    /// ruling is told by what it says to the case; its whole text is the pack's.
    #[must_use]
    pub fn explain(&self, pack: &Pack) -> Bilingual {
        let words = Words::of(pack);
        match self {
            Self::Fact {
                name,
                value,
                against: Some(against),
            } => record::compared(words, name, value, against),
            Self::Fact { name, value, .. } => {
                record::valued(words, Family::Fact, name, Some(value))
            }
            Self::NoneOf(each) => {
                let each: Vec<Bilingual> = each.iter().map(|one| one.explain(pack)).collect();
                record::none_of(&each)
            }
            Self::Elsewhere(each) => {
                let each: Vec<Bilingual> = each.iter().map(|one| one.explain(pack)).collect();
                record::elsewhere(&each)
            }
            Self::Standing { on, since } => standing::since(*on, *since),
            Self::Decided { name, rule } => standing::decided(words, name, *rule),
            Self::Derived { name, value } => {
                record::valued(words, Family::Derived, name, value.as_ref())
            }
            Self::UnknownFact { name } => record::not_recorded(words, name),
            Self::Record(record) => record::there(words, record),
            Self::Absent {
                source,
                kind,
                attributes,
                parts,
                found,
                unseen,
            } => record::absent(
                words,
                (*source, kind),
                (attributes, parts),
                found.as_deref(),
                *unseen,
            ),
            Self::Panel {
                record,
                at_least,
                odd,
                external,
            } => record::panel(words, record, (*at_least, *odd, *external)),
            Self::TooEarly { record, from } => record::too_early(words, record, *from),
            Self::Report { kind, period, on } => record::report(words, kind, *period, *on),
            Self::ReportAbsent {
                kind,
                period,
                unseen,
            } => record::report_absent(words, kind, *period, *unseen),
            Self::NotStarted { provision, unseen } => {
                standing::not_started(words, provision, *unseen)
            }
            Self::Counted {
                from,
                term,
                unrolled,
                day,
                departures,
            } => counted::last_day((*from, *term), (*unrolled, *day), departures),
            Self::Corresponding {
                from,
                term,
                bound,
                day,
            } => counted::corresponding(*from, *term, *bound, *day),
            Self::Limits {
                from,
                min,
                max,
                used,
            } => lasted::limits(*from, (*min, *max), *used),
            Self::Lasted(lasted) => lasted::lasted(words, lasted),
            Self::NotYet {
                began_with,
                from,
                limit,
            } => lasted::not_yet(words, began_with.as_deref(), *from, *limit),
            Self::Past {
                began_with,
                from,
                limit,
            } => lasted::past(words, began_with.as_deref(), *from, *limit),
            Self::Step { gate, closed } => standing::step(words, gate, *closed),
            Self::Instance(instance) => counted::instance(words, instance),
            Self::CalendarDay {
                period,
                from,
                day,
                read_by,
            } => counted::calendar_day(*period, (*from, *day), read_by.as_deref()),
            Self::NoTime { periodic: true } => both(
                "条文没有规定该期应于何日以前办理，故不判逾期",
                "the text sets no day by which it is due for the period, so it is never late",
            ),
            Self::NoTime { periodic: false } => both(
                "条文没有以天数或日期规定期限，故不判逾期",
                "the text sets no number of days and no date, so it is never late",
            ),
            Self::DoneBefore { on, done } => both(
                format!("已于{done}办理，早于起算日{on}，按起算日计为完成"),
                format!(
                    "done on {done}, before its time began, and counted as done on {on}, the day its time began"
                ),
            ),
            Self::Missed { provision } => standing::missed(words, provision),
            Self::NoCalendar {
                year,
                provisional,
                from,
                term,
            } => counted::no_calendar((*from, *term), *year, *provisional),
            Self::NoRegionalCalendar { year } => both(
                format!(
                    "{year}年的地方放假安排未载入，按全国放假安排计算；当地另有放假的，末日可能顺延"
                ),
                format!(
                    "the regional calendar of {year} is not loaded and the national one was used; a regional holiday may move the last day"
                ),
            ),
            Self::Extended { on, until } => counted::extended(*on, *until),
            Self::Exception {
                approved_by,
                on,
                reason,
            } => both(
                format!("已登记例外：{approved_by}于{on}批准，理由：{reason}"),
                format!("exception approved by {approved_by} on {on}: {reason}"),
            ),
            Self::Duty {
                provision,
                timed,
                state,
                holds,
            } => standing::duty(words, provision.as_deref(), (*state, *timed), *holds),
            Self::Changes(count) => both(
                format!("已确定或实施的变更{count}项"),
                format!("changes decided or implemented: {count}"),
            ),
            Self::Unobserved { kind, through } => record::unobserved(words, kind, *through),
            Self::Untracked { since, kind } => record::untracked(words, *since, kind.as_deref()),
            Self::Ruling(ruled) => standing::ruling(pack, ruled),
        }
    }
}
