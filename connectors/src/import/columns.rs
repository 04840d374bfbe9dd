//! The columns of a ledger, of its file and of the vocabulary.

use std::collections::BTreeMap;

use shuniu_policy::Fen;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::vocabulary::{Definition, Family, ValueType, Vocabulary};

use super::form::{Column, Target};
use super::form_file::{ColumnRule, FormFile, Names, Type, WordsOf};
use super::heading::{day_of, name};
use super::word::{Synonyms, Word, typed};
use crate::contract::AmountUnit;

/// The columns with the names of their headings.
pub(super) fn columns(file: FormFile, vocabulary: &Vocabulary) -> Vec<(Column, Vec<String>)> {
    let synonyms = Synonyms::shipped();
    let mut columns: Vec<_> = file
        .columns
        .iter()
        .map(|rule| rule.column(vocabulary, &synonyms))
        .collect();
    for (column, _) in &mut columns {
        if column.lists == Some(Family::Event) {
            call(&mut column.words, &file.called);
        }
    }
    for names in &file.vocabulary {
        let more = match names {
            Names::Facts => vocabulary
                .all(Family::Fact)
                .iter()
                .filter(|fact| fact.name != "classified")
                .map(|fact| file.fact(fact, Target::Fact(fact.name.clone()), &synonyms))
                .collect(),
            Names::Events => vocabulary
                .all(Family::Event)
                .iter()
                .filter(|event| !event.attributes.iter().any(|one| one.required))
                .map(|event| file.event(event, &synonyms))
                .collect(),
            Names::EventAttributes => file.attributes(vocabulary.all(Family::Event), &synonyms),
            Names::DocumentAttributes => {
                file.attributes(vocabulary.all(Family::Document), &synonyms)
            }
        };
        columns.extend(more);
    }
    columns
}

/// Gives words what else they are called by the headings of their days: 初验 of 初验日期. What is the
/// name of one word is never that of another.
fn call(words: &mut [Word], called: &BTreeMap<String, Vec<String>>) {
    for (name, headings) in called {
        for heading in headings {
            for text in [Some(heading.as_str()), day_of(heading)]
                .into_iter()
                .flatten()
            {
                let text = typed(text);
                if words.iter().any(|word| word.typed.contains(&text)) {
                    continue;
                }
                if let Some(word) = words.iter_mut().find(|word| word.name == *name) {
                    word.typed.push(text);
                }
            }
        }
    }
}

impl ColumnRule {
    fn column(&self, vocabulary: &Vocabulary, synonyms: &Synonyms) -> (Column, Vec<String>) {
        let target = match self.field.as_str() {
            "name" => Target::Name,
            "project_code" => Target::ProjectCode,
            "unit_name" => Target::UnitName,
            "unit_credit_code" => Target::UnitCreditCode,
            "tracked_since" => Target::TrackedSince,
            "secrecy" => Target::Secrecy,
            "nothing" => Target::Nothing,
            _ => Target::Part,
        };
        let defined = |family: Family| synonyms.words(family, vocabulary.all(family));
        let mut words: Vec<Word> = match self.words_of {
            Some(WordsOf::Events) => defined(Family::Event),
            Some(WordsOf::Documents) => defined(Family::Document),
            Some(WordsOf::FundingSources) => vocabulary
                .get(Family::Fact, "funding_sources")
                .map(|one| synonyms.values(one))
                .unwrap_or_default(),
            None => self.words.iter().map(Word::of_rule).collect(),
        };
        if self.words_of.is_some() {
            for word in &mut words {
                let more = self.words.get(&word.name).into_iter().flatten();
                word.typed.extend(more.map(|text| typed(text)));
            }
        }
        let names = std::iter::once(&self.heading).chain(&self.also);
        let names = names.map(|text| name(text)).collect();
        let column = Column {
            field: self.field.clone(),
            target,
            heading: self.heading.clone(),
            unit: self.unit,
            holds: self.holds,
            required: self.required,
            words,
            plausible: self.plausible.as_ref().map(bounds),
            note: self.note.clone(),
            always: true,
            lists: match self.words_of {
                Some(WordsOf::Events) => Some(Family::Event),
                Some(WordsOf::Documents) => Some(Family::Document),
                Some(WordsOf::FundingSources) | None => None,
            },
        };
        (column, names)
    }
}

