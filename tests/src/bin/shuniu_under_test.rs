//! The command line of `shuniu`, watched by a probe that ends the process with SIGKILL at the
//! point that the environment names.

use std::process::ExitCode;
use std::sync::Arc;

use shuniu_api::cli::{self, Launch};
use shuniu_tests::probe::Killer;

fn main() -> ExitCode {
    cli::main(&Launch {
        probe: Some(Arc::new(Killer::from_environment())),
    })
}
