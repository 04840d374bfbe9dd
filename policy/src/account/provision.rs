use serde::Serialize;

use super::{Cited, Titled};
use crate::pack::{Bilingual, Pack, Provision};

/// A provision by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProvisionAccount {
    /// The regulation.
    pub title: Bilingual,
    /// Where it stands, and its rules as sentences.
    #[serde(flatten)]
    pub cited: Cited,
    /// The catalogue's kind, such as `deadline`.
    pub kind: String,
    /// How strongly it binds: must, in_principle, should, may or encouraged.
    pub strength: &'static str,
    /// How much of it is decided by machine: full, partial or none.
    pub machine: &'static str,
    /// Whose clock it runs: project, contract, lot and so on.
    pub subject: &'static str,
    /// Who must act.
    pub responsible: Vec<Titled>,
    /// Towards whom.
    pub recipient: Vec<Titled>,
    /// What the text enumerates.
    pub items: Vec<String>,
    /// What a person must supply.
    pub evidence: Option<String>,
    /// What the text leaves open.
    pub note: Option<Bilingual>,
    /// Why it decides nothing.
    pub undecided: Option<String>,
    /// The file and line it stands at.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

impl ProvisionAccount {
    /// A provision of a pack.
    #[must_use]
    pub fn of(pack: &Pack, provision: &Provision) -> Self {
        let (file, line) = provision.place.clone();
        Self {
            title: Bilingual {
                zh: pack.title.clone(),
                en: pack.title_en.clone(),
            },
            cited: Cited::of(pack, provision),
            kind: provision.kind.clone(),
            strength: provision.strength.as_str(),
            machine: provision.machine.as_str(),
            subject: provision.subject.as_str(),
            responsible: Titled::roles(&provision.responsible, pack),
            recipient: Titled::roles(&provision.recipient, pack),
            items: provision.items.clone(),
            evidence: provision.evidence.clone(),
            note: provision.note.clone(),
            undecided: provision.undecided.clone(),
            file,
            line,
        }
    }
}
