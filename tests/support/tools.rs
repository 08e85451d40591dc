//! Other programs that tests ask what they make of Polku's files. Where one is missing, standard error says so, unless
//! `POLKU_EXCHANGE_TESTS=required` is set. `POLKU_PYTHON` names a Python with the packages that CONTRIBUTING.md lists.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::env;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a tool is there; says so if not.
pub fn has(what: &str, program: &str, args: &[&str]) -> bool {
    let tried =
        Command::new(program).args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = tried.is_ok_and(|status| status.success());
    if !found {
        let said =
            format!("left out: what {what} makes of exported files (there is no {program}; see CONTRIBUTING.md)");
        // Not `eprintln!`, which the test harness swallows when a test passes.
        let _ = writeln!(std::io::stderr(), "{said}");
        assert!(env::var("POLKU_EXCHANGE_TESTS").as_deref() != Ok("required"), "{said}");
    }
    found
}

/// Runs a tool that has to be content, and gives what it says.
pub fn tool(program: &str, args: &[&str], dir: &Path) -> String {
    let output = Command::new(program).args(args).current_dir(dir).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {args:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A Python that can import something.
pub fn python(what: &str, module: &str) -> Option<String> {
    let program = env::var("POLKU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    has(what, &program, &["-c", &format!("import {module}")]).then_some(program)
}
