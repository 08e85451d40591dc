//! The `polku` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    polku::cli::main()
}
