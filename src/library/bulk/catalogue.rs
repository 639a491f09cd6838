//! Kinds and topics of a folder that the server may not have: only added, never changed.

use std::collections::HashSet;

use serde_json::json;

use super::{BulkError, Folder, KINDS, TOPICS, refused};
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::db::Conn;
use crate::error::{Error, Rule};
use crate::kernel::text::{char_count, search_key};
use crate::library::model::{Genre, Kind};
use crate::library::queries::catalogue::{self, Term};
use crate::library::rules::catalogue::{check_code, check_name};

/// Bytes of such a list.
const LIST_BYTES: u64 = 1024 * 1024;
/// Characters of a code, a name and an abbreviation.
const LENGTHS: (usize, usize, usize) = (40, 100, 10);

/// A kind (with a genre) or a topic of the folder.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    code: String,
    genre: Option<Genre>,
    name: String,
    abbreviation: Option<String>,
}

/// What the folder brings.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    kinds: Vec<Listed>,
    topics: Vec<Listed>,
}

/// The kinds and topics that rows may name: the server's and the folder's. A new kind has no row key yet.
#[derive(Debug, Clone)]
pub(super) struct Catalogue {
    kinds: Vec<Kind>,
    /// Code and name.
    topics: Vec<(String, String)>,
}

impl Catalogue {
    /// By code or name.
    pub(super) fn kind(&self, named: &str) -> Option<&Kind> {
        let key = search_key(named);
        let exact = self.kinds.iter().find(|kind| kind.code == named);
        exact.or_else(|| self.kinds.iter().find(|kind| search_key(&kind.name) == key))
    }

    /// The code of a topic, by code or name.
    pub(super) fn topic(&self, named: &str) -> Option<&str> {
        let key = search_key(named);
        let exact = self.topics.iter().find(|(code, _)| code == named);
        let found = exact.or_else(|| self.topics.iter().find(|(_, name)| search_key(name) == key));
        found.map(|(code, _)| code.as_str())
    }
}

/// Reads the lists of a folder, which need not be there.
pub(super) async fn read(folder: &Folder) -> Result<Lists, BulkError> {
    Ok(Lists {
        kinds: list(folder, KINDS, true).await?,
        topics: list(folder, TOPICS, false).await?,
    })
}

async fn list(folder: &Folder, name: &str, of_kinds: bool) -> Result<Vec<Listed>, BulkError> {
    let Ok(given) = folder.file(name) else {
        return Ok(Vec::new());
    };
    let bytes = given.read(LIST_BYTES).await?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let wrong = |what: &str| refused(format!("{name}: {what}"));
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader
        .headers()
        .map_err(|_| wrong("không đọc được."))?
        .clone();
    let mut listed = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| wrong("không đọc được."))?;
        let cell = |header: &str| {
            let place = headers.iter().position(|other| other.trim() == header)?;
            record
                .get(place)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let (Some(code), Some(given)) = (cell("code"), cell("name")) else {
            return Err(wrong("mỗi dòng cần có code và name."));
        };
        let genre = cell("genre").and_then(Genre::from_code);
        let abbreviation = cell("abbreviation").map(str::to_owned);
        let rule = |rule: Rule| wrong(&rule.text.vi);
        check_code(code).map_err(rule)?;
        let checked = check_name(given).map_err(rule)?;
        let (code_max, name_max, short_max) = LENGTHS;
        let too_long = char_count(code) > code_max
            || char_count(&checked) > name_max
            || abbreviation.as_deref().map_or(0, char_count) > short_max;
        if too_long || of_kinds && genre.is_none() {
            return Err(wrong(
                "có dòng quá dài hoặc thiếu genre (official, material).",
            ));
        }
        listed.push(Listed {
            code: code.to_owned(),
            genre,
            name: checked,
            abbreviation,
        });
    }
    Ok(listed)
}

/// What rows may name.
pub(super) fn known(conn: &mut Conn, system: &System, lists: &Lists) -> Result<Catalogue, Error> {
    let all = catalogue::kinds(conn, system)?;
    let codes: HashSet<&str> = all.iter().map(|kind| kind.code.as_str()).collect();
    let new = lists
        .kinds
        .iter()
        .filter(|listed| !codes.contains(listed.code.as_str()))
        .map(|listed| Kind {
            id: 0,
            code: listed.code.clone(),
            genre: listed.genre.unwrap_or(Genre::Material),
            name: listed.name.clone(),
            abbreviation: listed.abbreviation.clone(),
            place: 0,
            active: true,
            revision: 1,
        })
        .collect::<Vec<_>>();
    let mut kinds: Vec<Kind> = all.into_iter().filter(|kind| kind.active).collect();
    kinds.extend(new);
    let all = catalogue::topics(conn, system)?;
    let codes: HashSet<&str> = all.iter().map(|topic| topic.code.as_str()).collect();
    let new = lists
        .topics
        .iter()
        .filter(|listed| !codes.contains(listed.code.as_str()))
        .map(|listed| (listed.code.clone(), listed.name.clone()))
        .collect::<Vec<_>>();
    let active = all.into_iter().filter(|topic| topic.active);
    let mut topics: Vec<_> = active.map(|topic| (topic.code, topic.name)).collect();
    topics.extend(new);
    Ok(Catalogue { kinds, topics })
}

/// Adds what the server does not have.
pub(super) fn add(conn: &mut Conn, system: &System, lists: &Lists) -> Result<(), Error> {
    let kinds = catalogue::kinds(conn, system)?;
    let mut place = kinds.iter().map(|kind| kind.place).max().unwrap_or(0);
    for listed in &lists.kinds {
        if kinds.iter().any(|kind| kind.code == listed.code) {
            continue;
        }
        place = next(place);
        let genre = listed.genre.unwrap_or(Genre::Material);
        catalogue::insert_kind(conn, system, &listed.code, genre, &term(listed, place))?;
        note(conn, system, "create_document_kind", &listed.code)?;
    }
    let topics = catalogue::topics(conn, system)?;
    let mut place = topics.iter().map(|topic| topic.place).max().unwrap_or(0);
    for listed in &lists.topics {
        if topics.iter().any(|topic| topic.code == listed.code) {
            continue;
        }
        place = next(place);
        catalogue::insert_topic(conn, system, &listed.code, &term(listed, place))?;
        note(conn, system, "create_topic", &listed.code)?;
    }
    Ok(())
}

const fn next(place: i32) -> i32 {
    place.saturating_add(10)
}

fn term(listed: &Listed, place: i32) -> Term {
    Term {
        name: listed.name.clone(),
        abbreviation: listed.abbreviation.clone(),
        place,
        active: true,
    }
}

fn note(conn: &mut Conn, system: &System, action: &'static str, code: &str) -> Result<(), Error> {
    let entry = Entry::write(action, None, Vec::new(), json!({"code": code}));
    audit::record(conn, system, &entry)
}
