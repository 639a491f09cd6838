//! Several processes on one PostgreSQL.

use std::time::{Duration, Instant};

use super::{only, paper, path, rescope, titles};
use crate::support::{Engine, TestApp};

/// Two processes; `None`: there is no PostgreSQL here, and that was said.
async fn two() -> Option<(TestApp, TestApp)> {
    let first = TestApp::builder().start(Engine::Postgres).await?;
    let second = TestApp::builder().start_beside(&first).await;
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

/// Also where nobody looks, as when the watching task has died: what was last known is trusted for a while only.
#[test]
fn within_two_seconds_nothing_withdrawn_is_served_anywhere() {
    crate::support::run(async {
        let Some((here, there)) = two().await else {
            return;
        };
        let written = paper().publish(&here).await;
        sotay::reading::look(there.state()).await;
        let member = there.member();
        member.get(path(&written, "")).await.assert(200);
        assert_eq!(titles(&member, "").await.len(), 1);
        written.withdraw(&here).await.assert(200);
        let withdrawn = Instant::now();
        let mut served = 0;
        while member.get(path(&written, "")).await.status() == 200 {
            served += 1;
            assert!(
                withdrawn.elapsed() < Duration::from_secs(2),
                "served {served} times"
            );
        }
        member.get(path(&written, "")).await.assert(404);
        assert!(titles(&member, "").await.is_empty());
    });
}
