//! `cargo xtask schema`.

use std::process::Stdio;

use crate::{cargo, root};

/// Rewrites `schema.graphql` through the product's own `schema` command.
pub(crate) fn rewrite() -> Result<(), String> {
    let printed = cargo()
        .args(["run", "--quiet", "--", "schema"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("running `cargo run -- schema`: {e}"))?;
    if !printed.status.success() {
        return Err("`cargo run -- schema` failed; schema.graphql was left as it was".to_owned());
    }
    let file = root().join("schema.graphql");
    std::fs::write(&file, printed.stdout).map_err(|e| format!("writing {}: {e}", file.display()))
}
