use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    Bilingual, ExternalSystem, Law, Layer, NotActionable, Role, Ruling, Stage, articles::Layout,
    ruling, written_text::WrittenText,
};
use crate::{
    source::{Problems, iso_date},
    values::RegionCode,
    vocabulary::{Definition, Family, ValueName, ValueType, Vocabulary},
};

/// `pack.toml` as written; what its words mean is judged by [`Manifest::read`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    version: String,
    title: String,
    title_en: String,
    region_code: RegionCode,
    level: String,
    layer: String,
    in_force_from: toml::Value,
    in_force_until: Option<toml::Value>,
    calendars: Vec<String>,
    articles: String,
    scope: Option<String>,
    #[serde(default)]
    settings: BTreeMap<String, WrittenSetting>,
    #[serde(default)]
    setting_titles: BTreeMap<String, WrittenText>,
    #[serde(default)]
    roles: Vec<WrittenRole>,
    #[serde(default)]
    stages: Vec<WrittenStage>,
    #[serde(default)]
    facts: Vec<WrittenFact>,
    #[serde(default)]
    rulings: BTreeMap<String, ruling::Written>,
    #[serde(default)]
    not_actionable: Vec<WrittenNotActionable>,
    #[serde(default)]
    external_systems: Vec<WrittenSystem>,
    #[serde(default)]
    laws: Vec<WrittenLaw>,
}

/// A whole number, or `unset`.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenSetting {
    Number(i64),
    Word(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRole {
    key: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStage {
    key: String,
    zh: String,
    en: String,
    #[serde(default)]
    enters: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFact {
    name: String,
    r#type: String,
    zh: String,
    en: String,
    unit: Option<WrittenText>,
    #[serde(default)]
    values: Vec<WrittenValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenValue {
    name: String,
    zh: String,
    #[serde(default)]
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNotActionable {
    article: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSystem {
    name: String,
    system: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLaw {
    title: String,
    title_en: Option<String>,
    in_force_from: toml::Value,
}

/// `pack.toml`, read and judged.
pub(super) struct Manifest {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) title_en: String,
    pub(super) region_code: RegionCode,
    pub(super) level: String,
    pub(super) layer: Layer,
    pub(super) in_force_from: Option<NaiveDate>,
    pub(super) effective_on_is_setting: bool,
    pub(super) in_force_until: Option<NaiveDate>,
    pub(super) calendars: Vec<String>,
    pub(super) layout: Layout,
    pub(super) scope: Option<String>,
    pub(super) settings: BTreeMap<String, Option<i64>>,
    pub(super) setting_titles: BTreeMap<String, Bilingual>,
    pub(super) roles: Vec<Role>,
    pub(super) stages: Vec<Stage>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) not_actionable: Vec<NotActionable>,
    pub(super) external_systems: Vec<ExternalSystem>,
    pub(super) laws: Vec<Law>,
    pub(super) vocabulary: Vocabulary,
}

impl Manifest {
    /// Reads the file; `None` when it is not the TOML of a pack at all.
    pub(super) fn read(text: &str, folder: &str, problems: &Problems) -> Option<Self> {
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let line = text[..start].matches('\n').count() + 1;
                problems.at_line(line, error.message().to_owned());
                return None;
            }
        };
        let place = Place { text, problems };
        // Versions of one pack stand beside each other as `id@version`.
        let (id, of_version) = match folder.split_once('@') {
            Some((id, version)) => (id, Some(version)),
            None => (folder, None),
        };
        if written.id != id {
            place.complain(
                &written.id,
                &format!("`id` must be the folder's name `{id}`"),
            );
        }
        if let Some(version) = of_version.filter(|version| *version != written.version) {
            place.complain(
                &written.version,
                &format!("`version` must be the one in the folder's name, `{version}`"),
            );
        }
        let numbered = |part: &str| !part.is_empty() && part.parse::<u32>().is_ok();
        if !written.version.split('.').all(numbered) {
            place.complain(
                &written.version,
                "`version` must be numbers with dots between, such as 2 or 1.1",
            );
        }
        if written.calendars.is_empty() {
            problems.at_line(1, "`calendars` needs at least the base calendar `cn`");
        }
        let settings = settings(written.settings, &place);
        if settings.get("attention_days").copied().flatten().is_none() {
            problems.at_line(1, "`settings.attention_days` is missing (R4: 30)");
        }
        for name in written.setting_titles.keys() {
            if !settings.contains_key(name) {
                let known = settings.keys().map(String::as_str);
                place.unknown("setting", name, known);
            }
        }
        let titles = written.setting_titles.into_iter();
        let setting_titles = titles.map(|(name, title)| (name, title.into())).collect();
        let vocabulary = vocabulary(written.facts, &place);
        for stage in &written.stages {
            for event in &stage.enters {
                if vocabulary.get(Family::Event, event).is_none() {
                    let known = vocabulary.names(Family::Event);
                    place.unknown("event", event, known);
                }
            }
        }
        if written.stages.is_empty() {
            problems.at_line(1, "`[[stages]]` is missing: a project needs at least one");
        }
        let laws = written.laws.into_iter().filter_map(|law| {
            Some(Law {
                in_force_from: place.date("in_force_from", &law.in_force_from)?,
                title_en: law.title_en.unwrap_or_else(|| law.title.clone()),
                title: law.title,
            })
        });
        let laws = laws.collect();
        let is_setting = written.in_force_from.as_str() == Some("setting");
        let from = (!is_setting).then(|| place.date("in_force_from", &written.in_force_from));
        let until = written.in_force_until.as_ref();
        Some(Self {
            layer: place
                .word("layer", &written.layer, &LAYERS)
                .unwrap_or(Layer::Local),
            layout: place
                .word("articles", &written.articles, &LAYOUTS)
                .unwrap_or(Layout::Numbered),
            in_force_from: from.flatten(),
            effective_on_is_setting: is_setting,
            in_force_until: until.and_then(|value| place.date("in_force_until", value)),
            id: written.id,
            version: written.version,
            title: written.title,
            title_en: written.title_en,
            region_code: written.region_code,
            level: written.level,
            calendars: written.calendars,
            scope: written.scope,
            settings,
            setting_titles,
            roles: written.roles.into_iter().map(Role::from).collect(),
            stages: written.stages.into_iter().map(Stage::from).collect(),
            rulings: ruling::read(written.rulings, |word, message| {
                place.complain(word, message);
            }),
            not_actionable: written.not_actionable.into_iter().map(Into::into).collect(),
            external_systems: written
                .external_systems
                .into_iter()
                .map(Into::into)
                .collect(),
            laws,
            vocabulary,
        })
    }
}

const LAYERS: [(&str, Layer); 2] = [("national", Layer::National), ("local", Layer::Local)];
const LAYOUTS: [(&str, Layout); 2] = [
    ("numbered", Layout::Numbered),
    ("headings", Layout::Headings),
];

/// Finds the line of a word again, since TOML values arrive without their place.
struct Place<'a> {
    text: &'a str,
    problems: &'a Problems,
}

impl Place<'_> {
    fn complain(&self, word: &str, message: &str) {
        let quoted = format!("\"{word}\"");
        let found = self.text.lines().position(|line| line.contains(&quoted));
        self.problems
            .at_line(found.map_or(1, |index| index + 1), message);
    }

    fn unknown<'b>(&self, what: &str, name: &str, known: impl IntoIterator<Item = &'b str>) {
        self.complain(name, &crate::source::unknown_name(what, name, known));
    }

    fn word<T: Copy>(&self, key: &str, word: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            self.unknown(
                &format!("`{key}`"),
                word,
                words.iter().map(|(name, _)| *name),
            );
        }
        found.map(|(_, value)| *value)
    }

    fn date(&self, key: &str, value: &toml::Value) -> Option<NaiveDate> {
        let text = value.to_string();
        let date = iso_date(text.trim_matches('"'));
        if date.is_none() {
            let message = format!("`{key}` must be a date such as 2026-03-02");
            self.complain(text.trim_matches('"'), &message);
        }
        date
    }
}

