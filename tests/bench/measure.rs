//! What groups of figures have in common: signing in, and a read beside the bare handler.

use std::time::Duration;

use serde_json::{Value, json};

use crate::load::{self, Load, Outcome, request, request_with};
use crate::process::{self, Line, Running};
use crate::report::{Goal, Report};

pub const CLIENTS: usize = 64;
pub const SECONDS: f64 = 3.0;
pub const ROUNDS: usize = 3;

/// Loads the bare handler and the server in turn.
pub fn in_turn(
    (server, ours): (&Running, &[Vec<u8>]),
    (bare, theirs): (&Running, &[Vec<u8>]),
) -> (Vec<Outcome>, Vec<Outcome>) {
    let (mut mine, mut yardstick) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        yardstick.push(load::run(&Load::each_its_own(
            bare.port, theirs, CLIENTS, SECONDS,
        )));
        mine.push(load::run(&Load::each_its_own(
            server.port,
            ours,
            CLIENTS,
            SECONDS,
        )));
    }
    (mine, yardstick)
}

/// A read against a bare handler that answers as many bytes; rounds alternate, the medians count.
pub fn read(report: &mut Report, server: &Running, name: &str, path: &str, token: &str, goal: f64) {
    let (status, body) = process::call(server.port, "GET", path, Some(token), None);
    assert_eq!(status, 200, "{name}: {}", String::from_utf8_lossy(&body));
    let bare = process::bare(body.len());
    let ours = [request("GET", path, Some(token), None)];
    let theirs = [request("GET", "/bare", Some(token), None)];
    let measured = in_turn((server, &ours), (&bare, &theirs));
    against(report, name, &measured, Goal::AtLeast(goal));
}

/// Tells the rate, its ratio to the bare handler's and the p99.
pub fn against(
    report: &mut Report,
    name: &str,
    (mine, yardstick): &(Vec<Outcome>, Vec<Outcome>),
    goal: Goal,
) {
    assert!(
        mine.iter().all(|outcome| outcome.failed == 0),
        "{name}: a request failed"
    );
    report.ratio(name, median(mine), "/s", median(yardstick), goal);
    report.value(&format!("{name}: p99"), p99(mine), "ms", Goal::None);
}

pub fn sign_in(server: &Running, sign_ins: &Value, role: &str) -> String {
    let entry = sign_ins
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["role"] == role)
        .unwrap();
    let body = json!({"identifier": entry["identifier"], "password": entry["password"]});
    let (status, answer) =
        process::call(server.port, "POST", "/api/v1/sessions", None, Some(&body));
    assert_eq!(
        status,
        201,
        "sign-in of {role}: {}",
        String::from_utf8_lossy(&answer)
    );
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

/// One answer as JSON, which must be a 200.
pub fn get(server: &Running, path: &str, token: &str) -> Value {
    let (status, body) = process::call(server.port, "GET", path, Some(token), None);
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

/// One request that must be done; answers the body.
pub fn step(line: &mut Line, method: &str, path: &str, token: &str, body: &Value) -> Value {
    let body = if body.is_null() {
        None
    } else {
        Some(body.to_string())
    };
    let fields = [("If-Match", "*")];
    let request = request_with(method, path, Some(token), &fields, body.as_deref());
    let (status, answer) = line.call(&request);
    assert!(
        (200..300).contains(&status),
        "{method} {path}: {status} {} for {}",
        String::from_utf8_lossy(&answer),
        body.unwrap_or_default()
    );
    serde_json::from_slice(&answer).unwrap()
}

/// Returns when everybody has been told of all that has happened: writing it into inboxes would be measured with the rest.
pub fn until_all_are_told(server: &Running, token: &str) {
    let is_done = |campaign: &Value| {
        !["queued", "sending"]
            .map(Value::from)
            .contains(&campaign["state"])
    };
    let campaigns = || get(server, "/api/v1/push/campaigns?limit=200", token);
    while !campaigns()["items"].as_array().unwrap().iter().all(is_done) {
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// People of a city that is made for a group: `SOTAY_BENCH_MEMBERS` makes it smaller where there is no time for it.
pub fn members(usual: usize) -> usize {
    let asked = std::env::var("SOTAY_BENCH_MEMBERS").ok();
    asked.map_or(usual, |members| members.parse().unwrap())
}

/// MiB are what the kernel counts in; goals are in MB.
pub const MB_OF_MIB: f64 = 1.048_576;

pub fn median(outcomes: &[Outcome]) -> f64 {
    let mut rates: Vec<f64> = outcomes.iter().map(|outcome| outcome.per_second).collect();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// The worst round's.
pub fn p99(outcomes: &[Outcome]) -> f64 {
    outcomes
        .iter()
        .map(|outcome| outcome.p99_ms)
        .fold(0.0, f64::max)
}
