use serde::Serialize;

use crate::{
    InWords,
    assessment::Reason,
    pack::{Bilingual, Pack, Provision},
    words::Words,
};

/// A name with what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Titled {
    /// The name used in records and packs.
    pub name: String,
    /// The Chinese term.
    pub zh: String,
    /// The English term.
    pub en: String,
}

impl Titled {
    pub(super) fn of(name: &str, Bilingual { zh, en }: Bilingual) -> Self {
        Self {
            name: name.to_owned(),
            zh,
            en,
        }
    }

    pub(super) fn needs(names: &[String], pack: &Pack) -> Vec<Self> {
        let words = Words::of(pack);
        let names = names.iter();
        names.map(|name| Self::of(name, words.need(name))).collect()
    }

    pub(super) fn roles(keys: &[String], pack: &Pack) -> Vec<Self> {
        let words = Words::of(pack);
        let keys = keys.iter();
        keys.map(|key| Self::of(key, words.role(key))).collect()
    }
}

/// A ruling that a provision is read by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RulingText {
    /// Its number, such as `R6`.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A provision as it is cited: where it stands, its words, and what they are taken to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The pack's id.
    pub pack: String,
    /// The pack's version.
    pub pack_version: String,
    /// The provision's id.
    pub provision: String,
    /// As printed.
    pub article: String,
    /// The same in English: article 19(2).
    pub article_en: String,
    /// The sentence the quote hangs on.
    pub lead_quote: Option<String>,
    /// The words of the text.
    pub quote: String,
    /// What they say, in English.
    pub en: String,
    /// The rulings it is read by.
    pub rulings: Vec<RulingText>,
    /// Its rules as sentences.
    pub rules: InWords,
}

impl Cited {
    /// A provision of a pack.
    #[must_use]
    pub fn of(pack: &Pack, provision: &Provision) -> Self {
        let rulings = provision.rulings.iter().filter_map(|id| pack.ruling(id));
        let rulings = rulings.map(|ruling| RulingText {
            id: ruling.id.clone(),
            zh: ruling.zh.clone(),
            en: ruling.en.clone(),
        });
        Self {
            pack: pack.id.clone(),
            pack_version: pack.version.clone(),
            provision: provision.id.clone(),
            article: provision.article.clone(),
            article_en: Words::of(pack).article(&provision.article).en,
            lead_quote: provision.lead_quote.clone(),
            quote: provision.quote.clone(),
            en: provision.en.clone(),
            rulings: rulings.collect(),
            rules: pack.in_words(provision),
        }
    }
}

/// The facts that reasons tell. The rulings among them stand beside the quote already.
pub(super) fn facts<'a>(
    pack: &'a Pack,
    reasons: &'a [Reason],
) -> impl Iterator<Item = Bilingual> + use<'a> {
    let facts = reasons
        .iter()
        .filter(|reason| !matches!(reason, Reason::Ruling(_)));
    facts.map(|reason| reason.explain(pack))
}
