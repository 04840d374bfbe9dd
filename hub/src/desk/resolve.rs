use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;
use shuniu_policy::Fen;
use uuid::Uuid;

use super::fact::is;
use super::{File, Standing};
use crate::field::Slot;

impl File {
    /// Brings the typed columns of the project, and of its tenders, contracts and assets, in step
    /// with the values that count.
    pub(crate) fn resolve(&mut self) {
        self.resolve_project();
        self.resolve_tenders();
        self.resolve_contracts();
        self.resolve_assets();
    }

    fn resolve_project(&mut self) {
        let read = |name: &str| self.fact(name).map(|row| &row.value);
        let now = self.project.get();
        let mut next = now.clone();
        if let Some(name) = read("name").and_then(text) {
            next.name = name;
        }
        next.project_code = read("project_code").and_then(text);
        next.project_type = read("project_type").and_then(text);
        next.build_nature = read("build_nature").and_then(text);
        next.budget_fen = read("budget_yuan").and_then(fen);
        next.investment_fen = read("investment_yuan").and_then(fen);
        if next != *now {
            *self.project.change() = next;
        }
    }

    fn resolve_tenders(&mut self) {
        let counting = Counting::of(self);
        let changed = self.tenders.iter().filter_map(|row| {
            let subject = Slot::tender(&row.code);
            let mut next = row.clone();
            counting.follow(&subject, "name", &mut next.name, text);
            counting.follow_or_none(&subject, "method", &mut next.method, text);
            counting.follow_or_none(&subject, "budget_yuan", &mut next.budget_fen, fen);
            counting.follow_or_none(&subject, "notice_on", &mut next.notice_on, day);
            counting.follow_or_none(&subject, "awarded_on", &mut next.awarded_on, day);
            counting.follow_or_none(&subject, "award_yuan", &mut next.award_fen, fen);
            counting.follow_or_none(&subject, "supplier", &mut next.supplier_id, party);
            (next != *row).then_some(next)
        });
        for mut next in changed.collect::<Vec<_>>() {
            next.version += 1;
            if let Some(row) = self.tenders.change(|row| row.id == next.id) {
                *row = next;
            }
        }
    }

    fn resolve_contracts(&mut self) {
        let counting = Counting::of(self);
        let changed = self.contracts.iter().filter_map(|row| {
            let subject = Slot::contract(&row.number);
            let mut next = row.clone();
            counting.follow(&subject, "name", &mut next.name, text);
            counting.follow_or_none(&subject, "amount_yuan", &mut next.amount_fen, fen);
            counting.follow_or_none(&subject, "supplier", &mut next.supplier_id, party);
            counting.follow_or_none(&subject, "signed_on", &mut next.signed_on, day);
            if next.amount_fen != row.amount_fen {
                // As received from whom it came before.
                next.raw_amount = None;
            }
            (next != *row).then_some(next)
        });
        for mut next in changed.collect::<Vec<_>>() {
            next.version += 1;
            if let Some(row) = self.contracts.change(|row| row.id == next.id) {
                *row = next;
            }
        }
    }

    fn resolve_assets(&mut self) {
        let counting = Counting::of(self);
        let changed = self.assets.iter().filter_map(|row| {
            let subject = Slot::asset(row.id);
            let mut next = row.clone();
            counting.follow(&subject, "name", &mut next.name, text);
            counting.follow_or_none(&subject, "quantity", &mut next.quantity, count);
            let value = &mut next.original_value_fen;
            counting.follow_or_none(&subject, "original_value_yuan", value, fen);
            (next != *row).then_some(next)
        });
        for mut next in changed.collect::<Vec<_>>() {
            next.version += 1;
            if let Some(row) = self.assets.change(|row| row.id == next.id) {
                *row = next;
            }
        }
    }
}

/// The values of tenders, contracts and assets by subject and name, looked up once for all rows.
struct Counting<'a>(BTreeMap<(&'a str, &'a str), Option<&'a Json>>);

impl<'a> Counting<'a> {
    /// Of what was ever given a value: the one that counts, if any does.
    fn of(file: &'a File) -> Self {
        let mut values = BTreeMap::new();
        for row in file.facts.iter() {
            let Some(subject) = row.subject.as_deref() else {
                continue;
            };
            let value = values.entry((subject, row.name.as_str())).or_insert(None);
            if is(row, Standing::Current) {
                *value = value.or(Some(&row.value));
            }
        }
        Self(values)
    }

    /// Has a column that cannot be empty follow the value that counts, where there is one.
    fn follow<T>(&self, subject: &str, name: &str, column: &mut T, read: fn(&Json) -> Option<T>) {
        if let Some(value) = self
            .0
            .get(&(subject, name))
            .copied()
            .flatten()
            .and_then(read)
        {
            *column = value;
        }
    }

    /// The same for one that is empty when no value counts. What nobody ever gave as a value, as
    /// in rows of before, is left.
    fn follow_or_none<T>(
        &self,
        subject: &str,
        name: &str,
        column: &mut Option<T>,
        read: fn(&Json) -> Option<T>,
    ) {
        if let Some(value) = self.0.get(&(subject, name)) {
            *column = value.and_then(read);
        }
    }
}

fn text(value: &Json) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

fn fen(yuan: &Json) -> Option<i64> {
    Fen::from_yuan(yuan.as_str()?).ok().map(Fen::get)
}

fn day(value: &Json) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

fn count(value: &Json) -> Option<i32> {
    value.as_i64().and_then(|count| count.try_into().ok())
}

fn party(value: &Json) -> Option<Uuid> {
    value["id"].as_str()?.parse().ok()
}
