use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use shuniu_policy::vocabulary::Vocabulary;

use super::{
    check::Check,
    file::{HeaderRule, MappingFile, StreamRule},
    words::foreign,
};
use crate::{
    Failure,
    contract::{
        CanonicalRecord, HeaderFact, Identity, Mapper, RawRecord, RecordError, RecordPart, Stream,
        System,
    },
    keyset,
    strict::{StrictError, find_line, key_line, parse_toml},
};

/// The one format of mapping files.
const FORMAT: u32 = 1;

/// A mapping that has been read and checked.
#[derive(Clone, Debug)]
pub struct Mapping {
    name: String,
    text: String,
    file: MappingFile,
    known: BTreeMap<String, BTreeSet<String>>,
}

/// The vocabulary names a mapping can yield, for checking them against the policy vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Attributes, header fields left out.
    pub facts: BTreeSet<String>,
    /// Events.
    pub events: BTreeSet<String>,
    /// Documents.
    pub documents: BTreeSet<String>,
}

impl Mapping {
    /// Reads a mapping text. `name` is the file's name, for messages.
    ///
    /// # Errors
    ///
    /// [`StrictError`] names the line, and the nearest valid key for a misspelt one.
    pub fn parse(name: &str, text: &str, system: &System) -> Result<Self, StrictError> {
        let file: MappingFile = parse_toml(name, text)?;
        let refuse = |needle: &str, message: String| StrictError {
            file: name.to_owned(),
            line: find_line(text, needle),
            message,
        };
        if file.format != FORMAT {
            return Err(refuse(
                "format",
                format!(
                    "format {} is not known; write format = {FORMAT}",
                    file.format
                ),
            ));
        }
        if file.system != system.as_str() {
            return Err(refuse(
                "system",
                format!("this mapping is for {:?}, not for {system}", file.system),
            ));
        }
        let mut known = BTreeMap::new();
        for (stream, rule) in &file.streams {
            let mut check = Check::new(&file);
            check.stream(rule);
            if let Some((needle, message)) = check.trouble {
                return Err(refuse(&needle, format!("streams.{stream}: {message}")));
            }
            known.insert(stream.clone(), check.fields);
        }
        let name = name.to_owned();
        let text = text.to_owned();
        Ok(Self {
            name,
            text,
            file,
            known,
        })
    }

    /// Holds its words against the vocabulary: kinds of events and documents, their attributes,
    /// facts, and the values that code lists give them. A fact may be a pack's own, so the
    /// vocabulary is that of all packs at hand.
    ///
    /// # Errors
    ///
    /// [`StrictError`] names the line, and the nearest name where there is one.
    pub fn hold_against(&self, vocabulary: &Vocabulary) -> Result<(), StrictError> {
        foreign(&self.file, vocabulary).map_err(|(keys, message)| StrictError {
            file: self.name.clone(),
            line: key_line(&self.text, &keys),
            message: match keys.as_slice() {
                [first, second, ..] => format!("{first}.{second}: {message}"),
                _ => message,
            },
        })
    }

    pub(super) const fn file(&self) -> &MappingFile {
        &self.file
    }

