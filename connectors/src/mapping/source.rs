use std::{cell::RefCell, rc::Rc};

use serde_json::Value;

use crate::contract::{Expected, Misfit, RecordError};

/// A place in a raw record, remembering its full path for messages and provenance.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    value: &'a Value,
    base: String,
    flags: Flags,
}

/// What was left out of a record that is read, whichever of its places said it.
type Flags = Rc<RefCell<Vec<RecordError>>>;

/// A field that may be missing. `null` and blank text count as missing.
#[derive(Clone, Debug)]
pub(super) struct Field<'a> {
    pub(super) path: String,
    pub(super) value: Option<&'a Value>,
    flags: Flags,
}

impl<'a> Source<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            value,
            base: String::new(),
            flags: Flags::default(),
        }
    }

    /// What was left out so far.
    pub(super) fn flags(&self) -> Vec<RecordError> {
        self.flags.take()
    }

    pub(super) fn field(&self, path: &str) -> Field<'a> {
        let value = self.value.pointer(path).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        });
        Field {
            path: format!("{}{path}", self.base),
            value,
            flags: Rc::clone(&self.flags),
        }
    }

    /// The elements of a list; a missing list has none.
    pub(super) fn elements(&self, path: &str) -> Result<Vec<Self>, RecordError> {
        let field = self.field(path);
        match field.value {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items
                .iter()
                .enumerate()
                .map(|(index, value)| Self {
                    value,
                    base: format!("{}/{index}", field.path),
                    flags: Rc::clone(&self.flags),
                })
                .collect()),
            Some(other) => Err(field.wrong(Expected::List, other)),
        }
    }
}

impl Field<'_> {
    /// The field as text; a number is taken as it is written.
    pub(super) fn text(&self) -> Result<Option<String>, RecordError> {
        match self.value {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(other) => Err(self.wrong(Expected::TextOrNumber, other)),
        }
    }

    pub(super) fn required_text(&self) -> Result<String, RecordError> {
        self.text()?.ok_or_else(|| self.missing())
    }

    pub(super) fn missing(&self) -> RecordError {
        self.refuse(&Misfit::Missing)
    }

    pub(super) fn wrong(&self, expected: Expected, got: &Value) -> RecordError {
        let got = brief(got);
        self.refuse(&Misfit::WrongType { expected, got })
    }

    /// Leaves out what the field says, and keeps why.
    pub(super) fn flag(&self, misfit: &Misfit) {
        let flag = self.refuse(misfit);
        let mut flags = self.flags.borrow_mut();
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }

    pub(super) fn refuse(&self, misfit: &Misfit) -> RecordError {
        RecordError::new(self.path.clone(), misfit)
    }
}

/// A value for a message, cut short.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    let start: String = text.chars().take(60).collect();
    format!("{start}…")
}
