use std::collections::{HashMap, HashSet};

use actix_web::web::Data;
use actix_web::{HttpRequest, post};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, JsonUpTo};
use crate::kernel::ids::PublicId;
use crate::progress::deeds;
use crate::progress::model::Event;
use crate::progress::rules::events::believed;
use crate::progress::views::{
    EventErrorView, EventOutcome, EventResultView, EventResultsView, RecordProgressEvents,
    SentEvent,
};
use crate::reading::{self, ReadableEdition};

/// Bytes of a batch: 500 events with all their members.
const BYTES: usize = 256 * 1024;

/// Tell what I have read
///
/// Up to 500 events, each judged by itself: one that came before changes nothing, one for an edition that the caller may not
/// see is not found, one that is not as it should be (an unknown kind, a number out of range) is invalid; the others are taken.
/// Only a batch that is empty, too long or no list of events is refused as a whole. They may come late, in any order and from several devices. `read` is the explicit "I have read this
/// edition". When the answer comes, what was accepted is durable and counted.
#[utoipa::path(
    tag = "me",
    request_body = RecordProgressEvents,
    responses(
        (status = 200, description = "What became of each.", body = EventResultsView),
        (status = 413, description = "The batch is too large.")
    ),
    security(("access_token" = []))
)]
#[post("/me/progress-events")]
pub async fn record_progress_events(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    body: JsonUpTo<RecordProgressEvents, BYTES>,
) -> Result<Answer, Error> {
    let reader = reading::reader(&app, &viewer).await?;
    let sent = body.value.events;
    let fit = sent.iter().filter_map(SentEvent::fit);
    let mut named: Vec<PublicId> = fit.map(|event| event.edition_id).collect();
    named.sort_unstable();
    named.dedup();
    let editions = reading::editions(&app, &reader, &named).await?;
    let batch = readable(&sent, &editions, &viewer);
    let new = if batch.is_empty() {
        Vec::new()
    } else {
        app.db
            .write(move |conn| deeds::take_events(conn, &viewer, &batch))
            .await?
    };
    let language = Language::of(request.headers());
    Answer::ok(&results(&sent, &editions, new, language))
}

/// The events whose editions the caller may see; each id once.
fn readable(
    sent: &[SentEvent],
    editions: &HashMap<PublicId, ReadableEdition>,
    viewer: &Viewer,
) -> Vec<Event> {
    let mut batch: Vec<Event> = Vec::with_capacity(sent.len());
    let mut seen = HashSet::with_capacity(sent.len());
    for event in sent.iter().filter_map(SentEvent::fit) {
        let Some(edition) = editions.get(&event.edition_id) else {
            continue;
        };
        if seen.insert(event.event_id) {
            batch.push(Event {
                client_id: event.event_id,
                edition_id: edition.id,
                series: edition.series.clone(),
                kind: event.kind,
                anchor: event.anchor.clone(),
                permille: event.permille,
                at: believed(event.at, edition.published_at, viewer.now()),
                claimed_seconds: event.seconds,
            });
        }
    }
    batch
}

/// What became of each event as it was sent: of the same id twice in a batch, the first is the new one.
fn results(
    sent: &[SentEvent],
    editions: &HashMap<PublicId, ReadableEdition>,
    new: Vec<PublicId>,
    language: Language,
) -> EventResultsView {
    let mut new: HashSet<PublicId> = new.into_iter().collect();
    let result = |event: &SentEvent| match event {
        SentEvent::Fit(event) => EventResultView {
            event_id: Some(event.event_id),
            outcome: if !editions.contains_key(&event.edition_id) {
                EventOutcome::NotFound
            } else if new.remove(&event.event_id) {
                EventOutcome::Accepted
            } else {
                EventOutcome::Duplicate
            },
            errors: Vec::new(),
        },
        SentEvent::Unfit { event_id, faults } => {
            let faults = faults.iter().take(10);
            EventResultView {
                event_id: *event_id,
                outcome: EventOutcome::Invalid,
                errors: faults
                    .map(|fault| EventErrorView::of(fault, language))
                    .collect(),
            }
        }
    };
    EventResultsView {
        results: sent.iter().map(result).collect(),
    }
}
