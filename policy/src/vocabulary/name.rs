use std::{fmt, ops::Deref};

/// A name as a pack uses it, with its place in the list that it is of: a family of the pack's
/// vocabulary, or the pack's named conditions. What is laid out by that list is found by the place.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Name {
    word: String,
    place: usize,
}

impl Name {
    pub(crate) fn at(place: usize, word: &str) -> Self {
        Self {
            word: word.to_owned(),
            place,
        }
    }

    /// Its place, from 0.
    pub(crate) fn place(&self) -> usize {
        self.place
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.word
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.word, f)
    }
}
