//! Search and suggestions, over documents that the tests put into the tables themselves.

mod bounds;
mod engines;
mod finding;
mod first_hits;
mod following;
mod hidden;
mod merging;
mod narrowing;
mod paging;
mod passages;
mod suggesting;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;
use sotay::audiences::{self, Audience};
use sotay::auth::System;
use sotay::db::Conn;
use sotay::db::schema::{
    document_kinds, documents, edition_sections, editions, library_changes, topics,
};
use sotay::db::types::JsonDoc;
use sotay::error::Error;
use sotay::kernel::ids::PublicId;
use sotay::kernel::symbol::Symbol;
use sotay::kernel::text::search_key;

use crate::support::{Actor, Reply, TestApp};

/// A document as a test wants it.
#[derive(Clone)]
pub struct Paper {
    pub kind: &'static str,
    pub title: String,
    pub symbol: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<&'static str>,
    /// The first day on which it no longer holds.
    pub ends_on: Option<&'static str>,
    pub abstract_text: Option<String>,
    pub tier: &'static str,
    pub topic: Option<&'static str>,
    pub circulation: &'static str,
    pub state: &'static str,
    pub audience: Audience,
    /// Heading and text of each section.
    pub sections: Vec<(String, String)>,
}

impl Default for Paper {
    fn default() -> Self {
        Self {
            kind: "text",
            title: String::new(),
            symbol: None,
            issuer: None,
            issued_on: Some("2026-03-01"),
            ends_on: None,
            abstract_text: None,
            tier: "recommended",
            topic: None,
            circulation: "internal",
            state: "published",
            audience: Audience::Everyone,
            sections: Vec::new(),
        }
    }
}

/// A study material.
pub fn material(title: &str) -> Paper {
    Paper {
        title: title.to_owned(),
        ..Paper::default()
    }
}

/// A paper with its symbol.
pub fn paper(kind: &'static str, symbol: &str, title: &str) -> Paper {
    Paper {
        kind,
        symbol: Some(symbol.to_owned()),
        ..material(title)
    }
}

impl Paper {
    pub fn text(mut self, text: &str) -> Self {
        let place = self.sections.len() + 1;
        self.sections
            .push((format!("Mục {place}"), text.to_owned()));
        self
    }
}

/// Puts documents into the database, makes them found, and lets the server know.
pub async fn seed(app: &TestApp, papers: Vec<Paper>) {
    let state = app.state();
    let unit = app.unit("city").id;
    let system = state.system("test");
    let insert = move |conn: &mut Conn| {
        for paper in &papers {
            put(conn, &system, unit, paper)?;
        }
        let mut after = Some(0);
        while let Some(id) = after {
            after = sotay::library::rebuild_words(conn, &system, id)?;
        }
        Ok(())
    };
    state.db.write(insert).await.unwrap();
    announce(app).await;
}

/// Tells of a change as the library does in the transaction that makes it, and this process after it.
pub async fn announce(app: &TestApp) {
    let state = app.state();
    let now = state.clock.now();
    let append = move |conn: &mut Conn| {
        let all: Vec<(i64, Option<i64>, i64)> = documents::table
            .select((
                documents::id,
                documents::current_edition_id,
                documents::audience_id,
            ))
            .load(conn)?;
        for (document, edition, audience) in all {
            diesel::insert_into(library_changes::table)
                .values((
                    library_changes::document_id.eq(document),
                    library_changes::edition_id.eq(edition),
                    library_changes::change.eq("rescoped"),
                    library_changes::audience_id.eq(audience),
                    library_changes::at.eq(now),
                ))
                .execute(conn)?;
        }
        Ok(())
    };
    state.db.write(append).await.unwrap();
    state.library_changed().await;
}

fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.map(|text| text.parse().unwrap())
}

