//! The figures of study, on SQLite: "I have read this", quizzes that are handed in, and the close of a contest. Each request
//! is a member's own, and each is answered only when it is on the disk, with the figures of his cell moved.
//!
//! `SOTAY_BENCH_MEMBERS` makes the city, and with it the rounds, smaller.

pub mod desk;
pub mod store;

use chrono::{SecondsFormat, Utc};
use serde_json::{Value, json};
use sotay::kernel::clock::Clock;
use sotay::kernel::ids::PublicId;

use crate::load::{self, Outcome, request, request_with};
use crate::measure::{self, CLIENTS, ROUNDS};
use crate::process::{self, Place, Running};
use crate::report::{Goal, Report};
use desk::{Desk, QUESTIONS};
use store::Store;

const MEMBERS: usize = 70_000;
/// Connections at the close of the contest.
const CROWD: usize = 256;

/// The city while it is measured.
struct Scene {
    server: Running,
    /// A token each of members who are counted.
    tokens: Vec<String>,
}

pub fn run(report: &mut Report) {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    let people = measure::members(MEMBERS);
    let sign_ins = process::seed(&place, (people, (people / 50).max(1), 0));
    let (server, _) = process::serve(&place);
    let mut desk = Desk::open(&server, &sign_ins);
    let edition = desk.paper();
    let (quiz, contest) = (desk.quiz("Kiểm tra sau học tập"), desk.quiz("Hội thi"));
    desk.assign(&json!({"kind": "read_edition", "edition_id": edition}));
    desk.assign(&json!({"kind": "pass_quiz", "quiz_id": quiz}));
    desk.assign(&json!({"kind": "pass_quiz", "quiz_id": contest}));
    desk.rest();
    let store = Store::open(&place);
    // Of seven people six are of the standing that counts, and a few more.
    let tokens = store.sign_in(people * 6 / 7);
    let scene = Scene { server, tokens };
    completions(report, &scene, &edition);
    submits(report, &scene, &quiz);
    let (count, points) = close_of_contest(report, &scene, &contest);
    // By SIGKILL: what was answered must be on the disk.
    drop(scene);
    let ended = store.ended(&contest);
    assert_eq!(ended.points, points, "a submit was graded otherwise");
    let lost = count - ended.graded;
    let name = "contest close: lost, or not graded";
    report.value(name, lost as f64, "", Goal::Below(1.0));
    assert!(
        process::counters_are_right(&place),
        "the figures are not those of counting anew"
    );
}

/// Each batch says of one member that he has read what was asked of him.
fn completions(report: &mut Report, scene: &Scene, edition: &str) {
    let rounds: Vec<Outcome> = scene
        .tokens
        .chunks(scene.tokens.len() / ROUNDS)
        .take(ROUNDS)
        .map(|tokens| {
            // He has looked what there is to do: his token is known.
            let asks: Vec<Vec<u8>> = tokens
                .iter()
                .map(|token| request("GET", "/api/v1/me/assignments", Some(token), None))
                .collect();
            let (asked, _) = load::each_once(scene.server.port, &asks, CLIENTS, |_| ());
            assert_eq!(asked.failed, 0, "assignments could not be asked for");
            let says: Vec<Vec<u8>> = tokens
                .iter()
                .map(|token| has_read(token, edition))
                .collect();
            let accepted = |body: &[u8]| String::from_utf8_lossy(body).contains("\"accepted\"");
            let (said, taken) = load::each_once(scene.server.port, &says, CLIENTS, accepted);
            assert!(taken.into_iter().all(|one| one), "an event was not counted");
            said
        })
        .collect();
    let name = "durable completion writes, 64 clients";
    report.value(name, measure::median(&rounds), "/s", Goal::AtLeast(8_000.0));
    let name = "durable completion writes, 64 clients: p99";
    report.value(name, measure::p99(&rounds), "ms", Goal::Below(50.0));
}

