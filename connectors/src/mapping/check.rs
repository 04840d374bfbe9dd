use std::collections::{BTreeMap, BTreeSet};

use super::{
    asset::{AssetRule, KINDS, STATES},
    catalog::{CYCLES, CatalogRule, SHARING},
    file::{AttributeRule, HeaderRule, Kind, MappingFile, StreamRule, Unknown},
    review::{RESOURCES, RESULTS, REVIEWS},
    trade::AmountRule,
};
use crate::{
    contract::{AssetKind, AssetState, HeaderFact, ReviewResult},
    strict::nearest,
};

/// Walks a stream's rules: collects the top-level fields they read and the first trouble.
pub(super) struct Check<'a> {
    file: &'a MappingFile,
    pub(super) fields: BTreeSet<String>,
    pub(super) trouble: Option<(String, String)>,
}

impl<'a> Check<'a> {
    pub(super) const fn new(file: &'a MappingFile) -> Self {
        Self {
            file,
            fields: BTreeSet::new(),
            trouble: None,
        }
    }

    pub(super) fn stream(&mut self, rule: &StreamRule) {
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
            if fact.kind == Kind::Money {
                self.needs_word(fact.codes.as_deref(), "an amount needs its unit");
            }
            if fact.kind == Kind::Money && fact.unit.is_none() && fact.unit_path.is_none() {
                self.complain(
                    &fact.name,
                    format!("fact {} needs unit or unit_path", fact.name),
                );
            }
        }
        for event in &rule.events {
            self.paths([&event.occurrence_within]);
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
            match &document.each {
                Some(list) => self.path(list),
                None => {
                    self.path(&document.present);
                    self.paths([
                        &document.on,
                        &document.kind_path,
                        &document.state_path,
                        &document.occurrence,
                    ]);
                    self.attributes(&document.attributes);
                }
            }
            self.codes(document.kind_codes.as_deref());
            self.codes(document.state_codes.as_deref());
            if document.kind.is_some() == document.kind_path.is_some() {
                self.complain(
                    &document.present,
                    "a document needs either kind or kind_path".to_owned(),
                );
            }
        }
        self.trade(rule);
        self.review(rule);
        if let Some(catalog) = &rule.catalog {
            self.catalog(catalog);
        }
        if let Some(asset) = &rule.asset {
            self.asset(asset);
        }
    }

    fn review(&mut self, rule: &StreamRule) {
        if let Some(review) = &rule.review {
            for path in [
                &review.number,
                &review.kind,
                &review.by,
                &review.result,
                &review.reviewed_on,
            ] {
                self.path(path);
            }
            self.paths([&review.opinion, &review.panel_size]);
            self.words(&review.kind_codes, &REVIEWS);
            self.codes(Some(&review.by_codes));
            self.needs_word(Some(&review.kind_codes), "a review is of a kind");
            self.needs_word(Some(&review.by_codes), "a review is by somebody");
            self.words(&review.result_codes, &RESULTS.map(ReviewResult::as_str));
        }
        if let Some(allocation) = &rule.allocation {
            for path in [
                &allocation.number,
                &allocation.kind,
                &allocation.specification,
                &allocation.allocated_on,
            ] {
                self.path(path);
            }
            self.paths([&allocation.quantity, &allocation.released_on]);
            self.words(&allocation.kind_codes, &RESOURCES);
            self.needs_word(Some(&allocation.kind_codes), "a resource is of a kind");
        }
    }

    /// A code list all of whose words are among those of the hub.
    fn words(&mut self, name: &str, words: &[&str]) {
        self.codes(Some(name));
        let Some(list) = self.file.codes.get(name) else {
            return;
        };
        for word in list.values.values().chain(&list.default) {
            if !words.contains(&word.as_str()) {
                let known = words.join(", ");
                self.complain(word, format!("{word:?} in codes.{name} is none of {known}"));
            }
        }
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
            self.needs_word(Some(&tender.method_codes), "a tender has a method");
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

    fn asset(&mut self, rule: &AssetRule) {
        for path in [&rule.card_number, &rule.kind, &rule.name, &rule.changed_on] {
            self.path(path);
        }
        self.paths([
            &rule.present,
            &rule.asset,
            &rule.quantity,
            &rule.holder_name,
            &rule.holder_credit_code,
            &rule.state_path,
        ]);
        if let Some(amount) = &rule.original_value {
            self.amount(amount);
        }
        self.words(&rule.kind_codes, &KINDS.map(AssetKind::as_str));
        self.needs_word(Some(&rule.kind_codes), "an asset is of a kind");
        match (rule.state, &rule.state_path, &rule.state_codes) {
            (Some(_), None, None) => {}
            (None, Some(_), Some(codes)) => {
                self.words(codes, &STATES.map(AssetState::as_str));
            }
            _ => self.complain(
                "state",
                "an asset needs either state, or state_path with state_codes".to_owned(),
            ),
        }
    }

    fn catalog(&mut self, rule: &CatalogRule) {
        for path in [&rule.code, &rule.name, &rule.sharing] {
            self.path(path);
        }
        self.paths([
            &rule.system_name,
            &rule.update_cycle,
            &rule.registered_on,
            &rule.state_path,
        ]);
        self.words(&rule.sharing_codes, &SHARING);
        match (&rule.update_cycle, &rule.update_cycle_codes) {
            (None, None) => {}
            (Some(_), Some(codes)) => self.words(codes, &CYCLES),
            _ => self.complain(
                "update_cycle",
                "update_cycle and update_cycle_codes go together".to_owned(),
            ),
        }
        self.codes(rule.state_codes.as_deref());
        if rule.state_path.is_some() != rule.state_codes.is_some() {
            self.complain(
                "state_path",
                "state_path and state_codes of a catalogue entry go together".to_owned(),
            );
        }
    }

    fn amount(&mut self, rule: &AmountRule) {
        self.path(&rule.path);
        self.paths([&rule.unit_path, &rule.currency_path]);
        self.codes(rule.unit_codes.as_deref());
        self.needs_word(rule.unit_codes.as_deref(), "an amount needs its unit");
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

    /// A code list without whose word there is no record: none of its codes can be left out.
    fn needs_word(&mut self, name: Option<&str>, why: &str) {
        let list = name.and_then(|name| Some((name, self.file.codes.get(name)?)));
        if let Some((name, list)) = list
            && list.unknown == Unknown::Flag
        {
            self.complain(
                &format!("codes.{name}"),
                format!("codes.{name} cannot have unknown = \"flag\": {why}; write \"refuse\""),
            );
        }
    }

    fn codes(&mut self, name: Option<&str>) {
        let Some(name) = name else { return };
        if let Some(list) = self.file.codes.get(name)
            && list.default.is_some()
            && list.unknown == Unknown::Flag
        {
            self.complain(
                &format!("codes.{name}"),
                format!("codes.{name} has a default, so that no code is unknown; leave out one of default and unknown"),
            );
        }
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