fn put(conn: &mut Conn, system: &System, unit: i64, paper: &Paper) -> Result<(), Error> {
    let audience_id = audiences::keep(conn, system, &paper.audience)?;
    let (kind_id, genre): (i64, String) = document_kinds::table
        .filter(document_kinds::code.eq(paper.kind))
        .select((document_kinds::id, document_kinds::genre))
        .first(conn)?;
    let symbol = paper
        .symbol
        .as_deref()
        .map(|symbol| Symbol::read(symbol).unwrap());
    let topic_id = paper.topic.map(|code| topic(conn, code)).transpose()?;
    let now = system.now();
    let document_id: i64 = diesel::insert_into(documents::table)
        .values((
            (
                documents::public_id.eq(PublicId::new(now)),
                documents::genre.eq(genre),
                documents::kind_id.eq(kind_id),
                documents::owner_unit_id.eq(unit),
                documents::title.eq(&paper.title),
                documents::abstract_text.eq(&paper.abstract_text),
                documents::number.eq(symbol
                    .as_ref()
                    .map(|symbol| i32::try_from(symbol.number()).unwrap())),
                documents::symbol.eq(symbol.as_ref().map(Symbol::as_str)),
                documents::symbol_key.eq(symbol.as_ref().map(Symbol::key)),
                documents::issuer.eq(&paper.issuer),
                documents::issuer_key.eq(paper.issuer.as_deref().map(search_key)),
            ),
            (
                documents::issued_on.eq(day(paper.issued_on)),
                documents::ends_on.eq(day(paper.ends_on)),
                documents::ended_by.eq(paper.ends_on.map(|_| "replaced")),
                documents::urgency.eq("normal"),
                documents::circulation.eq(paper.circulation),
                documents::tier.eq(paper.tier),
                documents::topic_id.eq(topic_id),
                documents::audience_id.eq(audience_id),
                documents::state.eq(paper.state),
                documents::shown_at.eq(now),
                documents::created_at.eq(now),
                documents::updated_at.eq(now),
            ),
        ))
        .returning(documents::id)
        .get_result(conn)?;
    let edition_id = put_edition(conn, system, document_id)?;
    for (place, (title, text)) in (1_i32..).zip(&paper.sections) {
        diesel::insert_into(edition_sections::table)
            .values((
                edition_sections::edition_id.eq(edition_id),
                edition_sections::place.eq(place),
                edition_sections::level.eq(1),
                edition_sections::anchor.eq(format!("muc-{place}")),
                edition_sections::kind.eq("part"),
                edition_sections::title.eq(title),
                edition_sections::html.eq(format!("<p>{text}</p>")),
                edition_sections::text.eq(text),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn topic(conn: &mut Conn, code: &str) -> Result<i64, Error> {
    let known = topics::table
        .filter(topics::code.eq(code))
        .select(topics::id)
        .first(conn);
    if let Some(id) = known.optional()? {
        return Ok(id);
    }
    let values = (
        topics::code.eq(code),
        topics::name.eq(code),
        topics::place.eq(1),
    );
    Ok(diesel::insert_into(topics::table)
        .values(values)
        .returning(topics::id)
        .get_result(conn)?)
}

fn put_edition(conn: &mut Conn, system: &System, document_id: i64) -> Result<i64, Error> {
    let now = system.now();
    let edition_id: i64 = diesel::insert_into(editions::table)
        .values((
            editions::public_id.eq(PublicId::new(now)),
            editions::document_id.eq(document_id),
            editions::number.eq(1),
            editions::change.eq("major"),
            editions::state.eq("published"),
            editions::metadata.eq(JsonDoc(serde_json::json!({}))),
            editions::stamps.eq(JsonDoc(serde_json::json!([]))),
            editions::created_at.eq(now),
            editions::updated_at.eq(now),
        ))
        .returning(editions::id)
        .get_result(conn)?;
    diesel::update(documents::table.find(document_id))
        .set(documents::current_edition_id.eq(edition_id))
        .execute(conn)?;
    Ok(edition_id)
}

pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The whole first page.
pub async fn search(actor: &Actor, query: &str) -> Reply {
    let reply = actor
        .get(format!(
            "/api/v1/library/search?limit=20&q={}",
            encoded(query)
        ))
        .await;
    reply.assert(200);
    reply
}

/// Titles, or symbols of those that have one, in the order shown.
pub fn names(reply: &Reply) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let items = reply.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| {
            text(&item["document"]["symbol"])
                .or(text(&item["document"]["title"]))
                .unwrap()
        })
        .collect()
}

pub async fn found(actor: &Actor, query: &str) -> Vec<String> {
    names(&search(actor, query).await)
}

pub async fn suggested(actor: &Actor, query: &str) -> Vec<String> {
    let reply = actor
        .get(format!("/api/v1/library/suggestions?q={}", encoded(query)))
        .await;
    reply.assert(200);
    let items = reply.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}
