use std::collections::{BTreeMap, BTreeSet};

use super::{
    file::{AttributeRule, HeaderRule, Kind, MappingFile, StreamRule},
    trade::AmountRule,
};
use crate::{
    contract::{HeaderFact, Stream, System},
    strict::{StrictError, find_line, nearest, parse_toml},
};

/// The one format of mapping files.
const FORMAT: u32 = 1;

/// A mapping that has been read and checked.
#[derive(Clone, Debug)]
pub struct Mapping {
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
        Ok(Self { file, known })
    }

    pub(super) const fn file(&self) -> &MappingFile {
        &self.file
    }

    pub(super) fn known_fields(&self, stream: &Stream) -> &BTreeSet<String> {
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

    /// Everything of the policy vocabulary that this mapping can yield.
    #[must_use]
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        for rule in self.file.streams.values() {
            names
                .facts
                .extend(rule.facts.iter().map(|f| f.name.clone()));
            names
                .documents
                .extend(rule.documents.iter().map(|d| d.kind.clone()));
            for event in &rule.events {
                names.events.extend(event.kind.clone());
                if let Some(list) = self.file.code_list(event.kind_codes.as_deref()) {
                    names.events.extend(list.values.values().cloned());
                    names.events.extend(list.default.clone());
                }
            }
        }
        names
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

/// Walks a stream's rules: collects the top-level fields they read and the first trouble.
struct Check<'a> {
    file: &'a MappingFile,
    fields: BTreeSet<String>,
    trouble: Option<(String, String)>,
}

impl<'a> Check<'a> {
    const fn new(file: &'a MappingFile) -> Self {
        Self {
            file,
            fields: BTreeSet::new(),
            trouble: None,
        }
    }

    fn stream(&mut self, rule: &StreamRule) {
        self.path(&rule.external_id);
        self.path(&rule.source_time);
        if let Some(mark) = &rule.classified {
            self.path(&mark.path);
        }
        self.header(&rule.header);
        for fact in &rule.facts {
            self.path(&fact.path);
            self.paths([&fact.unit_path]);
            self.codes(fact.codes.as_deref());
            let coded = matches!(fact.kind, Kind::Code | Kind::CodeList);
            if coded && fact.codes.is_none() {
                self.complain(&fact.name, format!("fact {} needs codes", fact.name));
            }
            if fact.kind == Kind::Money && fact.unit.is_none() && fact.unit_path.is_none() {
                self.complain(
                    &fact.name,
                    format!("fact {} needs unit or unit_path", fact.name),
                );
            }
        }
        for event in &rule.events {
            match &event.each {
                Some(list) => self.path(list),
                None => {
                    self.path(&event.on);
                    self.paths([&event.kind_path, &event.state_path, &event.occurrence]);
                    self.attributes(&event.attributes);
                }
            }
            self.codes(event.kind_codes.as_deref());
            self.codes(event.state_codes.as_deref());
            if event.kind.is_some() == event.kind_path.is_some() {
                self.complain(
                    &event.on,
                    "an event needs either kind or kind_path".to_owned(),
                );
            }
        }
        for document in &rule.documents {
            self.path(&document.present);
            self.paths([&document.on]);
            self.attributes(&document.attributes);
        }
        self.trade(rule);
    }

    fn header(&mut self, rule: &HeaderRule) {
        self.paths([
            &rule.region,
            &rule.project_code,
            &rule.name,
            &rule.unit_name,
            &rule.unit_credit_code,
            &rule.unified_trade_code,
        ]);
        for name in &rule.facts {
            if !HeaderFact::ALL.contains(&name.as_str()) {
                let near = nearest(name, HeaderFact::ALL).unwrap_or(HeaderFact::NAME);
                self.complain(
                    name,
                    format!("{name:?} is no header fact; did you mean {near:?}?"),
                );
            }
        }
        for name in rule.required.iter().chain(&rule.facts) {
            if rule.path_of(name).is_none() {
                self.complain(name, format!("header field {name:?} has no path"));
            }
        }
    }

    fn trade(&mut self, rule: &StreamRule) {
        if let Some(tender) = &rule.tender {
            for path in [
                &tender.number,
                &tender.name,
                &tender.method,
                &tender.published_on,
            ] {
                self.path(path);
            }
            self.paths([&tender.lot, &tender.agency_name, &tender.unified_trade_code]);
            self.amount(&tender.budget);
            self.codes(Some(&tender.method_codes));
        }
        if let Some(award) = &rule.award {
            for path in [&award.tender_number, &award.supplier_name, &award.issued_on] {
                self.path(path);
            }
            self.paths([
                &award.lot,
                &award.supplier_credit_code,
                &award.unified_trade_code,
            ]);
            self.amount(&award.amount);
        }
        if let Some(contract) = &rule.contract {
            let paths = [
                &contract.number,
                &contract.name,
                &contract.supplier_name,
                &contract.signed_on,
            ];
            for path in paths {
                self.path(path);
            }
            self.paths([
                &contract.lot,
                &contract.supplier_credit_code,
                &contract.unified_trade_code,
            ]);
            self.amount(&contract.amount);
        }
    }

    fn amount(&mut self, rule: &AmountRule) {
        self.path(&rule.path);
        self.paths([&rule.unit_path]);
        self.codes(rule.unit_codes.as_deref());
        if rule.unit.is_none() && rule.unit_path.is_none() {
            self.complain(&rule.path, format!("{} needs unit or unit_path", rule.path));
        }
    }

    fn attributes(&mut self, rules: &BTreeMap<String, AttributeRule>) {
        for rule in rules.values() {
            self.paths([&rule.path]);
            self.codes(rule.codes.as_deref());
        }
    }

    fn paths<'p>(&mut self, paths: impl IntoIterator<Item = &'p Option<String>>) {
        for path in paths.into_iter().flatten() {
            self.path(path);
        }
    }

    fn path(&mut self, path: &str) {
        match path
            .strip_prefix('/')
            .and_then(|rest| rest.split('/').next())
        {
            Some(field) if !field.is_empty() => {
                self.fields
                    .insert(field.replace("~1", "/").replace("~0", "~"));
            }
            _ => self.complain(
                path,
                format!("{path:?} is no JSON pointer; write it as \"/field\" or \"/field/inner\""),
            ),
        }
    }

    fn codes(&mut self, name: Option<&str>) {
        let Some(name) = name else { return };
        if self.file.codes.contains_key(name) {
            return;
        }
        let lists = self.file.codes.keys().map(String::as_str);
        let hint = match nearest(name, lists) {
            Some(near) => format!("; did you mean {near:?}?"),
            None => String::new(),
        };
        self.complain(name, format!("there is no code list {name:?}{hint}"));
    }

    /// Keeps the first trouble, with a text to find its line by.
    fn complain(&mut self, needle: &str, message: String) {
        self.trouble.get_or_insert((needle.to_owned(), message));
    }
}