fn has_read(token: &str, edition: &str) -> Vec<u8> {
    let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let id = PublicId::new(Clock::System.now());
    let event = json!({"event_id": id, "edition_id": edition, "kind": "read", "at": at});
    let body = json!({"events": [event]}).to_string();
    request(
        "POST",
        "/api/v1/me/progress-events",
        Some(token),
        Some(&body),
    )
}

fn submits(report: &mut Report, scene: &Scene, quiz: &str) {
    let rounds: Vec<Outcome> = scene
        .tokens
        .chunks(scene.tokens.len() / (2 * ROUNDS))
        .take(ROUNDS)
        .map(|tokens| {
            let (submits, _) = begun(&scene.server, tokens, quiz);
            let (done, _) = load::each_once(scene.server.port, &submits, CLIENTS, |_| ());
            assert_eq!(done.failed, 0, "an attempt could not be submitted");
            done
        })
        .collect();
    let name = "quiz submit (10 questions, graded), 64 clients";
    report.value(name, measure::median(&rounds), "/s", Goal::AtLeast(3_000.0));
    let name = "quiz submit (10 questions, graded), 64 clients: p99";
    report.value(name, measure::p99(&rounds), "ms", Goal::None);
}

/// A third of them hand in at the same time; answers how many they are, and the points that they must have together.
fn close_of_contest(report: &mut Report, scene: &Scene, contest: &str) -> (usize, i64) {
    let crowd = &scene.tokens[..scene.tokens.len() / 3];
    let (submits, points) = begun(&scene.server, crowd, contest);
    let (closed, _) = load::each_once(scene.server.port, &submits, CROWD, |_| ());
    assert_eq!(closed.failed, 0, "a submit was refused");
    let name = format!("contest close: {} submits, {CROWD} clients", crowd.len());
    report.value(&name, closed.seconds, "s", Goal::Below(10.0));
    report.value(&format!("{name}: p99"), closed.p99_ms, "ms", Goal::None);
    (crowd.len(), points)
}

/// Everybody's attempt is opened; answers the requests that hand them in, and the points of all together.
fn begun(server: &Running, tokens: &[String], quiz: &str) -> (Vec<Vec<u8>>, i64) {
    let path = format!("/api/v1/me/quizzes/{quiz}/attempts");
    let starts: Vec<Vec<u8>> = tokens
        .iter()
        .map(|token| request("POST", &path, Some(token), None))
        .collect();
    let (_, papers) = load::each_once(server.port, &starts, CLIENTS, read);
    let mut points = 0;
    let mut submits = Vec::with_capacity(papers.len());
    for (number, ((attempt, choices), token)) in papers.iter().zip(tokens).enumerate() {
        let right = number % (QUESTIONS + 1);
        points += i64::try_from(right).unwrap() * 1_000;
        let answers: Vec<Value> = (1..=QUESTIONS)
            .zip(choices)
            .map(|(place, (is_right, is_wrong))| {
                json!({"place": place, "answer": {"choice": if place <= right { is_right } else { is_wrong }}})
            })
            .collect();
        let body = json!({"answers": answers}).to_string();
        let path = format!("/api/v1/me/attempts/{attempt}/submission");
        let fields = [("If-Match", "\"r1\"")];
        submits.push(request_with(
            "POST",
            &path,
            Some(token),
            &fields,
            Some(&body),
        ));
    }
    (submits, points)
}

/// Of a paper: the attempt's id, and for each question what its right choice and a wrong one are called in it.
fn read(body: &[u8]) -> (String, Vec<(i64, i64)>) {
    let paper: Value = serde_json::from_slice(body).unwrap();
    let id = paper["attempt"]["attempt_id"].as_str();
    let id = id.unwrap_or_else(|| panic!("{paper}")).to_owned();
    let called = |question: &Value, text: &str| {
        let mut choices = question["choices"].as_array().unwrap().iter();
        let choice = choices.find(|choice| choice["text"] == text).unwrap();
        choice["number"].as_i64().unwrap()
    };
    let questions = paper["questions"].as_array().unwrap().iter();
    let choices = questions.map(|one| (called(one, "Đúng"), called(one, "Sai")));
    (id, choices.collect())
}
