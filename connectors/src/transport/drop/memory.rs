use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{delivery::Delivery, folder::Stamp};
use crate::contract::Cursor;

/// What is remembered of the files of a stream. Nothing of it decides what is taken in: a process
/// that has forgotten all of it reads a file once more, and no record comes twice by that.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The place that the last page ended at, while its run goes on. Whoever pulls from there is
    /// in that run.
    pub(super) goes_on: Option<Cursor>,
    /// Contents that the run has read to their end.
    pub(super) read: BTreeSet<String>,
    /// What was found about files, by name.
    pub(super) judged: BTreeMap<String, (Stamp, Verdict)>,
    /// The file that is being read.
    pub(super) open: Option<Arc<Delivery>>,
    /// Files, by name and content, that go to the archive once the page that ends there is kept.
    pub(super) settled: Option<(Cursor, Vec<(String, String)>)>,
}

/// What was found about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It can be taken in; holds the digest of its content.
    Sound(String),
    /// Its content was taken in before.
    Repeats(String),
    /// It is refused as a whole; holds why.
    Refused(String),
}

impl Memory {
    /// Begins a pull from a place: within the run that goes on there, or in a new one.
    pub(super) fn begin(&mut self, cursor: Option<&Cursor>) {
        let same = cursor.is_some() && self.goes_on.as_ref() == cursor;
        if !same {
            self.read.clear();
            // What lies beside a file may have been mended, and a refusal with it.
            let refused = |verdict: &Verdict| matches!(verdict, Verdict::Refused(_));
            self.judged.retain(|_, (_, verdict)| !refused(verdict));
        }
        self.goes_on = None;
        self.settled = None;
    }

    /// A content went to the archive: other files of it are repeats.
    pub(super) fn archived(&mut self, digest: &str) {
        for (_, verdict) in self.judged.values_mut() {
            if *verdict == Verdict::Sound(digest.to_owned()) {
                *verdict = Verdict::Repeats(digest.to_owned());
            }
        }
        self.open.take_if(|open| open.digest == digest);
    }
}
