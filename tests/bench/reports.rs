//! The figures of reports: a city of 1,000,000 members in 10,000 cells with 20 assignments, seeded by the command, on
//! SQLite and on a PostgreSQL cluster that is thrown away. One client after another: what counts is how long one waits.
//!
//! `SOTAY_BENCH_MEMBERS` makes the city smaller where there is no time for it. `SOTAY_BENCH_KEEP` keeps it for the next run
//! (on the server that `TEST_DATABASE_URL` names); then no assignment is ended, and what is exported has twice the rows.

use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::measure::{self, MB_OF_MIB, get, sign_in, step};
use crate::postgres;
use crate::process::{self, Line, Place, Running};
use crate::report::{Goal, Report};

const MEMBERS: usize = 1_000_000;
const CELLS: usize = 10_000;
const ASSIGNMENTS: usize = 20;
/// Requests for a median.
const REQUESTS: usize = 60;
/// Servers that are started to be asked for the matrix once.
const COLD_STARTS: usize = 7;

pub fn on_sqlite(report: &mut Report) {
    let (folder, guard) = process::kept_or_temporary("reports");
    engine(report, "SQLite", &Place::sqlite(&folder), guard.is_none());
}

pub fn on_postgres(report: &mut Report) {
    let Some(server) = postgres::server() else {
        println!("  no PostgreSQL here: its figures are left out");
        return;
    };
    let (folder, guard) = process::kept_or_temporary("reports-postgres");
    let url = match &guard {
        Some(_) => server.create_database(),
        None => server.kept_database("sotay_bench_reports"),
    };
    let place = Place::postgres(&folder, url.clone());
    engine(report, "PostgreSQL", &place, guard.is_none());
    if guard.is_some() {
        server.drop_database(&url);
    }
}

fn engine(report: &mut Report, engine: &str, place: &Place<'_>, is_kept: bool) {
    let name = |what: &str| format!("{engine}: {what}");
    let sign_ins = process::seeded(place).unwrap_or_else(|| {
        let start = Instant::now();
        let members = measure::members(MEMBERS);
        let cells = CELLS.min(members / 50).max(1);
        let sign_ins = process::seed(place, (members, cells, ASSIGNMENTS));
        let took = start.elapsed().as_secs_f64();
        let what = name(&format!("seeding {members} people"));
        report.value(&what, took, "s", Goal::None);
        sign_ins
    });
    let (server, _) = process::serve(place);
    let (secretary, publisher) = (
        sign_in(&server, &sign_ins, "cell_secretary"),
        sign_in(&server, &sign_ins, "publisher"),
    );
    let cell = own_unit(&server, &secretary);
    let city = top_unit(&server, &publisher);
    let all = assignments(&server, &publisher, &city);
    let cell_report = vec![format!("/api/v1/units/{cell}/reports/{}/cell", all[0])];
    let roll_ups: Vec<String> = all
        .iter()
        .map(|id| format!("/api/v1/units/{city}/reports/{id}"))
        .collect();
    let matrix = vec![format!("/api/v1/units/{city}/report-matrix")];
    for (what, token, paths, goal) in [
        ("cell report with names", &secretary, &cell_report, 5.0),
        ("city roll-up by ward", &publisher, &roll_ups, 20.0),
        ("all-assignments city matrix", &publisher, &matrix, 50.0),
    ] {
        median(report, &name(what), &server, token, paths, goal);
    }
    drop(server);
    cold(report, engine, place, &sign_ins, (&roll_ups, &matrix[0]));
    if !is_kept {
        end_half(place, &sign_ins, &all);
    }
    export(report, engine, place, &sign_ins, &city);
}

/// What the first one waits for: nothing is remembered yet.
fn cold(
    report: &mut Report,
    engine: &str,
    place: &Place<'_>,
    sign_ins: &Value,
    (roll_ups, matrix): (&[String], &str),
) {
    let (server, _) = process::serve(place);
    let token = sign_in(&server, sign_ins, "publisher");
    let half = roll_ups.len() / 2;
    let firsts: Vec<f64> = roll_ups[..half]
        .iter()
        .map(|path| once(&server, path, &token))
        .collect();
    let name = format!("{engine}: city roll-up, never asked before");
    report.value(&name, middle(firsts), "ms", Goal::Below(20.0));
    drop(server);
    let first = |_| {
        let (server, _) = process::serve(place);
        let token = sign_in(&server, sign_ins, "publisher");
        once(&server, matrix, &token)
    };
    let firsts = (0..COLD_STARTS).map(first).collect();
    let name = format!("{engine}: city matrix, never asked before");
    report.value(&name, middle(firsts), "ms", Goal::Below(50.0));
}

