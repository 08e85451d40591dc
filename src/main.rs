//! The `polku` command.

use std::process::ExitCode;

/// A build makes and frees millions of small texts on all threads.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    polku::cli::main()
}
