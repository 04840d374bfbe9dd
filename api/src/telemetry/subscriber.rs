//! The log subscriber.

use std::io::{self, Write};

use tracing_subscriber::{
    EnvFilter,
    fmt::{MakeWriter, layer},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::redact;
use crate::config::{LogConfig, LogFormat};

/// Logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is malformed.
    #[error("`log.filter` cannot be read; write a level or target=level, separated by commas")]
    Filter(#[source] tracing_subscriber::filter::ParseError),
    /// Another subscriber is in place.
    #[error("logging is already set up in this process")]
    Taken(#[source] tracing_subscriber::util::TryInitError),
}

/// Logs to stderr from now on, and reports panics as errors.
///
/// # Errors
///
/// Fails on a malformed filter, or when logging was set up before.
pub fn init(config: &LogConfig) -> Result<(), TelemetryError> {
    let filter = filter(config)?;
    let registry = tracing_subscriber::registry().with(filter);
    match config.format {
        LogFormat::Human => registry
            .with(layer().with_writer(Redacting).with_ansi(false))
            .try_init(),
        LogFormat::Json => registry
            .with(layer().json().flatten_event(true).with_writer(Redacting))
            .try_init(),
    }
    .map_err(TelemetryError::Taken)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let text = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(place, text, "panic");
    }));
    Ok(())
}

/// Checks the filter.
///
/// # Errors
///
/// Fails when it is malformed.
pub fn check(config: &LogConfig) -> Result<(), TelemetryError> {
    filter(config).map(|_| ())
}

fn filter(config: &LogConfig) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::try_new(&config.filter).map_err(TelemetryError::Filter)
}

/// Writes each event to stderr, redacted.
struct Redacting;

impl<'a> MakeWriter<'a> for Redacting {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(Vec::new())
    }
}

/// One event; the formatter writes it whole and then drops the writer.
struct Line(Vec<u8>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let text = redact(&String::from_utf8_lossy(&self.0));
        // There is nowhere left to report that stderr is gone.
        drop(io::stderr().lock().write_all(text.as_bytes()));
    }
}
