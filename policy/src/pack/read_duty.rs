use super::{
    Anchor, Choice, Clock, DueDay, Duration, Duty, Extension, Length, Performance, PlanDay,
    PlanYear, Recurring, Shape, Trigger, read_provision::bilingual,
};
use crate::{
    calendar::Unit,
    condition::{Condition, Names, condition, number, pattern},
    source::{Fields, Node},
    values::PeriodKind,
    vocabulary::{Family, ValueType},
};

const KEYS: [&str; 9] = [
    "from",
    "schedule",
    "occurrence",
    "performed_by",
    "due",
    "window",
    "duration",
    "counts_earlier",
    "missed",
];

const UNITS: [(&str, Unit); 4] = [
    ("workdays", Unit::Workdays),
    ("days", Unit::Days),
    ("months", Unit::Months),
    ("years", Unit::Years),
];

/// Reads `duty:`.
pub(super) fn duty(node: &Node, names: &Names<'_>) -> Option<Duty> {
    let fields = Fields::of(node, "a duty", &KEYS, names.problems)?;
    let clock = match (fields.get("from"), fields.get("schedule")) {
        (Some(from), None) => Clock::Triggered {
            by: trigger(from, names)?,
            each: match fields.get("occurrence") {
                Some(word) => {
                    names.word(word, "occurrence", &[("latest", false), ("each", true)])?
                }
                None => false,
            },
        },
        (None, Some(schedule)) => self::schedule(schedule, names)?,
        _ => {
            names
                .problems
                .at(node, "a duty has either `from` or `schedule`");
            return None;
        }
    };
    let performed_by = all(fields.list("performed_by"), names, performance)?;
    let shape = shape(fields, names)?;
    let elapses = matches!(shape, Shape::Duration(_));
    if performed_by.is_empty() && !elapses {
        names.problems.at(
            node,
            "`performed_by` is missing: only a duration elapses by itself",
        );
        return None;
    }
    if !matches!(clock, Clock::Triggered { .. }) && !matches!(shape, Shape::Open) {
        names.problems.at(
            node,
            "a schedule has its days inside; `due`, `window` and `duration` go with `from`",
        );
        return None;
    }
    Some(Duty {
        clock,
        performed_by,
        shape,
        counts_earlier: fields.flag("counts_earlier"),
        missed: fields
            .get("missed")
            .and_then(|node| bilingual(node, "`missed`", names)),
    })
}

