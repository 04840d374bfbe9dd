//! The words that may be chosen in a column, and what else people call the names of the vocabulary.

use std::collections::BTreeMap;

use serde::Deserialize;
use shuniu_policy::vocabulary::{Definition, Family};

use super::text::plain;
use crate::strict::parse_toml;

/// A word that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The hub's word.
    pub(super) name: String,
    /// The word that people choose.
    pub(super) shown: String,
    /// How it may be typed: half-width, lower case, without white space.
    pub(super) typed: Vec<String>,
}

/// What names of the vocabulary are called besides.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Synonyms {
    facts: BTreeMap<String, Vec<String>>,
    events: BTreeMap<String, Vec<String>>,
    documents: BTreeMap<String, Vec<String>>,
    /// By `attribute.value`.
    values: BTreeMap<String, Vec<String>>,
}

impl Synonyms {
    /// Those that ship.
    ///
    /// # Panics
    ///
    /// When the embedded file is wrong; a test reads it.
    pub(super) fn shipped() -> Self {
        let text = include_str!("forms/synonyms.toml");
        parse_toml("synonyms", text).expect("the shipped file is tested")
    }

    /// What a name of a family is called besides.
    pub(super) fn of(&self, family: Family, name: &str) -> &[String] {
        let names = match family {
            Family::Fact => &self.facts,
            Family::Event => &self.events,
            Family::Document => &self.documents,
            _ => return &[],
        };
        names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names of a family as words.
    pub(super) fn words(&self, family: Family, all: &[Definition]) -> Vec<Word> {
        let word = |one: &Definition| {
            let also = self.of(family, &one.name).iter().map(String::as_str);
            Word::new(&one.name, &one.zh, also.chain([one.en.as_str()]))
        };
        all.iter().map(word).collect()
    }

    /// The words that an attribute may have.
    pub(super) fn values(&self, of: &Definition) -> Vec<Word> {
        let word = |value: &shuniu_policy::vocabulary::ValueName| {
            let also = self.values.get(&format!("{}.{}", of.name, value.name));
            let also = also.into_iter().flatten().map(String::as_str);
            Word::new(&value.name, &value.zh, also.chain([value.en.as_str()]))
        };
        of.values.iter().map(word).collect()
    }
}

impl Word {
    /// A word of a form's own file; the first way of writing it is shown.
    pub(super) fn of_rule((name, typed): (&String, &Vec<String>)) -> Self {
        let shown = typed.first().unwrap_or(name);
        Self::new(name, shown, typed.iter().map(String::as_str))
    }

    fn new<'a>(name: &'a str, shown: &'a str, typed: impl Iterator<Item = &'a str>) -> Self {
        let typed = typed.chain([name, shown]);
        Self {
            name: name.to_owned(),
            shown: shown.to_owned(),
            typed: typed.map(self::typed).collect(),
        }
    }
}

/// A word as typed words are compared.
pub(super) fn typed(text: &str) -> String {
    plain(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use shuniu_policy::vocabulary::Vocabulary;

    use super::super::form::Forms;
    use super::super::kind::Kind;
    use super::super::value::find;
    use super::*;

    #[test]
    fn every_synonym_is_of_a_name_of_the_vocabulary() {
        let vocabulary = Vocabulary::shared();
        let synonyms = Synonyms::shipped();
        for (family, names) in [
            (Family::Fact, &synonyms.facts),
            (Family::Event, &synonyms.events),
            (Family::Document, &synonyms.documents),
        ] {
            for name in names.keys() {
                assert!(vocabulary.get(family, name).is_some(), "{name}");
            }
        }
        let families = [Family::Fact, Family::Event, Family::Document];
        let all = families.map(|family| vocabulary.all(family));
        let attributes = all
            .iter()
            .copied()
            .flatten()
            .flat_map(|one| &one.attributes);
        let of: Vec<&Definition> = all[0].iter().chain(attributes).collect();
        for key in synonyms.values.keys() {
            let (name, value) = key.split_once('.').unwrap();
            let known = of.iter().filter(|one| one.name == name);
            let mut values = known.flat_map(|one| &one.values);
            assert!(values.any(|one| one.name == value), "{key}");
        }
    }

    #[test]
    fn a_part_of_a_phrase_is_a_word_only_where_it_says_the_same_alone() {
        let forms = Forms::of(Vocabulary::shared());
        let word = |kind: Kind, field: &str, text: &str| {
            find(forms.form(kind).field(field).unwrap(), text)
        };
        for (text, paper) in [
            ("初验报告", Some("initial_acceptance_report")),
            ("竣工报告", Some("completion_report")),
            ("评审意见", Some("review_opinion")),
            ("结余资金退回", Some("surplus_return_record")),
            ("合同", None),
            ("审核", None),
            ("中止", None),
            ("退回", None),
        ] {
            let found = word(Kind::Documents, "document", text);
            assert_eq!(found.as_deref(), paper, "{text}");
        }
        for (text, event) in [
            ("开工", Some("implementation_started")),
            ("终验", Some("final_acceptance_passed")),
            ("网络安全事件", Some("security_incident")),
            ("事件", None),
            ("中止", None),
            ("依据调整", None),
        ] {
            let found = word(Kind::Events, "event", text);
            assert_eq!(found.as_deref(), event, "{text}");
        }
        let nature = word(Kind::Projects, "build_nature", "扩容");
        assert_eq!(nature.as_deref(), Some("expansion"));
        assert_eq!(word(Kind::Projects, "investor", "企业"), None);
    }
}
