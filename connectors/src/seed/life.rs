use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::dice::Dice;

/// A step in the life of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Milestone {
    Application,
    Prereview,
    Joint,
    /// The opinion of a third party was received.
    ThirdParty,
    /// The government or its leading group agreed.
    Consent,
    /// The budget quota was given.
    Quota,
    Fiscal,
    Panel,
    Expert,
    Code,
    Approval,
    Plan,
    Tender,
    Award,
    Contract,
    Start,
    Completed,
    Initial,
    TrialStart,
    TrialEnd,
    Final,
    /// Prices were settled and final accounts drawn up.
    Settled,
    Operation,
    /// The whole archive was handed over.
    Archived,
    Evaluated,
}

/// A step and how many days it comes after the one before.
pub(super) type Step = (Milestone, u64, u64);

use Milestone as M;

/// 亭湖, one million yuan and above.
pub(super) const TINGHU_FULL: [Step; 19] = [
    (M::Application, 0, 0),
    (M::Prereview, 15, 30),
    (M::Joint, 10, 25),
    (M::Fiscal, 7, 20),
    (M::Panel, 5, 10),
    (M::Expert, 3, 8),
    (M::Code, 5, 12),
    (M::Approval, 3, 10),
    (M::Tender, 12, 30),
    (M::Award, 22, 35),
    (M::Contract, 8, 28),
    (M::Start, 3, 10),
    (M::Completed, 60, 180),
    (M::Initial, 10, 25),
    (M::TrialStart, 3, 7),
    (M::TrialEnd, 95, 175),
    (M::Final, 7, 20),
    (M::Operation, 3, 6),
    (M::Evaluated, 200, 350),
];

/// 亭湖, below one million yuan: filed, not approved.
pub(super) const TINGHU_FILING: [Step; 12] = [
    (M::Application, 0, 0),
    (M::Fiscal, 7, 20),
    (M::Code, 5, 12),
    (M::Tender, 10, 20),
    (M::Award, 10, 25),
    (M::Contract, 5, 25),
    (M::Start, 3, 8),
    (M::Completed, 30, 90),
    (M::TrialStart, 5, 10),
    (M::TrialEnd, 95, 150),
    (M::Final, 7, 20),
    (M::Operation, 3, 6),
];

/// 巴州.
pub(super) const BAYINGOLIN: [Step; 17] = [
    (M::Application, 0, 0),
    (M::Prereview, 15, 40),
    (M::Panel, 5, 12),
    (M::Expert, 3, 10),
    (M::Code, 5, 12),
    (M::Approval, 3, 15),
    (M::Plan, 10, 40),
    (M::Start, 10, 45),
    (M::Tender, 10, 30),
    (M::Award, 22, 40),
    (M::Contract, 8, 30),
    (M::Completed, 60, 200),
    (M::TrialStart, 5, 15),
    (M::TrialEnd, 40, 150),
    (M::Final, 10, 60),
    (M::Operation, 3, 6),
    (M::Evaluated, 366, 400),
];

/// 东至.
pub(super) const DONGZHI: [Step; 17] = [
    (M::Application, 0, 0),
    (M::Joint, 10, 25),
    (M::ThirdParty, 10, 25),
    (M::Panel, 12, 20),
    (M::Expert, 3, 10),
    (M::Code, 5, 12),
    (M::Approval, 3, 12),
    (M::Tender, 15, 35),
    (M::Award, 22, 40),
    (M::Contract, 8, 28),
    (M::Start, 3, 12),
    (M::Completed, 60, 180),
    (M::TrialStart, 5, 15),
    (M::TrialEnd, 93, 170),
    (M::Final, 10, 45),
    (M::Operation, 3, 6),
    (M::Evaluated, 370, 480),
];

