//! The figures of the foundation, on SQLite with 100,000 members.

use serde_json::Value;

use crate::load::{self, Load, request};
use crate::measure::{CLIENTS, SECONDS, in_turn, median, p99, read, sign_in};
use crate::process::{self, Place, Running};
use crate::report::{Goal, Report};

const MEMBERS: usize = 100_000;

pub fn run(report: &mut Report) {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    let sign_ins = process::fill(&place, MEMBERS, 100, 4_000);
    start_and_memory(report, &place);
    let (server, _) = process::serve(&place);
    let token = |role: &str| sign_in(&server, &sign_ins, role);
    let (member, roster) = (token("member"), token("roster_officer"));

    read(
        report,
        &server,
        "signed-in GET /me",
        "/api/v1/me",
        &member,
        0.35,
    );
    let list = "/api/v1/members?limit=20";
    read(
        report,
        &server,
        "member list, 20 rows of 100,000 in the subtree",
        list,
        &roster,
        0.2,
    );
    ward_list(report, &server, &roster);
    writes(report, &server, &sign_ins);
    report.value(
        "memory after the load",
        server.memory_mib(),
        "MiB",
        Goal::None,
    );
}

/// Cold start (the median of five) and memory before any load.
fn start_and_memory(report: &mut Report, place: &Place<'_>) {
    let mut starts: Vec<f64> = Vec::new();
    let mut memory = 0.0_f64;
    for _ in 0..5 {
        let (server, took) = process::serve(place);
        starts.push(took.as_secs_f64());
        memory = memory.max(server.memory_mib());
    }
    starts.sort_by(f64::total_cmp);
    report.value(
        "cold start to first answer",
        starts[2],
        "s",
        Goal::Below(0.3),
    );
    report.value("memory idle", memory, "MiB", Goal::Below(60.0));
}

/// The list of one ward of about 1,000 people, which is driven from the ward and not from the names.
fn ward_list(report: &mut Report, server: &Running, token: &str) {
    let (_, top) = process::call(server.port, "GET", "/api/v1/units", Some(token), None);
    let top: Value = serde_json::from_slice(&top).unwrap();
    let city = top["items"][0]["unit_id"].as_str().unwrap();
    let (_, wards) = process::call(
        server.port,
        "GET",
        &format!("/api/v1/units?parent_id={city}"),
        Some(token),
        None,
    );
    let wards: Value = serde_json::from_slice(&wards).unwrap();
    let ward = wards["items"][0]["unit_id"].as_str().unwrap();
    let path = format!("/api/v1/members?limit=20&unit_id={ward}");
    let requests = [request("GET", &path, Some(token), None)];
    let outcome = load::run(&Load::each_its_own(
        server.port,
        &requests,
        CLIENTS,
        SECONDS,
    ));
    assert_eq!(outcome.failed, 0, "the ward's list failed");
    report.value(
        "member list of one ward (1,000 people)",
        outcome.per_second,
        "/s",
        Goal::None,
    );
}

/// Small durable writes: each answered only when it is on the disk, each with its audit row.
fn writes(report: &mut Report, server: &Running, sign_ins: &Value) {
    let requests: Vec<Vec<u8>> = sign_ins
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| sign_in(server, sign_ins, entry["role"].as_str().unwrap()))
        .map(|token| {
            request(
                "PUT",
                "/api/v1/me/settings",
                Some(&token),
                Some(r#"{"language":"vi"}"#),
            )
        })
        .collect();
    let bare = process::bare(17);
    let theirs = [request(
        "PUT",
        "/bare",
        Some("x"),
        Some(r#"{"language":"vi"}"#),
    )];
    let (mine, yardstick) = in_turn((server, &requests), (&bare, &theirs));
    assert!(
        mine.iter().all(|outcome| outcome.failed == 0),
        "a write failed"
    );
    report.value(
        "durable small writes, 64 clients",
        median(&mine),
        "/s",
        Goal::AtLeast(8_000.0),
    );
    report.value(
        "durable small writes, 64 clients: p99",
        p99(&mine),
        "ms",
        Goal::Below(50.0),
    );
    report.ratio(
        "durable small writes against a bare PUT",
        median(&mine),
        "/s",
        median(&yardstick),
        Goal::None,
    );
}
