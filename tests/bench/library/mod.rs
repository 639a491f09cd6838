//! The figures of the library: reading and searching among 20,000 published documents. Publishing takes minutes:
//! `SOTAY_BENCH_KEEP` names a folder in which they stay for the next run; those of PostgreSQL do so on the server that
//! `TEST_DATABASE_URL` names.

mod papers;
mod queries;
mod seed;
mod sources;

use chrono::Local;

use crate::load::{self, Load, Outcome, request, request_with};
use crate::measure::{self, MB_OF_MIB, get, sign_in};
use crate::postgres;
use crate::process::{self, Place, Running};
use crate::report::{Goal, Report};
use papers::Papers;

const DOCUMENTS: usize = 20_000;
const MEMBERS: usize = 5_000;

/// Who search at a time, and for how long in each round.
const SEARCHERS: usize = 16;
const SEARCH_SECONDS: f64 = 6.0;

pub fn on_sqlite(report: &mut Report) {
    let (folder, _guard) = process::kept_or_temporary("library");
    let place = Place::sqlite(&folder);
    on_engine(report, "SQLite", &place, 50.0);
}

pub fn on_postgres(report: &mut Report) {
    let Some(cluster) = postgres::server() else {
        println!("  PostgreSQL is not installed here: its figures are left out");
        return;
    };
    let (folder, guard) = process::kept_or_temporary("library-postgres");
    let url = match &guard {
        Some(_) => cluster.create_database(),
        None => cluster.kept_database("sotay_bench_library"),
    };
    let place = Place::postgres(&folder, url.clone());
    on_engine(report, "PostgreSQL", &place, 100.0);
    if guard.is_some() {
        cluster.drop_database(&url);
    }
}

fn on_engine(report: &mut Report, engine: &str, place: &Place<'_>, search_goal: f64) {
    let known = process::sign_ins(place);
    let is_kept = known.is_some();
    let sign_ins = known.unwrap_or_else(|| process::fill(place, MEMBERS, 100, 300));
    let (server, _) = process::serve(place);
    let papers = Papers::new(seed::units(&server, &sign_ins), Local::now().date_naive());
    if !is_kept {
        let rate = seed::seed(&server, &sign_ins, &papers, DOCUMENTS);
        report.value(
            &format!("documents written and published ({engine})"),
            rate,
            "/s",
            Goal::None,
        );
    }
    measure::until_all_are_told(&server, &sign_in(&server, &sign_ins, "publisher"));
    let token = sign_in(&server, &sign_ins, "member");
    if engine == "SQLite" {
        reading(report, &server, &token);
    }
    let token = sign_in(&server, &sign_ins, "member");
    let paths = queries::searches(&papers, DOCUMENTS);
    let name = format!("search in 20,000 documents, 16 clients ({engine})");
    mix(
        report,
        &server,
        &token,
        &name,
        &paths,
        Goal::Below(search_goal),
    );
    let paths = queries::suggestions(&papers, DOCUMENTS);
    let name = format!("suggestions, 16 clients ({engine})");
    mix(report, &server, &token, &name, &paths, Goal::None);
    report.value(
        &format!("memory with 20,000 documents, after all that ({engine})"),
        server.memory_mib() * MB_OF_MIB,
        "MB",
        Goal::Below(400.0),
    );
}

fn reading(report: &mut Report, server: &Running, token: &str) {
    let path = document_of_20_kb(server, token);
    let name = "a published document of 20 KB, signed in";
    measure::read(report, server, name, &path, token, 0.6);
    coded(report, server, &path, token);
    unchanged(report, server, &path, token);
    let list = "/api/v1/library?limit=20";
    measure::read(report, server, "library list of 20", list, token, 0.35);
}

/// The path of a document whose answer is nearest to 20 KB.
fn document_of_20_kb(server: &Running, token: &str) -> String {
    let list = get(server, "/api/v1/library?limit=200", token);
    let paths = list["items"].as_array().unwrap().iter().map(|item| {
        let id = item["document_id"].as_str().unwrap();
        format!("/api/v1/library/{id}")
    });
    let away = |path: &String| {
        let (_, body) = process::call(server.port, "GET", path, Some(token), None);
        body.len().abs_diff(20_000)
    };
    let nearest = paths.min_by_key(away).unwrap();
    assert!(away(&nearest) < 2_000, "no document of about 20 KB");
    nearest
}

/// As phones ask for it: coded.
fn coded(report: &mut Report, server: &Running, path: &str, token: &str) {
    let fields = [("Accept-Encoding", "br")];
    let ours = [request_with("GET", path, Some(token), &fields, None)];
    let (_, body) = process::Line::open(server.port).call(&ours[0]);
    let bare = process::bare(body.len());
    let theirs = [request("GET", "/bare", Some(token), None)];
    let measured = measure::in_turn((server, &ours), (&bare, &theirs));
    let name = "the same, brotli";
    measure::against(report, name, &measured, Goal::None);
}

fn unchanged(report: &mut Report, server: &Running, path: &str, token: &str) {
    let tag = process::tag(server.port, path, token);
    let fields = [("If-None-Match", tag.as_str())];
    let ours = [request_with("GET", path, Some(token), &fields, None)];
    let (status, _) = process::Line::open(server.port).call(&ours[0]);
    assert_eq!(status, 304);
    let bare = process::bare(0);
    let theirs = [request_with(
        "GET",
        "/bare/unchanged",
        Some(token),
        &fields,
        None,
    )];
    let measured = measure::in_turn((server, &ours), (&bare, &theirs));
    let name = "the same with If-None-Match (304)";
    measure::against(report, name, &measured, Goal::AtLeast(0.7));
}

/// Many different questions; the worst round's p99 counts.
fn mix(
    report: &mut Report,
    server: &Running,
    token: &str,
    name: &str,
    paths: &[String],
    goal: Goal,
) {
    let requests: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| request("GET", path, Some(token), None))
        .collect();
    let rounds: Vec<Outcome> = (0..measure::ROUNDS)
        .map(|_| {
            load::run(&Load::mixed(
                server.port,
                &requests,
                SEARCHERS,
                SEARCH_SECONDS,
            ))
        })
        .collect();
    let failed: usize = rounds.iter().map(|outcome| outcome.failed).sum();
    assert_eq!(failed, 0, "{name}: a request failed");
    let p50 = rounds.iter().map(|outcome| outcome.p50_ms);
    let p50 = p50.fold(0.0, f64::max);
    report.value(&format!("{name}: p99"), measure::p99(&rounds), "ms", goal);
    report.value(&format!("{name}: p50"), p50, "ms", Goal::None);
    report.value(name, measure::median(&rounds), "/s", Goal::None);
}