/// 眉县.
pub(super) const MEIXIAN: [Step; 17] = [
    (M::Application, 0, 0),
    (M::Joint, 15, 35),
    (M::Consent, 10, 30),
    (M::Quota, 5, 20),
    (M::Code, 5, 12),
    (M::Approval, 3, 12),
    (M::Tender, 12, 30),
    (M::Award, 22, 38),
    (M::Contract, 8, 28),
    (M::Start, 3, 10),
    (M::Completed, 50, 160),
    (M::Initial, 7, 25),
    (M::TrialStart, 3, 8),
    (M::TrialEnd, 95, 150),
    (M::Final, 10, 40),
    (M::Operation, 3, 6),
    (M::Archived, 20, 60),
];

/// 霍邱, whose law knows no trial run.
pub(super) const HUOQIU: [Step; 17] = [
    (M::Application, 0, 0),
    (M::Prereview, 15, 50),
    (M::Panel, 5, 15),
    (M::Expert, 3, 10),
    (M::Consent, 15, 40),
    (M::Code, 5, 12),
    (M::Approval, 5, 20),
    (M::Plan, 10, 40),
    (M::Tender, 15, 40),
    (M::Award, 22, 38),
    (M::Contract, 8, 28),
    (M::Start, 3, 12),
    (M::Completed, 60, 180),
    (M::Initial, 10, 25),
    (M::Final, 25, 60),
    (M::Settled, 20, 60),
    (M::Operation, 3, 6),
];

/// Months of any year, the last included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Season {
    pub(super) from: u32,
    pub(super) until: u32,
}

impl Season {
    /// The day itself, or the last one before it that lies in these months.
    fn before(self, day: NaiveDate) -> NaiveDate {
        let month = day.month();
        if (self.from..=self.until).contains(&month) {
            return day;
        }
        let year = if month > self.until {
            day.year()
        } else {
            day.year() - 1
        };
        let after = NaiveDate::from_ymd_opt(year, self.until + 1, 1);
        after.map_or(day, |first| back(first, 1))
    }
}

/// The days on which a project reached its milestones.
pub(super) type Timeline = BTreeMap<Milestone, NaiveDate>;

/// Lays out a life that has come as far as its last step, `lag` days before `today`.
pub(super) fn unfold(
    reached: &[Step],
    lag: u64,
    today: NaiveDate,
    season: impl Fn(Milestone) -> Option<Season>,
    dice: &mut Dice,
) -> Timeline {
    let mut days = BTreeMap::new();
    let mut day = working(back(today, lag));
    for (milestone, least, most) in reached.iter().rev() {
        if let Some(season) = season(*milestone) {
            day = working(season.before(day));
        }
        days.insert(*milestone, day);
        day = working(back(day, dice.between(*least, *most)));
    }
    days
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Year, month, day.
type Date = (i32, u32, u32);

/// The long holidays, first and last day; offices stand still.
const HOLIDAYS: [(Date, Date); 11] = [
    ((2023, 1, 21), (2023, 1, 27)),
    ((2023, 4, 29), (2023, 5, 3)),
    ((2023, 9, 29), (2023, 10, 6)),
    ((2024, 2, 10), (2024, 2, 17)),
    ((2024, 5, 1), (2024, 5, 5)),
    ((2024, 10, 1), (2024, 10, 7)),
    ((2025, 1, 28), (2025, 2, 4)),
    ((2025, 5, 1), (2025, 5, 5)),
    ((2025, 10, 1), (2025, 10, 8)),
    ((2026, 2, 15), (2026, 2, 23)),
    ((2026, 5, 1), (2026, 5, 5)),
];

/// The day itself or the last one before it on which offices are open.
pub(super) fn working(day: NaiveDate) -> NaiveDate {
    let date = |(y, m, d)| NaiveDate::from_ymd_opt(y, m, d);
    let holiday = HOLIDAYS
        .iter()
        .find(|(first, last)| date(*first) <= Some(day) && Some(day) <= date(*last))
        .and_then(|(first, _)| date(*first));
    let open = holiday.map_or(day, |first| back(first, 1));
    match open.weekday() {
        Weekday::Sat => back(open, 1),
        Weekday::Sun => back(open, 2),
        _ => open,
    }
}

/// A working day some days later.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    working(day.checked_add_days(Days::new(days)).unwrap_or(day)).max(day)
}
