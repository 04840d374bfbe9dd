use std::{collections::BTreeMap, io, net::SocketAddr, path::PathBuf, sync::Arc};

use axum::{Router, middleware};
use serde_json::Value;
use shuniu_policy::RegionCode;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::{
    control,
    effect::meet,
    kernel::{Kernel, StreamShape},
};
use crate::{Clock, Failure, clock::SystemClock};

/// What a sandbox starts with.
#[derive(Debug)]
pub struct SandboxOptions {
    /// The file the sandbox keeps its state in; in memory only without one.
    pub data: Option<PathBuf>,
    /// Records by stream, used when the file does not exist yet.
    pub records: BTreeMap<String, Vec<Value>>,
    /// The sandbox's clock.
    pub clock: Arc<dyn Clock>,
    /// The places whose records it gives, and those within them, whatever it holds; all where there
    /// are none.
    pub places: Vec<RegionCode>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            data: None,
            records: BTreeMap::new(),
            clock: Arc::new(SystemClock::new()),
            places: Vec::new(),
        }
    }
}

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Its data file cannot be used.
    #[error("the sandbox of {system} cannot use its data file {path}")]
    Data {
        /// The system.
        system: &'static str,
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Its keys cannot be used.
    #[error("the sandbox of {system} cannot use its keys")]
    Keys {
        /// The system.
        system: &'static str,
        /// Why.
        #[source]
        source: Failure,
    },
    /// Its port cannot be used.
    #[error("the sandbox of {system} cannot listen on {address}; choose another with --port")]
    Listen {
        /// The system.
        system: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A running sandbox. It stops when this is dropped or shut down.
#[derive(Debug)]
pub struct SandboxHandle {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl SandboxHandle {
    /// Its address, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops taking connections and waits for the answers under way.
    pub async fn shutdown(mut self) {
        drop(self.stop.take());
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::warn!(%error, "the sandbox did not end cleanly");
        }
    }
}

/// Serves a system's routes with control, faults and log around them.
pub(crate) async fn start(
    system: &'static str,
    shapes: &'static [StreamShape],
    address: SocketAddr,
    options: SandboxOptions,
    routes: impl FnOnce(&Arc<Kernel>) -> Router,
) -> Result<SandboxHandle, SandboxError> {
    let path = options.data.clone().unwrap_or_default();
    let kernel = Kernel::new(system, shapes, options).map_err(|source| SandboxError::Data {
        system,
        path: path.display().to_string(),
        source,
    })?;
    let kernel = Arc::new(kernel);
    let app = routes(&kernel)
        .layer(middleware::from_fn_with_state(Arc::clone(&kernel), meet))
        .merge(control::routes().with_state(kernel));
    serve(system, address, app).await
}

/// Serves an app that is complete.
pub(crate) async fn serve(
    system: &'static str,
    address: SocketAddr,
    app: Router,
) -> Result<SandboxHandle, SandboxError> {
    let listen = |source| SandboxError::Listen {
        system,
        address,
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let local = listener.local_addr().map_err(listen)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        // Sent or dropped: both mean stop.
        drop(stopped.await);
    });
    let task = tokio::spawn(async move {
        if let Err(error) = serving.await {
            tracing::error!(system, %error, "the sandbox stopped serving");
        }
    });
    Ok(SandboxHandle {
        url: format!("http://{local}"),
        stop: Some(stop),
        task: Some(task),
    })
}
