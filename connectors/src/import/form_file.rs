//! The files that say what the columns of a ledger are.

use std::collections::BTreeMap;

use serde::Deserialize;
use shuniu_policy::Fen;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::vocabulary::{Definition, Family, ValueType, Vocabulary};

use super::form::{Column, Target, Word};
use super::heading::name;
use super::kind::Kind;
use super::text::plain;
use crate::contract::AmountUnit;
use crate::strict::parse_toml;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Type {
    /// Text.
    Text,
    /// An amount with its unit.
    Money,
    /// A day.
    Day,
    /// A day that has been.
    PastDay,
    /// A whole number.
    Whole,
    /// A year, with or without 年.
    Year,
    /// Yes or no.
    YesOrNo,
    /// One word of a list.
    Word,
    /// Words of a list.
    Words,
    /// A national project code.
    ProjectCode,
    /// A unified social credit code.
    CreditCode,
    /// Nothing that is taken in.
    Nothing,
}

/// The names of the vocabulary that are columns of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Names {
    /// Every attribute of projects.
    Facts,
    /// The day of every event that needs nothing but its day.
    Events,
    /// Every attribute that an event may have.
    EventAttributes,
    /// Every attribute that a document may have.
    DocumentAttributes,
}

/// Where the words of a column come from, if not from the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WordsOf {
    /// The kinds of event.
    Events,
    /// The kinds of document.
    Documents,
    /// The sources of funds.
    FundingSources,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) version: String,
    pub(super) title: Bilingual,
    pub(super) identity: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) named_by_attributes: bool,
    #[serde(default)]
    pub(super) needs: Vec<Vec<String>>,
    columns: Vec<ColumnRule>,
    #[serde(default)]
    vocabulary: Vec<Names>,
    /// Further headings of names of the vocabulary; the first is the template's.
    #[serde(default)]
    also: BTreeMap<String, Vec<String>>,
    /// Headings of the template for names that are too long to be one.
    #[serde(default)]
    short: BTreeMap<String, String>,
    /// How else people call the events of the vocabulary where a row names one.
    #[serde(skip)]
    called: BTreeMap<String, Vec<String>>,
    /// What is believed of amounts of the vocabulary.
    #[serde(default)]
    plausible: BTreeMap<String, [String; 2]>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnRule {
    field: String,
    heading: String,
    #[serde(default)]
    also: Vec<String>,
    holds: Type,
    #[serde(default)]
    unit: Option<AmountUnit>,
    #[serde(default)]
    required: bool,
    /// The hub's words with how people write them; the first is shown. Beside `words_of`, how else
    /// they write those.
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    words_of: Option<WordsOf>,
    #[serde(default)]
    plausible: Option<[String; 2]>,
    #[serde(default)]
    note: Option<Bilingual>,
}

/// What every ledger may have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    columns: Vec<ColumnRule>,
}

const COMMON: &str = include_str!("forms/common.toml");

/// The file of a kind with the columns that every kind has.
///
/// # Panics
///
/// When an embedded file is wrong; a test reads them.
pub(super) fn shipped(kind: Kind) -> FormFile {
    let text = match kind {
        Kind::Projects => include_str!("forms/projects.toml"),
        Kind::Contracts => include_str!("forms/contracts.toml"),
        Kind::Payments => include_str!("forms/payments.toml"),
        Kind::BudgetQuotas => include_str!("forms/budget_quotas.toml"),
        Kind::Allocations => include_str!("forms/allocations.toml"),
        Kind::Assets => include_str!("forms/assets.toml"),
        Kind::Events => include_str!("forms/events.toml"),
        Kind::Documents => include_str!("forms/documents.toml"),
    };
    let mut file: FormFile = parse_toml(kind.as_str(), text).expect("the shipped file is tested");
    if kind == Kind::Events {
        // A project ledger has a column for each event, and people call them alike here.
        let text = include_str!("forms/projects.toml");
        let projects: FormFile = parse_toml("projects", text).expect("the shipped file is tested");
        file.called = projects.also;
    }
    let common: Common = parse_toml("common", COMMON).expect("the shipped file is tested");
    for rule in common.columns {
        if !file.columns.iter().any(|one| one.field == rule.field) {
            file.columns.push(rule);
        }
    }
    file
}

