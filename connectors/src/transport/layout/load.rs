use std::{collections::BTreeMap, path::Path};

use super::{
    check::Check,
    file::{LayoutFile, StreamLayout},
    name::{fits, stem},
};
use crate::{
    Failure,
    contract::{Stream, System},
    mapping::Mapping,
    strict::{StrictError, find_line, parse_toml},
};

/// The one format of layout files.
const FORMAT: u32 = 1;

/// A layout that has been read and held against the mapping of its system.
#[derive(Clone, Debug)]
pub struct Layout {
    file: LayoutFile,
    /// The pointers of time and id, by stream.
    order: BTreeMap<String, (String, String)>,
}

/// What a delivered file brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every record there is.
    Full,
    /// What changed.
    Increment,
}

impl Layout {
    /// Reads a layout text. `name` is the file's name, for messages.
    ///
    /// # Errors
    ///
    /// [`StrictError`] names the line, and the nearest valid key for a misspelt one; also for a
    /// layout without a column that the mapping needs.
    pub fn parse(
        name: &str,
        text: &str,
        system: &System,
        mapping: &Mapping,
    ) -> Result<Self, StrictError> {
        let file: LayoutFile = parse_toml(name, text)?;
        let refuse = |needle: &str, message: String| StrictError {
            file: name.to_owned(),
            line: find_line(text, needle),
            message,
        };
        if file.format != FORMAT {
            let message = format!(
                "format {} is not known; write format = {FORMAT}",
                file.format
            );
            return Err(refuse("format", message));
        }
        if file.system != system.as_str() {
            let message = format!("this layout is for {:?}, not for {system}", file.system);
            return Err(refuse("system", message));
        }
        if let Some((needle, message)) = Check::of(&file, mapping) {
            return Err(refuse(&needle, message));
        }
        let order = file.streams.keys().filter_map(|name| {
            let rule = mapping.stream(&Stream::new(name.clone()))?;
            Some((
                name.clone(),
                (rule.source_time.clone(), rule.external_id.clone()),
            ))
        });
        Ok(Self {
            order: order.collect(),
            file,
        })
    }

    /// The version of this layout.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.file.version
    }

    /// The names of the streams it lays out.
    pub fn streams(&self) -> impl Iterator<Item = &str> {
        self.file.streams.keys().map(String::as_str)
    }

    /// What a file of a name brings to a stream; nothing for a file of another one.
    #[must_use]
    pub fn extent(&self, stream: &Stream, file: &str) -> Option<Extent> {
        let layout = self.stream(stream)?;
        let stem = stem(file)?;
        let any = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, stem));
        if any(&layout.full) {
            return Some(Extent::Full);
        }
        any(&layout.increments).then_some(Extent::Increment)
    }

    pub(crate) fn stream(&self, stream: &Stream) -> Option<&StreamLayout> {
        self.file.streams.get(stream.as_str())
    }

    /// The columns by which a staging table is read in order: the time of the last change, the id.
    pub(crate) fn order(&self, stream: &str) -> Option<(&str, &str)> {
        let layout = self.file.streams.get(stream)?;
        let (time, id) = self.order.get(stream)?;
        let column = |path: &str| {
            let found = layout.columns.iter().find(|column| column.path == path);
            found.map(|column| column.column.as_str())
        };
        Some((column(time)?, column(id)?))
    }

    pub(crate) const fn all(&self) -> &BTreeMap<String, StreamLayout> {
        &self.file.streams
    }

    pub(crate) fn title(&self) -> &str {
        &self.file.title
    }

    pub(crate) fn system(&self) -> &str {
        &self.file.system
    }

    pub(crate) fn batches(&self) -> &str {
        &self.file.batches
    }

    pub(crate) fn outbox(&self) -> Option<&str> {
        self.file.outbox.as_deref()
    }

    pub(crate) fn papers(&self) -> Option<&str> {
        self.file.papers.as_deref()
    }
}

/// Reads the agency's layout file, or the shipped one.
pub(crate) fn load(
    system: &System,
    file: Option<&Path>,
    shipped: &str,
    mapping: &Mapping,
) -> Result<Layout, Failure> {
    let parsed = match file {
        None => Layout::parse("the shipped layout", shipped, system, mapping),
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::config(format!("{system}: cannot read layout_file {name}: {error}"))
            })?;
            Layout::parse(&name, &text, system, mapping)
        }
    };
    parsed.map_err(|error| Failure::config(format!("{system}: {error}")))
}
