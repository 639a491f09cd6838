//! Parses the command line and calls the library.

use std::process::ExitCode;

use clap::Parser as _;
use sotay::cli::{self, Cli};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[allow(clippy::print_stderr, reason = "one line for the operator")]
fn main() -> ExitCode {
    let cli = Cli::parse();
    sotay::log::start();
    match cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sotay: {error}");
            ExitCode::FAILURE
        }
    }
}
