use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::seal::Seal;

/// With this a credential begins, so that whatever looks through texts for secrets knows one.
const BEGIN: &str = "shc_";
/// Bytes of the jurisdiction and of what cannot be guessed.
const BYTES: usize = 16 + 32;

/// What opens a calendar: the jurisdiction that keeps it, and 256 random bits. Its `Debug` shows
/// nothing, and it cannot be serialized.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarSecret {
    jurisdiction: Uuid,
    text: String,
}

impl std::fmt::Debug for CalendarSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl CalendarSecret {
    /// Makes one that nobody has.
    #[must_use]
    pub fn random(jurisdiction: Uuid) -> Self {
        let mut bytes = jurisdiction.as_bytes().to_vec();
        bytes.extend_from_slice(&rand::random::<[u8; 32]>());
        Self {
            jurisdiction,
            text: format!("{BEGIN}{}", URL_SAFE_NO_PAD.encode(bytes)),
        }
    }

    /// Reads one; nothing when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(BEGIN)?).ok()?;
        if bytes.len() != BYTES {
            return None;
        }
        Some(Self {
            jurisdiction: Uuid::from_slice(&bytes[..16]).ok()?,
            text: text.to_owned(),
        })
    }

    /// The text, for the one address that is shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    pub(crate) fn jurisdiction(&self) -> Uuid {
        self.jurisdiction
    }

    /// What is kept of it. As nobody guesses 256 random bits, a hash without a key hides them.
    pub(crate) fn hash(&self, seal: &dyn Seal) -> String {
        seal.hash(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_read_back_and_never_printed() {
        let place = Uuid::now_v7();
        let secret = CalendarSecret::random(place);
        assert_eq!(secret.reveal().len(), BEGIN.len() + 64);
        let read = CalendarSecret::parse(secret.reveal()).unwrap();
        assert_eq!((&read, read.jurisdiction()), (&secret, place));
        assert_ne!(secret, CalendarSecret::random(place));
        assert_eq!(format!("{secret:?}"), "***");
    }

    #[test]
    fn what_is_none_is_not_read() {
        let whole = CalendarSecret::random(Uuid::now_v7()).reveal().to_owned();
        for text in [
            "",
            "shc_",
            &whole[4..],
            &whole[..whole.len() - 1],
            &format!("{whole}A"),
            &whole.replace("shc_", "SHC_"),
        ] {
            assert_eq!(CalendarSecret::parse(text), None, "{text}");
        }
    }
}
