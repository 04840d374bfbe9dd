//! What sentences call a record with what is known of it, as a noun or, of an event, a clause.

use super::{Words, both, joined};
use crate::{
    condition::Pattern,
    facts::{Source, Value},
    pack::Bilingual,
    vocabulary::{Definition, Family},
};

/// What is known of an attribute: its value, or those permitted.
type Known<'k> = (&'k str, &'k [Value]);

impl Words<'_> {
    /// A kind of record with what is known of it. What no phrase takes up stands in brackets;
    /// parts are left out.
    pub(crate) fn spoken(self, family: Family, kind: &str, known: &[Known<'_>]) -> Bilingual {
        let Some(of) = self.definition(family, kind) else {
            return both(kind, kind);
        };
        let value = |name: &str| {
            let (_, values) = known.iter().find(|(known, _)| *known == name)?;
            let Bilingual { zh, en } = one_of(values, of.attribute(name)?);
            Some((zh, en))
        };
        let fitting = of.particular.iter().find_map(|one| {
            let (zh, en) = one.filled(value)?;
            Some((both(zh, en), one.places().collect::<Vec<_>>()))
        });
        let (said, taken) = fitting.unwrap_or_else(|| (self.phrase(family, kind), Vec::new()));
        let left = known.iter().filter_map(|(name, values)| {
            let attribute = of.attribute(name)?;
            let left = *name != PARTS && !taken.contains(name);
            left.then(|| beside(attribute, values))
        });
        let left: Vec<Bilingual> = left.collect();
        if left.is_empty() {
            return said;
        }
        let left = joined(&left, "，", ", ");
        both(
            format!("{}（{}）", said.zh, left.zh),
            format!("{} ({})", said.en, left.en),
        )
    }

    /// Which events or documents are meant, with the parts that they have to hold.
    pub(crate) fn kind_of(self, pattern: &Pattern) -> Bilingual {
        let (source, kind) = (pattern.source, &*pattern.kind);
        let said = self.wanted(source, kind, &pattern.attributes);
        let of = self.definition(source.family(), kind);
        let parts = of.and_then(|of| of.attribute(PARTS));
        let Some(parts) = parts.filter(|_| !pattern.parts.is_empty()) else {
            return said;
        };
        let Bilingual { zh, en } = listed(&pattern.parts, parts);
        both(
            format!("含{zh}的{}", said.zh),
            format!("{} that holds: {en}", said.en),
        )
    }

    /// A kind of record as it would have to be.
    pub(crate) fn wanted(
        self,
        source: Source,
        kind: &str,
        attributes: &[(String, Vec<Value>)],
    ) -> Bilingual {
        let of = self.definition(source.family(), kind);
        let particular = |(name, values): &&(String, Vec<Value>)| {
            // Any of all that there are is no particular.
            let attribute = of.and_then(|of| of.attribute(name));
            attribute.is_some_and(|of| of.values.len() != values.len())
        };
        let known = attributes.iter().filter(particular);
        let known = known.map(|(name, values)| (name.as_str(), values.as_slice()));
        self.spoken(source.family(), kind, &known.collect::<Vec<_>>())
    }

    /// A report for a period, and on a day where one was made.
    pub(crate) fn report(self, kind: &str, places: &[(&str, Bilingual)]) -> Option<Bilingual> {
        let of = self.definition(Family::Report, kind)?;
        let place = |name: &str| {
            let (_, said) = places.iter().find(|(known, _)| *known == name)?;
            Some((said.zh.clone(), said.en.clone()))
        };
        let all = of.particular.iter();
        let mut filled = all
            .filter(|one| one.places().count() == places.len())
            .filter_map(|one| one.filled(place));
        filled.next().map(|(zh, en)| both(zh, en))
    }
}

/// The attribute that lists what a document holds.
pub(crate) const PARTS: &str = "parts";

/// Parts or values of a list: separated so that none is taken for two.
pub(crate) fn listed(names: &[String], of: &Definition) -> Bilingual {
    let one = |name: &String| in_words(&Value::One(name.clone()), of);
    let said: Vec<Bilingual> = names.iter().map(one).collect();
    let zh = said.iter().any(|one| one.zh.contains('、'));
    let en = said.iter().any(|one| one.en.contains(','));
    joined(
        &said,
        if zh { "；" } else { "、" },
        if en { "; " } else { ", " },
    )
}

fn one_of(values: &[Value], of: &Definition) -> Bilingual {
    let said: Vec<Bilingual> = values.iter().map(|value| in_words(value, of)).collect();
    let Some((last, before)) = said.split_last() else {
        return both("", "");
    };
    if before.is_empty() {
        return last.clone();
    }
    let before = joined(before, "、", ", ");
    both(
        format!("{}或{}", before.zh, last.zh),
        format!("{} or {}", before.en, last.en),
    )
}

/// A value inside a sentence.
pub(crate) fn in_words(value: &Value, of: &Definition) -> Bilingual {
    match value {
        Value::One(word) => match of.value(word) {
            Some(named) => match &named.phrase {
                Some((zh, en)) => both(zh, en),
                None => both(&named.zh, lowered(&named.en)),
            },
            None => both(word, word),
        },
        Value::List(words) if !words.is_empty() => listed(words, of),
        other => Words::value(other, of),
    }
}

/// An attribute that no phrase takes up. What simply is so needs no “yes”.
fn beside(of: &Definition, values: &[Value]) -> Bilingual {
    let en = lowered(&of.en);
    if let [Value::Bool(true)] = values {
        return both(&of.zh, en);
    }
    let value = one_of(values, of);
    both(
        format!("{}：{}", of.zh, value.zh),
        format!("{en}: {}", value.en),
    )
}

/// A term inside an English sentence: lower case, but for abbreviations and proper names.
pub(crate) fn lowered(term: &str) -> String {
    let is_capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    if term.split(' ').skip(1).any(is_capital) {
        return term.to_owned();
    }
    let mut rest = term.chars();
    match (rest.next(), rest.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == '-' => {
            first.to_lowercase().chain(rest).collect()
        }
        _ => term.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_lower_case_inside_a_sentence_and_an_abbreviation_is_not() {
        assert_eq!(lowered("Final acceptance"), "final acceptance");
        assert_eq!(lowered("O&M plan"), "O&M plan");
        assert_eq!(lowered("EPC"), "EPC");
        assert_eq!(lowered("Trusted IT met"), "trusted IT met");
        let law = "Government Procurement Law";
        assert_eq!(lowered(law), law);
        assert_eq!(lowered(""), "");
    }
}
