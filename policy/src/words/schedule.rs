use super::{Words, both};
use crate::{
    pack::{Anchor, Bilingual, DueDay, PlanDay, PlanYear, Recurring},
    values::PeriodKind,
};

impl Words<'_> {
    pub(super) fn recurring(self, recurring: &Recurring) -> Vec<Bilingual> {
        let (zh, en) = match recurring.every {
            PeriodKind::Month => ("月", "month"),
            PeriodKind::Quarter => ("季度", "quarter"),
            PeriodKind::Year => ("年", "year"),
        };
        let mut said = vec![both(
            format!("每{zh}一次，每期各自计算"),
            format!("Once every {en}, each period by itself"),
        )];
        let anchor = |anchor: &Anchor, first: bool| {
            let moment = self.moment(&anchor.by);
            let (zh, en) = match (first, anchor.by_due_day) {
                (true, false) => ("首期：含", "The first period contains"),
                (true, true) => (
                    "首期：末日不早于",
                    "The first period is the first one due on or after",
                ),
                (false, false) => ("末期：含", "The last period contains"),
                (false, true) => (
                    "末期：末日早于",
                    "The last period is the last one due before",
                ),
            };
            let end = if anchor.by_due_day { "" } else { "之日" };
            both(
                format!("{zh}{}{end}", moment.zh),
                format!("{en} {}", moment.en),
            )
        };
        match &recurring.first {
            Some(first) => said.push(anchor(first, true)),
            None => said.push(both(
                "没有首期：本期和已报送的各期",
                "No first period: the current one and those reported for",
            )),
        }
        said.extend(recurring.last.as_ref().map(|last| anchor(last, false)));
        said.push(match recurring.due {
            Some(DueDay::End) => both("末日：期末", "It is due on the last day of the period"),
            Some(DueDay::DayOfMonth(day)) => both(
                format!("末日：当月{day}日"),
                format!("It is due on day {day} of the month"),
            ),
            None => both("没有末日", "It has no last day"),
        });
        if recurring.reported {
            said.push(both(
                "已报送的期始终存在",
                "A period somebody reported for exists anyway",
            ));
        }
        said
    }

    pub(super) fn plan_year(self, plan: &PlanYear) -> Vec<Bilingual> {
        let day = |day: PlanDay| both(format!("{}月{}日", day.month, day.day), english_day(day));
        let closes = day(plan.closes);
        let mut said = vec![match plan.opens.map(day) {
            Some(opens) => both(
                format!(
                    "每个计划年度一次，于上一年{}至{}办理，不顺延",
                    opens.zh, closes.zh
                ),
                format!(
                    "Once for every plan year, from {} to {} of the year before, not extended",
                    opens.en, closes.en
                ),
            ),
            None => both(
                format!("每个计划年度一次，不晚于上一年{}办理，不顺延", closes.zh),
                format!(
                    "Once for every plan year, by {} of the year before, not extended",
                    closes.en
                ),
            ),
        }];
        if let Some(condition) = &plan.next_while {
            let Bilingual { zh, en } = self.condition(condition).into_text();
            said.push(both(
                format!("下一年度的一次，仅在{zh}时产生"),
                format!("The one for the next year is owed only while {en}"),
            ));
        }
        said
    }
}

fn english_day(day: PlanDay) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month)
        .ok()
        .and_then(|month| months.get(month.checked_sub(1)?));
    month.map_or_else(
        || format!("{:02}-{:02}", day.month, day.day),
        |month| format!("{} {month}", day.day),
    )
}
