//! A report for people, line by line.

use shuniu_hub::policy::{
    Named,
    account::{Cited, Titled},
    pack::Bilingual,
};

use super::language::Language;

/// The lines so far.
pub(super) struct Told {
    language: Language,
    lines: Vec<String>,
}

impl Told {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            lines: Vec::new(),
        }
    }

    pub(super) fn language(&self) -> Language {
        self.language
    }

    pub(super) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// A heading, set off from what stands before.
    pub(super) fn heading(&mut self, zh: &str, en: &str) {
        let label = self.language.label(zh, en);
        self.line("");
        self.line(format!("## {label}"));
    }

    /// A label with one value.
    pub(super) fn field(&mut self, zh: &str, en: &str, value: &str) {
        let label = self.language.label(zh, en);
        self.line(format!("  {label}: {value}"));
    }

    /// A label with one value, where there is one.
    pub(super) fn given(&mut self, zh: &str, en: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.field(zh, en, value);
        }
    }

    /// A label with sentences below it; nothing where there are none.
    pub(super) fn sentences(&mut self, zh: &str, en: &str, sentences: &[Bilingual]) {
        if sentences.is_empty() {
            return;
        }
        let label = self.language.label(zh, en);
        self.line(format!("  {label}:"));
        for sentence in sentences {
            for (at, text) in self.language.lines(sentence).into_iter().enumerate() {
                let mark = if at == 0 { '-' } else { ' ' };
                self.lines.push(format!("    {mark} {text}"));
            }
        }
    }

    /// A label with names and what they are called.
    pub(super) fn names(&mut self, zh: &str, en: &str, names: &[Titled]) {
        let names: Vec<String> = names.iter().map(|one| self.called(one)).collect();
        if !names.is_empty() {
            self.field(zh, en, &names.join("; "));
        }
    }

    /// What a name is called.
    pub(super) fn called(&self, one: &Titled) -> String {
        self.language.label(&one.zh, &one.en)
    }

    /// Where a provision stands, with its id.
    pub(super) fn cited(&self, cited: &Cited) -> String {
        let article = self.language.label(&cited.article, &cited.article_en);
        format!("{article} {}", cited.provision)
    }

    /// The words of the article, and the rulings that it is read by.
    pub(super) fn quote(&mut self, cited: &Cited) {
        self.given("前文", "lead", cited.lead_quote.as_deref());
        self.field("原文", "quote", &cited.quote);
        if self.language.has_english() {
            self.field("英文", "in English", &cited.en);
        }
        let rulings: Vec<Bilingual> = cited
            .rulings
            .iter()
            .map(|ruling| Bilingual {
                zh: format!("{}：{}", ruling.id, ruling.zh),
                en: format!("{}: {}", ruling.id, ruling.en),
            })
            .collect();
        self.sentences("解读", "rulings", &rulings);
    }

    /// When a provision applies, and the named conditions that its sentences mention.
    pub(super) fn applies(&mut self, cited: &Cited) {
        let applies = cited.rules.applies.as_slice();
        self.sentences("适用于", "applies when", applies);
        let beyond = cited.rules.beyond_scope.as_slice();
        self.sentences("适用范围", "scope", beyond);
    }

    /// What the conditions mean that its sentences name.
    pub(super) fn named(&mut self, cited: &Cited) {
        self.sentences("其中", "where", &said(&cited.rules.named));
    }

    /// The conditions that rest on it and that its other sentences do not say.
    pub(super) fn settles(&mut self, cited: &Cited) {
        let settles = said(&cited.rules.settles);
        self.sentences("本条所定的条件", "conditions it settles", &settles);
    }

    pub(super) fn into_text(self) -> String {
        self.lines.join("\n")
    }
}

/// Named conditions, each by its title where it has one.
fn said(named: &[Named]) -> Vec<Bilingual> {
    let said = named.iter().map(|named| match &named.title {
        None => named.text.clone(),
        Some(title) => Bilingual {
            zh: format!("“{}”：{}", title.zh, named.text.zh),
            en: format!("“{}” means: {}", title.en, named.text.en),
        },
    });
    said.collect()
}
