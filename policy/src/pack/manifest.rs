use chrono::NaiveDate;

/// A body or person that the text gives something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The name provisions use.
    pub key: String,
    /// As the text prints it.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A stage of a project's life; the furthest one entered is the project's stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// A stable name.
    pub key: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The events any of which enters it.
    pub enters: Vec<String>,
}

/// An article with nothing to evaluate, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotActionable {
    /// As printed.
    pub article: String,
    /// Why nothing follows from it.
    pub reason: String,
}

/// An outside system that the text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalSystem {
    /// As printed.
    pub name: String,
    /// The connector that speaks to it.
    pub system: String,
}

/// One of several laws that a text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// What its heading says, and what the names of its articles begin with.
    pub title: String,
    /// Its title in English; that of the heading where the pack gives none.
    pub title_en: String,
    /// Its first day in force.
    pub in_force_from: NaiveDate,
}

impl Law {
    /// Whether a line of the text is its heading.
    pub(super) fn is_opened_by(&self, line: &str) -> bool {
        line.strip_prefix("# ")
            .is_some_and(|words| words.trim() == self.title)
    }
}

/// Which layer of the law a pack belongs to; layers add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// National law.
    National,
    /// The rules of a province, prefecture or county.
    Local,
}
