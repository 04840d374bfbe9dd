//! What is logged while a test runs.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Everything that is logged on this thread, at whatever level, since it began to listen.
///
/// What runs under `#[tokio::test]` with one thread runs here, servers included.
pub(crate) struct Log {
    written: Written,
    guards: Box<dyn std::any::Any>,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    pub(crate) fn listen() -> Self {
        let written = Written::default();
        // While there is one listener alone, what is first reached on a thread of another test is
        // taken for what nobody listens to.
        let beside = listen(io::sink);
        let guard = listen(written.clone());
        Self {
            written,
            guards: Box::new((guard, beside)),
        }
    }

    /// What was logged.
    pub(crate) fn end(self) -> String {
        drop(self.guards);
        String::from_utf8_lossy(&self.written.0.lock().unwrap()).into_owned()
    }
}

/// Has everything that is logged on this thread written there until the guard goes.
fn listen(to: impl for<'a> MakeWriter<'a> + Send + Sync + 'static) -> impl Sized + 'static {
    let everything = tracing_subscriber::filter::LevelFilter::TRACE;
    let listener = tracing_subscriber::fmt().with_max_level(everything);
    listener.with_writer(to).finish().set_default()
}
