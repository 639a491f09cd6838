//! An SMTP server for tests, with STARTTLS and AUTH: `smtp_server.py` beside this file, on the Python package `aiosmtpd`; one for
//! each test that wants it.
//!
//! Which Python: the one that `SOTAY_AIOSMTPD` names, else `python3` where it has the package; where there is none, the tests
//! with a mail server are left out with one line on the error output, unless `SOTAY_REQUIRE_AIOSMTPD=1` demands them.

#![expect(
    clippy::disallowed_methods,
    reason = "finds a program through the environment"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use serde_json::Value;

/// What the server knows a caller by.
pub const USER: &str = "so-tay";
pub const PASSWORD: &str = "dung-mat-khau";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/smtp_server.py");
/// How long the server may take to do what it is told: far longer than it does.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; it ends with this value.
pub struct Smtp {
    port: u16,
    root: String,
    child: Mutex<Child>,
    modes: Mutex<ChildStdin>,
    lines: Mutex<Receiver<String>>,
    mails: Mutex<Vec<Value>>,
    _folder: tempfile::TempDir,
}

impl Smtp {
    /// A new server. `None`: there is no such Python here, and that was said.
    ///
    /// # Panics
    /// When it was found but does not start, and when `SOTAY_REQUIRE_AIOSMTPD=1` and it was not found.
    pub fn start() -> Option<Self> {
        static PYTHON: OnceLock<Result<Option<PathBuf>, String>> = OnceLock::new();
        let python = PYTHON.get_or_init(find).as_ref();
        let python = python
            .unwrap_or_else(|reason| panic!("{reason}"))
            .as_ref()?;
        let folder = tempfile::tempdir().unwrap();
        let root = write_identity(folder.path());
        let mut child = Command::new(python)
            .arg(SCRIPT)
            .args([
                folder.path().join("cert.pem"),
                folder.path().join("key.pem"),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let modes = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = send.send(line); // the test may be over
            }
        });
        let said = lines
            .recv_timeout(PATIENCE)
            .expect("the mail server starts");
        let port = said
            .strip_prefix("PORT ")
            .and_then(|port| port.parse().ok());
        Some(Self {
            port: port.unwrap_or_else(|| panic!("the mail server says {said}")),
            root,
            child: Mutex::new(child),
            modes: Mutex::new(modes),
            lines: Mutex::new(lines),
            mails: Mutex::default(),
            _folder: folder,
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate authority to believe (PEM).
    pub fn root(&self) -> &str {
        &self.root
    }

    /// From now on: `normal`, `refuse`, `busy` or `no-auth`.
    pub fn mode(&self, mode: &str) {
        assert_eq!(self.ask(mode), mode);
    }

    /// Lets go what is held.
    pub fn release(&self) {
        self.mode("release");
    }

    /// How many connections there were.
    pub fn knocks(&self) -> usize {
        self.ask("knocks").parse().unwrap()
    }

    fn ask(&self, word: &str) -> String {
        writeln!(self.modes.lock().unwrap(), "{word}").unwrap();
        let lines = self.lines.lock().unwrap();
        loop {
            let line = lines
                .recv_timeout(PATIENCE)
                .expect("the mail server answers");
            match line.strip_prefix("MODE ") {
                Some(now) => return now.to_owned(),
                None => self.keep(&line),
            }
        }
    }

    /// The mails that were taken since the last time this was asked. A mail is written out before it is acknowledged, and
    /// whoever asks was told so.
    pub fn mails(&self) -> Vec<Value> {
        // What is in the pipe before its answer was taken before.
        self.mode("sync");
        std::mem::take(&mut *self.mails.lock().unwrap())
    }

    fn keep(&self, line: &str) {
        let mail = serde_json::from_str(line).unwrap_or_else(|_| panic!("no mail: {line}"));
        self.mails.lock().unwrap().push(mail);
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A value of a field of a mail.
pub fn header<'a>(mail: &'a Value, name: &str) -> Option<&'a str> {
    let fields = mail["headers"].as_array().unwrap();
    let mut named = fields.iter().filter(|field| field[0] == name);
    let value = named.next().and_then(|field| field[1].as_str());
    assert!(named.next().is_none(), "two fields {name}");
    value
}

/// An authority and a certificate of `localhost`, made anew; answers the authority.
fn write_identity(folder: &std::path::Path) -> String {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = params.signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join("cert.pem"), own.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    root
}

fn find() -> Result<Option<PathBuf>, String> {
    let named = std::env::var_os("SOTAY_AIOSMTPD").filter(|named| !named.is_empty());
    let python = named.map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let tried = Command::new(&python)
        .args(["-c", "import aiosmtpd"])
        .stderr(Stdio::null())
        .status();
    if tried.is_ok_and(|status| status.success()) {
        return Ok(Some(python));
    }
    let way_out =
        "install the Python package `aiosmtpd`, or set SOTAY_AIOSMTPD to a Python that has it";
    if std::env::var("SOTAY_REQUIRE_AIOSMTPD").is_ok_and(|value| value == "1") {
        return Err(format!(
            "SOTAY_REQUIRE_AIOSMTPD=1, but it was not found: {way_out}"
        ));
    }
    // Not `eprintln!`: the test harness keeps what that prints for itself unless the test fails.
    let _ = writeln!(
        std::io::stderr(),
        "The tests with a mail server were left out; to run them, {way_out}."
    );
    Ok(None)
}