fn all<T>(
    nodes: &[Node],
    names: &Names<'_>,
    read: impl Fn(&Node, &Names<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let done: Vec<T> = nodes.iter().filter_map(|node| read(node, names)).collect();
    (done.len() == nodes.len()).then_some(done)
}

fn trigger(node: &Node, names: &Names<'_>) -> Option<Trigger> {
    if node.plain() == Some("standing") {
        return Some(Trigger::Standing);
    }
    let entries = node.mapping().unwrap_or_default();
    let head = entries
        .first()
        .and_then(|(key, _)| key.scalar())
        .unwrap_or_default();
    if !matches!(head, "first_of" | "latest_of") {
        return pattern(node, names).map(Trigger::One);
    }
    let fields = Fields::of(node, "`from`", &[head], names.problems)?;
    let patterns = all(fields.list(head), names, pattern)?;
    Some(match head {
        "first_of" => Trigger::FirstOf(patterns),
        _ => Trigger::LatestOf(patterns),
    })
}

fn performance(node: &Node, names: &Names<'_>) -> Option<Performance> {
    let entries = node.mapping().unwrap_or_default();
    let has = |key| entries.iter().any(|(k, _)| k.scalar() == Some(key));
    if has("any") {
        let fields = Fields::of(node, "`any`", &["any"], names.problems)?;
        return all(fields.list("any"), names, performance).map(Performance::Any);
    }
    if has("report") {
        let fields = Fields::of(node, "a report", &["report"], names.problems)?;
        let of = names.definition(Family::Report, fields.need("report")?)?;
        return Some(Performance::Report(of.name.clone()));
    }
    if has("fact") {
        return condition(node, names).map(Performance::Fact);
    }
    pattern(node, names).map(Performance::Record)
}

fn shape(fields: Fields<'_>, names: &Names<'_>) -> Option<Shape> {
    let given = ["due", "window", "duration"].map(|key| fields.get(key));
    match given {
        [None, None, None] => Some(Shape::Open),
        [Some(node), None, None] => due(node, names),
        [None, Some(node), None] => {
            let fields = Fields::of(node, "`window`", &["from", "until", "unit"], names.problems)?;
            Some(Shape::Window {
                from: length(fields, "from", names)?,
                until: length(fields, "until", names)?,
            })
        }
        [None, None, Some(node)] => {
            duration(node, names).map(|duration| Shape::Duration(Box::new(duration)))
        }
        _ => {
            let message = "a duty has at most one of `due`, `window` and `duration`";
            names.problems.at(fields.node, message);
            None
        }
    }
}

fn length(fields: Fields<'_>, amount: &str, names: &Names<'_>) -> Option<Length> {
    Some(Length {
        amount: number(fields.need(amount)?, names)?,
        unit: names.word(fields.need("unit")?, "unit", &UNITS)?,
    })
}

fn due(node: &Node, names: &Names<'_>) -> Option<Shape> {
    let fields = Fields::of(
        node,
        "`due`",
        &["within", "unit", "extended_by"],
        names.problems,
    )?;
    let within = length(fields, "within", names)?;
    let unit = within.unit;
    let extended_by = match fields.get("extended_by") {
        Some(node) => Some(extension(node, unit, names)?),
        None => None,
    };
    Some(Shape::Due {
        within,
        extended_by,
    })
}

fn extension(node: &Node, unit: Unit, names: &Names<'_>) -> Option<Extension> {
    let fields = Fields::of(
        node,
        "`extended_by`",
        &["document", "until", "at_most"],
        names.problems,
    )?;
    let of = names.definition(Family::Document, fields.need("document")?)?;
    let until = fields.need_text("until")?;
    let dated = of.attribute(&until).and_then(|a| a.value_type) == Some(ValueType::Date);
    if !dated {
        let message = format!("`{}` has no attribute `{until}` that is a date", of.name);
        names.problems.at(node, message);
        return None;
    }
    Some(Extension {
        document: of.name.clone(),
        until,
        at_most: match fields.get("at_most") {
            Some(node) => Some(Length {
                amount: number(node, names)?,
                unit,
            }),
            None => None,
        },
    })
}

fn duration(node: &Node, names: &Names<'_>) -> Option<Duration> {
    let keys = [
        "min",
        "max",
        "unit",
        "choose",
        "ends_with",
        "adds_up",
        "claim_latest_when",
        "short_breaches",
    ];
    let fields = Fields::of(node, "`duration`", &keys, names.problems)?;
    let choices = match fields.get("choose") {
        None => vec![limits(fields, Condition::Always, names)?],
        Some(node) if fields.has("min") || fields.has("max") => {
            names
                .problems
                .at(node, "`choose` stands instead of `min` and `max`");
            return None;
        }
        Some(_) => all(fields.list("choose"), names, choice)?,
    };
    Some(Duration {
        unit: names.word(fields.need("unit")?, "unit", &UNITS)?,
        choices,
        ends_with: match fields.get("ends_with") {
            Some(node) => Some(pattern(node, names)?),
            None => None,
        },
        adds_up: fields.flag("adds_up"),
        claim_latest_when: match fields.get("claim_latest_when") {
            Some(node) => Some(condition(node, names)?),
            None => None,
        },
        short_breaches: fields.flag("short_breaches"),
    })
}

fn choice(node: &Node, names: &Names<'_>) -> Option<Choice> {
    let fields = Fields::of(node, "a choice", &["when", "min", "max"], names.problems)?;
    let when = condition(fields.need("when")?, names)?;
    limits(fields, when, names)
}

fn limits(fields: Fields<'_>, when: Condition, names: &Names<'_>) -> Option<Choice> {
    let limit = |key| match fields.get(key) {
        Some(node) => number(node, names).map(Some),
        None => Some(None),
    };
    let (min, max) = (limit("min")?, limit("max")?);
    if min.is_none() && max.is_none() {
        names
            .problems
            .at(fields.node, "`min`, `max` or both are needed");
        return None;
    }
    Some(Choice { when, min, max })
}

fn schedule(node: &Node, names: &Names<'_>) -> Option<Clock> {
    let keys = [
        "every",
        "first",
        "last",
        "due",
        "reported",
        "plan_year",
        "while",
    ];
    let fields = Fields::of(node, "`schedule`", &keys, names.problems)?;
    if let Some(days) = fields.get("plan_year") {
        return plan_year(days, fields, names).map(Clock::PlanYear);
    }
    let kinds = [
        ("month", PeriodKind::Month),
        ("quarter", PeriodKind::Quarter),
        ("year", PeriodKind::Year),
    ];
    let anchor = |key, by_due| match fields.get(key) {
        Some(node) => anchor(node, by_due, names).map(Some),
        None => Some(None),
    };
    Some(Clock::Recurring(Recurring {
        every: names.word(fields.need("every")?, "period", &kinds)?,
        first: anchor("first", "due_from")?,
        last: anchor("last", "due_before")?,
        due: match fields.get("due") {
            None => None,
            Some(node) => Some(due_day(node, names)?),
        },
        reported: fields.flag("reported"),
    }))
}

fn anchor(node: &Node, by_due: &str, names: &Names<'_>) -> Option<Anchor> {
    let fields = Fields::of(node, "an anchor", &["containing", by_due], names.problems)?;
    let read = |node, by_due_day| -> Option<Anchor> {
        Some(Anchor {
            by: trigger(node, names)?,
            by_due_day,
        })
    };
    match (fields.get("containing"), fields.get(by_due)) {
        (Some(node), None) => read(node, false),
        (None, Some(node)) => read(node, true),
        _ => {
            names
                .problems
                .at(node, format!("either `containing` or `{by_due}` is needed"));
            None
        }
    }
}

fn due_day(node: &Node, names: &Names<'_>) -> Option<DueDay> {
    match node.plain().map(|text| (text, text.parse())) {
        Some(("end", _)) => Some(DueDay::End),
        Some((_, Ok(day @ 1..=28))) => Some(DueDay::DayOfMonth(day)),
        _ => {
            names
                .problems
                .at(node, "`due` is `end` or a day of the month from 1 to 28");
            None
        }
    }
}

fn plan_year(node: &Node, outer: Fields<'_>, names: &Names<'_>) -> Option<PlanYear> {
    let fields = Fields::of(node, "`plan_year`", &["window", "by"], names.problems)?;
    let days: Vec<PlanDay> = match (fields.get("window"), fields.get("by")) {
        (Some(_), None) => all(fields.list("window"), names, plan_day)?,
        (None, Some(node)) => vec![plan_day(node, names)?],
        _ => Vec::new(),
    };
    let (opens, closes) = match days[..] {
        [closes] if fields.has("by") => (None, closes),
        [opens, closes] => (Some(opens), closes),
        _ => {
            names
                .problems
                .at(node, "`window` with two days, or `by` with one, is needed");
            return None;
        }
    };
    Some(PlanYear {
        opens,
        closes,
        next_while: match outer.get("while") {
            Some(node) => Some(condition(node, names)?),
            None => None,
        },
    })
}

fn plan_day(node: &Node, names: &Names<'_>) -> Option<PlanDay> {
    let parsed = node.scalar().and_then(|text| {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // 2001 is no leap year: the day must exist every year.
        chrono::NaiveDate::from_ymd_opt(2001, month, day)?;
        Some(PlanDay { month, day })
    });
    if parsed.is_none() {
        names
            .problems
            .at(node, "a day of every year such as \"09-30\" is needed");
    }
    parsed
}
