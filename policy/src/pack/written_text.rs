use serde::Deserialize;

use super::Bilingual;

/// A text in both languages as `pack.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenText {
    pub(super) zh: String,
    pub(super) en: String,
}

impl From<WrittenText> for Bilingual {
    fn from(WrittenText { zh, en }: WrittenText) -> Self {
        Self { zh, en }
    }
}
