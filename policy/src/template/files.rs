use super::TemplateError;
use crate::{
    pack::{Pack, PackError, PackFiles},
    source::nearest,
    values::RegionCode,
};

const FILES: [(&str, &str); 5] = [
    ("text.md", include_str!("../../data/template/text.md")),
    ("pack.toml", include_str!("../../data/template/pack.toml")),
    (
        "derived.yaml",
        include_str!("../../data/template/derived.yaml"),
    ),
    (
        "provisions/01-articles.yaml",
        include_str!("../../data/template/provisions/01-articles.yaml"),
    ),
    (
        "cases/01-contract-copy-late.yaml",
        include_str!("../../data/template/cases/01-contract-copy-late.yaml"),
    ),
];

const LEVELS: [&str; 5] = ["national", "province", "prefecture", "district", "county"];
const LONGEST_ID: usize = 40;

/// A pack that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackTemplate {
    id: String,
    region: RegionCode,
    level: String,
    title: String,
    title_en: String,
}

impl PackTemplate {
    /// A pack of this id, for this region. Without an English title the Chinese one stands in.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] for an id, region, level or title that cannot be.
    pub fn new(
        id: &str,
        region: &str,
        level: &str,
        title: &str,
        title_en: Option<&str>,
    ) -> Result<Self, TemplateError> {
        if !is_id(id) {
            return Err(TemplateError::Id(id.to_owned()));
        }
        if !LEVELS.contains(&level) {
            return Err(TemplateError::Level {
                level: level.to_owned(),
                nearest: nearest(level, LEVELS).unwrap_or("county"),
            });
        }
        let title_en = title_en.unwrap_or(title);
        let is_line = |text: &str| !text.trim().is_empty() && !text.contains(char::is_control);
        if !is_line(title) || !is_line(title_en) {
            return Err(TemplateError::Title);
        }
        Ok(Self {
            id: id.to_owned(),
            region: RegionCode::parse(region)?,
            level: level.to_owned(),
            title: title.trim().to_owned(),
            title_en: title_en.trim().to_owned(),
        })
    }

    /// The pack's id, which is the name of its folder.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its files.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Refused`] when a pack of them would not load.
    pub fn files(&self) -> Result<Vec<(&'static str, String)>, TemplateError> {
        let toml = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let case = format!(
            "{}：春节前签订的合同，第十五个工作日次日仍未报送副本，逾期",
            self.title
        );
        let words = [
            ("{{id}}", self.id.clone()),
            ("{{region}}", self.region.to_string()),
            ("{{level}}", self.level.clone()),
            ("{{title_toml}}", toml(&self.title)),
            ("{{title_en_toml}}", toml(&self.title_en)),
            ("{{case_name}}", format!("'{}'", case.replace('\'', "''"))),
            // Last: what a title says is put in its place nowhere else.
            ("{{title}}", self.title.clone()),
        ];
        let filled = FILES.map(|(path, text)| {
            let fill = |text: String, (word, value): &(&str, String)| text.replace(word, value);
            (path, words.iter().fold(text.to_owned(), fill))
        });
        let files = PackFiles::new(&self.id, filled.clone());
        match Pack::read(&files) {
            Ok(_) => Ok(filled.into()),
            Err(PackError::Problems { problems, .. }) => Err(TemplateError::Refused(problems)),
            Err(PackError::Io { path, source }) => Err(TemplateError::Io { path, source }),
        }
    }
}

fn is_id(id: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    id.len() <= LONGEST_ID
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.split('-').all(part)
}
