use std::collections::BTreeSet;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::{Content, Node, Problems};

/// Deeper nesting than any pack needs; a limit against a file made to exhaust the stack.
const MAX_DEPTH: usize = 64;

/// Reads one YAML document. Whatever is wrong is put into `problems`; then there may be no tree.
pub(crate) fn parse(text: &str, problems: &Problems) -> Option<Node> {
    let mut builder = Builder {
        problems,
        open: Vec::new(),
        root: None,
    };
    for step in Parser::new_from_str(text) {
        match step {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => {
                let line = error.marker().line();
                problems.at_line(line, format!("is not YAML: {}", error.info()));
                return None;
            }
        }
    }
    if builder.root.is_none() && problems.is_empty() {
        problems.at_line(0, "is empty; a YAML document is needed");
    }
    builder.root
}

struct Builder<'a> {
    problems: &'a Problems,
    open: Vec<Open>,
    root: Option<Node>,
}

struct Open {
    line: usize,
    keys: BTreeSet<String>,
    items: Vec<Node>,
    mapping: bool,
}

impl Builder<'_> {
    /// Takes one event; `None` stops the reading.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let line = span.start.line();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse(line, anchor != 0, tag.is_some())?;
                let content = Content::Scalar {
                    text: text.into_owned(),
                    plain: style == ScalarStyle::Plain,
                };
                self.put(Node { line, content })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse(line, anchor != 0, tag.is_some())?;
                self.begin(line, false)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse(line, anchor != 0, tag.is_some())?;
                self.begin(line, true)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(_) => self.refuse(line, true, false),
            Event::DocumentStart(..) if self.root.is_some() => {
                self.problems
                    .at_line(line, "holds a second document; one file is one document");
                None
            }
            _ => Some(()),
        }
    }

    fn refuse(&self, line: usize, anchored: bool, tagged: bool) -> Option<()> {
        if anchored {
            self.problems
                .at_line(line, "anchors and aliases are not used here; write it out");
        }
        if tagged {
            self.problems.at_line(line, "tags are not used here");
        }
        (!anchored && !tagged).then_some(())
    }

    fn begin(&mut self, line: usize, mapping: bool) -> Option<()> {
        if self.open.len() == MAX_DEPTH {
            self.problems
                .at_line(line, format!("is nested deeper than {MAX_DEPTH} levels"));
            return None;
        }
        self.open.push(Open {
            line,
            keys: BTreeSet::new(),
            items: Vec::new(),
            mapping,
        });
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let done = self.open.pop()?;
        let content = if done.mapping {
            let mut entries = Vec::with_capacity(done.items.len() / 2);
            let mut items = done.items.into_iter();
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                entries.push((key, value));
            }
            Content::Mapping(entries)
        } else {
            Content::Sequence(done.items)
        };
        self.put(Node {
            line: done.line,
            content,
        })
    }

    fn put(&mut self, node: Node) -> Option<()> {
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Some(());
        };
        if parent.mapping && parent.items.len().is_multiple_of(2) {
            match node.scalar() {
                None => self
                    .problems
                    .at(&node, "a key must be a plain word, not a list or map"),
                Some(key) if !parent.keys.insert(key.to_owned()) => {
                    self.problems
                        .at(&node, format!("the key `{key}` occurs twice"));
                }
                Some(_) => {}
            }
        }
        parent.items.push(node);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> Vec<String> {
        let problems = Problems::of("case.yaml");
        let _tree = parse(text, &problems);
        problems
            .into_list()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn on_is_a_plain_key_and_money_keeps_its_digits() {
        let problems = Problems::of("t");
        let tree = parse("{on: 2025-01-01, budget_yuan: 999999.990}", &problems).unwrap();
        let entries = tree.mapping().unwrap();
        assert_eq!(entries[0].0.scalar(), Some("on"));
        assert_eq!(entries[1].1.plain(), Some("999999.990"));
    }

    #[test]
    fn what_could_be_read_two_ways_is_refused_with_its_line() {
        assert_eq!(
            complaints("a: 1\nb: 2\na: 3"),
            ["case.yaml:3: the key `a` occurs twice"]
        );
        assert!(complaints("a: &x 1\nb: 2")[0].starts_with("case.yaml:1: anchors"));
        assert!(complaints("---\na: 1\n---\nb: 2")[0].contains("second document"));
        assert!(complaints("a: [1, 2\nb: 3")[0].contains("is not YAML"));
        assert!(complaints("")[0].contains("is empty"));
    }
}
