use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use shuniu_hub::sync::{Counts, Progress};

use crate::cli::Output;

/// Shows how far the demo is: a bar on a terminal, plain lines elsewhere, all on stderr.
pub(crate) struct Meter<'a> {
    bar: Option<ProgressBar>,
    plain: Mutex<&'a mut Output>,
    before: Mutex<u64>,
    place: String,
}

impl<'a> Meter<'a> {
    /// A meter that ends at `total`, where that is known.
    pub(crate) fn new(total: Option<u64>, output: &'a mut Output) -> Self {
        let shown = std::io::stderr().is_terminal() && !output.is_json();
        let bar = shown.then(|| {
            let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
            let form = match total {
                Some(_) => "  {bar:32} {pos}/{len} {elapsed} {msg}",
                None => "  {spinner} {pos} {elapsed} {msg}",
            };
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self {
            bar,
            plain: Mutex::new(output),
            before: Mutex::new(0),
            place: String::new(),
        }
    }

    /// Names the place whose systems are read from now on.
    pub(crate) fn at(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// Says where it stands.
    pub(crate) fn step(&self, done: u64, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(text.to_owned());
        }
    }

    /// A line for those who see no bar.
    pub(crate) fn line(&self, text: &str) {
        if self.bar.is_none() {
            let mut output = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
            if !output.is_json() {
                output.note(text);
            }
        }
    }

    /// A stream was read to its end.
    pub(crate) fn stream_done(&self, received: u64) {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        *before += received;
    }

    pub(crate) fn end(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Meter<'_> {
    fn page(&self, system: &str, stream: &str, so_far: &Counts) {
        let before = *self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let received = u64::try_from(so_far.received).unwrap_or_default();
        let text = format!("{} {system} {stream}", self.place);
        self.step(before + received, &text);
        self.line(&format!(
            "  {text}: {} received, {} merged, {} for review, {} set aside",
            so_far.received, so_far.merged, so_far.unmatched, so_far.quarantined
        ));
    }
}
