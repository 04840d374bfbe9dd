//! The words of a mapping held against the vocabulary: what it has not would be stored and never
//! be read.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use shuniu_policy::facts::Value;
use shuniu_policy::vocabulary::{Definition, Family, ValueType, Vocabulary};

use super::file::{AttributeRule, FactRule, Kind, MappingFile, StreamRule};
use crate::{contract::HeaderFact, strict::nearest};

/// A word that cannot stand: the keys that lead to it, and why.
pub(super) type Trouble = (Vec<String>, String);

/// The paper that a review is put down as.
const REVIEW_OPINION: &str = "review_opinion";

/// Looks for the first word of a mapping that the vocabulary has not, or has otherwise.
pub(super) fn foreign(file: &MappingFile, vocabulary: &Vocabulary) -> Result<(), Trouble> {
    let words = Words { file, vocabulary };
    for (stream, rule) in &file.streams {
        words.stream(&At::of(["streams", stream]), rule)?;
    }
    Ok(())
}

/// The keys that lead to a place in the file.
#[derive(Clone)]
struct At(Vec<String>);

impl At {
    fn of<const N: usize>(keys: [&str; N]) -> Self {
        Self(keys.map(str::to_owned).into())
    }

    fn key(&self, key: &str) -> Self {
        let mut keys = self.0.clone();
        keys.push(key.to_owned());
        Self(keys)
    }

    fn no<T>(&self, message: String) -> Result<T, Trouble> {
        Err((self.0.clone(), message))
    }
}

/// Where the kind of a record is stated: always the same, or by a code list.
struct Stated<'a> {
    family: Family,
    at: At,
    kind: Option<&'a str>,
    codes: Option<&'a str>,
    attributes: &'a BTreeMap<String, AttributeRule>,
}

struct Words<'a> {
    file: &'a MappingFile,
    vocabulary: &'a Vocabulary,
}

