use chrono::Datelike;

use crate::{
    condition::{Compare, Condition, Operand, Pattern, Test},
    facts::{Source, Value},
    pack::{Derived, Outcome, Pack},
    vocabulary::{Definition, Family, ValueType},
};

/// A condition as an expression of the Common Expression Language, whose `&&` and `||` treat an
/// error as the third value.
pub(super) fn in_cel(condition: &Condition, pack: &Pack) -> Option<String> {
    Some(match condition {
        Condition::Always => "true".to_owned(),
        Condition::All(parts) => joined(parts, " && ", pack)?,
        Condition::Any(parts) => joined(parts, " || ", pack)?,
        Condition::Not(part) => format!("!({})", in_cel(part, pack)?),
        Condition::Named(name) => format!("({})", in_cel(pack.conditions.get(&**name)?, pack)?),
        Condition::Known(name) => format!("known_{name}"),
        Condition::Fact { name, test } => {
            let of = pack.vocabulary().get(Family::Fact, name)?;
            tested(name, test, of, pack)?
        }
        Condition::Derived { name, test } => {
            let of = pack.vocabulary().get(Family::Derived, name)?;
            derived(pack.derived(name), test, of, pack)?
        }
        Condition::Record(pattern) => record(pattern, pack)?,
        Condition::Report(kind) => format!("(size(report_{kind}) > 0 || !seen_{kind})"),
        Condition::Panel {
            kind,
            at_least,
            odd,
            external,
        } => {
            let latest = format!("event_{kind}[size(event_{kind}) - 1]");
            let mut asked = format!("{latest}.panel_size >= {}", pack.number(at_least));
            if *odd {
                asked += &format!(" && {latest}.panel_size % 2 == 1");
            }
            if let Some(external) = external {
                asked += &format!(" && has({latest}.external) && {latest}.external == {external}");
            }
            // A later one takes its place.
            format!("(size(event_{kind}) > 0 ? ({asked} && seen_{kind}) : !seen_{kind})")
        }
        Condition::Changes(compare, number) => {
            let count = "size(event_change_decided) + size(event_change_implemented)";
            let holds = format!("{count} {} {}", sign(*compare), pack.number(number));
            let seen = "(seen_change_decided && seen_change_implemented)";
            // More of them may have been: that makes no lower bound false.
            if compare.is_lower_bound() {
                format!("({holds} || !{seen})")
            } else {
                format!("({seen} ? {holds} : false)")
            }
        }
        Condition::Exception(id) => format!("(\"{id}\" in exceptions)"),
        Condition::Duty { .. } => return None,
    })
}

fn joined(parts: &[Condition], by: &str, pack: &Pack) -> Option<String> {
    let parts = parts.iter().map(|part| in_cel(part, pack));
    let parts: Vec<String> = parts.collect::<Option<_>>()?;
    Some(format!("({})", parts.join(by)))
}

/// The rules as one conditional expression, the comparison with each one's value inside.
fn derived(rules: Option<&Derived>, test: &Test, of: &Definition, pack: &Pack) -> Option<String> {
    if let Test::Compare(_, Operand::Setting { name, .. }) = test
        && pack.setting(name).is_none()
    {
        return Some(unset(name));
    }
    let mut whole = of_null(test).to_owned();
    for rule in rules
        .into_iter()
        .flat_map(|derived| derived.rules.iter().rev())
    {
        let value = match &rule.value {
            Outcome::Null => of_null(test).to_owned(),
            Outcome::Literal(value) => tested(&literal(value), test, of, pack)?,
            Outcome::Setting(number) => tested(&pack.number(number).to_string(), test, of, pack)?,
            Outcome::OnlyOf(fact) => {
                let first = tested(&format!("{fact}[0]"), test, of, pack)?;
                let null = of_null(test);
                format!("((known_{fact} && size({fact}) > 0) ? {first} : {null})")
            }
        };
        whole = format!("({} ? {value} : {whole})", in_cel(&rule.when, pack)?);
    }
    Some(whole)
}

/// What a comparison says of a derived value that is null.
fn of_null(test: &Test) -> &'static str {
    match test {
        Test::IsNull | Test::Compare(Compare::Ne, _) => "true",
        _ => "false",
    }
}