fn settings(
    written: BTreeMap<String, WrittenSetting>,
    place: &Place<'_>,
) -> BTreeMap<String, Option<i64>> {
    let read = written.into_iter().map(|(name, value)| match value {
        WrittenSetting::Number(number) => (name, Some(number)),
        WrittenSetting::Word(word) => {
            place.word(&format!("settings.{name}"), &word, &[("unset", ())]);
            (name, None)
        }
    });
    read.collect()
}

fn vocabulary(facts: Vec<WrittenFact>, place: &Place<'_>) -> Vocabulary {
    let mut vocabulary = Vocabulary::shared().clone();
    for fact in facts {
        let Some(kind) = ValueType::parse(&fact.r#type) else {
            place.unknown("type", &fact.r#type, ValueType::ALL.map(ValueType::as_str));
            continue;
        };
        let values = fact.values.into_iter().map(|value| ValueName {
            en: if value.en.is_empty() {
                value.name.clone()
            } else {
                value.en
            },
            name: value.name,
            zh: value.zh,
            phrase: None,
        });
        let name = fact.name.clone();
        let added = vocabulary.add_fact(Definition {
            name: fact.name,
            zh: fact.zh,
            en: fact.en,
            phrase: None,
            particular: Vec::new(),
            unit: fact.unit.map(|unit| (unit.zh, unit.en)),
            value_type: Some(kind),
            values: values.collect(),
            attributes: Vec::new(),
            required: false,
            period: None,
            taken_by: None,
        });
        if !added {
            place.complain(
                &name,
                &format!("the fact `{name}` is in the vocabulary already"),
            );
        }
    }
    vocabulary
}

impl From<WrittenRole> for Role {
    fn from(WrittenRole { key, zh, en }: WrittenRole) -> Self {
        Self { key, zh, en }
    }
}

impl From<WrittenStage> for Stage {
    fn from(written: WrittenStage) -> Self {
        Self {
            key: written.key,
            zh: written.zh,
            en: written.en,
            enters: written.enters,
        }
    }
}

impl From<WrittenNotActionable> for NotActionable {
    fn from(WrittenNotActionable { article, reason }: WrittenNotActionable) -> Self {
        Self { article, reason }
    }
}

impl From<WrittenSystem> for ExternalSystem {
    fn from(WrittenSystem { name, system }: WrittenSystem) -> Self {
        Self { name, system }
    }
}