impl FormFile {
    /// Its whole phrase is the name of an attribute: a part of it would ask for something else.
    fn fact(
        &self,
        fact: &Definition,
        target: Target,
        synonyms: &Synonyms,
    ) -> (Column, Vec<String>) {
        let holds = match fact.value_type {
            Some(ValueType::Money) => Type::Money,
            Some(ValueType::Int) if fact.name.ends_with("_months") => Type::Months,
            Some(ValueType::Int) => Type::Whole,
            Some(ValueType::Bool) | None => Type::YesOrNo,
            Some(ValueType::One) => Type::Word,
            Some(ValueType::List) => Type::Words,
            Some(ValueType::Date) => Type::Day,
        };
        let also = self.also.get(&fact.name).map_or(&[][..], Vec::as_slice);
        let short = self.short.get(&fact.name);
        let shown = also.first().or(short).unwrap_or(&fact.zh);
        let names = also.iter().chain(short).chain([&fact.zh]);
        let names = names.chain(synonyms.of(Family::Fact, &fact.name));
        let names = names.map(|text| name(text)).collect();
        let column = Column {
            field: fact.name.clone(),
            target,
            heading: shown.clone(),
            unit: (holds == Type::Money).then_some(AmountUnit::WanYuan),
            holds,
            required: false,
            words: synonyms.values(fact),
            plausible: self.plausible.get(&fact.name).map(bounds),
            note: short.is_some().then(|| Bilingual {
                zh: fact.zh.clone(),
                en: fact.en.clone(),
            }),
            always: self.also.contains_key(&fact.name),
            lists: None,
        };
        (column, names)
    }

    fn event(&self, event: &Definition, synonyms: &Synonyms) -> (Column, Vec<String>) {
        let also = self.also.get(&event.name).cloned().unwrap_or_default();
        let called = synonyms.of(Family::Event, &event.name);
        let mut names: Vec<String> = also.iter().map(|text| name(text)).collect();
        for one in called.iter().chain([&event.zh]) {
            for ending in ["日期", "时间", "日", ""] {
                names.push(name(&format!("{one}{ending}")));
            }
        }
        let first = called.first().unwrap_or(&event.zh);
        let column = Column {
            field: event.name.clone(),
            target: Target::Event(event.name.clone()),
            heading: also
                .first()
                .cloned()
                .unwrap_or_else(|| format!("{first}日期")),
            unit: None,
            holds: Type::PastDay,
            required: false,
            words: Vec::new(),
            plausible: None,
            note: None,
            always: self.also.contains_key(&event.name),
            lists: None,
        };
        (column, names)
    }

    /// Attributes of the same heading share a column; the kind of the row tells which is meant.
    fn attributes(&self, of: &[Definition], synonyms: &Synonyms) -> Vec<(Column, Vec<String>)> {
        let mut columns: Vec<(Column, Vec<String>)> = Vec::new();
        for attribute in of.iter().flat_map(|one| &one.attributes) {
            let (mut column, names) = self.fact(attribute, Target::Attribute, synonyms);
            column.always = true;
            match columns
                .iter_mut()
                .find(|(one, _)| one.heading == column.heading)
            {
                Some((known, _)) => {
                    let new = |word: &Word| !known.words.iter().any(|one| one.name == word.name);
                    let more: Vec<Word> = column.words.into_iter().filter(new).collect();
                    known.words.extend(more);
                }
                None => columns.push((column, names)),
            }
        }
        columns
    }
}

/// # Panics
///
/// When an embedded file is wrong; a test reads them.
fn bounds(texts: &[String; 2]) -> (Fen, Fen) {
    let fen = |text: &String| Fen::from_yuan(text).expect("the shipped file is tested");
    (fen(&texts[0]), fen(&texts[1]))
}
