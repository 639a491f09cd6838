//! An S3 server for tests: `moto_server` of the Python package `moto`, one for each test process.
//!
//! Which one: the program that `SOTAY_MOTO` names, else `moto_server` on the path; where there is none, the S3 tests are
//! left out with one line on the error output, unless `SOTAY_REQUIRE_MOTO=1` demands them.

#![expect(
    clippy::disallowed_methods,
    reason = "finds a program through the environment"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;

/// Starts the server and stops it when the pipe closes, which it does with this process in whatever way.
const SUPERVISOR: &str = r#"
trap '' PIPE
"$1" -H 127.0.0.1 -p 0 2>&1 </dev/null &
server=$!
cat >/dev/null
kill $server
"#;

/// A running server.
pub struct Moto {
    address: String,
    _alive: ChildStdin,
}

/// The server of this process, started by the first caller.
///
/// # Panics
/// When it was found but does not start, and when `SOTAY_REQUIRE_MOTO=1` and it was not found.
pub fn server() -> Option<&'static Moto> {
    static SERVER: OnceLock<Result<Option<Moto>, String>> = OnceLock::new();
    match SERVER.get_or_init(find_and_start) {
        Ok(found) => found.as_ref(),
        Err(reason) => panic!("{reason}"),
    }
}

impl Moto {
    /// `http://…` of the storage.
    pub fn address(&self) -> &str {
        &self.address
    }
}

fn find_and_start() -> Result<Option<Moto>, String> {
    if let Some(program) = program() {
        return start(&program).map(Some);
    }
    let way_out =
        "install the Python package `moto[s3]` with Flask and flask-cors, or set SOTAY_MOTO";
    if std::env::var("SOTAY_REQUIRE_MOTO").is_ok_and(|value| value == "1") {
        return Err(format!(
            "SOTAY_REQUIRE_MOTO=1, but no moto_server was found: {way_out}"
        ));
    }
    // Not `eprintln!`: the test harness keeps what that prints for itself unless the test fails.
    let _ = writeln!(
        std::io::stderr(),
        "The tests with S3 storage were left out; to run them, {way_out}."
    );
    Ok(None)
}

fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SOTAY_MOTO").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&on_path)
        .map(|folder| folder.join("moto_server"))
        .find(|program| program.is_file())
}

fn start(program: &std::path::Path) -> Result<Moto, String> {
    let mut supervisor = Command::new("sh")
        .args(["-c", SUPERVISOR, "sotay-test-moto"])
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`sh` does not start: {error}"))?;
    let (Some(alive), Some(output)) = (supervisor.stdin.take(), supervisor.stdout.take()) else {
        return Err("the supervisor of the test S3 server has no pipes".to_owned());
    };
    let mut output = BufReader::new(output);
    let mut said = String::new();
    loop {
        let before = said.len();
        let read = output.read_line(&mut said);
        if !read.is_ok_and(|bytes| bytes > 0) {
            return Err(format!("{} does not start:\n{said}", program.display()));
        }
        let line = &said[before..];
        if let Some((_, address)) = line.split_once("Running on ") {
            let address = address.trim().trim_end_matches('/').to_owned();
            // It writes a line for each request: somebody must read them, or it waits for ever.
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
            return Ok(Moto {
                address,
                _alive: alive,
            });
        }
    }
}
