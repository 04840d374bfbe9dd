use std::fmt;

use uuid::Uuid;

use super::plain;

/// Stands for the project itself where a subject cannot be empty.
const PROJECT: &str = "-";

/// What a field is of, beside the project itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A procurement with its award.
    Tender,
    /// A contract.
    Contract,
    /// An asset.
    Asset,
}

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tender, Self::Contract, Self::Asset];

    /// Its name, as subjects and the fields of orders of sources begin.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tender => "tender",
            Self::Contract => "contract",
            Self::Asset => "asset",
        }
    }
}

/// The place of a value in a project's file: what it is of, and which field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// As stored: kind, colon, what names it in the project. Nothing for the project itself.
    pub subject: Option<String>,
    /// The field.
    pub name: String,
}

impl Slot {
    /// An attribute of the project itself.
    #[must_use]
    pub fn of_project(name: &str) -> Self {
        Self {
            subject: None,
            name: name.to_owned(),
        }
    }

    /// A field of something that the project has.
    #[must_use]
    pub fn of(subject: &str, name: &str) -> Self {
        Self {
            subject: Some(subject.to_owned()),
            name: name.to_owned(),
        }
    }

    /// The subject of a procurement, by its purchase project code and lot.
    #[must_use]
    pub fn tender(code: &str) -> String {
        format!("{}:{code}", SubjectKind::Tender.as_str())
    }

    /// The subject of a contract. Its number is read as people read it, so that two systems that
    /// write it with other brackets speak of one contract.
    #[must_use]
    pub fn contract(number: &str) -> String {
        format!("{}:{}", SubjectKind::Contract.as_str(), plain(number))
    }

    /// The subject of an asset.
    #[must_use]
    pub fn asset(id: Uuid) -> String {
        format!("{}:{id}", SubjectKind::Asset.as_str())
    }

    /// The slot of a row whose subject may be the project itself, written `-`.
    #[must_use]
    pub fn of_key(subject: &str, name: &str) -> Self {
        Self {
            subject: (subject != PROJECT).then(|| subject.to_owned()),
            name: name.to_owned(),
        }
    }

    /// Any slot of a field by the name that orders of sources give it, whichever subject it is of.
    #[must_use]
    pub fn of_field(field: &str) -> Self {
        match field.split_once('.') {
            Some((kind, name)) => Self::of(&format!("{kind}:"), name),
            None => Self::of_project(field),
        }
    }

    /// The subject as keys hold it: `-` for the project itself.
    #[must_use]
    pub fn subject_key(&self) -> &str {
        self.subject.as_deref().unwrap_or(PROJECT)
    }

    /// The kind of the subject; nothing for the project itself.
    #[must_use]
    pub fn kind(&self) -> Option<SubjectKind> {
        let (kind, _) = self.subject.as_deref()?.split_once(':')?;
        SubjectKind::ALL
            .into_iter()
            .find(|one| one.as_str() == kind)
    }

    /// What names the subject in its project; nothing for the project itself.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        Some(self.subject.as_deref()?.split_once(':')?.1)
    }
}

/// As an order of sources names the field: `investment_yuan`, `contract.amount_yuan`.
impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kind) = self.kind() {
            write!(f, "{}.", kind.as_str())?;
        }
        f.write_str(&self.name)
    }
}