/// Half of the assignments end, so that an export of all that run has 100,000 rows.
fn end_half(place: &Place<'_>, sign_ins: &Value, all: &[String]) {
    let (server, _) = process::serve(place);
    let token = sign_in(&server, sign_ins, "publisher");
    let mut line = Line::open(server.port);
    for id in &all[..all.len() / 2] {
        let path = format!("/api/v1/assignments/{id}/closing");
        step(&mut line, "POST", &path, &token, &Value::Null);
    }
}

/// A row for each cell of each assignment that runs, by a server that has done nothing else.
fn export(report: &mut Report, engine: &str, place: &Place<'_>, sign_ins: &Value, city: &str) {
    for format in ["xlsx", "csv"] {
        let (server, _) = process::serve(place);
        let token = sign_in(&server, sign_ins, "publisher");
        let path = format!("/api/v1/units/{city}/report-exports");
        let start = Instant::now();
        let body = json!({"content": "cells", "format": format});
        let mut line = Line::open(server.port);
        let accepted = step(&mut line, "POST", &path, &token, &body);
        let job = format!("/api/v1/jobs/{}", accepted["job_id"].as_str().unwrap());
        let rows = wait_for(&server, &token, &job);
        let took = start.elapsed().as_secs_f64();
        let name = format!("{engine}: export of {rows} rows as {format}");
        report.value(&name, took, "s", Goal::Below(10.0));
        report.value(
            &format!("{name}: memory at most"),
            server.memory_peak_mib() * MB_OF_MIB,
            "MB",
            Goal::Below(300.0),
        );
    }
}

/// Rows of the job once it is finished.
fn wait_for(server: &Running, token: &str, job: &str) -> u64 {
    loop {
        let answer = get(server, job, token);
        match answer["state"].as_str().unwrap() {
            "succeeded" => return answer["result"]["rows"].as_u64().unwrap(),
            "failed" => panic!("the export failed: {answer}"),
            // Not at once again: it would take the processor from what is measured.
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn median(
    report: &mut Report,
    name: &str,
    server: &Running,
    token: &str,
    paths: &[String],
    goal: f64,
) {
    let took = (0..REQUESTS)
        .map(|turn| once(server, &paths[turn % paths.len()], token))
        .collect();
    report.value(name, middle(took), "ms", Goal::Below(goal));
}

/// Milliseconds that one request takes, with its connection.
fn once(server: &Running, path: &str, token: &str) -> f64 {
    let start = Instant::now();
    let (status, body) = process::call(server.port, "GET", path, Some(token), None);
    let took = start.elapsed().as_secs_f64() * 1_000.0;
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
    took
}

fn middle(mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

fn own_unit(server: &Running, token: &str) -> String {
    let me = get(server, "/api/v1/me", token);
    me["unit"]["unit_id"].as_str().unwrap().to_owned()
}

fn top_unit(server: &Running, token: &str) -> String {
    let units = get(server, "/api/v1/units", token);
    units["items"][0]["unit_id"].as_str().unwrap().to_owned()
}

/// The assignments that run, once the server has frozen the figures of those that are due: it does that by itself when
/// it finds such data, and nothing else is measured beside it.
fn assignments(server: &Running, token: &str, city: &str) -> Vec<String> {
    let path = format!("/api/v1/units/{city}/report-matrix");
    let matrix = get(server, &path, token);
    let now = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let rows = matrix["assignments"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| {
        let assignment = &row["assignment"];
        let id = text(&assignment["assignment_id"]);
        let frozen = format!("/api/v1/units/{city}/reports/{id}/snapshots");
        while text(&assignment["due_at"]) < now && get(server, &frozen, token)["items"] == json!([])
        {
            std::thread::sleep(Duration::from_millis(50));
        }
        id
    })
    .collect()
}
