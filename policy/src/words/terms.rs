use super::{both, joined};
use crate::{
    calendar::{Term, Unit},
    condition::Number,
    facts::Value,
    pack::{Bilingual, Length, Pack},
    vocabulary::{Definition, Family},
};

/// What a pack's names are called.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) pack: &'a Pack,
}

impl<'a> Words<'a> {
    pub(crate) fn of(pack: &'a Pack) -> Self {
        Self { pack }
    }

    pub(crate) fn definition(self, family: Family, name: &str) -> Option<&'a Definition> {
        self.pack.vocabulary.get(family, name)
    }

    /// The term of a name; the name itself where nobody knows it.
    pub(crate) fn term(self, family: Family, name: &str) -> Bilingual {
        self.definition(family, name)
            .map_or_else(|| both(name, name), |of| both(&of.zh, &of.en))
    }

    /// What a sentence calls a name.
    pub(crate) fn phrase(self, family: Family, name: &str) -> Bilingual {
        let of = self.definition(family, name);
        match of.and_then(|of| of.phrase.as_ref()) {
            Some((zh, en)) => both(zh, en),
            None => self.term(family, name),
        }
    }

    /// The same of a kind of record or report.
    pub(crate) fn kind(self, name: &str) -> Bilingual {
        let families = [Family::Event, Family::Document, Family::Report];
        let of = families
            .into_iter()
            .find(|family| self.definition(*family, name).is_some());
        of.map_or_else(|| both(name, name), |family| self.phrase(family, name))
    }

    /// A name in quotation marks, as sentences call it in Chinese.
    pub(super) fn quoted(self, family: Family, name: &str) -> Bilingual {
        let Bilingual { zh, .. } = self.phrase(family, name);
        let Bilingual { en, .. } = self.term(family, name);
        both(format!("“{zh}”"), format!("“{en}”"))
    }

    /// What a need is: a fact, a kind of record or what is missing of one, or a setting.
    pub(crate) fn need(self, name: &str) -> Bilingual {
        if let Some((kind, attribute)) = name.split_once('.') {
            return self.need_of(kind, attribute);
        }
        let families = [
            Family::Fact,
            Family::Event,
            Family::Document,
            Family::Report,
        ];
        let found = families.iter().find_map(|f| self.definition(*f, name));
        match found {
            Some(of) => both(&of.zh, &of.en),
            None if self.pack.settings.contains_key(name) => self.setting(name),
            None => both(name, name),
        }
    }

    /// What is missing of a record that is there: its day, or an attribute.
    fn need_of(self, kind: &str, attribute: &str) -> Bilingual {
        let families = [Family::Event, Family::Document];
        let of = families
            .iter()
            .find_map(|family| self.definition(*family, kind));
        let attribute = match of.and_then(|of| of.attribute(attribute)) {
            Some(of) => both(&of.zh, &of.en),
            None if attribute == "on" => both("日期", "Day"),
            None => both(attribute, attribute),
        };
        let Bilingual { zh, en } = self.kind(kind);
        both(
            format!("{zh}：{}", attribute.zh),
            format!("{en}: {}", attribute.en),
        )
    }

    /// A role of the pack.
    pub(crate) fn role(self, key: &str) -> Bilingual {
        let role = self.pack.role(key);
        role.map_or_else(|| both(key, key), |role| both(&role.zh, &role.en))
    }

    /// A whole number with what it counts, and the setting that holds it.
    pub(super) fn number(self, number: &Number, unit: &Bilingual) -> Bilingual {
        let n = self.pack.number(number);
        let text = both(format!("{n}{}", unit.zh), format!("{n}{}", unit.en));
        match number {
            Number::Literal(_) => text,
            Number::Setting(name) => self.set(text, name),
        }
    }

    /// So many days, in English.
    pub(crate) fn days(count: i64) -> String {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} day{plural}")
    }

    /// A length of time.
    pub(super) fn length(self, amount: &Number, unit: Unit) -> Bilingual {
        let term = Term {
            amount: u32::try_from(self.pack.number(amount)).unwrap_or_default(),
            unit,
        };
        let text = both(term.zh(), term.to_string());
        match amount {
            Number::Literal(_) => text,
            Number::Setting(name) => self.set(text, name),
        }
    }

    pub(super) fn long(self, length: &Length) -> Bilingual {
        self.length(&length.amount, length.unit)
    }

    /// One of several values.
    pub(crate) fn alternatives(values: &[Value], of: &Definition) -> Bilingual {
        let values: Vec<Bilingual> = values.iter().map(|one| Self::value(one, of)).collect();
        joined(&values, "或", " or ")
    }

    /// A value as a text prints it: whole yuan without 分.
    pub(crate) fn value(value: &Value, of: &Definition) -> Bilingual {
        match value {
            Value::Money(fen) if fen.get() % 100 == 0 => {
                let yuan = fen.get() / 100;
                both(format!("{yuan}元"), format!("{yuan} yuan"))
            }
            other => both(other.zh(of), other.en(of)),
        }
    }
}
