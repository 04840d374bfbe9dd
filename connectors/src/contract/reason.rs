use serde::{Deserialize, Serialize};
use shuniu_policy::pack::Bilingual;

/// Why a record waits for a person, in both languages, with a name that programs can rely on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The kind of reason; it never changes.
    pub code: String,
    /// In Chinese, with the values received.
    pub zh: String,
    /// In English, with the values received.
    pub en: String,
}

impl Reason {
    /// A reason of the given kind.
    #[must_use]
    pub fn new(code: &str, text: Bilingual) -> Self {
        Self {
            code: code.to_owned(),
            zh: text.zh,
            en: text.en,
        }
    }
}
