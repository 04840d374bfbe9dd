use serde::Serialize;

use crate::pack::Bilingual;

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Title, region, level, dates in force, calendars, scope.
    Identity,
    /// A number that a jurisdiction may change.
    Setting,
    /// Someone whom the text gives something to do.
    Role,
    /// A stage of a project.
    Stage,
    /// A fact of the pack's own.
    Fact,
    /// A reading of an unclear place.
    Ruling,
    /// An article of the text.
    Article,
    /// An article with nothing to evaluate.
    NotActionable,
    /// One of several laws that the text holds.
    Law,
    /// An outside system that the text names.
    ExternalSystem,
    /// A named condition.
    Condition,
    /// A classification.
    Derived,
    /// A provision.
    Provision,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Setting => "setting",
            Self::Role => "role",
            Self::Stage => "stage",
            Self::Fact => "fact",
            Self::Ruling => "ruling",
            Self::Article => "article",
            Self::NotActionable => "not_actionable",
            Self::Law => "law",
            Self::ExternalSystem => "external_system",
            Self::Condition => "condition",
            Self::Derived => "derived",
            Self::Provision => "provision",
        }
    }
}

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhatChanged {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there still, with other fields.
    Changed,
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of thing.
    pub kind: Kind,
    /// Its name: a provision's id, an article as printed, and so on.
    pub name: String,
    /// How.
    pub change: WhatChanged,
    /// The fields that differ; of something new or gone, those that it has.
    pub fields: Vec<FieldChange>,
}

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field, as in the pack.
    pub field: &'static str,
    /// What it said; empty where it said nothing.
    pub old: Vec<Bilingual>,
    /// What it says.
    pub new: Vec<Bilingual>,
}

/// Something named, with its fields.
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) said: Vec<Bilingual>,
    /// The typed data, so that nothing passes as unchanged because it reads the same.
    pub(super) exact: String,
    /// As the files have it: typed data holds places in lists, which may move while what is
    /// written stays the same.
    pub(super) written: String,
}

impl Field {
    /// A field that says what it is.
    pub(super) fn plain(name: &'static str, text: impl ToString) -> Self {
        let text = text.to_string();
        let said = Bilingual {
            zh: text.clone(),
            en: text.clone(),
        };
        Self {
            name,
            exact: text.clone(),
            written: text.clone(),
            said: if text.is_empty() {
                Vec::new()
            } else {
                vec![said]
            },
        }
    }

    pub(super) fn optional(name: &'static str, text: Option<impl ToString>) -> Self {
        Self::plain(name, text.map_or_else(String::new, |text| text.to_string()))
    }

    pub(super) fn bilingual(name: &'static str, zh: &str, en: &str) -> Self {
        Self::said(
            name,
            vec![Bilingual {
                zh: zh.to_owned(),
                en: en.to_owned(),
            }],
            "",
        )
    }

    /// A field as sentences, with the data that they say.
    pub(super) fn said(name: &'static str, said: Vec<Bilingual>, exact: impl ToString) -> Self {
        let exact = exact.to_string();
        Self {
            name,
            said,
            written: exact.clone(),
            exact,
        }
    }

    /// The same with the words of the file.
    pub(super) fn written_as(self, written: String) -> Self {
        Self { written, ..self }
    }

    fn differs_from(&self, other: &Self) -> bool {
        self.said != other.said || (self.exact != other.exact && self.written != other.written)
    }
}

/// What changed from one list of things to another, in the order of the new one; what is gone
/// comes last.
pub(super) fn compare(old: &[Item], new: &[Item]) -> Vec<Change> {
    let same = |left: &Item, right: &Item| left.kind == right.kind && left.name == right.name;
    let mut found = Vec::new();
    for item in new {
        let before = old.iter().find(|before| same(before, item));
        let fields = fields(before.map_or(&[], |b| &b.fields), &item.fields);
        let change = match before {
            None => WhatChanged::Added,
            Some(_) if fields.is_empty() => continue,
            Some(_) => WhatChanged::Changed,
        };
        found.push(Change {
            kind: item.kind,
            name: item.name.clone(),
            change,
            fields,
        });
    }
    for item in old.iter().filter(|item| !new.iter().any(|n| same(item, n))) {
        found.push(Change {
            kind: item.kind,
            name: item.name.clone(),
            change: WhatChanged::Removed,
            fields: fields(&item.fields, &[]),
        });
    }
    found
}

fn fields(old: &[Field], new: &[Field]) -> Vec<FieldChange> {
    let names = if new.is_empty() { old } else { new };
    let of = |fields: &[Field], name: &str| {
        let found = fields.iter().find(|field| field.name == name);
        found.cloned().unwrap_or_default()
    };
    let changed = names.iter().filter_map(|Field { name, .. }| {
        let (before, after) = (of(old, name), of(new, name));
        before.differs_from(&after).then_some(FieldChange {
            field: name,
            old: before.said,
            new: after.said,
        })
    });
    changed.collect()
}
