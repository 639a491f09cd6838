//! A lean closed-loop load: N keep-alive connections on one thread, each sending the next request when it has the answer.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

/// What a load of some seconds showed.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub seconds: f64,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub failed: usize,
}

/// What is asked, by how many and for how long.
pub struct Load<'a> {
    port: u16,
    requests: &'a [Vec<u8>],
    clients: usize,
    seconds: f64,
    /// A connection goes through all requests, instead of repeating one of its own.
    is_mixed: bool,
}

impl<'a> Load<'a> {
    /// Each connection repeats one of the requests.
    pub fn each_its_own(port: u16, requests: &'a [Vec<u8>], clients: usize, seconds: f64) -> Self {
        Self {
            port,
            requests,
            clients,
            seconds,
            is_mixed: false,
        }
    }

    /// Each connection goes through all requests again and again, from a place of its own.
    pub fn mixed(port: u16, requests: &'a [Vec<u8>], clients: usize, seconds: f64) -> Self {
        Self {
            is_mixed: true,
            ..Self::each_its_own(port, requests, clients, seconds)
        }
    }

    fn of(&self, client: usize) -> Vec<Vec<u8>> {
        if self.is_mixed {
            let mut all = self.requests.to_vec();
            all.rotate_left(client * self.requests.len() / self.clients);
            all
        } else {
            vec![self.requests[client % self.requests.len()].clone()]
        }
    }
}

/// The bytes of one request.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Vec<u8> {
    request_with(method, path, token, &[], body)
}

/// The same with further fields.
pub fn request_with(
    method: &str,
    path: &str,
    token: Option<&str>,
    fields: &[(&str, &str)],
    body: Option<&str>,
) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: bench\r\n");
    if let Some(token) = token {
        write!(head, "Authorization: Bearer {token}\r\n").unwrap();
    }
    for (name, value) in fields {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    let body = body.unwrap_or_default();
    if !body.is_empty() {
        let length = body.len();
        write!(
            head,
            "Content-Type: application/json\r\nContent-Length: {length}\r\n"
        )
        .unwrap();
    }
    format!("{head}\r\n{body}").into_bytes()
}

/// Loads a server until the time is over.
pub fn run(load: &Load<'_>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let latencies = Rc::new(RefCell::new(Vec::<u32>::new()));
    let failed = Rc::new(RefCell::new(0_usize));
    let start = Instant::now();
    let end = start + Duration::from_secs_f64(load.seconds);
    LocalSet::new().block_on(&runtime, async {
        let tasks: Vec<_> = (0..load.clients)
            .map(|client| {
                let (port, requests) = (load.port, load.of(client));
                let (latencies, failed) = (Rc::clone(&latencies), Rc::clone(&failed));
                tokio::task::spawn_local(async move {
                    let (mine, bad) = client_loop(port, &requests, end).await;
                    latencies.borrow_mut().extend(mine);
                    *failed.borrow_mut() += bad;
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    let took = start.elapsed().as_secs_f64();
    outcome(latencies.take(), failed.take(), took)
}

fn outcome(mut latencies: Vec<u32>, failed: usize, seconds: f64) -> Outcome {
    latencies.sort_unstable();
    let at = |share: f64| {
        let at = (latencies.len() as f64 * share) as usize;
        f64::from(latencies.get(at).copied().unwrap_or(0)) / 1_000.0
    };
    Outcome {
        seconds,
        per_second: latencies.len() as f64 / seconds,
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        failed,
    }
}

/// Sends every request exactly once, by so many clients, and keeps of each answer's body what `keep` takes, in the order
/// of the requests. A request whose answer is refused by its status counts as failed.
pub fn each_once<T: Clone + Default>(
    port: u16,
    requests: &[Vec<u8>],
    clients: usize,
    keep: fn(&[u8]) -> T,
) -> (Outcome, Vec<T>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let next = Cell::new(0_usize);
    let kept = RefCell::new(vec![T::default(); requests.len()]);
    let start = Instant::now();
    let parts = runtime.block_on(futures_util::future::join_all((0..clients).map(
        |_| async {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut latencies, mut failed) = (Vec::new(), 0);
            let mut buffer = Vec::with_capacity(64 * 1024);
            while let Some(request) = requests.get(next.get()) {
                let at = next.replace(next.get() + 1);
                let sent = Instant::now();
                stream.write_all(request).await.unwrap();
                let (accepted, body) = read_answer(&mut stream, &mut buffer).await;
                latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
                failed += usize::from(!accepted);
                kept.borrow_mut()[at] = keep(&buffer[body..]);
            }
            (latencies, failed)
        },
    )));
    let took = start.elapsed().as_secs_f64();
    let failed = parts.iter().map(|(_, failed)| failed).sum();
    let latencies = parts.into_iter().flat_map(|(mine, _)| mine).collect();
    (outcome(latencies, failed, took), kept.into_inner())
}

async fn client_loop(port: u16, requests: &[Vec<u8>], end: Instant) -> (Vec<u32>, usize) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut latencies, mut failed) = (Vec::with_capacity(16_384), 0);
    let mut buffer = Vec::with_capacity(64 * 1024);
    for request in requests.iter().cycle() {
        if Instant::now() >= end {
            break;
        }
        let sent = Instant::now();
        stream.write_all(request).await.unwrap();
        if !read_answer(&mut stream, &mut buffer).await.0 {
            failed += 1;
        }
        latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    (latencies, failed)
}

/// Reads one whole answer: whether its status was 2xx or 304, and where its body begins.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> (bool, usize) {
    buffer.clear();
    let mut head = None;
    loop {
        let read = stream.read_buf(buffer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        if head.is_none() {
            head = buffer
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
                .map(|end| (end + 4, length(&buffer[..end])));
        }
        if let Some((start, length)) = head
            && buffer.len() >= start + length
        {
            return (buffer[9] == b'2' || buffer[9..12] == *b"304", start);
        }
    }
}

fn length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).unwrap();
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap())
}
