use super::{Bound, Reason};
use crate::{
    facts::{Record, Source, Value},
    pack::{Bilingual, Pack},
    vocabulary::{Definition, Family, Vocabulary},
};

impl Reason {
    /// The reason as a sentence in both languages, with the words of the pack's vocabulary.
    #[must_use]
    pub fn explain(&self, pack: &Pack) -> Bilingual {
        let words = Words {
            vocabulary: pack.vocabulary(),
        };
        match self {
            Self::Fact { name, value } => words.valued(Family::Fact, name, Some(value)),
            Self::Derived { name, value } => words.valued(Family::Derived, name, value.as_ref()),
            Self::UnknownFact { name } => {
                let (zh, en) = words.of(Family::Fact, name);
                both(format!("尚未登记：{zh}"), format!("not recorded: {en}"))
            }
            Self::Record(record) => words.record(record),
            Self::Absent {
                source,
                kind,
                attributes,
                parts,
            } => words.absent(*source, kind, attributes, parts),
            Self::Report { kind, period, on } => {
                let (zh, en) = words.of(Family::Report, kind);
                both(
                    format!("{period} 的{zh}于{on}报送"),
                    format!("{en} for {period} submitted on {on}"),
                )
            }
            Self::ReportAbsent { kind, period } => {
                let (zh, en) = words.of(Family::Report, kind);
                let period = period.map_or_else(String::new, |p| format!(" {p}"));
                both(
                    format!("没有{zh}{period}"),
                    format!("no {en}{period} is there"),
                )
            }
            Self::Counted {
                from,
                term,
                unrolled,
                day,
            } => {
                let rolled = unrolled != day && term.unit != crate::calendar::Unit::Workdays;
                let (zh, en) = if rolled {
                    (
                        format!("，{unrolled}逢休息日，顺延至{day}"),
                        format!(", {unrolled} is a rest day, rolled to {day}"),
                    )
                } else {
                    (format!("，末日{day}"), format!(", last day {day}"))
                };
                both(
                    format!("自{from}起{}，当日不计入{zh}", term.zh()),
                    format!("{term} after {from}, first day not counted{en}"),
                )
            }
            Self::Corresponding {
                from,
                term,
                bound,
                day,
            } => {
                let (zh, en) = match bound {
                    Bound::Earliest => ("最早", "earliest"),
                    Bound::Latest => ("最迟", "latest"),
                };
                both(
                    format!("自{from}起满{}的对应日，{zh}{day}，不顺延", term.zh()),
                    format!("{en} {day}: the day corresponding to {term} after {from}, not rolled"),
                )
            }
            Self::CalendarDay { period, day } => both(
                format!("{period} 期的日期{day}，按文本所载，不顺延"),
                format!("{day}, the calendar date printed for {period}, not rolled"),
            ),
            Self::NoCalendar { year, provisional } => both(
                format!("未载入{year}年日历，暂按{provisional}"),
                format!("calendar not loaded for {year}, provisionally {provisional}"),
            ),
            Self::Extended { on, until } => match until {
                Some(day) => both(
                    format!("{on}的延期函将末日延至{day}"),
                    format!("the extension letter of {on} moves the last day to {day}"),
                ),
                None => both(
                    format!("{on}的延期函未写明延至何日"),
                    format!("the extension letter of {on} states no day"),
                ),
            },
            Self::Exception {
                approved_by,
                on,
                reason,
            } => both(
                format!("例外：{approved_by}于{on}批准，理由：{reason}"),
                format!("exception approved by {approved_by} on {on}: {reason}"),
            ),
            Self::Duty {
                provision,
                state,
                holds,
            } => duty(provision.as_deref(), state, *holds),
            Self::Changes(count) => both(
                format!("已确定或实施的变更{count}项"),
                format!("{count} changes decided or implemented"),
            ),
            Self::Unobserved { kind, through } => {
                let (zh, en) = words.any(kind);
                let day = through.map_or_else(String::new, |day| day.to_string());
                both(
                    format!("{zh}的记录只完整到{day}"),
                    format!("the record of {en} is complete only through {day}"),
                )
            }
            Self::Untracked { since } => both(
                format!("项目自{since}起纳入，此前的情况未见记录"),
                format!("the project is followed since {since}; what was before was not seen"),
            ),
            Self::Ruling(id) => match pack.ruling(id) {
                Some(ruling) => both(
                    format!("{id}：{}", ruling.zh),
                    format!("{id}: {}", ruling.en),
                ),
                None => both(id.clone(), id.clone()),
            },
        }
    }
}