/// A comparison of a term whose type is that of a definition.
fn tested(term: &str, test: &Test, of: &Definition, pack: &Pack) -> Option<String> {
    let word = |place: &i64| said(*place, of);
    let each = |words: &[i64], by: &str, none: &str| {
        let words = words.iter().map(|w| format!("{} in {term}", word(w)));
        let words: Vec<String> = words.collect();
        if words.is_empty() {
            return none.to_owned();
        }
        format!("({})", words.join(by))
    };
    Some(match test {
        Test::Compare(compare, operand) => {
            let other = match operand {
                Operand::Held(number) => said(*number, of),
                Operand::Setting { name, unit } => match pack.setting(name) {
                    None => return Some(unset(name)),
                    Some(number) => number.saturating_mul(*unit).to_string(),
                },
            };
            format!("({term} {} {other})", sign(*compare))
        }
        Test::In(words) => {
            let words: Vec<String> = words.iter().map(word).collect();
            format!("({term} in [{}])", words.join(", "))
        }
        Test::Contains(place) => format!("({} in {term})", word(place)),
        Test::ContainsAny(words) => each(words, " || ", "false"),
        Test::ContainsAll(words) => each(words, " && ", "true"),
        Test::Count(compare, number) => {
            format!("(size({term}) {} {})", sign(*compare), pack.number(number))
        }
        Test::IsNull => format!("({term} == null)"),
    })
}

/// What a comparison with a setting without a value comes to: an error.
fn unset(setting: &str) -> String {
    format!("(setting_{setting} == 0)")
}

/// An event or document. What compares days is left out: the language has no maximum, and a
/// clumsy way of saying it would measure the way.
fn record(pattern: &Pattern, pack: &Pack) -> Option<String> {
    if pattern.looks_at_days() {
        return None;
    }
    let (family, word) = match pattern.source {
        Source::Event => (Family::Event, "event"),
        Source::Document => (Family::Document, "document"),
    };
    let kind = &pattern.kind;
    let of = pack.vocabulary().get(family, kind)?;
    let all = format!("{word}_{kind}");
    let there = match (&pattern.parts[..], pattern.latest) {
        ([], false) => match such(pattern, "r", of, pack)? {
            None => format!("size({all}) > 0"),
            Some(such) => format!("{all}.exists(r, {such})"),
        },
        ([], true) => {
            let last = format!("{all}[size({all}) - 1]");
            let such = such(pattern, &last, of, pack)?;
            let such = such.map_or_else(String::new, |such| format!(" && {such}"));
            format!("(size({all}) > 0{such})")
        }
        (parts, false) => {
            let such = such(pattern, "r", of, pack)?;
            let such = such.map_or_else(String::new, |such| format!("{such} && "));
            let held = parts.iter().map(|part| {
                format!("{all}.exists(r, {such}has(r.parts) && \"{part}\" in r.parts)")
            });
            format!("({})", held.collect::<Vec<_>>().join(" && "))
        }
        (_, true) => return None,
    };
    Some(format!("({there} || !seen_{kind})"))
}

/// That a record has the attributes that a pattern wants; nothing where it wants none.
fn such(pattern: &Pattern, record: &str, of: &Definition, pack: &Pack) -> Option<Option<String>> {
    let mut asked = Vec::new();
    for (name, values) in &pattern.attributes {
        let is_list = of.attribute(name)?.value_type == Some(ValueType::List);
        let one = |value: &Value| match is_list {
            true => format!("{} in {record}.{name}", literal(value)),
            false => format!("{record}.{name} == {}", literal(value)),
        };
        let any: Vec<String> = values.iter().map(one).collect();
        asked.push(format!("has({record}.{name}) && ({})", any.join(" || ")));
    }
    for (name, compare, number) in &pattern.compared {
        let (sign, number) = (sign(*compare), pack.number(number));
        asked.push(format!(
            "has({record}.{name}) && {record}.{name} {sign} {number}"
        ));
    }
    Some((!asked.is_empty()).then(|| asked.join(" && ")))
}

fn sign(compare: Compare) -> &'static str {
    match compare {
        Compare::Eq => "==",
        Compare::Ne => "!=",
        Compare::Lt => "<",
        Compare::Lte => "<=",
        Compare::Gt => ">",
        Compare::Gte => ">=",
    }
}

/// A value of a definition from how comparisons see it.
fn said(held: i64, of: &Definition) -> String {
    let mut words = of.values.iter().map(|value| value.name.as_str());
    match of.value_type {
        Some(ValueType::Bool) => (held != 0).to_string(),
        Some(ValueType::One | ValueType::List) => {
            let place = usize::try_from(held).unwrap_or(usize::MAX);
            format!("\"{}\"", words.nth(place).unwrap_or_default())
        }
        _ => held.to_string(),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Money(amount) => amount.get().to_string(),
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::One(word) => format!("\"{word}\""),
        Value::List(words) => list(words),
        Value::Date(day) => day.num_days_from_ce().to_string(),
    }
}

fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", words.join(", "))
}
