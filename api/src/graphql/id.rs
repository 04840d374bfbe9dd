use async_graphql::ID;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shuniu_hub::query::Key;
use uuid::Uuid;

use super::refusal::{Answer, Refusal};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $letter:literal, $name:literal);+ $(;)?) => {
        /// What a global id names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind { $($(#[$doc])* $kind),+ }

        impl Kind {
            const fn letter(self) -> u8 {
                match self { $(Self::$kind => $letter),+ }
            }

            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),+ }
            }

            fn of(letter: u8) -> Option<Self> {
                match letter { $($letter => Some(Self::$kind),)+ _ => None }
            }
        }
    };
}

// The letters are part of ids that clients keep: they are added, never changed.
kinds! {
    Jurisdiction = b'j', "Jurisdiction";
    Project = b'p', "Project";
    Organization = b'u', "Organization";
    Obligation = b'o', "Obligation";
    Fact = b'f', "Fact";
    Event = b'e', "Event";
    Document = b'd', "Document";
    Report = b'r', "Report";
    Tender = b't', "Tender";
    Contract = b'c', "Contract";
    Candidate = b'm', "MatchCandidate";
    Quarantined = b'q', "QuarantinedRecord";
    HandOver = b'a', "HandOver";
    Asset = b'k', "Asset";
    Review = b'v', "Review";
    Allocation = b'l', "Allocation";
    SyncRun = b's', "SyncRun";
    Payment = b'y', "Payment";
    BudgetQuota = b'b', "BudgetQuota";
    CatalogEntry = b'i', "CatalogEntry";
    Contact = b'n', "Contact";
    Discrepancy = b'x', "Discrepancy";
    Calendar = b'h', "Calendar";
    InstitutionObligation = b'w', "InstitutionObligation";
    InstitutionReport = b'z', "InstitutionReport";
    SyncSweep = b'g', "SyncSweep";
}

/// Writes a global id: the kind, the jurisdiction and the row, in 44 characters.
pub(crate) fn global_id(kind: Kind, key: Key) -> ID {
    let mut bytes = Vec::with_capacity(33);
    bytes.push(kind.letter());
    bytes.extend_from_slice(key.jurisdiction.as_bytes());
    bytes.extend_from_slice(key.id.as_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

/// Reads a global id; nothing when it is none of ours.
pub(crate) fn read_id(id: &str) -> Option<(Kind, Key)> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let (letter, rest) = bytes.split_first()?;
    let (jurisdiction, row) = rest.split_at_checked(16)?;
    let key = Key::new(
        Uuid::from_slice(jurisdiction).ok()?,
        Uuid::from_slice(row).ok()?,
    );
    Some((Kind::of(*letter)?, key))
}

/// The global id of a duty, as text.
pub(crate) fn obligation_id(key: Key) -> String {
    global_id(Kind::Obligation, key).0
}

/// The global id of a duty of an institution, as text.
pub(crate) fn institution_obligation_id(key: Key) -> String {
    global_id(Kind::InstitutionObligation, key).0
}

/// The global id of a calendar, as text.
pub(crate) fn calendar_id(key: Key) -> String {
    global_id(Kind::Calendar, key).0
}

/// The document that a global id names.
pub(crate) fn document_key(id: &str) -> Option<Key> {
    let (kind, key) = read_id(id)?;
    (kind == Kind::Document).then_some(key)
}

/// Reads the global id of an argument that takes one kind only.
pub(crate) fn key_of(kind: Kind, field: &str, id: &ID) -> Answer<Key> {
    match read_id(id) {
        Some((found, key)) if found == kind => Ok(key),
        Some((found, _)) => {
            let problem = format!(
                "takes the id of a {}, not of a {}",
                kind.name(),
                found.name()
            );
            Err(Refusal::input(field, problem))
        }
        None => Err(Refusal::input(
            field,
            format!("is no id of a {}", kind.name()),
        )),
    }
}

/// Reads a list of global ids of one kind.
pub(crate) fn keys_of(kind: Kind, field: &str, ids: Option<Vec<ID>>) -> Answer<Vec<Key>> {
    let ids = ids.unwrap_or_default();
    ids.iter().map(|id| key_of(kind, field, id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_kind_jurisdiction_and_row() {
        let key = Key::new(Uuid::now_v7(), Uuid::now_v7());
        let id = global_id(Kind::Contract, key);
        assert_eq!(read_id(&id), Some((Kind::Contract, key)));
        assert_eq!(id.len(), 44);
        assert!(key_of(Kind::Project, "project", &id).is_err());
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "x", "!!!!", "cHJvamVjdA", "eHg"] {
            assert_eq!(read_id(text), None, "{text}");
        }
    }
}
