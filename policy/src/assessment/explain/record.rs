use chrono::NaiveDate;

use super::{super::Against, counted::of_period};
use crate::{
    condition::Number,
    facts::{Record, Source, Value},
    pack::Bilingual,
    values::Period,
    vocabulary::{Family, ValueType},
    words::{PARTS, Words, both, in_words, listed},
};

/// An attribute or derived value.
pub(super) fn valued(
    words: Words<'_>,
    family: Family,
    name: &str,
    value: Option<&Value>,
) -> Bilingual {
    let Bilingual { zh, en } = words.phrase(family, name);
    match (words.definition(family, name), value) {
        (Some(of), Some(value)) => {
            let value = in_words(value, of);
            let is_amount = of.value_type == Some(ValueType::Money) || of.unit.is_some();
            let between = if is_amount { "" } else { "：" };
            both(
                format!("{zh}{between}{}", value.zh),
                format!("{en}: {}", value.en),
            )
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
    let (kind, family) = (&record.kind, record.source.family());
    let known = record.attributes.iter();
    let known = known.map(|(name, value)| (name.as_str(), std::slice::from_ref(value)));
    let Bilingual { zh, en } = words.spoken(family, kind, &known.collect::<Vec<_>>());
    let Some(day) = record.on else {
        return both(
            format!("{zh}已在案，日期不明"),
            format!("{en}, on file without a day"),
        );
    };
    let of = words.definition(family, kind);
    let of = of.and_then(|of| of.attribute(PARTS));
    match (record.source, of, record.attributes.get(PARTS)) {
        (Source::Event, ..) => both(format!("{day}{zh}"), format!("{en} on {day}")),
        (Source::Document, Some(of), Some(Value::List(parts))) if !parts.is_empty() => {
            let parts = listed(parts, of);
            both(
                format!("{zh}含{}，{day}在案", parts.zh),
                format!("{en} ({}), filed on {day}", parts.en),
            )
        }
        _ => both(format!("{zh}于{day}在案"), format!("{en}, filed on {day}")),
    }
}

/// A panel beside what the law asks for.
pub(super) fn panel(
    words: Words<'_>,
    record: &Record,
    (at_least, odd, external): (i64, bool, Option<bool>),
) -> Bilingual {
    let formed = there(words, record);
    let wanted = words.members(&Number::Literal(at_least), odd, external);
    both(
        format!("{}，按规定须{}", formed.zh, wanted.zh),
        format!("{}; the law asks for {}", formed.en, wanted.en),
    )
}

/// An event or document that is not there, or does not hold all parts.
pub(super) fn absent(
    words: Words<'_>,
    (source, kind): (Source, &str),
    (attributes, parts): (&[(String, Vec<Value>)], &[String]),
    found: Option<&Record>,
    unseen: bool,
) -> Bilingual {
    let said = words.wanted(source, kind, attributes);
    let of = words.definition(source.family(), kind);
    let of = of.and_then(|of| of.attribute(PARTS));
    let Some(of) = of.filter(|_| !parts.is_empty()) else {
        return no_record(source, &said, unseen);
    };
    let parts = listed(parts, of);
    let Some(found) = found else {
        let no = no_record(source, &said, unseen);
        return both(
            format!("{}（须含{}）", no.zh, parts.zh),
            format!("{} (to hold: {})", no.en, parts.en),
        );
    };
    let (lacks_zh, lacks_en) = if unseen {
        ("其中未见", "was not seen to hold:")
    } else {
        ("尚缺", "still lacks:")
    };
    let (filed_zh, filed_en) = match found.on {
        Some(day) => (format!("于{day}在案"), format!("filed on {day}")),
        None => ("已在案".to_owned(), "on file".to_owned()),
    };
    both(
        format!("{}{filed_zh}，{lacks_zh}{}", said.zh, parts.zh),
        format!("{}, {filed_en}, {lacks_en} {}", said.en, parts.en),
    )
}

/// That there is no record of something.
pub(super) fn no_record(source: Source, said: &Bilingual, unseen: bool) -> Bilingual {
    let Bilingual { zh, en } = said;
    // 记录的记录 says it twice, as “no record of a record” does.
    let record = if zh.ends_with("记录") {
        ""
    } else {
        "的记录"
    };
    let of = match en.strip_prefix("a record ") {
        Some(of) => of.to_owned(),
        None => format!("{} {en}", link(source)),
    };
    both(
        format!("{}{zh}{record}", no_zh(unseen)),
        format!("{} {of}", no_en(unseen)),
    )
}

/// What links “record” to what it is of: an event is a clause, a document a noun.
pub(super) fn link(source: Source) -> &'static str {
    match source {
        Source::Event => "that",
        Source::Document => "of",
    }
}

/// What was done before it could perform anything.
pub(super) fn too_early(words: Words<'_>, record: &Record, from: NaiveDate) -> Bilingual {
    let Bilingual { zh, en } = there(words, record);
    both(
        format!("{zh}，早于{from}，不算履行，此后尚无记录"),
        format!(
            "{en}: that is before {from} and does not count as performance, and nothing since is on record"
        ),
    )
}

pub(super) fn report(words: Words<'_>, kind: &str, period: Period, on: NaiveDate) -> Bilingual {
    let places = [
        ("period", named(period)),
        ("on", both(on.to_string(), on.to_string())),
    ];
    if let Some(said) = words.report(kind, &places) {
        return said;
    }
    let Bilingual { zh, en } = for_period(words, kind, period);
    both(
        format!("{zh}于{on}报送"),
        format!("{en} was submitted on {on}"),
    )
}

pub(super) fn report_absent(
    words: Words<'_>,
    kind: &str,
    period: Option<Period>,
    unseen: bool,
) -> Bilingual {
    let said = match period {
        Some(period) => for_period(words, kind, period),
        None => words.phrase(Family::Report, kind),
    };
    no_record(Source::Document, &said, unseen)
}

fn for_period(words: Words<'_>, kind: &str, period: Period) -> Bilingual {
    let of = named(period);
    words
        .report(kind, &[("period", of.clone())])
        .unwrap_or_else(|| {
            let Bilingual { zh, en } = words.phrase(Family::Report, kind);
            both(format!("{}{zh}", of.zh), format!("{en} for {}", of.en))
        })
}

fn named(period: Period) -> Bilingual {
    both(of_period(period), period.to_string())
}

pub(super) fn unobserved(words: Words<'_>, kind: &str, through: Option<NaiveDate>) -> Bilingual {
    let (source, Bilingual { zh, en }) = words.kind(kind);
    let whether = match source {
        Source::Event => format!("of whether {en}"),
        Source::Document => format!("of {en}"),
    };
    match through {
        Some(day) => both(
            format!("{zh}的记录只完整到{day}，此后有无尚不能确定"),
            format!(
                "the record {whether} is complete only through {day}, and what came after cannot be told"
            ),
        ),
        None => both(
            format!("{zh}的记录是否完整不明"),
            format!("how far the record {whether} is complete is not known"),
        ),
    }
}

/// What an old project's file may have left out, and what settles it.
pub(super) fn untracked(words: Words<'_>, since: NaiveDate, kind: Option<&str>) -> Bilingual {
    let Some(kind) = kind else {
        return both(
            format!(
                "项目自{since}起纳入，此前是否已经办理未见记录，不能据此认定未办；补录上述事项即可判定"
            ),
            format!(
                "the project has been followed since {since}, and there is no record whether it was done before, which does not mean that it was not; once the above is recorded, it can be told"
            ),
        );
    };
    let (source, Bilingual { zh, en }) = words.kind(kind);
    let whether = match source {
        Source::Event => format!("whether {en}"),
        Source::Document => format!("whether there was {en}"),
    };
    both(
        format!("项目自{since}起纳入，此前有无{zh}未见记录；补录{zh}及其日期即可判定"),
        format!(
            "the project has been followed since {since}, and {whether} before that was not seen; once that is recorded with its day, it can be told"
        ),
    )
}

fn no_zh(unseen: bool) -> &'static str {
    if unseen { "未见" } else { "尚无" }
}

fn no_en(unseen: bool) -> &'static str {
    if unseen {
        "no record was seen"
    } else {
        "no record"
    }
}
