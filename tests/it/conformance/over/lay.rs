use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

/// What a file is laid in the folder with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Whole,
    /// Only its first half is there, and whoever writes it goes on.
    Half,
    /// One row more is stated than there is.
    Miscounted,
    /// The checksum is that of another content.
    Mischecked,
}

/// Lays a file in the folder, with checksum, manifest and the marker that it is whole.
pub(super) fn lay(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    rows: usize,
    of: (DateTime<Utc>, Delivery),
) {
    let (now, delivery) = of;
    let beside = |suffix: &str| folder.join(format!("{name}{suffix}"));
    let content = match delivery {
        Delivery::Mischecked => b"another content",
        _ => bytes,
    };
    let digest = Sha256::digest(content);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(beside(".sha256"), format!("{digest}  {name}\n")).unwrap();
    let stated = rows + usize::from(delivery == Delivery::Miscounted);
    let manifest = json!({ "rows": stated, "as_of": local(now) });
    std::fs::write(beside(".manifest.json"), manifest.to_string()).unwrap();
    if delivery == Delivery::Half {
        std::fs::write(folder.join(name), &bytes[..bytes.len() / 2]).unwrap();
        return;
    }
    std::fs::write(folder.join(name), bytes).unwrap();
    std::fs::write(beside(".done"), "").unwrap();
}

/// Takes a file away with all that lies beside it, as whoever delivered it does.
pub(super) fn take_back(folder: &Path, name: &str) {
    for suffix in ["", ".sha256", ".manifest.json", ".done"] {
        let path = folder.join(format!("{name}{suffix}"));
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
}

/// An instant as deliveries state it, in the local time.
pub(super) fn local(at: DateTime<Utc>) -> String {
    let local = at + TimeDelta::hours(8);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}
