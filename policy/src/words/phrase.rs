use crate::pack::Bilingual;

/// A piece of a sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    text: Bilingual,
    /// Several parts joined: inside another phrase it stands in brackets.
    compound: bool,
}

impl Phrase {
    pub(crate) fn plain(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            text: both(zh, en),
            compound: false,
        }
    }

    /// The parts with a word between each two.
    pub(super) fn join(parts: Vec<Self>, zh: &str, en: &str) -> Self {
        match <[Self; 1]>::try_from(parts) {
            Ok([only]) => only,
            Err(parts) => {
                let inner: Vec<Bilingual> = parts.into_iter().map(Self::bracketed).collect();
                Self {
                    text: joined(&inner, zh, en),
                    compound: true,
                }
            }
        }
    }

    /// That it is not so.
    pub(super) fn denied(self) -> Self {
        let Bilingual { zh, en } = self.text;
        Self::plain(format!("并非（{zh}）"), format!("not ({en})"))
    }

    fn bracketed(self) -> Bilingual {
        if !self.compound {
            return self.text;
        }
        let Bilingual { zh, en } = self.text;
        both(format!("（{zh}）"), format!("({en})"))
    }

    pub(crate) fn into_text(self) -> Bilingual {
        self.text
    }
}

pub(crate) fn both(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
    Bilingual {
        zh: zh.into(),
        en: en.into(),
    }
}

/// The texts with a word between each two.
pub(crate) fn joined(parts: &[Bilingual], zh: &str, en: &str) -> Bilingual {
    let words = |word: fn(&Bilingual) -> &str, between: &str| {
        let words: Vec<&str> = parts.iter().map(word).collect();
        words.join(between)
    };
    both(words(|p| &p.zh, zh), words(|p| &p.en, en))
}