impl Words<'_> {
    fn stream(&self, at: &At, rule: &StreamRule) -> Result<(), Trouble> {
        for (index, fact) in rule.facts.iter().enumerate() {
            self.fact(&at.key("facts").key(&index.to_string()), fact)?;
        }
        for (index, event) in rule.events.iter().enumerate() {
            self.record(&Stated {
                family: Family::Event,
                at: at.key("events").key(&index.to_string()),
                kind: event.kind.as_deref(),
                codes: event.kind_codes.as_deref(),
                attributes: &event.attributes,
            })?;
        }
        for (index, document) in rule.documents.iter().enumerate() {
            self.record(&Stated {
                family: Family::Document,
                at: at.key("documents").key(&index.to_string()),
                kind: document.kind.as_deref(),
                codes: document.kind_codes.as_deref(),
                attributes: &document.attributes,
            })?;
        }
        let opinion = self.vocabulary.get(Family::Document, REVIEW_OPINION);
        if let (Some(review), Some(opinion)) = (&rule.review, opinion) {
            let by = opinion.attribute("by").into_iter().collect::<Vec<_>>();
            self.codes_of(&by, Some(&review.by_codes))?;
        }
        Ok(())
    }

    fn fact(&self, at: &At, rule: &FactRule) -> Result<(), Trouble> {
        // What names a project is a text of its own and in no vocabulary.
        if HeaderFact::ALL.contains(&rule.name.as_str()) {
            return Ok(());
        }
        let place = at.key("name");
        let of = self.known(Family::Fact, &place, &rule.name)?;
        self.readable(&at.key("kind"), &[of], rule.kind)?;
        match rule.kind {
            // Those of an amount are its units.
            Kind::Code | Kind::CodeList => self.codes_of(&[of], rule.codes.as_deref()),
            _ => Ok(()),
        }
    }

    fn record(&self, stated: &Stated<'_>) -> Result<(), Trouble> {
        let Stated { family, at, .. } = stated;
        let fixed = stated.kind.map(|kind| (at.key("kind"), kind));
        let coded = self.words(stated.codes);
        let mut kinds = Vec::new();
        for (place, kind) in fixed.into_iter().chain(coded) {
            kinds.push(self.known(*family, &place, kind)?);
        }
        for (name, rule) in stated.attributes {
            self.attribute(&at.key("attributes").key(name), name, rule, &kinds)?;
        }
        for kind in &kinds {
            let given = |one: &&Definition| {
                let rule = stated.attributes.get(&one.name);
                rule.is_some_and(|rule| belongs(rule, kind))
            };
            let needed = kind.attributes.iter().filter(|one| one.required);
            if let Some(lost) = needed.into_iter().find(|one| !given(one)) {
                let (kind, name, family) = (&kind.name, &lost.name, family.as_str());
                return at.no(format!(
                    "the {family} {kind:?} needs its attribute {name:?}; add attributes.{name} with a path or a value"
                ));
            }
        }
        Ok(())
    }

    fn attribute(
        &self,
        at: &At,
        name: &str,
        rule: &AttributeRule,
        kinds: &[&Definition],
    ) -> Result<(), Trouble> {
        let names = || kinds.iter().map(|kind| kind.name.as_str());
        for only in &rule.only_for {
            if !names().any(|kind| kind == only) {
                let hint = hint(only, names());
                return at
                    .key("only_for")
                    .no(format!("{only:?} is no kind that this rule yields{hint}"));
            }
        }
        let of: Vec<&Definition> = kinds
            .iter()
            .filter(|kind| belongs(rule, kind))
            .filter_map(|kind| kind.attribute(name))
            .collect();
        if of.is_empty() && !kinds.is_empty() {
            let all = kinds.iter().flat_map(|kind| &kind.attributes);
            let hint = hint(name, all.map(|one| one.name.as_str()));
            let kinds = names().collect::<Vec<_>>().join(", ");
            return at.no(format!("{name:?} is no attribute of {kinds}{hint}"));
        }
        if let Some(value) = &rule.value {
            let value = Json::String(value.clone());
            let wrong = |one: &&Definition| Value::from_json(&value, one).err();
            return match of.iter().find_map(wrong) {
                Some(error) => at.key("value").no(error.to_string()),
                None => Ok(()),
            };
        }
        let kind = rule.kind.unwrap_or(Kind::Text);
        let place = if rule.kind.is_some() {
            at.key("kind")
        } else {
            at.clone()
        };
        self.readable(&place, &of, kind)?;
        match kind {
            Kind::Code | Kind::CodeList => self.codes_of(&of, rule.codes.as_deref()),
            _ => Ok(()),
        }
    }

    /// What a name means.
    fn known(&self, family: Family, at: &At, name: &str) -> Result<&Definition, Trouble> {
        if let Some(of) = self.vocabulary.get(family, name) {
            return Ok(of);
        }
        let hint = hint(name, self.vocabulary.names(family));
        at.no(format!(
            "{name:?} is no {} of the vocabulary{hint}",
            family.as_str()
        ))
    }

    /// Every word of a code list must be a value of what it is read for.
    fn codes_of(&self, of: &[&Definition], codes: Option<&str>) -> Result<(), Trouble> {
        for (place, word) in self.words(codes) {
            if !of.is_empty() && !of.iter().any(|one| one.value(word).is_some()) {
                let values = || of.iter().flat_map(|one| &one.values);
                let hint = hint(word, values().map(|one| one.name.as_str()));
                let known: Vec<&str> = values().map(|one| one.name.as_str()).collect();
                return place.no(format!(
                    "{word:?} is no value of {}{hint}; it takes {}",
                    of[0].name,
                    known.join(", ")
                ));
            }
        }
        Ok(())
    }

    /// A kind of reading whose every result the hub would refuse to read back.
    fn readable(&self, at: &At, of: &[&Definition], kind: Kind) -> Result<(), Trouble> {
        let misread = of.iter().find(|one| {
            let of = one.value_type;
            of.is_some_and(|of| !reads(of).contains(&kind))
        });
        match misread.and_then(|one| Some((one, one.value_type?))) {
            Some((one, of)) => at.no(format!(
                "{} is of the type {of}; write kind = \"{}\"",
                one.name,
                proper(of)
            )),
            None => Ok(()),
        }
    }

    /// The words of a code list, each with its place.
    fn words(&self, codes: Option<&str>) -> impl Iterator<Item = (At, &str)> {
        let list = codes.and_then(|name| Some((name, self.file.codes.get(name)?)));
        list.into_iter().flat_map(|(name, list)| {
            let at = At::of(["codes", name]);
            let values = at.key("values");
            let words = list.values.iter();
            let words = words.map(move |(code, word)| (values.key(code), word.as_str()));
            let default = list.default.as_deref();
            words.chain(default.map(|word| (at.key("default"), word)))
        })
    }
}

fn belongs(rule: &AttributeRule, kind: &Definition) -> bool {
    rule.only_for.is_empty() || rule.only_for.contains(&kind.name)
}

fn hint<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map_or_else(String::new, |near| format!("; did you mean {near:?}?"))
}

/// The kinds of reading that can yield a value of a type.
const fn reads(of: ValueType) -> &'static [Kind] {
    match of {
        ValueType::Money => &[Kind::Money, Kind::Text, Kind::Int],
        ValueType::Int => &[Kind::Int],
        ValueType::Bool => &[Kind::Bool],
        ValueType::One => &[Kind::Code, Kind::Text],
        ValueType::List => &[Kind::CodeList],
        ValueType::Date => &[Kind::Date, Kind::Text],
    }
}

const fn proper(of: ValueType) -> &'static str {
    match of {
        ValueType::Money => "money",
        ValueType::Int => "int",
        ValueType::Bool => "bool",
        ValueType::One => "code",
        ValueType::List => "code_list",
        ValueType::Date => "date",
    }
}
