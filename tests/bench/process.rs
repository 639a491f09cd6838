//! Child processes: the server under test and the bare one.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
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
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
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

fn sotay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
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

/// Fills a data folder with `members` invented people.
pub fn fill(data: &Path, members: usize, wards: usize, cells: usize) -> Value {
    let status = sotay()
        .arg("demo")
        .arg("--data")
        .arg(data)
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
    serde_json::from_slice(&std::fs::read(data.join("demo-sign-ins.json")).unwrap()).unwrap()
}

/// Seeds an empty database with a city: members, cells, assignments. Without an address it is a file in the folder.
pub fn seed(
    data: &Path,
    url: Option<&str>,
    (members, cells, assignments): (usize, usize, usize),
) -> Value {
    let status = on(sotay(), data, url)
        .arg("seed")
        .arg("--data")
        .arg(data)
        .args(["--members", &members.to_string()])
        .args(["--cells", &cells.to_string()])
        .args(["--assignments", &assignments.to_string()])
        .status()
        .unwrap();
    assert!(status.success(), "the city could not be seeded");
    serde_json::from_slice(&std::fs::read(data.join("seed-sign-ins.json")).unwrap()).unwrap()
}

/// On a database at an address, whose secret lies in the folder as that of a file would.
fn on(mut command: Command, data: &Path, url: Option<&str>) -> Command {
    if let Some(url) = url {
        let secret = data.join("bench-secret");
        std::fs::write(&secret, "a secret of the benches, and of no other place").unwrap();
        command
            .env("DATABASE_URL", url)
            .env("SOTAY_SECRET_FILE", secret);
    }
    command
}

/// Starts the server; answers it and the time to its first answer.
pub fn serve(data: &Path) -> (Running, Duration) {
    serve_on(data, None)
}

/// The same on a database at an address.
pub fn serve_on(data: &Path, url: Option<&str>) -> (Running, Duration) {
    let port = free_port();
    let start = Instant::now();
    let child = on(sotay(), data, url)
        .arg("serve")
        .arg("--data")
        .arg(data)
        .args(["--bind", &format!("127.0.0.1:{port}")])
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
