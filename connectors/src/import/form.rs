//! What a ledger of a kind may hold: its columns, by whatever heading a county gives them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use shuniu_policy::Fen;
use shuniu_policy::pack::Bilingual;
use shuniu_policy::vocabulary::{Definition, Family, Vocabulary};

use super::columns;
use super::form_file::{self, FormFile, Happens};
use super::heading::{Heading, day_of, in_common};
use super::kind::Kind;
use super::secrecy::Secrecy;
use super::word::Word;
use crate::contract::AmountUnit;
use crate::strict::{StrictError, nearest};

pub(super) use super::form_file::Type;

/// How many letters two names of what takes place have in common, at the least, where one may be meant
/// by the other.
const TELLING: usize = 2;

/// What a column says of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The project's printed name.
    Name,
    /// The national project code.
    ProjectCode,
    /// The unit's printed name.
    UnitName,
    /// The unit's credit code.
    UnitCreditCode,
    /// The day since which the file is complete.
    TrackedSince,
    /// Whether the project is a state secret.
    Secrecy,
    /// Nothing that is taken in, such as the number of the row.
    Nothing,
    /// An attribute of the vocabulary.
    Fact(String),
    /// The day of an event of the vocabulary.
    Event(String),
    /// An attribute of the event or document that the row names.
    Attribute,
    /// A part of the contract, payment or whatever the rows are.
    Part,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) field: String,
    pub(super) target: Target,
    /// The heading of the template, without its unit.
    pub(super) heading: String,
    /// The unit of the template's heading.
    pub(super) unit: Option<AmountUnit>,
    pub(super) holds: Type,
    pub(super) required: bool,
    pub(super) words: Vec<Word>,
    /// The least and the most that is believed without its unit in the cell.
    pub(super) plausible: Option<(Fen, Fen)>,
    pub(super) note: Option<Bilingual>,
    /// Whether the template has it wherever the hub runs.
    pub(super) always: bool,
    /// The names of the vocabulary that are its words.
    pub(super) lists: Option<Family>,
}

/// The columns of one kind of ledger in one place.
#[derive(Clone, Debug)]
pub struct Form {
    pub(super) kind: Kind,
    pub(super) version: String,
    pub(super) title: Bilingual,
    pub(super) columns: Vec<Column>,
    /// Lists of fields; the first that is filled names the row.
    pub(super) identity: Vec<Vec<String>>,
    /// Lists of fields, one of which must be filled.
    pub(super) needs: Vec<Vec<String>>,
    /// Whether the attributes of a row are part of its name.
    pub(super) named_by_attributes: bool,
    /// What took place with every row.
    pub(super) happens: Option<Happens>,
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) secrecy: Arc<Secrecy>,
    /// Columns by the names of their headings.
    names: BTreeMap<String, usize>,
}

impl Form {
    fn new(
        kind: Kind,
        file: FormFile,
        vocabulary: &Arc<Vocabulary>,
        secrecy: &Arc<Secrecy>,
    ) -> Self {
        let mut form = Self {
            kind,
            version: file.version.clone(),
            title: file.title.clone(),
            columns: Vec::new(),
            identity: file
                .identity
                .iter()
                .flat_map(|list| with_unit(list))
                .collect(),
            needs: file.needs.clone(),
            named_by_attributes: file.named_by_attributes,
            happens: file.happens.clone(),
            vocabulary: Arc::clone(vocabulary),
            secrecy: Arc::clone(secrecy),
            names: BTreeMap::new(),
        };
        for (column, names) in columns::columns(file, vocabulary) {
            let at = form.columns.len();
            for name in names {
                form.names.entry(name).or_insert(at);
            }
            form.columns.push(column);
        }
        form
    }

    /// The headings of the columns of which one has to be filled, in the order of the form; none where
    /// the form asks for no such thing.
    pub(super) fn one_of(&self) -> Vec<&str> {
        let firsts: Vec<&String> = self.needs.iter().filter_map(|list| list.first()).collect();
        let columns = self.columns.iter();
        let columns = columns.filter(|column| firsts.contains(&&column.field));
        columns.map(|column| column.heading.as_str()).collect()
    }

    /// Finds the column of a heading: the one it names, or the secrecy mark where it is not known
    /// and speaks of secrets.
    pub(super) fn column(&self, heading: &Heading) -> Option<&Column> {
        self.known(heading).or_else(|| {
            self.field("secrecy")
                .filter(|_| self.secrecy.heads(heading))
        })
    }

    /// Finds the column that a heading names.
    pub(super) fn known(&self, heading: &Heading) -> Option<&Column> {
        let at = heading.names.iter().find_map(|name| self.names.get(name))?;
        self.columns.get(*at)
    }

