//! In which language a command speaks.

use clap::ValueEnum;
use shuniu_hub::policy::pack::Bilingual;

/// The languages to print in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// Chinese, and English below it.
    #[default]
    Both,
}

impl Language {
    /// A text as lines; one that reads the same in both languages is one.
    pub(super) fn lines(self, text: &Bilingual) -> Vec<&str> {
        match self {
            Self::Zh => vec![&text.zh],
            Self::En => vec![&text.en],
            Self::Both if text.zh == text.en => vec![&text.zh],
            Self::Both => vec![&text.zh, &text.en],
        }
    }

    /// A heading or label in one line.
    pub(super) fn label(self, zh: &str, en: &str) -> String {
        match self {
            Self::Zh => zh.to_owned(),
            Self::En => en.to_owned(),
            Self::Both => format!("{zh} {en}"),
        }
    }

    /// Whether English is printed.
    pub(super) fn has_english(self) -> bool {
        self != Self::Zh
    }
}
