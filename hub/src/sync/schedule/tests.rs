use shuniu_policy::Calendars;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+08:00")
        .parse::<DateTime<FixedOffset>>()
        .unwrap()
        .to_utc()
}

fn days() -> WorkingDays {
    Calendars::shipped().working_days(&["cn"]).unwrap()
}

fn of(settings: &ScheduleSettings) -> Schedule {
    settings.read(TimeDelta::minutes(5)).unwrap()
}

fn cron(text: &str) -> ScheduleSettings {
    ScheduleSettings {
        cron: Some(text.to_owned()),
        ..ScheduleSettings::default()
    }
}

fn hours(open: &[&str], closed: &[&str]) -> ScheduleSettings {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    ScheduleSettings {
        open: owned(open),
        closed: owned(closed),
        ..ScheduleSettings::default()
    }
}

/// When each is read next after a run that began then.
fn next(settings: &ScheduleSettings, begun: &str) -> DateTime<Utc> {
    of(settings).next(Some(at(begun)), at(begun), &days())
}

#[test]
fn what_was_never_read_is_due_at_once_and_then_by_its_rhythm() {
    let every = ScheduleSettings::default();
    let now = at("2026-06-30T10:00");
    assert_eq!(of(&every).next(None, now, &days()), now);
    assert_eq!(next(&every, "2026-06-30T10:00"), at("2026-06-30T10:05"));
    let nightly = cron("30 2 * * *");
    assert_eq!(next(&nightly, "2026-06-30T02:30"), at("2026-07-01T02:30"));
    // Three nights were missed: it is read once, and then that night's.
    let (begun, now) = (at("2026-06-26T02:30"), at("2026-06-30T09:00"));
    let missed = of(&nightly).next(Some(begun), now, &days());
    assert!(missed <= now, "{missed}");
    assert_eq!(next(&nightly, "2026-06-30T09:00"), at("2026-07-01T02:30"));
}

#[test]
fn a_run_waits_for_the_hours_of_the_system() {
    let office = hours(&["08:00-18:00"], &["12:00-13:30"]);
    for (begun, due) in [
        ("2026-06-30T09:00", "2026-06-30T09:05"),
        ("2026-06-30T11:56", "2026-06-30T13:30"),
        ("2026-06-30T17:55", "2026-07-01T08:00"),
        ("2026-06-30T03:00", "2026-06-30T08:00"),
    ] {
        assert_eq!(next(&office, begun), at(due), "{begun}");
    }
    let night = hours(&["22:00-06:00"], &[]);
    assert_eq!(next(&night, "2026-06-30T05:58"), at("2026-06-30T22:00"));
    assert_eq!(next(&night, "2026-06-30T23:58"), at("2026-07-01T00:03"));
    let late = hours(&["18:00-24:00"], &[]);
    assert_eq!(next(&late, "2026-06-30T23:58"), at("2026-07-01T18:00"));
}

#[test]
fn rest_days_are_those_of_the_calendar() {
    let office = ScheduleSettings {
        working_days: true,
        ..cron("0 9 * * *")
    };
    // 国庆节 2026 is from 1 to 7 October; 10 October is a working Saturday.
    assert_eq!(next(&office, "2026-09-30T09:00"), at("2026-10-08T00:00"));
    assert_eq!(next(&office, "2026-10-09T09:00"), at("2026-10-10T09:00"));
    // Of 2090 no calendar is loaded, and to ask is harmless.
    assert_eq!(next(&office, "2090-06-30T09:00"), at("2090-07-01T09:00"));
}

#[test]
fn settings_that_cannot_be_are_refused_by_key() {
    for (settings, key) in [
        (cron("61 * * * *"), "cron"),
        (cron("0 0 2 * * *"), "cron"),
        (cron("often"), "cron"),
        (cron("0 0 31 2 *"), "cron"),
        (cron("0 0 31 4,6,9,11 *"), "cron"),
        (hours(&["08:00-08:00"], &[]), "open"),
        (hours(&["00:00-00:00"], &[]), "open"),
        (hours(&["8 to 18"], &[]), "open"),
        (hours(&[], &["12:00"]), "closed"),
        (hours(&["08:00-18:00"], &["07:00-19:00"]), "open and closed"),
        (
            ScheduleSettings {
                utc_offset: "Asia/Shanghai".to_owned(),
                ..ScheduleSettings::default()
            },
            "utc_offset",
        ),
    ] {
        let problem = settings.read(TimeDelta::minutes(5)).unwrap_err();
        assert_eq!(problem.key, key, "{settings:?}");
    }
}

#[test]
fn a_rare_day_and_a_whole_one_are_no_mistake() {
    for settings in [
        cron("0 0 29 2 *"),
        hours(&["00:00-24:00"], &[]),
        hours(&["22:00-06:00"], &[]),
    ] {
        settings.read(TimeDelta::minutes(5)).unwrap();
    }
}
