//! Counters, gauges, histograms. All arithmetic is on integers; seconds are written from
//! microseconds.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use super::registry::Family;

/// The upper bounds of histogram buckets, in microseconds, with their text in seconds.
const BUCKETS: [(u64, &str); 12] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (5_000_000, "5"),
    (30_000_000, "30"),
];

type Series<V> = Mutex<BTreeMap<Vec<String>, V>>;

fn with<V: Default>(series: &Series<V>, values: &[&str], change: impl FnOnce(&mut V)) {
    let key = values.iter().map(|value| (*value).to_owned()).collect();
    let mut series = series.lock().unwrap_or_else(PoisonError::into_inner);
    change(series.entry(key).or_default());
}

fn labels(names: &[&str], values: &[String], more: Option<(&str, &str)>) -> String {
    let own = names.iter().copied().zip(values.iter().map(String::as_str));
    let pairs: Vec<_> = own
        .chain(more)
        .map(|(name, value)| {
            let value = value
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            format!("{name}=\"{value}\"")
        })
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("{{{}}}", pairs.join(","))
    }
}

/// A number that only grows.
pub struct Counter {
    labels: &'static [&'static str],
    series: Series<u64>,
}

impl Counter {
    pub(super) fn new(labels: &'static [&'static str]) -> Self {
        Self {
            labels,
            series: Mutex::default(),
        }
    }

    /// Adds one to the series with these label values, given in the order of the labels.
    pub fn inc(&self, values: &[&str]) {
        self.add(values, 1);
    }

    /// Adds to the series with these label values.
    pub fn add(&self, values: &[&str], amount: u64) {
        with(&self.series, values, |count| {
            *count = count.saturating_add(amount);
        });
    }
}

impl Family for Counter {
    fn kind(&self) -> &'static str {
        "counter"
    }

    fn write(&self, name: &str, out: &mut String) -> fmt::Result {
        for (values, count) in self
            .series
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            writeln!(out, "{name}{} {count}", labels(self.labels, values, None))?;
        }
        Ok(())
    }
}

/// A number that rises and falls.
#[derive(Default)]
pub struct Gauge {
    value: AtomicI64,
}

impl Gauge {
    /// Sets the number.
    pub fn set(&self, value: i64) {
        self.value.store(value, Ordering::Relaxed);
    }

    /// Returns the number.
    pub fn get(&self) -> i64 {
        self.value.load(Ordering::Relaxed)
    }

    /// Raises the number by one until the guard is dropped.
    #[must_use]
    pub fn hold(self: &Arc<Self>) -> GaugeGuard {
        self.value.fetch_add(1, Ordering::Relaxed);
        GaugeGuard(Arc::clone(self))
    }

    /// Raises the number by one until the guard is dropped, unless it has reached `limit`.
    #[must_use]
    pub fn hold_below(self: &Arc<Self>, limit: usize) -> Option<GaugeGuard> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let raise = |value| (value < limit).then_some(value + 1);
        let raised = self
            .value
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, raise);
        raised.is_ok().then(|| GaugeGuard(Arc::clone(self)))
    }
}

impl Family for Gauge {
    fn kind(&self) -> &'static str {
        "gauge"
    }

    fn write(&self, name: &str, out: &mut String) -> fmt::Result {
        writeln!(out, "{name} {}", self.get())
    }
}

/// Holds a gauge up.
pub struct GaugeGuard(Arc<Gauge>);

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.value.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Spread {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    micros: u64,
}

/// How durations spread.
pub struct Histogram {
    labels: &'static [&'static str],
    series: Series<Spread>,
}

impl Histogram {
    pub(super) fn new(labels: &'static [&'static str]) -> Self {
        Self {
            labels,
            series: Mutex::default(),
        }
    }

    /// Counts a duration in the series with these label values.
    pub fn observe(&self, values: &[&str], duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        with(&self.series, values, |spread| {
            spread.count += 1;
            spread.micros = spread.micros.saturating_add(micros);
            for (bucket, (bound, _)) in spread.buckets.iter_mut().zip(BUCKETS) {
                *bucket += u64::from(micros <= bound);
            }
        });
    }
}

impl Family for Histogram {
    fn kind(&self) -> &'static str {
        "histogram"
    }

    fn write(&self, name: &str, out: &mut String) -> fmt::Result {
        for (values, spread) in self
            .series
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            for (count, (_, bound)) in spread.buckets.iter().zip(BUCKETS) {
                let labels = labels(self.labels, values, Some(("le", bound)));
                writeln!(out, "{name}_bucket{labels} {count}")?;
            }
            let infinite = labels(self.labels, values, Some(("le", "+Inf")));
            let own = labels(self.labels, values, None);
            let (seconds, rest) = (spread.micros / 1_000_000, spread.micros % 1_000_000);
            let count = spread.count;
            writeln!(out, "{name}_bucket{infinite} {count}")?;
            writeln!(out, "{name}_sum{own} {seconds}.{rest:06}")?;
            writeln!(out, "{name}_count{own} {count}")?;
        }
        Ok(())
    }
}
