//! The binary as an operator meets it: it starts, stops, and says what is wrong in one line.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use sotay::db::{Db, DbOptions};

use crate::support::{Empty, Engine, Filled, Place};

/// The binary with nothing of this process' environment, its data in `folder`.
pub fn sotay(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
    command
        .env_clear()
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// Runs a command that must fail and answers its one line.
#[track_caller]
pub fn refusal(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let (stdout, stderr) = (
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    );
    assert!(
        !status.success(),
        "{command:?} did not fail: {stdout}{stderr}"
    );
    assert_eq!(
        stderr.lines().count(),
        1,
        "{command:?} must say why in one line, but said:\n{stderr}"
    );
    assert!(
        stderr.ends_with('\n') && stdout.is_empty(),
        "{stdout}{stderr}"
    );
    stderr.trim().to_owned()
}

pub fn new_folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("sotay-test-")
        .tempdir()
        .unwrap()
}

fn write_secret(folder: &Path) -> String {
    let path = folder.join("shared.key");
    std::fs::write(&path, [7_u8; 32]).unwrap();
    path.to_string_lossy().into_owned()
}

/// Options of `serve`, and what the one line must say.
const REFUSED: &str = "
--database-url mysql://u:geheim@h/d                       => DATABASE_URL is neither
--database-url :memory:                                   => DATABASE_URL is neither
--database-url-file nowhere                               => nowhere cannot be read
--data a-file/below                                       => a-file/below cannot be used
--database-url a-file/below/sotay.db                      => a-file/below cannot be used
--database-url no-database                                => no-database cannot be opened
--secret-file nowhere                                     => nowhere cannot be read
--secret-file short.key                                   => at least 32 bytes
--database-url postgres://u:geheim@127.0.0.1:1/d          => SOTAY_SECRET_FILE is needed
--secret-file shared.key --database-url postgres://u:geheim@127.0.0.1:1/d => 127.0.0.1:1/d cannot be reached
--secret-file shared.key --database-url postgres://u:geheim@127.0.0.1/d?sslmode=verify-full => --features postgres-tls
";

#[test]
fn a_setting_that_cannot_be_used_is_named_in_one_line() {
    let folder = new_folder();
    let at = folder.path();
    write_secret(at);
    std::fs::write(at.join("short.key"), b"too short").unwrap();
    std::fs::write(at.join("a-file"), b"no folder").unwrap();
    std::fs::write(at.join("no-database"), [b'x'; 8_192]).unwrap();
    for case in REFUSED.trim().lines() {
        let (options, expected) = case.split_once(" => ").unwrap();
        let mut serve = sotay(at, &["serve", "--bind", "127.0.0.1:0"]);
        let line = refusal(serve.args(options.split_whitespace()));
        assert!(
            line.starts_with("sotay: ") && line.contains(expected),
            "{options}: {line}"
        );
        assert!(!line.contains("geheim"), "a password is shown: {line}");
    }
}

#[test]
fn a_folder_that_refuses_writing_is_named_in_one_line() {
    // Root may write anywhere, but not into a folder of the kernel.
    let line = refusal(&mut sotay(
        Path::new("/"),
        &[
            "serve",
            "--bind",
            "127.0.0.1:0",
            "--data",
            "/proc/sotay-test",
        ],
    ));
    assert!(line.contains("/proc/sotay-test cannot be used"), "{line}");
    let line = refusal(&mut sotay(
        Path::new("/"),
        &["migrate", "--database-url", "/proc/sotay.db"],
    ));
    assert!(
        line.contains("/proc/sotay.db cannot be opened for writing"),
        "{line}"
    );
}

#[test]
fn a_port_that_is_taken_is_named_in_one_line() {
    let folder = new_folder();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = refusal(&mut sotay(folder.path(), &["serve", "--bind", &address]));
    assert!(
        line.contains(&format!("cannot listen on {address}")),
        "{line}"
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is made before the port is ours"
    );
}

on_both_engines!(
    a_newer_database_is_refused_in_one_line,
    Filled,
    |place| async move {
        let db = place.open(&DbOptions::default());
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
        db.write(move |conn| {
            Ok(diesel::RunQueryDsl::execute(
                diesel::sql_query(newer),
                conn,
            )?)
        })
        .await
        .unwrap();
        drop(db);
        for command in ["serve", "migrate"] {
            let line = refusal(&mut on(&place, command));
            assert!(line.contains("written by a newer version"), "{line}");
        }
    }
);

on_both_engines!(
    a_second_process_on_one_file_is_refused,
    Filled,
    |place| async move {
        if place.engine() == Engine::Postgres {
            return;
        }
        let _first = place.open(&DbOptions::default());
        let line = refusal(&mut on(&place, "serve"));
        assert!(line.contains("in use by another process"), "{line}");
    }
);

/// The binary with these arguments on a test's database.
pub fn on_command(place: &Place, arguments: &[&str]) -> Command {
    let secret = write_secret(place.folder.path());
    let mut sotay = sotay(place.folder.path(), arguments);
    sotay.args(["--secret-file", &secret]);
    sotay.env("DATABASE_URL", &place.address);
    sotay
}

/// The binary on a test's database.
pub fn on(place: &Place, command: &str) -> Command {
    let mut sotay = on_command(place, &[command]);
    if command == "serve" {
        sotay.args(["--bind", "127.0.0.1:0"]);
    }
    sotay
}

/// A server that runs until it is told to stop.
pub struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("listening on ").map(str::to_owned);
        let Some(address) = address else {
            let mut stderr = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut stderr)
                .unwrap();
            panic!("the server does not start: {line}{stderr}");
        };
        Self { child, address }
    }

    /// `http://` and where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// SIGTERM; answers the error output of a server that ended well.
    pub fn stop(mut self) -> String {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        let mut stderr = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        assert!(self.child.wait().unwrap().success(), "{stderr}");
        stderr
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

on_both_engines!(
    the_server_migrates_serves_and_stops_when_told,
    Empty,
    |place| async move {
        for _ in 0..2 {
            let server = Serving::start(&mut on(&place, "serve"));
            let answer = reqwest::Client::builder()
                .no_proxy()
                .build()
                .unwrap()
                .get(format!("{}/readyz", server.address))
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 200);
            let log = server.stop();
            assert!(
                !log.contains("\"ERROR\"") && !log.contains("\"WARN\""),
                "{log}"
            );
        }
        // The file is free again, and its schema is this binary's.
        Db::open(&place.url, None, &DbOptions::default()).unwrap();
    }
);

on_both_engines!(
    keys_are_rotated_beside_a_running_server,
    Empty,
    |place| async move {
        let server = Serving::start(&mut on(&place, "serve"));
        let output = on(&place, "rotate-keys").output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("new signing key "));
        server.stop();
    }
);
