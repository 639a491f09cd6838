//! Several processes on one PostgreSQL.

use std::time::{Duration, Instant};

use super::{Held, only, paper, path, rescope, titles};
use crate::search::{found, suggested};
use crate::support::{Actor, Engine, Paper, TestApp};

/// Two processes with the same files; `None`: there is no PostgreSQL here, and that was said.
async fn two() -> Option<(TestApp, TestApp)> {
    let first = TestApp::builder().start(Engine::Postgres).await?;
    let place = first.state().config.files.place.clone();
    let second = TestApp::builder().config(move |config| config.files.place = place);
    let second = second.start_beside(&first).await;
    Some((first, second))
}

#[test]
fn another_process_follows_when_it_looks() {
    crate::support::run(async {
        let Some((here, there)) = two().await else {
            return;
        };
        let written = paper().only_for(&here, "ward_a").publish(&here).await;
        sotay::reading::look(there.state()).await;
        let (member, stranger) = (there.member(), there.stranger());
        member.get(path(&written, "")).await.assert(200);
        stranger.get(path(&written, "")).await.assert(404);

        rescope(&here, &written, only(&here, "ward_b")).await;
        sotay::reading::look(there.state()).await;
        member.get(path(&written, "")).await.assert(404);
        assert!(titles(&member, "").await.is_empty());
        stranger.get(path(&written, "")).await.assert(200);

        written.withdraw(&here).await.assert(200);
        sotay::reading::look(there.state()).await;
        stranger.get(path(&written, "")).await.assert(404);
    });
}

/// Where somebody meets papers.
#[derive(Debug, Clone, Copy)]
enum Place {
    Document,
    List,
    File,
    Search,
    Suggestions,
}

const PLACES: [Place; 5] = [
    Place::Document,
    Place::List,
    Place::File,
    Place::Search,
    Place::Suggestions,
];

impl Place {
    /// How many of these papers, which are all there are, it shows.
    async fn shows(self, actor: &Actor, papers: &[Held]) -> usize {
        match self {
            Self::Document => {
                let addresses = papers.iter().map(|paper| path(&paper.written, ""));
                opened(actor, addresses).await
            }
            Self::List => titles(actor, "").await.len(),
            Self::File => opened(actor, papers.iter().map(|paper| paper.file.clone())).await,
            Self::Search => found(actor, "chuyen doi").await.len(),
            Self::Suggestions => suggested(actor, "chuyen d").await.len(),
        }
    }
}

/// How many of these addresses answer.
async fn opened(actor: &Actor, addresses: impl Iterator<Item = String>) -> usize {
    let mut opened = 0;
    for address in addresses {
        let reply = actor.get(address).await;
        if reply.status() == 200 {
            opened += 1;
        } else {
            reply.assert_problem(404, "not_found");
        }
    }
    opened
}

/// Also where nobody looks, as when the watching task has died: what was last known is trusted for a while only. The
/// process is asked in one place alone, so that this place must find out by itself.
fn gone_within_two_seconds(place: Place) {
    crate::support::run(async move {
        let Some((here, there)) = two().await else {
            return;
        };
        let paper = |symbol: &str, title: &str| Paper::new(symbol, title).only_for(&here, "ward_a");
        let papers = [
            Held::publish(&here, &paper("1-NQ/TU", "Về chuyển đổi số")).await,
            Held::publish(&here, &paper("2-NQ/TU", "Về chuyển đổi xanh")).await,
        ];
        sotay::reading::look(there.state()).await;
        let (member, stranger) = (there.member(), there.stranger());
        for place in PLACES {
            assert_eq!(place.shows(&member, &papers).await, 2, "{place:?}");
        }
        let [withdrawn, rescoped] = &papers;
        rescope(&here, &rescoped.written, only(&here, "ward_b")).await;
        withdrawn.written.withdraw(&here).await.assert(200);
        let changed = Instant::now();
        let mut asked = 0;
        while place.shows(&member, &papers).await > 0 {
            asked += 1;
            assert!(
                changed.elapsed() < Duration::from_secs(2),
                "{place:?} shows it still, asked {asked} times"
            );
        }
        // A process that knows shows it nowhere, and one of them to whom it is for. (A file is looked for in the database
        // whenever it is asked for, so that its place alone told the process nothing.)
        sotay::reading::look(there.state()).await;
        for place in PLACES {
            assert_eq!(place.shows(&member, &papers).await, 0, "{place:?}");
            assert_eq!(place.shows(&stranger, &papers).await, 1, "{place:?}");
        }
    });
}

#[test]
fn within_two_seconds_no_document_is_served_any_more() {
    gone_within_two_seconds(Place::Document);
}

#[test]
fn within_two_seconds_no_list_has_it_any_more() {
    gone_within_two_seconds(Place::List);
}

#[test]
fn within_two_seconds_no_file_is_served_any_more() {
    gone_within_two_seconds(Place::File);
}

#[test]
fn within_two_seconds_no_search_finds_it_any_more() {
    gone_within_two_seconds(Place::Search);
}

#[test]
fn within_two_seconds_it_is_suggested_no_more() {
    gone_within_two_seconds(Place::Suggestions);
}
