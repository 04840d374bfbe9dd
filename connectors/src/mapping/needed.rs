use std::collections::{BTreeMap, BTreeSet};

use super::{
    file::{AttributeRule, DocumentRule, EventRule, StreamRule},
    load::Mapping,
    trade::AmountRule,
};
use crate::contract::Stream;

/// What the records of a stream must be able to say for its mapping to read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needed {
    /// Pointers without which no record is understood.
    pub(crate) paths: BTreeSet<String>,
    /// By the pointer of a list, the pointers within its elements that are read.
    pub(crate) lists: BTreeMap<String, BTreeSet<String>>,
    /// Pointers that make sense only with another one: an amount without its unit is refused.
    pub(crate) with: BTreeMap<String, String>,
}

impl Mapping {
    /// What a stream needs; nothing for one that is not mapped.
    pub(crate) fn needed(&self, stream: &Stream) -> Needed {
        let mut needed = Needed::default();
        if let Some(rule) = self.stream(stream) {
            needed.stream(rule);
        }
        needed
    }
}

impl Needed {
    fn stream(&mut self, rule: &StreamRule) {
        self.must([&rule.external_id, &rule.source_time]);
        self.must(rule.classified.iter().map(|mark| &mark.path));
        let header = rule.header.required.iter();
        let header = header.filter_map(|name| rule.header.path_of(name));
        self.paths.extend(header.map(str::to_owned));
        for fact in &rule.facts {
            self.must(Some(&fact.path).filter(|_| fact.required));
            self.beside(&fact.path, fact.unit_path.as_ref());
        }
        for event in &rule.events {
            self.event(event);
        }
        for document in &rule.documents {
            self.document(document);
        }
        self.trade(rule);
        if let Some(one) = &rule.review {
            self.must([
                &one.number,
                &one.kind,
                &one.by,
                &one.result,
                &one.reviewed_on,
            ]);
        }
        if let Some(one) = &rule.allocation {
            self.must([
                &one.number,
                &one.kind,
                &one.specification,
                &one.allocated_on,
            ]);
        }
        if let Some(one) = &rule.catalog {
            self.must([&one.code, &one.name, &one.sharing]);
            self.must(&one.state_path);
        }
        if let Some(one) = &rule.asset {
            self.must([&one.card_number, &one.kind, &one.name, &one.changed_on]);
            self.must(&one.state_path);
            if let Some(amount) = &one.original_value {
                self.amount(amount);
            }
        }
    }

    fn trade(&mut self, rule: &StreamRule) {
        if let Some(one) = &rule.tender {
            self.must([&one.number, &one.name, &one.method, &one.published_on]);
            self.amount(&one.budget);
        }
        if let Some(one) = &rule.award {
            self.must([&one.tender_number, &one.supplier_name, &one.issued_on]);
            self.amount(&one.amount);
        }
        if let Some(one) = &rule.contract {
            self.must([&one.number, &one.name, &one.supplier_name, &one.signed_on]);
            self.must([&one.amount.path]);
            self.amount(&one.amount);
        }
    }

    fn event(&mut self, rule: &EventRule) {
        let mut read = vec![&rule.on];
        read.extend(&rule.kind_path);
        read.extend(&rule.state_path);
        self.must(&rule.occurrence_within);
        match &rule.each {
            Some(list) => self.list(list, read, &rule.attributes),
            None if rule.required => {
                self.must(read);
                self.attributes(&rule.attributes);
            }
            None => {}
        }
    }

    fn document(&mut self, rule: &DocumentRule) {
        let mut read = vec![&rule.present];
        read.extend(&rule.kind_path);
        read.extend(&rule.state_path);
        if let Some(list) = &rule.each {
            self.list(list, read, &rule.attributes);
        }
    }

    fn list(
        &mut self,
        list: &str,
        read: Vec<&String>,
        attributes: &BTreeMap<String, AttributeRule>,
    ) {
        let required = attributes.values().filter(|rule| rule.required);
        let read = read
            .into_iter()
            .chain(required.filter_map(|rule| rule.path.as_ref()));
        let paths = self.lists.entry(list.to_owned()).or_default();
        paths.extend(read.cloned());
    }

    fn attributes(&mut self, rules: &BTreeMap<String, AttributeRule>) {
        let required = rules.values().filter(|rule| rule.required);
        self.must(required.filter_map(|rule| rule.path.as_ref()));
    }

    fn amount(&mut self, rule: &AmountRule) {
        self.beside(&rule.path, rule.unit_path.as_ref());
    }

    fn beside(&mut self, path: &str, other: Option<&String>) {
        if let Some(other) = other {
            self.with.insert(path.to_owned(), other.clone());
        }
    }

    fn must<'p>(&mut self, paths: impl IntoIterator<Item = &'p String>) {
        self.paths.extend(paths.into_iter().cloned());
    }
}