    pub(crate) fn known_fields(&self, stream: &Stream) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        self.known.get(stream.as_str()).unwrap_or(&NONE)
    }

    /// The version of this mapping.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.file.version
    }

    /// The rules of a stream.
    #[must_use]
    pub fn stream(&self, stream: &Stream) -> Option<&StreamRule> {
        self.file.streams.get(stream.as_str())
    }

    /// Holds it against the streams that are read by it.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] with the file and the streams that it lacks.
    pub(crate) fn must_map(&self, streams: &[Stream]) -> Result<(), Failure> {
        let lacks = streams.iter().filter(|one| self.stream(one).is_none());
        let lacks: Vec<&str> = lacks.map(Stream::as_str).collect();
        if lacks.is_empty() {
            return Ok(());
        }
        let tables: Vec<String> = lacks
            .iter()
            .map(|name| format!("[streams.{name}]"))
            .collect();
        Err(Failure::config(format!(
            "{}: {} lacks the streams {}, which are read too; add {} as the shipped mapping has them",
            self.file.system,
            self.name,
            lacks.join(", "),
            tables.join(", ")
        )))
    }

    /// The names of the streams it maps.
    pub fn streams(&self) -> impl Iterator<Item = &str> {
        self.file.streams.keys().map(String::as_str)
    }

    /// Everything of the policy vocabulary that this mapping can yield.
    #[must_use]
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        for rule in self.file.streams.values() {
            self.add_names(rule, &mut names);
        }
        names
    }

    /// Everything of the policy vocabulary that one stream can yield.
    #[must_use]
    pub fn names_of(&self, stream: &Stream) -> Names {
        let mut names = Names::default();
        if let Some(rule) = self.stream(stream) {
            self.add_names(rule, &mut names);
        }
        names
    }

    fn add_names(&self, rule: &StreamRule, names: &mut Names) {
        names
            .facts
            .extend(rule.facts.iter().map(|f| f.name.clone()));
        for document in &rule.documents {
            names.documents.extend(document.kind.clone());
            names
                .documents
                .extend(self.words(document.kind_codes.as_deref()));
        }
        for event in &rule.events {
            names.events.extend(event.kind.clone());
            names.events.extend(self.words(event.kind_codes.as_deref()));
        }
    }

    /// The words of a code list.
    pub(super) fn words(&self, codes: Option<&str>) -> impl Iterator<Item = String> {
        let list = self.file.code_list(codes).into_iter();
        list.flat_map(|list| list.values.values().chain(&list.default).cloned())
    }

    /// What the system writes for a word of ours: the code lists also serve what is handed over.
    pub(crate) fn written(&self, codes: &str, word: &str) -> Option<&str> {
        let list = self.file.codes.get(codes)?;
        let found = list.values.iter().find(|(_, ours)| *ours == word)?;
        Some(found.0)
    }
}

impl HeaderRule {
    pub(super) fn path_of(&self, name: &str) -> Option<&str> {
        match name {
            "region" => self.region.as_deref(),
            HeaderFact::PROJECT_CODE => self.project_code.as_deref(),
            HeaderFact::NAME => self.name.as_deref(),
            HeaderFact::UNIT_NAME => self.unit_name.as_deref(),
            HeaderFact::UNIT_CREDIT_CODE => self.unit_credit_code.as_deref(),
            "unified_trade_code" => self.unified_trade_code.as_deref(),
            _ => None,
        }
    }
}

/// Reads the agency's mapping file, or the shipped one.
pub(crate) fn load(
    system: &System,
    file: Option<&Path>,
    shipped: &str,
) -> Result<Mapping, Failure> {
    let parsed = match file {
        None => Mapping::parse("the shipped mapping", shipped, system),
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::config(format!(
                    "{system}: cannot read mapping_file {name}: {error}"
                ))
            })?;
            Mapping::parse(&name, &text, system)
        }
    };
    parsed.map_err(|error| Failure::config(format!("{system}: {error}")))
}

impl Mapper for Mapping {
    fn version(&self) -> &str {
        Self::version(self)
    }

    fn names_of(&self, stream: &Stream) -> Names {
        Self::names_of(self, stream)
    }

    fn hold_against(&self, vocabulary: &Vocabulary) -> Result<(), StrictError> {
        Self::hold_against(self, vocabulary)
    }

    fn named(&self, stream: &Stream, body: &str) -> Option<Result<RawRecord, RecordError>> {
        Some(keyset::name(self.stream(stream)?, body))
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        Self::map(self, stream, body)
    }

    fn path_of(&self, stream: &Stream, part: RecordPart<'_>) -> Option<String> {
        Self::path_of(self, stream, part)
    }

    fn identity(&self, stream: &Stream, body: &str) -> Identity {
        Self::identity(self, stream, body)
    }
}
