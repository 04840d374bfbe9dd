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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
    /// Whether it is the text of a ruling, which says how the law is read and not what happened.
    pub(super) fn is_ruling(&self) -> bool {
        let number = self.zh.strip_prefix(['R', 'N']).unwrap_or_default();
        number
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with('：')
    }

    /// Chinese, then English.
    pub(super) fn both(&self) -> String {
        format!("{} {}", self.zh, self.en)
    }
}
