//! The registry and its text form.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use super::series::{Counter, Gauge, Histogram};

/// A family of series that writes itself.
pub(super) trait Family: Send + Sync {
    fn kind(&self) -> &'static str;
    fn write(&self, name: &str, out: &mut String) -> fmt::Result;
}

struct Entry {
    help: &'static str,
    family: Arc<dyn Family>,
}

/// All metrics of the process, in the Prometheus text format 0.0.4.
#[derive(Clone, Default)]
pub struct Registry {
    families: Arc<Mutex<BTreeMap<&'static str, Entry>>>,
}

impl Registry {
    /// Adds a counter. A name that is taken is replaced.
    pub fn counter(
        &self,
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
    ) -> Arc<Counter> {
        self.add(name, help, Counter::new(labels))
    }

    /// Adds a gauge without labels.
    pub fn gauge(&self, name: &'static str, help: &'static str) -> Arc<Gauge> {
        self.add(name, help, Gauge::default())
    }

    /// Adds a histogram of durations in seconds.
    pub fn histogram(
        &self,
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
    ) -> Arc<Histogram> {
        self.add(name, help, Histogram::new(labels))
    }

    fn add<F: Family + 'static>(&self, name: &'static str, help: &'static str, f: F) -> Arc<F> {
        let family = Arc::new(f);
        let entry = Entry {
            help,
            family: family.clone(),
        };
        self.families
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name, entry);
        family
    }

    /// Writes every series.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut out = String::new();
        self.write(&mut out)
            .expect("writing to a String cannot fail");
        out
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, entry) in families.iter() {
            let kind = entry.family.kind();
            writeln!(out, "# HELP {name} {}\n# TYPE {name} {kind}", entry.help)?;
            entry.family.write(name, out)?;
        }
        Ok(())
    }
}
