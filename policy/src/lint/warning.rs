use std::fmt;

use serde::{Serialize, Serializer};

/// What kind of thing a reviewer should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A case of the pack fails or is not understood.
    CaseFails,
    /// There is no case in which a rule fires.
    NoCaseFires,
    /// There is no case in which a rule does not fire, although it need not.
    NoCaseRests,
    /// There is no case in which a rule of a derived value decides.
    NoCaseDecides,
    /// No facts whatever make a rule fire.
    NeverFires,
    /// Whenever a rule of a derived value or a choice holds, an earlier one does.
    NeverReached,
    /// Two rules of a derived value hold at once and give different values.
    Overlap,
    /// No rule of a derived value holds.
    Gap,
    /// A setting that nothing is compared with.
    UnusedSetting,
    /// A ruling that no provision cites.
    UnusedRuling,
    /// A named condition that nothing asks.
    UnusedCondition,
    /// A role that no provision names.
    UnusedRole,
    /// A fact of the pack's own that nothing asks.
    UnusedFact,
    /// A setting that sentences have no words for.
    UntitledSetting,
    /// A named condition of several parts that sentences have no name for.
    UntitledCondition,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::CaseFails,
        Self::NoCaseFires,
        Self::NoCaseRests,
        Self::NoCaseDecides,
        Self::NeverFires,
        Self::NeverReached,
        Self::Overlap,
        Self::Gap,
        Self::UnusedSetting,
        Self::UnusedRuling,
        Self::UnusedCondition,
        Self::UnusedRole,
        Self::UnusedFact,
        Self::UntitledSetting,
        Self::UntitledCondition,
    ];

    /// The stable word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CaseFails => "case-fails",
            Self::NoCaseFires => "no-case-fires",
            Self::NoCaseRests => "no-case-rests",
            Self::NoCaseDecides => "no-case-decides",
            Self::NeverFires => "never-fires",
            Self::NeverReached => "never-reached",
            Self::Overlap => "overlap",
            Self::Gap => "gap",
            Self::UnusedSetting => "unused-setting",
            Self::UnusedRuling => "unused-ruling",
            Self::UnusedCondition => "unused-condition",
            Self::UnusedRole => "unused-role",
            Self::UnusedFact => "unused-fact",
            Self::UntitledSetting => "untitled-setting",
            Self::UntitledCondition => "untitled-condition",
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing a reviewer should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Warning {
    /// The file, beginning with the pack's folder.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What kind of thing it is.
    pub code: Code,
    /// The provision, derived value or other name it is about.
    pub about: String,
    /// What is the matter, and what to do about it.
    pub message: String,
    /// The facts that show it, where facts do.
    pub witness: Option<String>,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        let Self {
            code,
            about,
            message,
            witness,
            ..
        } = self;
        write!(f, ": {code}: {about}: {message}")?;
        match witness {
            Some(witness) => write!(f, ": {witness}"),
            None => Ok(()),
        }
    }
}
