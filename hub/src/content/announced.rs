use std::fmt::{self, Display};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::Part;

/// What an upload was announced as. It lies beside the bytes that have come in, so that a part of
/// something else is never put behind them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Announced {
    /// Size of the whole; absent until somebody says it, or a body without a size has ended.
    pub(super) total: Option<u64>,
    /// Name of the file.
    pub(super) file_name: String,
    /// SHA-256 of the whole in base64, if the caller wants it compared.
    pub(super) sha256: Option<String>,
}

/// A part is of another content than the upload under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    what: &'static str,
    there: String,
    told: String,
}

impl Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, there, told } = self;
        write!(
            f,
            "the upload under way was announced with the {what} {there:?}, and this part with \
             {told:?}; go on with the same, or begin anew at byte 0"
        )
    }
}

impl Announced {
    pub(super) fn of(part: &Part) -> Self {
        Self {
            total: part.total,
            file_name: part.file_name.clone(),
            sha256: part.sha256.as_deref().map(base64),
        }
    }

    /// What is announced once a part has told its own: it may add what was left open, and change
    /// nothing. So many bytes have come in.
    pub(super) fn and(&self, told: &Self, length: u64) -> Result<Self, Differs> {
        // Less than what is there is of something else, too.
        let least = told.total.filter(|total| *total < length).map(|_| length);
        let there = self.clone();
        let name = (Some(there.file_name), Some(told.file_name.clone()));
        Ok(Self {
            total: same("total", there.total.or(least), told.total)?,
            file_name: same("file name", name.0, name.1)?.unwrap_or_default(),
            sha256: same("digest", there.sha256, told.sha256.clone())?,
        })
    }

    /// Whether the bytes that came have the digest that was announced.
    pub(super) fn fits(&self, sha256: &[u8]) -> bool {
        let told = self.sha256.as_ref();
        told.is_none_or(|told| *told == base64(sha256))
    }
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn same<T: Display + PartialEq>(
    what: &'static str,
    there: Option<T>,
    told: Option<T>,
) -> Result<Option<T>, Differs> {
    match (there, told) {
        (Some(there), Some(told)) if there != told => Err(Differs {
            what,
            there: there.to_string(),
            told: told.to_string(),
        }),
        (there, told) => Ok(there.or(told)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(total: Option<u64>, name: &str, sha256: Option<&str>) -> Announced {
        Announced {
            total,
            file_name: name.to_owned(),
            sha256: sha256.map(str::to_owned),
        }
    }

    #[test]
    fn a_part_adds_what_was_open_and_changes_nothing() {
        let there = announced(Some(1000), "a.pdf", None);
        let adds = announced(Some(1000), "a.pdf", Some("xyz"));
        assert_eq!(there.and(&adds, 300), Ok(adds.clone()));
        // What was told once need not be told again.
        assert_eq!(adds.and(&there, 300), Ok(adds.clone()));
        for other in [
            announced(Some(500), "a.pdf", None),
            announced(Some(1000), "b.pdf", None),
            announced(Some(1000), "a.pdf", Some("abc")),
        ] {
            assert!(adds.and(&other, 300).is_err(), "{other:?}");
        }
    }

    #[test]
    fn what_is_there_is_no_part_of_something_smaller() {
        let open = announced(None, "a.pdf", None);
        assert!(open.and(&announced(Some(299), "a.pdf", None), 300).is_err());
        let whole = announced(Some(300), "a.pdf", None);
        assert_eq!(open.and(&whole, 300), Ok(whole));
    }
}
