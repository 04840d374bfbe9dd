use std::sync::Arc;

use shuniu_hub::db::Probe;

/// What whoever starts the command line hands it besides what was typed. The shipped binary hands
/// it nothing.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// Watches every statement of `sync` and `serve`; tests disturb and kill by it.
    pub probe: Option<Arc<dyn Probe>>,
}