    pub(super) fn field(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// The field of the column that an attribute of an event or document is read from.
    pub(super) fn attribute(&self, attribute: &Definition) -> Option<&str> {
        let column = self.column(&Heading::of(&attribute.zh))?;
        (column.target == Target::Attribute).then_some(column.field.as_str())
    }

    /// The heading of the template that is most like one that is not known; of a day the one of
    /// what is most like what took place on it.
    pub(super) fn nearest(&self, heading: &Heading) -> Option<&str> {
        let given = heading.names.last()?;
        if let Some(given) = day_of(given) {
            return self.nearest_day(given);
        }
        let name = nearest(given, self.names.keys().map(String::as_str))?;
        let column = self.columns.get(*self.names.get(name)?)?;
        Some(&column.heading)
    }

    fn nearest_day(&self, event: &str) -> Option<&str> {
        let names = self.names.iter();
        let days = names.filter_map(|(name, at)| Some((self.columns.get(*at)?, day_of(name)?)));
        let days = days.map(|(column, day)| {
            let like = in_common(event, day);
            // Of two that hold as much of it the one that says less besides.
            (like, Reverse(day.chars().count()), column)
        });
        let days = days.filter(|(like, ..)| *like >= TELLING);
        let nearest = days.max_by_key(|(like, besides, _)| (*like, *besides))?;
        Some(&nearest.2.heading)
    }

    /// What the rows are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Version of the columns, kept with what they yielded.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// Projects of two units may have one name: where the row says whose it is, that is part of its own.
fn with_unit(list: &[String]) -> Vec<Vec<String>> {
    let has = |field: &str| list.iter().any(|one| one == field);
    if !has("name") || has("unit_name") {
        return vec![list.to_vec()];
    }
    let mut whole = list.to_vec();
    whole.push("unit_name".to_owned());
    vec![whole, list.to_vec()]
}

/// The forms of all kinds in one place.
#[derive(Clone, Debug)]
pub struct Forms {
    by_kind: BTreeMap<Kind, Form>,
    /// Those of all of them.
    version: String,
}

impl Forms {
    /// The forms that ship, with the names of the place's vocabulary.
    ///
    /// # Panics
    ///
    /// When an embedded file is wrong; a test reads them.
    #[must_use]
    pub fn of(vocabulary: &Vocabulary) -> Self {
        Self::with(vocabulary, &Headings::default()).expect("without own headings none is unknown")
    }

    /// The same, with headings that a county gives its columns.
    ///
    /// # Errors
    ///
    /// [`StrictError`] for a field that no form has.
    pub fn with(vocabulary: &Vocabulary, own: &Headings) -> Result<Self, StrictError> {
        let vocabulary = Arc::new(vocabulary.clone());
        let secrecy = Arc::new(Secrecy::of(&vocabulary));
        let form = |kind| {
            let file = form_file::shipped(kind);
            (kind, Form::new(kind, file, &vocabulary, &secrecy))
        };
        let mut forms: BTreeMap<Kind, Form> = Kind::ALL.into_iter().map(form).collect();
        for (kind, headings) in &own.by_kind {
            let Some(form) = forms.get_mut(kind) else {
                continue;
            };
            for (heading, field) in headings {
                let at = form.columns.iter().position(|one| one.field == *field);
                let known = form.columns.iter().map(|one| one.field.as_str());
                let at = at.ok_or_else(|| {
                    let hint = nearest(field, known)
                        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    StrictError {
                        file: own.file.clone(),
                        line: 0,
                        message: format!("{kind} has no field `{field}`{hint}"),
                    }
                })?;
                form.names.insert(super::heading::name(heading), at);
            }
        }
        let versions: Vec<&str> = forms.values().map(Form::version).collect();
        Ok(Self {
            version: versions.join(" "),
            by_kind: forms,
        })
    }

    /// The form of a kind.
    ///
    /// # Panics
    ///
    /// Never: there is one for every kind.
    #[must_use]
    pub fn form(&self, kind: Kind) -> &Form {
        let form = self.by_kind.get(&kind);
        form.expect("there is a form for every kind")
    }

    /// The versions of all forms: another one wherever one of them is.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The headings that a county gives the columns of its ledgers, beside those that are known.
#[derive(Clone, Debug, Default)]
pub struct Headings {
    file: String,
    by_kind: BTreeMap<Kind, BTreeMap<String, String>>,
}

impl Headings {
    /// Reads them: a table for each kind, from heading to field.
    ///
    /// # Errors
    ///
    /// [`StrictError`] for bad TOML or an unknown kind.
    pub fn parse(file: &str, text: &str) -> Result<Self, StrictError> {
        Ok(Self {
            file: file.to_owned(),
            by_kind: crate::strict::parse_toml(file, text)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_and_finds_its_own_headings() {
        let forms = Forms::of(Vocabulary::shared());
        for kind in Kind::ALL {
            let form = forms.form(kind);
            for column in &form.columns {
                let heading = Heading::of(&column.heading);
                let found = form.column(&heading).map(|one| one.field.as_str());
                assert_eq!(
                    found,
                    Some(column.field.as_str()),
                    "{kind} {}",
                    column.heading
                );
            }
            let lists = form.identity.iter().chain(&form.needs);
            let happens = form.happens.iter();
            let happens = happens.flat_map(|one| [&one.on, &one.occurrence]);
            for field in lists.flatten().chain(happens) {
                assert!(form.field(field).is_some(), "{kind} has no {field}");
            }
            if let Some(one) = &form.happens {
                let event = form.vocabulary.get(Family::Event, &one.event);
                assert!(event.is_some(), "{kind}: {}", one.event);
            }
        }
    }

    #[test]
    fn a_county_adds_headings_of_its_own() {
        let own = "[projects]\n\"建设资金\" = \"investment_yuan\"\n";
        let own = Headings::parse("headings.toml", own).unwrap();
        let forms = Forms::with(Vocabulary::shared(), &own).unwrap();
        let found = forms
            .form(Kind::Projects)
            .column(&Heading::of("建设资金（万元）"));
        assert_eq!(found.unwrap().field, "investment_yuan");
        let wrong = "[projects]\n\"建设资金\" = \"investmnt_yuan\"\n";
        let wrong = Headings::parse("headings.toml", wrong).unwrap();
        let error = Forms::with(Vocabulary::shared(), &wrong).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("did you mean `investment_yuan`?"),
            "{error}"
        );
    }
}
