use crate::pack::{Pack, Provision};

/// A file of a pack and a line in it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
}

impl Place {
    pub(super) fn of(provision: &Provision) -> Self {
        let (file, line) = provision.place.clone();
        Self { file, line }
    }

    /// The line on which a name is defined: the first that begins with one of the texts.
    pub(super) fn begins(pack: &Pack, path: &str, texts: &[String]) -> Self {
        let mut sources = pack.sources();
        let text = sources
            .find(|(file, _)| *file == path)
            .map(|(_, text)| text);
        let lines = text.unwrap_or_default().lines();
        let found = lines.map(str::trim_start).position(|line| {
            let line = line.trim_start_matches("- ").trim_start_matches("{ ");
            let line = line.trim_start_matches('{');
            texts.iter().any(|text| line.starts_with(text))
        });
        Self {
            file: format!("{}/{path}", pack.id),
            line: found.map_or(0, |index| index + 1),
        }
    }

    pub(super) fn derived(pack: &Pack, name: &str) -> Self {
        let text = format!("name: {name}");
        Self::begins(pack, "derived.yaml", &[text])
    }

    pub(super) fn condition(pack: &Pack, name: &str) -> Self {
        let text = format!("{name}:");
        Self::begins(pack, "derived.yaml", &[text])
    }
}
