//! The pages of the table, as they are written.

use std::collections::BTreeMap;

use super::cast::CAST;

/// What one of the cast gets by a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// It is shown these projects.
    Sees(&'static str),
    /// It is refused.
    Refused,
}

impl Cell {
    /// Whether the project of the letter is shown.
    pub(super) fn sees(self, letter: char) -> bool {
        matches!(self, Self::Sees(letters) if letters.contains(letter))
    }
}

/// A right by its name; with `?` behind it, what it guards is null where it is missing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Right {
    name: &'static str,
    cells: &'static [Cell],
    shy: bool,
}

impl Right {
    pub(super) fn name(self) -> &'static str {
        self.name
    }

    pub(super) fn of(self, column: usize) -> Cell {
        match self.cells[column] {
            Cell::Refused if self.shy => Cell::Sees(""),
            cell => cell,
        }
    }
}

/// The lines that say something.
fn lines(page: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| !line.trim().is_empty())
}

/// The word at the beginning, and the rest.
fn word(line: &'static str) -> (&'static str, &'static str) {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim())
}

fn cells(line: &'static str) -> (&'static str, Vec<Cell>) {
    let (name, rest) = word(line);
    let cells = rest.split_whitespace().map(|cell| match cell {
        "no" => Cell::Refused,
        "-" => Cell::Sees(""),
        letters => Cell::Sees(letters),
    });
    let cells: Vec<Cell> = cells.collect();
    assert_eq!(cells.len(), CAST.len(), "rights.txt: {name}");
    (name, cells)
}

/// The right of that name.
pub(super) fn right(name: &'static str) -> Right {
    let (bare, shy) = match name.strip_suffix('?') {
        Some(bare) => (bare, true),
        None => (name, false),
    };
    let mut rights = lines(include_str!("rights.txt")).map(cells);
    let (name, cells) = rights
        .find(|one| one.0 == bare)
        .unwrap_or_else(|| panic!("rights.txt has no right {bare:?}"));
    Right {
        name,
        cells: cells.leak(),
        shy,
    }
}

/// A question or a subscription.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) right: Right,
    pub(crate) query: &'static str,
    /// What an answer holds that shows a project.
    pub(crate) mark: &'static str,
    /// The list that says how much is to come.
    pub(crate) of: &'static str,
}

fn question(line: &'static str) -> Question {
    let (name, rest) = word(line);
    let (granted, rest) = word(rest);
    let (query, rest) = rest
        .split_once("=>")
        .unwrap_or_else(|| panic!("{line}: no =>"));
    let (mark, of) = rest.split_once(" of ").unwrap_or((rest, ""));
    Question {
        name,
        right: right(granted),
        query: query.trim(),
        mark: mark.trim(),
        of: of.trim(),
    }
}

/// The questions of `reads.txt`.
pub(crate) fn questions() -> Vec<Question> {
    let questions = lines(include_str!("reads.txt")).filter_map(|line| line.strip_prefix('?'));
    questions.map(question).collect()
}

/// The subscriptions of `follows.txt`.
pub(crate) fn follows() -> Vec<Question> {
    lines(include_str!("follows.txt")).map(question).collect()
}

/// An object of the schema.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: &'static str,
    /// How it is reached, and by what right; nothing for an answer to a change.
    pub(crate) reached: Option<(Right, &'static str)>,
    /// What it leads to, with arguments: nothing for those who see the object, else a right.
    pub(crate) fields: BTreeMap<&'static str, (&'static str, Option<Right>)>,
}

/// The objects of `reads.txt`.
pub(crate) fn objects() -> Vec<Object> {
    let mut objects: Vec<Object> = Vec::new();
    for line in lines(include_str!("reads.txt")).filter(|line| !line.starts_with('?')) {
        let (name, rest) = word(line);
        if !line.starts_with(' ') {
            let (granted, path) = word(rest);
            let reached = (granted != "payload").then(|| (right(granted), path));
            objects.push(Object {
                name,
                reached,
                fields: BTreeMap::new(),
            });
            continue;
        }
        let object = objects.last_mut().expect("fields stand below an object");
        let granted = match name.trim_end_matches(':') {
            "same" => None,
            granted => Some(right(granted)),
        };
        for field in rest.split_whitespace() {
            let bare = field.split('(').next().unwrap_or_default();
            let before = object.fields.insert(bare, (field, granted));
            assert!(before.is_none(), "{}.{bare} stands twice", object.name);
        }
    }
    objects
}

/// A change.
#[derive(Debug)]
pub(super) struct Change {
    pub(crate) name: &'static str,
    pub(crate) right: Right,
    pub(super) input: &'static str,
    /// The kind of row whose id it answers.
    pub(super) gives: Option<&'static str>,
    /// What those who may are answered with, where it cannot be carried out.
    pub(super) answered: Option<&'static str>,
    /// What is answered to those who may elsewhere, besides that there is none.
    pub(super) unlike: Option<&'static str>,
}

/// The changes of `writes.txt`.
pub(super) fn changes() -> Vec<Change> {
    lines(include_str!("writes.txt")).map(change).collect()
}

fn change(line: &'static str) -> Change {
    let (name, rest) = word(line);
    let (granted, mut rest) = word(rest);
    let mut code = |sign| {
        let after = rest.strip_prefix(sign)?;
        let (code, input) = word(after);
        rest = input;
        Some(code)
    };
    let (answered, unlike) = (code('='), code('!'));
    let (input, gives) = match rest.rsplit_once("  > ") {
        Some((input, gives)) => (input, Some(gives.trim())),
        None => (rest, None),
    };
    Change {
        name,
        right: right(granted),
        input: input.trim(),
        gives,
        answered,
        unlike,
    }
}

/// The rights that are written down.
pub(super) fn rights() -> Vec<&'static str> {
    lines(include_str!("rights.txt"))
        .map(|line| word(line).0)
        .collect()
}

#[test]
fn the_columns_of_the_rights_are_the_cast() {
    let mut page = include_str!("rights.txt").lines();
    let head = page.rfind(|line| line.starts_with('#')).unwrap();
    let names: Vec<&str> = head.trim_start_matches('#').split_whitespace().collect();
    assert_eq!(names, CAST.map(|one| one.0));
}

#[test]
fn every_right_is_used() {
    let mut used: Vec<&str> = questions().iter().map(|one| one.right.name).collect();
    used.extend(changes().iter().map(|one| one.right.name));
    for object in objects() {
        used.extend(object.reached.iter().map(|one| one.0.name));
        used.extend(object.fields.values().filter_map(|one| Some(one.1?.name)));
    }
    used.extend(super::routes::GUARDED.iter().map(|one| one.3));
    for right in rights() {
        assert!(used.contains(&right), "nothing takes the right {right:?}");
    }
}

/// How many objects there are that hold no others.
pub(crate) fn innermost(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(list) => list.iter().map(innermost).sum(),
        serde_json::Value::Object(fields)
            if !fields.values().any(|one| one.is_array() || one.is_object()) =>
        {
            1
        }
        serde_json::Value::Object(fields) => fields.values().map(innermost).sum(),
        _ => 0,
    }
}
