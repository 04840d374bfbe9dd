use chrono::NaiveDate;

use super::{super::Against, counted::of_period};
use crate::{
    facts::{Record, Source, Value},
    pack::Bilingual,
    values::Period,
    vocabulary::{Definition, Family},
    words::{Words, both},
};

/// An attribute or derived value.
pub(super) fn valued(
    words: Words<'_>,
    family: Family,
    name: &str,
    value: Option<&Value>,
) -> Bilingual {
    let Bilingual { zh, en } = words.term(family, name);
    match (words.definition(family, name), value) {
        (Some(of), Some(value)) => {
            let value = Words::value(value, of);
            both(format!("{zh}：{}", value.zh), format!("{en}: {}", value.en))
        }
        // Judged by a version of the pack that is not at hand, which had the name.
        (None, Some(value)) => both(format!("{zh}：{value}"), format!("{en}: {value}")),
        (_, None) => both(format!("{zh}：无规定"), format!("{en}: no rule")),
    }
}

/// An attribute beside the number that the law compares it with.
pub(super) fn compared(
    words: Words<'_>,
    name: &str,
    value: &Value,
    against: &Against,
) -> Bilingual {
    let Some(of) = words.definition(Family::Fact, name) else {
        return valued(words, Family::Fact, name, Some(value));
    };
    let is = valued(words, Family::Fact, name, Some(value));
    let stands = Words::against(against.compare, &against.than, of);
    both(
        format!("{}，{}", is.zh, stands.zh),
        format!("{}, {}", is.en, stands.en),
    )
}

/// Several things of which any would do.
pub(super) fn none_of(each: &[Bilingual]) -> Bilingual {
    let Bilingual { zh, en } = crate::words::joined(each, "；", "; ");
    both(
        format!("{zh}（有其一即可）"),
        format!("{en} (any of them would do)"),
    )
}

/// What another file of the same unit holds.
pub(super) fn elsewhere(each: &[Bilingual]) -> Bilingual {
    let Bilingual { zh, en } = crate::words::joined(each, "，", ", ");
    both(
        format!("{zh}（在本单位另一项目的档案中）"),
        format!("{en} (in the file of another project of the unit)"),
    )
}

pub(super) fn not_recorded(words: Words<'_>, name: &str) -> Bilingual {
    let Bilingual { zh, en } = words.need(name);
    both(format!("尚未登记：{zh}"), format!("not recorded: {en}"))
}

/// An event or document with what is known of it.
pub(super) fn there(words: Words<'_>, record: &Record) -> Bilingual {
    let Bilingual { zh, en } = words.phrase(record.source.family(), &record.kind);
    let of = words.definition(record.source.family(), &record.kind);
    let given = record.attributes.iter().filter_map(|(name, value)| {
        let attribute = of?.attribute(name)?;
        Some(named(attribute, &Words::value(value, attribute)))
    });
    let more = bracketed(&given.collect::<Vec<_>>());
    match record.on {
        Some(day) => {
            let said = match record.source {
                Source::Event => format!("{day}{zh}{}", more.zh),
                Source::Document => format!("{zh}{}于{day}在案", more.zh),
            };
            both(said, format!("{en} on {day}{}", more.en))
        }
        None => both(
            format!("{zh}{}已在案，日期不明", more.zh),
            format!("{en} is on file without a day{}", more.en),
        ),
    }
}

