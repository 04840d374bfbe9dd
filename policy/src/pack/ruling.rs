use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Bilingual, Pack, Provision};
use crate::source::{Problem, unknown_name};

/// A ruling: how the pack reads a place where its text is silent or unclear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Its number, such as `R6`.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What of it is told among the reasons of an answer, each where it speaks; none where all of
    /// it is told anyway.
    pub parts: Vec<Sayable>,
}

/// A part of a ruling that can be said alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sayable {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The case in which it speaks; absent for every one.
    pub when: Option<Situation>,
    /// A word that the provision has to print; of several parts with such words the first speaks.
    pub says: Option<String>,
    /// The provisions for which it speaks; empty for all that cite the ruling.
    pub of: Vec<String>,
}

/// A case in which a part of a ruling speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// The minimum of a state is at issue.
    Minimum,
    /// The maximum of a state is at issue.
    Maximum,
    /// There is a first day on which an act counts.
    Window,
    /// A last day was counted in working days.
    Workdays,
    /// A last day was counted in days, months or years.
    CalendarTerm,
    /// The calendar of a year is not loaded.
    NoCalendar,
    /// The regional calendar of a year is not loaded.
    NoRegionalCalendar,
    /// The length of a state is a setting's.
    Setting,
    /// The duty stands and is not done, or was done after its last day.
    NotInTime,
}

impl Situation {
    /// The words used in packs.
    const WORDS: [(&str, Self); 9] = [
        ("minimum", Self::Minimum),
        ("maximum", Self::Maximum),
        ("window", Self::Window),
        ("workdays", Self::Workdays),
        ("calendar_term", Self::CalendarTerm),
        ("no_calendar", Self::NoCalendar),
        ("no_regional_calendar", Self::NoRegionalCalendar),
        ("setting", Self::Setting),
        ("not_in_time", Self::NotInTime),
    ];

    /// The word used in packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let mut words = Self::WORDS.into_iter();
        words
            .find(|(_, one)| *one == self)
            .map_or("", |(word, _)| word)
    }
}

impl Ruling {
    /// What it says to a case in which these of its parts speak; all of it where it has none.
    #[must_use]
    pub fn said(&self, parts: &[usize]) -> Bilingual {
        if self.parts.is_empty() {
            return Bilingual {
                zh: self.zh.clone(),
                en: self.en.clone(),
            };
        }
        let said: Vec<&Sayable> = parts.iter().filter_map(|at| self.parts.get(*at)).collect();
        let zh: Vec<&str> = said.iter().map(|one| one.zh.as_str()).collect();
        let en: Vec<&str> = said.iter().map(|one| one.en.as_str()).collect();
        Bilingual {
            zh: zh.concat(),
            en: en.join(" "),
        }
    }

    /// The parts that speak for a provision in a case; absent where it has parts and none does.
    pub(crate) fn speaking(
        &self,
        provision: &Provision,
        is_case: impl Fn(Situation) -> bool,
    ) -> Option<Vec<usize>> {
        let prints = |word: &str| {
            let lead = provision.lead_quote.as_deref().unwrap_or_default();
            provision.quote.contains(word) || lead.contains(word)
        };
        let mut printed = false;
        let mut speaking = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let of = part.of.is_empty() || part.of.contains(&provision.id);
            if !of || !part.when.is_none_or(&is_case) {
                continue;
            }
            if let Some(word) = &part.says {
                if printed || !prints(word) {
                    continue;
                }
                printed = true;
            }
            speaking.push(at);
        }
        (self.parts.is_empty() || !speaking.is_empty()).then_some(speaking)
    }
}

/// A ruling as written in `pack.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    zh: String,
    en: String,
    brief: Option<WrittenPart>,
    #[serde(default)]
    parts: Vec<WrittenPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    zh: String,
    en: String,
    when: Option<String>,
    says: Option<String>,
    #[serde(default)]
    of: Vec<String>,
}

/// Reads the rulings of a pack; what is wrong is complained of with the word that is.
pub(super) fn read(
    written: BTreeMap<String, Written>,
    mut complain: impl FnMut(&str, &str),
) -> Vec<Ruling> {
    let mut rulings = Vec::new();
    for (
        id,
        Written {
            zh,
            en,
            brief,
            parts,
        },
    ) in written
    {
        if brief.is_some() && !parts.is_empty() {
            let message = format!("the ruling `{id}` has both a `brief` and `parts`: one of them");
            complain(&zh, &message);
        }
        let parts = brief.into_iter().chain(parts).map(|part| Sayable {
            when: part.when.and_then(|word| {
                let mut known = Situation::WORDS.into_iter();
                let found = known.find(|(known, _)| *known == word);
                if found.is_none() {
                    let words = Situation::WORDS.map(|(word, _)| word);
                    complain(&word, &unknown_name("`when`", &word, words));
                }
                found.map(|(_, one)| one)
            }),
            zh: part.zh,
            en: part.en,
            says: part.says,
            of: part.of,
        });
        let parts = parts.collect();
        rulings.push(Ruling { id, zh, en, parts });
    }
    rulings
}

/// Parts of rulings that no provision can be told: they name one that does not cite the ruling, or
/// a word that none of those prints.
pub(super) fn mute(pack: &Pack) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut complain = |message| {
        found.push(Problem {
            file: format!("{}/pack.toml", pack.id),
            line: 0,
            message,
        });
    };
    for ruling in &pack.rulings {
        let citing = pack.provisions.iter();
        let citing = citing.filter(|one| one.rulings.contains(&ruling.id));
        let citing: Vec<&Provision> = citing.collect();
        for part in &ruling.parts {
            let cites = |id: &&String| !citing.iter().any(|one| one.id == **id);
            for id in part.of.iter().filter(cites) {
                complain(format!(
                    "a part of {} speaks for `{id}`, which does not cite it",
                    ruling.id
                ));
            }
            let Some(word) = &part.says else { continue };
            let prints = |one: &&Provision| {
                let lead = one.lead_quote.as_deref().unwrap_or_default();
                one.quote.contains(word) || lead.contains(word)
            };
            if !citing.iter().any(prints) {
                complain(format!(
                    "a part of {} speaks where “{word}” is printed, and nothing that cites it prints that",
                    ruling.id
                ));
            }
        }
    }
    found
}
