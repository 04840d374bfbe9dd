//! What bureaus owe for all projects of their place. Cases are of one project and cannot claim it.

use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_policy::assessment::evaluate_bureau;
use shuniu_policy::facts::{Facts, Report};
use shuniu_policy::{Calendars, Pack, Packs};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The duties of the bureau on 10 May 2026, in a place that is followed since 20 February, where
/// the report of March came in April, and that of January of before.
fn owed(pack: &Pack, kind: &str) -> Vec<String> {
    let mut facts = Facts::new(Arc::clone(pack.vocabulary()));
    facts.tracked_since(day("2026-02-20"));
    for (period, on) in [("2026-01", "2026-01-31"), ("2026-03", "2026-04-02")] {
        let report = Report {
            kind: kind.to_owned(),
            period: period.parse().expect("a period"),
            on: day(on),
        };
        if facts.report(report).is_err() {
            return vec!["the report is for another kind of period".to_owned()];
        }
    }
    let calendar = Calendars::shipped().working_days(&["cn"]);
    let calendar = calendar.expect("the national calendar ships with the hub");
    let today = day("2026-05-10");
    let (owed, next) = evaluate_bureau(&[pack], &calendar, &facts, today);
    let said = owed.iter().map(|one| {
        let of = |day: Option<NaiveDate>| day.map_or("-".to_owned(), |day| day.to_string());
        let (days, status) = (&one.days, one.status(today));
        format!(
            "{} {} from {} done {} {status} {:?}",
            one.provision,
            one.period
                .map_or("-".to_owned(), |period| period.to_string()),
            of(days.triggered_on),
            of(days.fulfilled_on),
            one.flags(today),
        )
    });
    said.chain([format!("next {next:?}")]).collect()
}

/// The duties of bureaus, by pack: the provision and the report that performs it.
const CLAIMED: [(&str, &str, &str); 2] = [
    ("huoqiu", "huoqiu-3-3-monthly-circular", "monthly_circular"),
    (
        "bayingolin",
        "bayingolin-09-monthly-review-meeting",
        "monthly_review_meeting",
    ),
];

/// One a month, from the month in which the place is followed on; never overdue, but pointed out
/// when it is open for long; and none for a month that nobody was to report of unless somebody did.
pub(crate) fn is_as_claimed(pack: &Pack) -> bool {
    let of = CLAIMED.iter().find(|(id, _, _)| *id == pack.id);
    let Some((_, provision, kind)) = of else {
        return true;
    };
    let expected = [
        format!("{provision} 2026-01 from 2026-01-01 done 2026-01-31 fulfilled []"),
        format!("{provision} 2026-02 from 2026-02-20 done - pending [Attention]"),
        format!("{provision} 2026-03 from 2026-03-01 done 2026-04-02 fulfilled []"),
        format!("{provision} 2026-04 from 2026-04-01 done - pending []"),
        format!("{provision} 2026-05 from 2026-05-01 done - pending []"),
        format!("next {:?}", Some(day("2026-06-01"))),
    ];
    owed(pack, kind) == expected
}

#[test]
fn bureaus_owe_what_their_texts_say_and_nothing_else() {
    for pack in Packs::shipped().iter() {
        assert!(is_as_claimed(pack), "{}", pack.id);
        let bound: Vec<&str> = pack
            .provisions
            .iter()
            .filter(|one| one.has_duty() && one.bearer() == shuniu_policy::pack::Bearer::Bureau)
            .map(|one| one.id.as_str())
            .collect();
        let claimed = CLAIMED.iter().filter(|(id, _, _)| *id == pack.id);
        let claimed: Vec<&str> = claimed.map(|(_, provision, _)| *provision).collect();
        assert_eq!(bound, claimed, "{}", pack.id);
    }
}

#[test]
fn what_a_bureau_owes_is_owed_by_no_project() {
    for (id, provision, _) in CLAIMED {
        let pack = Packs::shipped().get(id).unwrap();
        let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
        let nothing = Facts::new(Arc::clone(pack.vocabulary()));
        let got = shuniu_policy::evaluate(&[pack], &calendar, &nothing, day("2026-05-10"));
        assert!(got.obligations.iter().all(|one| one.provision != provision));
    }
}
