//! Child processes: the server under test and the bare one.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A process that is killed when the bench is done with it.
pub struct Running {
    child: Child,
    pub port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Resident memory in MiB.
    pub fn memory_mib(&self) -> f64 {
        self.status("VmRSS:")
    }

    /// The most that it ever was.
    pub fn memory_peak_mib(&self) -> f64 {
        self.status("VmHWM:")
    }

    fn status(&self, field: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(field)).unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<f64>()
            .unwrap()
            / 1024.0
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Where a server keeps its data.
pub struct Place<'a> {
    folder: &'a Path,
    /// A PostgreSQL database instead of a file in the folder.
    url: Option<String>,
}

impl<'a> Place<'a> {
    pub fn sqlite(folder: &'a Path) -> Self {
        Self { folder, url: None }
    }

    pub fn postgres(folder: &'a Path, url: String) -> Self {
        // On SQLite the server makes its own.
        std::fs::write(folder.join("bench-secret"), [7; 64]).unwrap();
        Self {
            folder,
            url: Some(url),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder
    }
}

fn sotay(command_name: &str, place: &Place<'_>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
    command.arg(command_name).arg("--data").arg(place.folder);
    if let Some(url) = &place.url {
        command.env("DATABASE_URL", url);
        command.env("SOTAY_SECRET_FILE", place.folder.join("bench-secret"));
    }
    for limit in [
        "SOTAY_LIMIT_ADDRESS",
        "SOTAY_LIMIT_ACCOUNT",
        "SOTAY_LIMIT_SIGN_IN",
    ] {
        command.env(limit, "1000000000");
    }
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Fills a place with `members` invented people.
pub fn fill(place: &Place<'_>, members: usize, wards: usize, cells: usize) -> Value {
    let status = sotay("demo", place)
        .args([
            "--members",
            &members.to_string(),
            "--wards",
            &wards.to_string(),
            "--cells",
            &cells.to_string(),
            "--fill-only",
        ])
        .status()
        .unwrap();
    assert!(status.success(), "the demo could not be filled");
    sign_ins(place).unwrap()
}

/// Who can sign in to a place that is filled already.
pub fn sign_ins(place: &Place<'_>) -> Option<Value> {
    let kept = std::fs::read(place.folder.join("demo-sign-ins.json")).ok()?;
    Some(serde_json::from_slice(&kept).unwrap())
}

/// A folder below the one that `SOTAY_BENCH_KEEP` names, whose data are there at the next run too; else one that is gone
/// with its guard.
pub fn kept_or_temporary(name: &str) -> (PathBuf, Option<tempfile::TempDir>) {
    if let Some(folder) = std::env::var_os("SOTAY_BENCH_KEEP") {
        let folder = PathBuf::from(folder).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        return (folder, None);
    }
    let folder = tempfile::tempdir().unwrap();
    (folder.path().to_owned(), Some(folder))
}

/// Who can sign in to a place that was seeded already.
pub fn seeded(place: &Place<'_>) -> Option<Value> {
    let kept = std::fs::read(place.folder.join("seed-sign-ins.json")).ok()?;
    Some(serde_json::from_slice(&kept).unwrap())
}

/// Seeds an empty place with a city: members, cells, assignments.
pub fn seed(place: &Place<'_>, (members, cells, assignments): (usize, usize, usize)) -> Value {
    let status = sotay("seed", place)
        .args(["--members", &members.to_string()])
        .args(["--cells", &cells.to_string()])
        .args(["--assignments", &assignments.to_string()])
        .status()
        .unwrap();
    assert!(status.success(), "the city could not be seeded");
    seeded(place).unwrap()
}

/// Whether every figure of every assignment is what counting anew gives.
pub fn counters_are_right(place: &Place<'_>) -> bool {
    let status = sotay("verify", place).arg("counters").status().unwrap();
    status.success()
}

/// Starts the server; answers it and the time to its first answer.
pub fn serve(place: &Place<'_>) -> (Running, Duration) {
    serve_with(place, &[])
}

/// The same with further settings.
pub fn serve_with(place: &Place<'_>, settings: &[(&str, String)]) -> (Running, Duration) {
    let port = free_port();
    let start = Instant::now();
    let child = sotay("serve", place)
        .args(["--bind", &format!("127.0.0.1:{port}")])
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .spawn()
        .unwrap();
    let running = Running { child, port };
    wait_for_answer(port, "/healthz");
    (running, start.elapsed())
}

/// Starts the bare handler answering `size` bytes.
pub fn bare(size: usize) -> Running {
    let port = free_port();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--bare", &port.to_string(), &size.to_string()])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let running = Running { child, port };
    wait_for_answer(port, "/bare");
    running
}

fn wait_for_answer(port: u16, path: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while Instant::now() < deadline {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            write!(
                stream,
                "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
            )
            .unwrap();
            let mut answer = String::new();
            if stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200") {
                return;
            }
        }
        std::thread::yield_now();
    }
    panic!("no answer on port {port}");
}

/// A connection that stays open, for many requests one after the other.
pub struct Line {
    stream: BufReader<TcpStream>,
}

impl Line {
    pub fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// Sends the bytes of a request; answers status and body.
    pub fn call(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.stream.get_mut().write_all(request).unwrap();
        let (mut status, mut length) = (0, 0);
        for number in 0.. {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            if number == 0 {
                status = line[9..12].parse().unwrap();
            } else if let Some((name, value)) = line.split_once(": ") {
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().unwrap();
                }
            } else {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, body)
    }
}

/// The `ETag` of what is under a path.
pub fn tag(port: u16, path: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let field = answer
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("etag"));
    field.unwrap().1.to_owned()
}

/// One request outside the load; answers the body.
pub fn call(
    port: u16,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> (u16, Vec<u8>) {
    let body = body.map(Value::to_string).unwrap_or_default();
    let authorization = token
        .map(|token| format!("Authorization: Bearer {token}\r\n"))
        .unwrap_or_default();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n{authorization}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let head_end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let status = std::str::from_utf8(&answer[9..12])
        .unwrap()
        .parse()
        .unwrap();
    (status, answer.split_off(head_end + 4))
}
