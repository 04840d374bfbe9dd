//! A report for people, line by line.

use shuniu_hub::policy::{
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

    /// A name with what it is called.
    pub(super) fn called(&self, one: &Titled) -> String {
        match self.language {
            Language::Zh => format!("{}（{}）", one.zh, one.name),
            Language::En => format!("{} ({})", one.en, one.name),
            Language::Both => format!("{} {} ({})", one.zh, one.en, one.name),
        }
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

    pub(super) fn named(&mut self, cited: &Cited) {
        let named: Vec<Bilingual> = cited
            .rules
            .named
            .iter()
            .map(|named| Bilingual {
                zh: format!("{}：{}", named.name, named.text.zh),
                en: format!("{}: {}", named.name, named.text.en),
            })
            .collect();
        self.sentences("其中的条件", "conditions named", &named);
    }

    pub(super) fn into_text(self) -> String {
        self.lines.join("\n")
    }
}
