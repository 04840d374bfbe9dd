//! The `shuniu` binary.

use std::process::ExitCode;

/// Most of what the hub does beside its database is making and dropping many small texts, which the
/// allocator of the C library is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    shuniu_api::cli::main(&shuniu_api::cli::Launch::default())
}
