//! Puts the papers in through the API, by the hands of an author and a publisher: what is searched afterwards is what
//! the server itself has made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use super::papers::{Papers, TOPICS, Units};
use crate::measure::{get, sign_in, step};
use crate::process::{Line, Running};

/// Connections that write.
const HANDS: usize = 8;

/// Papers after which both sign in anew: an access token lives for a quarter of an hour.
const TURN: usize = 4_000;

/// The city and its wards, as an administrator of the roster sees them.
pub fn units(server: &Running, sign_ins: &Value) -> Units {
    let token = sign_in(server, sign_ins, "roster_officer");
    let top = get(server, "/api/v1/units", &token);
    let city = top["items"][0]["unit_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/units?limit=200&parent_id={city}");
    let wards = get(server, &path, &token)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ward| {
            let text = |name: &str| ward[name].as_str().unwrap().to_owned();
            (text("unit_id"), text("name"))
        })
        .collect();
    Units { city, wards }
}

/// Publishes the first `count` papers; answers how many in a second.
pub fn seed(server: &Running, sign_ins: &Value, papers: &Papers, count: usize) -> f64 {
    let mut line = Line::open(server.port);
    let publisher = sign_in(server, sign_ins, "publisher");
    for (place, topic) in TOPICS.iter().enumerate() {
        let body = json!({"code": topic, "name": topic, "place": place, "active": true});
        step(&mut line, "POST", "/api/v1/topics", &publisher, &body);
    }
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    for turn in 1..=count.div_ceil(TURN) {
        let author = sign_in(server, sign_ins, "author");
        let publisher = sign_in(server, sign_ins, "publisher");
        let end = count.min(turn * TURN);
        std::thread::scope(|scope| {
            for _ in 0..HANDS {
                scope.spawn(|| {
                    let mut line = Line::open(server.port);
                    let take = |number: usize| (number < end).then_some(number + 1);
                    while let Ok(number) =
                        next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
                    {
                        publish(&mut line, papers, number, &author, &publisher);
                    }
                });
            }
        });
    }
    count as f64 / start.elapsed().as_secs_f64()
}

fn publish(line: &mut Line, papers: &Papers, number: usize, author: &str, publisher: &str) {
    let paper = papers.paper(number);
    let made = step(line, "POST", "/api/v1/documents", author, &paper.document);
    let edition = made["editions"][0]["edition_id"].as_str().unwrap();
    let path = |step: &str| format!("/api/v1/editions/{edition}/{step}");
    step(line, "PUT", &path("sections"), author, &paper.sections);
    step(line, "POST", &path("submission"), author, &Value::Null);
    step(line, "POST", &path("approval"), publisher, &Value::Null);
    step(line, "POST", &path("publication"), publisher, &json!({}));
}
