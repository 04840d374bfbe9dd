use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{
    Bilingual, Derived, ExternalSystem, Law, Layer, NotActionable, Provision, Role, Ruling, Stage,
    articles::Layout,
};
use crate::{
    condition::{Condition, Number},
    values::RegionCode,
    vocabulary::Vocabulary,
};

/// One version of one regulation.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The folder's name, such as `tinghu`.
    pub id: String,
    /// The version of the pack.
    pub version: String,
    /// The title of the regulation.
    pub title: String,
    /// Its title in English.
    pub title_en: String,
    /// Where it is in force.
    pub region_code: RegionCode,
    /// national, province, prefecture, district or county.
    pub level: String,
    /// National or local.
    pub layer: Layer,
    /// The first day in force; absent while the jurisdiction has not stated it (R19).
    pub in_force_from: Option<NaiveDate>,
    /// Whether the text gives no date, so that the jurisdiction must state one (R19).
    pub effective_on_is_setting: bool,
    /// The last day in force.
    pub in_force_until: Option<NaiveDate>,
    /// The calendars by which it counts: the base, then overlays.
    pub calendars: Vec<String>,
    /// Those whom it gives something to do.
    pub roles: Vec<Role>,
    /// The stages of a project, in order.
    pub stages: Vec<Stage>,
    /// Whole numbers that a jurisdiction may change; without one, what is compared with it is
    /// undecided until the jurisdiction states it.
    pub settings: BTreeMap<String, Option<i64>>,
    /// What sentences call a setting; absent where the pack gives it no title.
    pub setting_titles: BTreeMap<String, Bilingual>,
    /// The rulings its provisions cite.
    pub rulings: Vec<Ruling>,
    /// Articles with nothing to evaluate.
    pub not_actionable: Vec<NotActionable>,
    /// Outside systems that the text names.
    pub external_systems: Vec<ExternalSystem>,
    /// The laws that the text holds, where it holds several.
    pub laws: Vec<Law>,
    /// The source text, verbatim.
    pub text: String,
    /// Its provisions, in the order of its chapters.
    pub provisions: Vec<Provision>,
    pub(super) layout: Layout,
    pub(crate) scope: Option<Condition>,
    pub(crate) conditions: BTreeMap<String, Condition>,
    /// What sentences call a named condition; one without a title is said in place.
    pub(crate) condition_titles: BTreeMap<String, Bilingual>,
    /// The provisions that each named condition rests on.
    pub(crate) conditions_by: BTreeMap<String, Vec<String>>,
    pub(crate) derived: Vec<Derived>,
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) cases: Vec<(String, String)>,
    pub(crate) sources: Arc<[(String, String)]>,
}

impl Pack {
    /// The shared vocabulary and the pack's own facts.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// The provision of this id.
    #[must_use]
    pub fn provision(&self, id: &str) -> Option<&Provision> {
        self.provisions.iter().find(|p| p.id == id)
    }

    /// The ruling of this number.
    #[must_use]
    pub fn ruling(&self, id: &str) -> Option<&Ruling> {
        self.rulings.iter().find(|r| r.id == id)
    }

    /// The role of this name.
    #[must_use]
    pub fn role(&self, key: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.key == key)
    }

    /// The derived values it has rules for, with the provisions they rest on.
    pub fn derived_values(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.derived.iter().map(|d| (&*d.name, d.by.as_slice()))
    }

    /// The conditions it has names for, with the provisions they rest on.
    pub fn named_conditions(&self) -> impl Iterator<Item = (&str, &[String])> {
        let conditions = self.conditions_by.iter();
        conditions.map(|(name, by)| (name.as_str(), by.as_slice()))
    }

    /// Its scenarios: file name and YAML text.
    #[must_use]
    pub fn cases(&self) -> &[(String, String)] {
        &self.cases
    }

    /// The files that say what it demands, in the order of their paths: path inside the pack and
    /// text. Its scenarios are not among them.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.sources.iter();
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether it is in force that day; a bound that is not stated does not limit.
    #[must_use]
    pub fn in_force_on(&self, day: NaiveDate) -> bool {
        self.in_force_from.is_none_or(|from| from <= day)
            && self.in_force_until.is_none_or(|until| day <= until)
    }

    /// The same pack with the day in force that its jurisdiction states (R19).
    #[must_use]
    pub fn effective_on(mut self, day: NaiveDate) -> Self {
        self.in_force_from = Some(day);
        self
    }

    /// The same pack with another value of a setting. False when it has no such setting.
    pub fn set(&mut self, setting: &str, value: i64) -> bool {
        match self.settings.get_mut(setting) {
            Some(present) => {
                *present = Some(value);
                true
            }
            None => false,
        }
    }

    /// The value of a number; that its setting has one is checked when the pack is read.
    pub(crate) fn number(&self, number: &Number) -> i64 {
        match number {
            Number::Literal(number) => *number,
            Number::Setting(name) => self.setting(name).unwrap_or_default(),
        }
    }

    pub(crate) fn derived(&self, name: &str) -> Option<&Derived> {
        self.derived.iter().find(|d| *d.name == *name)
    }

    /// The value of a setting, if it has one. Few comparisons ask for one, so that it is kept out of
    /// line where they are judged.
    #[inline(never)]
    pub(crate) fn setting(&self, name: &str) -> Option<i64> {
        self.settings.get(name).copied().flatten()
    }

    pub(crate) fn attention_days(&self) -> i64 {
        self.setting("attention_days").unwrap_or(30)
    }
}