/// An event or document that is not there.
pub(super) fn absent(
    words: Words<'_>,
    (source, kind): (Source, &str),
    (attributes, parts): (&[(String, Vec<Value>)], &[String]),
    unseen: bool,
) -> Bilingual {
    let Bilingual { zh, en } = words.phrase(source.family(), kind);
    let of = words.definition(source.family(), kind);
    let attribute = |name: &str| of.and_then(|of| of.attribute(name));
    let wanted = attributes.iter().filter_map(|(name, values)| {
        let of = attribute(name)?;
        Some(named(of, &Words::alternatives(values, of)))
    });
    let more = bracketed(&wanted.collect::<Vec<_>>());
    let (no_zh, no_en) = no(unseen);
    let held = attribute("parts").filter(|_| !parts.is_empty());
    let Some(of) = held else {
        // 记录的记录 says it twice.
        let record = if more.zh.is_empty() && zh.ends_with("记录") {
            ""
        } else {
            "的记录"
        };
        return both(
            format!("{no_zh}{zh}{}{record}", more.zh),
            format!("{no_en} of “{en}”{}", more.en),
        );
    };
    let parts = Value::List(parts.to_vec());
    let lacks = if unseen { no_zh } else { "尚缺" };
    both(
        format!("{zh}{}中{lacks}{}", more.zh, parts.zh(of)),
        format!("{no_en} of “{en}”{} that holds {}", more.en, parts.en(of)),
    )
}

/// What was done before it could perform anything.
pub(super) fn too_early(words: Words<'_>, record: &Record, from: NaiveDate) -> Bilingual {
    let Bilingual { zh, en } = there(words, record);
    both(
        format!("{zh}，早于{from}，不算履行，此后尚无记录"),
        format!("{en} came before {from} and performs nothing; nothing since is on record"),
    )
}

pub(super) fn report(words: Words<'_>, kind: &str, period: Period, on: NaiveDate) -> Bilingual {
    let Bilingual { zh, en } = words.phrase(Family::Report, kind);
    both(
        format!("{zh}（{}）于{on}报送", of_period(period)),
        format!("{en} for {period} submitted on {on}"),
    )
}

pub(super) fn report_absent(
    words: Words<'_>,
    kind: &str,
    period: Option<Period>,
    unseen: bool,
) -> Bilingual {
    let Bilingual { zh, en } = words.phrase(Family::Report, kind);
    let (no_zh, no_en) = no(unseen);
    let of = period.map_or_else(Default::default, |period| {
        (
            format!("（{}）", of_period(period)),
            format!(" for {period}"),
        )
    });
    both(
        format!("{no_zh}{zh}{}的报送记录", of.0),
        format!("{no_en} of “{en}”{}", of.1),
    )
}

pub(super) fn unobserved(words: Words<'_>, kind: &str, through: Option<NaiveDate>) -> Bilingual {
    let Bilingual { zh, en } = words.kind(kind);
    match through {
        Some(day) => both(
            format!("{zh}的记录只完整到{day}，此后有无尚不能确定"),
            format!(
                "the record of “{en}” is complete only through {day}; what came after cannot be told"
            ),
        ),
        None => both(
            format!("{zh}的记录是否完整不明"),
            format!("how far the record of “{en}” is complete is not known"),
        ),
    }
}

/// What an old project's file may have left out, and what settles it.
pub(super) fn untracked(words: Words<'_>, since: NaiveDate, kind: Option<&str>) -> Bilingual {
    match kind {
        Some(kind) => {
            let Bilingual { zh, en } = words.kind(kind);
            both(
                format!("项目自{since}起纳入，此前有无{zh}未见记录；补录{zh}及其日期即可判定"),
                format!(
                    "the project is followed since {since}, and whether there was “{en}” before was not seen; record it with its day, and it can be told"
                ),
            )
        }
        None => both(
            format!(
                "项目自{since}起纳入，此前是否已经办理未见记录，不能据此认定未办；补录上述材料及其日期即可判定"
            ),
            format!(
                "the project is followed since {since}, and whether it was done before was not seen, which is not to say that it was not; record the above with its day, and it can be told"
            ),
        ),
    }
}

fn no(unseen: bool) -> (&'static str, &'static str) {
    if unseen {
        ("未见", "no record was seen")
    } else {
        ("尚无", "no record")
    }
}

fn named(of: &Definition, value: &Bilingual) -> Bilingual {
    both(
        format!("{}：{}", of.zh, value.zh),
        format!("{}: {}", of.en, value.en),
    )
}

fn bracketed(said: &[Bilingual]) -> Bilingual {
    if said.is_empty() {
        return both("", "");
    }
    let Bilingual { zh, en } = crate::words::joined(said, "，", ", ");
    both(format!("（{zh}）"), format!(" ({en})"))
}
