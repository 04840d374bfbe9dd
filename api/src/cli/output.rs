//! Where commands write.

use std::{
    error::Error,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;

/// Why a command ended badly.
#[derive(Debug)]
pub enum CommandError {
    /// It ran and something failed: exit code 1.
    Failed(anyhow::Error),
    /// It was used wrongly: exit code 2.
    Usage(anyhow::Error),
    /// Whoever reads our output, such as `head`, has seen enough: nothing to report.
    Unread,
}

impl CommandError {
    /// It ran and something failed.
    pub fn failed(error: impl Into<anyhow::Error>) -> Self {
        Self::Failed(error.into())
    }

    /// It was used wrongly.
    pub fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }

    /// Returns the exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
        }
    }
}

/// The standard output and error of a command.
pub struct Output {
    json: bool,
    terminal: bool,
    out: Box<dyn Write + Send>,
    notes: Notes,
}

/// The standard error of a command, for what is told while it goes on.
#[derive(Clone)]
pub struct Notes(Arc<Mutex<Box<dyn Write + Send>>>);

impl Notes {
    fn to(err: Box<dyn Write + Send>) -> Self {
        Self(Arc::new(Mutex::new(err)))
    }

    /// Writes a remark.
    pub fn note(&self, text: &str) {
        let mut err = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A remark that nobody can read is no reason to stop.
        drop(writeln!(err, "{text}"));
    }
}

impl Output {
    /// Writes to the process's own stdout and stderr.
    #[must_use]
    pub fn new(json: bool) -> Self {
        Self {
            json,
            terminal: io::stdout().is_terminal(),
            out: Box::new(io::stdout()),
            notes: Notes::to(Box::new(io::stderr())),
        }
    }

    /// Writes to the given sinks.
    pub fn to(json: bool, out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self {
            json,
            terminal: false,
            out,
            notes: Notes::to(err),
        }
    }

    /// Tells whether `--json` was given.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Tells whether a person reads stdout on a terminal.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.terminal && !self.json
    }

    /// Writes a line to stdout and flushes it, since others wait for lines of ours.
    ///
    /// # Errors
    ///
    /// Fails when nobody takes the output.
    pub fn line(&mut self, text: &str) -> Result<(), CommandError> {
        writeln!(self.out, "{text}")
            .and_then(|()| self.out.flush())
            .map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => CommandError::Unread,
                _ => CommandError::failed(
                    anyhow::Error::new(error).context("writing to stdout failed"),
                ),
            })
    }

    /// Writes a value as JSON to stdout.
    ///
    /// # Errors
    ///
    /// Fails when nobody takes the output.
    pub fn value(&mut self, value: &impl Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(value).map_err(CommandError::failed)?;
        self.line(&text)
    }

    /// Writes a remark to stderr.
    pub fn note(&mut self, text: &str) {
        self.notes.note(text);
    }

    /// Where remarks go, for whoever makes them while the command goes on.
    #[must_use]
    pub fn notes(&self) -> Notes {
        self.notes.clone()
    }

    /// Writes an error to stderr, what to do first and the causes below, and returns the code.
    #[must_use]
    pub fn fail(&mut self, error: &CommandError) -> ExitCode {
        if let CommandError::Failed(inner) | CommandError::Usage(inner) = error {
            let mut told = inner.to_string();
            self.note(&format!("error: {told}"));
            let mut cause: Option<&dyn Error> = inner.source();
            while let Some(error) = cause {
                let text = error.to_string();
                // Drivers repeat in an error what its cause says.
                if !told.contains(&text) {
                    self.note(&format!("  because: {text}"));
                    told = text;
                }
                cause = error.source();
            }
        }
        ExitCode::from(error.code())
    }
}
