use serde::Deserialize;

use crate::demo::sheet::short;

/// A provision as the tour quotes it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Provision {
    pub(super) article: String,
    pub(super) lead: Option<String>,
    pub(super) quote: String,
    pub(super) en: String,
    pub(super) pack: Pack,
}

/// The regulation that it stands in.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Pack {
    pub(super) title: String,
}

/// Both languages of something.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Both {
    pub(super) zh: String,
    pub(super) en: String,
}

impl Provision {
    /// The article with its words, shortened to a width.
    pub(super) fn quoted(&self, columns: usize) -> String {
        let lead = self.lead.as_deref().unwrap_or_default();
        let words: String = [lead, &self.quote].concat();
        let words = words.split_whitespace().collect::<String>();
        format!("{} “{}”", self.article, short(&words, columns))
    }
}

impl Both {
    /// Chinese, then English.
    pub(super) fn both(&self) -> String {
        format!("{} {}", self.zh, self.en)
    }
}
