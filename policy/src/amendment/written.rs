use crate::{
    pack::Pack,
    source::{Content, Node, Problems, parse},
};

/// The files of a pack as they are written, without comments, layout and the order of keys.
pub(super) struct Written {
    files: Vec<Node>,
}

impl Written {
    pub(super) fn of(pack: &Pack) -> Self {
        let yaml = pack.sources().filter(|(path, _)| {
            let extension = std::path::Path::new(path).extension();
            extension.is_some_and(|extension| extension == "yaml")
        });
        Self {
            files: yaml
                .filter_map(|(path, text)| parse(text, &Problems::of(path)))
                .collect(),
        }
    }

    /// One key of a provision.
    pub(super) fn provision(&self, id: &str, key: &str) -> String {
        let items = self.files.iter().filter_map(Node::sequence).flatten();
        of_one(items, "id", id, key)
    }

    /// The rules of a derived value.
    pub(super) fn derived(&self, name: &str) -> String {
        let files = self.files.iter();
        let items = files.filter_map(|file| entry(file, "derived")?.sequence());
        of_one(items.flatten(), "name", name, "rules")
    }

    /// When a named condition holds.
    pub(super) fn condition(&self, name: &str) -> String {
        let mut files = self.files.iter();
        let node = files.find_map(|file| entry(entry(file, "conditions")?, name));
        node.map(text).unwrap_or_default()
    }
}

fn of_one<'a>(
    mut items: impl Iterator<Item = &'a Node>,
    called: &str,
    name: &str,
    key: &str,
) -> String {
    let is_it = |item: &&Node| entry(item, called).and_then(Node::scalar) == Some(name);
    let node = items.find(is_it).and_then(|item| entry(item, key));
    node.map(text).unwrap_or_default()
}

fn entry<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let mut entries = node.mapping()?.iter();
    let found = entries.find(|(name, _)| name.scalar() == Some(key));
    found.map(|(_, value)| value)
}

fn text(node: &Node) -> String {
    match &node.content {
        Content::Scalar { text, plain: true } => text.clone(),
        Content::Scalar { text, plain: false } => format!("{text:?}"),
        Content::Sequence(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(", "))
        }
        Content::Mapping(entries) => {
            let mut entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", text(key), text(value)))
                .collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(", "))
        }
    }
}