/// The columns with the names of their headings.
pub(super) fn columns(file: FormFile, vocabulary: &Vocabulary) -> Vec<(Column, Vec<String>)> {
    let mut columns: Vec<_> = file
        .columns
        .iter()
        .map(|rule| rule.column(vocabulary))
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
                .map(|fact| file.fact(fact, Target::Fact(fact.name.clone())))
                .collect(),
            Names::Events => vocabulary
                .all(Family::Event)
                .iter()
                .filter(|event| !event.attributes.iter().any(|one| one.required))
                .map(|event| file.event(event))
                .collect(),
            Names::EventAttributes => file.attributes(vocabulary.all(Family::Event)),
            Names::DocumentAttributes => file.attributes(vocabulary.all(Family::Document)),
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
            let mut bare = ["日期", "时间"].iter();
            let bare = bare.find_map(|ending| heading.strip_suffix(ending));
            for text in [Some(heading.as_str()), bare].into_iter().flatten() {
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
    fn column(&self, vocabulary: &Vocabulary) -> (Column, Vec<String>) {
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
        let defined = |family: Family| vocabulary.all(family).iter().map(Word::of_name).collect();
        let mut words: Vec<Word> = match self.words_of {
            Some(WordsOf::Events) => defined(Family::Event),
            Some(WordsOf::Documents) => defined(Family::Document),
            Some(WordsOf::FundingSources) => vocabulary
                .get(Family::Fact, "funding_sources")
                .map(words_of)
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
    fn fact(&self, fact: &Definition, target: Target) -> (Column, Vec<String>) {
        let holds = match fact.value_type {
            Some(ValueType::Money) => Type::Money,
            Some(ValueType::Int) => Type::Whole,
            Some(ValueType::Bool) | None => Type::YesOrNo,
            Some(ValueType::One) => Type::Word,
            Some(ValueType::List) => Type::Words,
            Some(ValueType::Date) => Type::Day,
        };
        let also = self.also.get(&fact.name).cloned().unwrap_or_default();
        let parts: Vec<&str> = fact.zh.split('、').collect();
        let short = self.short.get(&fact.name);
        let shown = also.first().or(short).cloned();
        let names = also.iter().chain(short).map(String::as_str);
        let names = names.chain([fact.zh.as_str()]);
        let names = names.chain(parts.iter().copied()).map(name).collect();
        let column = Column {
            field: fact.name.clone(),
            target,
            heading: shown.unwrap_or_else(|| parts.first().map_or(&*fact.zh, |one| one).to_owned()),
            unit: (holds == Type::Money).then_some(AmountUnit::WanYuan),
            holds,
            required: false,
            words: words_of(fact),
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

    fn event(&self, event: &Definition) -> (Column, Vec<String>) {
        let also = self.also.get(&event.name).cloned().unwrap_or_default();
        let mut names: Vec<String> = also.iter().map(|text| name(text)).collect();
        for part in event.zh.split('、') {
            for ending in ["日期", "时间", "日", ""] {
                names.push(name(&format!("{part}{ending}")));
            }
        }
        let first = event.zh.split('、').next().unwrap_or(&event.zh);
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
    fn attributes(&self, of: &[Definition]) -> Vec<(Column, Vec<String>)> {
        let mut columns: Vec<(Column, Vec<String>)> = Vec::new();
        for attribute in of.iter().flat_map(|one| &one.attributes) {
            let (mut column, names) = self.fact(attribute, Target::Attribute);
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

impl Word {
    fn of_rule((name, typed): (&String, &Vec<String>)) -> Self {
        Self::new(
            name,
            typed.first().unwrap_or(name),
            typed.iter().map(String::as_str),
        )
    }

    fn of_name(definition: &Definition) -> Self {
        let parts = definition.zh.split('、').chain([definition.en.as_str()]);
        Self::new(&definition.name, &definition.zh, parts)
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
fn typed(text: &str) -> String {
    plain(text).to_lowercase()
}

fn words_of(definition: &Definition) -> Vec<Word> {
    let word = |value: &shuniu_policy::vocabulary::ValueName| {
        let parts = value.zh.split('、').chain([value.en.as_str()]);
        Word::new(&value.name, &value.zh, parts)
    };
    definition.values.iter().map(word).collect()
}

/// # Panics
///
/// When an embedded file is wrong; a test reads them.
fn bounds(texts: &[String; 2]) -> (Fen, Fen) {
    let fen = |text: &String| Fen::from_yuan(text).expect("the shipped file is tested");
    (fen(&texts[0]), fen(&texts[1]))
}
