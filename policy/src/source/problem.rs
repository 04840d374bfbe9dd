use std::{cell::RefCell, fmt};

use serde::Serialize;

use super::{Node, nearest};

/// One thing wrong with a file, with its place.
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file as the caller named it.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// Collects what is wrong with one file, so that a reader sees all of it at once.
#[derive(Debug)]
pub(crate) struct Problems {
    file: String,
    found: RefCell<Vec<Problem>>,
}

impl Problems {
    pub(crate) fn of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            found: RefCell::default(),
        }
    }

    pub(crate) fn at(&self, node: &Node, message: impl Into<String>) {
        self.at_line(node.line, message);
    }

    pub(crate) fn at_line(&self, line: usize, message: impl Into<String>) {
        self.found.borrow_mut().push(Problem {
            file: self.file.clone(),
            line,
            message: message.into(),
        });
    }

    /// Reports a name that is not among the known ones, with the nearest of them.
    pub(crate) fn unknown<'a>(
        &self,
        node: &Node,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        self.at(node, unknown_name(what, name, known));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    pub(crate) fn into_list(self) -> Vec<Problem> {
        self.found.into_inner()
    }
}

/// The message for a name nobody knows.
pub(crate) fn unknown_name<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(name, known) {
        Some(near) => format!("unknown {what} `{name}`; the nearest known name is `{near}`"),
        None => format!("unknown {what} `{name}`; none is known here"),
    }
}
