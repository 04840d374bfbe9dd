//! The `shuniu` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    shuniu_api::cli::main(&shuniu_api::cli::Launch::default())
}