fn both(zh: String, en: String) -> Bilingual {
    Bilingual { zh, en }
}

fn duty(provision: Option<&str>, state: &str, holds: bool) -> Bilingual {
    let zh = match state {
        "triggered" => "已起算",
        "fulfilled" => "已完成",
        "overdue" => "已逾期",
        "breached" => "已突破上限",
        "long_enough" => "时间已够长",
        _ => "已过最短期限",
    };
    let no = if holds { ("", "") } else { ("并非", "not ") };
    let (of_zh, of_en) = match provision {
        Some(id) => (format!("{id} "), format!("{id}: ")),
        None => (String::new(), String::new()),
    };
    both(
        format!("{of_zh}{}{zh}", no.0),
        format!("{of_en}{}{}", no.1, state.replace('_', " ")),
    )
}

/// The terms of a vocabulary, in both languages.
struct Words<'a> {
    vocabulary: &'a Vocabulary,
}

impl<'a> Words<'a> {
    fn of(&self, family: Family, name: &'a str) -> (&'a str, &'a str)
    where
        Self: 'a,
    {
        let found = self.vocabulary.get(family, name);
        found.map_or((name, name), |d| (d.zh.as_str(), d.en.as_str()))
    }

    fn any(&self, kind: &'a str) -> (&'a str, &'a str) {
        let families = [Family::Event, Family::Document, Family::Report];
        let found = families
            .iter()
            .find_map(|family| self.vocabulary.get(*family, kind));
        found.map_or((kind, kind), |d| (d.zh.as_str(), d.en.as_str()))
    }

    fn valued(&self, family: Family, name: &'a str, value: Option<&Value>) -> Bilingual {
        let (zh, en) = self.of(family, name);
        match (self.vocabulary.get(family, name), value) {
            (Some(of), Some(value)) => both(
                format!("{zh}：{}", value.zh(of)),
                format!("{en}: {}", value.en(of)),
            ),
            _ => both(format!("{zh}：无规定"), format!("{en}: no rule")),
        }
    }

    fn record(&self, record: &'a Record) -> Bilingual {
        let (zh, en) = self.of(record.source.family(), &record.kind);
        let of = self.vocabulary.get(record.source.family(), &record.kind);
        let given = record.attributes.iter().filter_map(|(name, value)| {
            let attribute = of?.attribute(name)?;
            Some((attribute, value))
        });
        let (more_zh, more_en): (Vec<String>, Vec<String>) = given
            .map(|(of, value)| {
                (
                    format!("{}：{}", of.zh, value.zh(of)),
                    format!("{}: {}", of.en, value.en(of)),
                )
            })
            .unzip();
        let on_zh = record
            .on
            .map_or_else(|| "（日期不明）".to_owned(), |day| format!("于{day}"));
        let on_en = record
            .on
            .map_or_else(|| "without a day".to_owned(), |day| format!("on {day}"));
        both(
            format!("{zh}{on_zh}{}", bracketed(&more_zh, "（", "、", "）")),
            format!("{en} {on_en}{}", bracketed(&more_en, " (", ", ", ")")),
        )
    }

    fn absent(
        &self,
        source: Source,
        kind: &'a str,
        attributes: &[(String, Vec<Value>)],
        parts: &[String],
    ) -> Bilingual {
        let (zh, en) = self.of(source.family(), kind);
        let of = self.vocabulary.get(source.family(), kind);
        let attribute = |name: &str| of.and_then(|of| of.attribute(name));
        let mut more = (Vec::new(), Vec::new());
        for (name, values) in attributes {
            if let Some(of) = attribute(name) {
                more.0.push(joined(values, "或", |v| v.zh(of)));
                more.1.push(joined(values, " or ", |v| v.en(of)));
            }
        }
        for part in parts {
            let of: Option<&Definition> = attribute("parts");
            more.0
                .push(of.map_or(part.as_str(), |of| of.value_zh(part)).to_owned());
            more.1
                .push(of.map_or(part.as_str(), |of| of.value_en(part)).to_owned());
        }
        both(
            format!("没有{zh}{}", bracketed(&more.0, "（", "、", "）")),
            format!("no {en}{}", bracketed(&more.1, " (", ", ", ")")),
        )
    }
}

fn joined(values: &[Value], or: &str, word: impl Fn(&Value) -> String) -> String {
    let words: Vec<String> = values.iter().map(word).collect();
    words.join(or)
}

fn bracketed(words: &[String], open: &str, comma: &str, close: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    format!("{open}{}{close}", words.join(comma))
}
