//! The long work of quizzes: grading again what a wrong key has graded.

use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde_json::json;

use super::closing::Closer;
use super::queries::{attempts, regrading};
use crate::error::Error;
use crate::jobs::{Finished, JobContext, Registration};
use crate::kernel::ids::PublicId;
use crate::questions::{self, REGRADE};

/// Attempts that one transaction grades again.
const STEP: i64 = 200;

/// Each kind of job with its handler.
pub const REGISTRATIONS: [Registration; 1] = [Registration {
    kind: REGRADE,
    handler: regrade_question,
}];

#[derive(Debug, Deserialize)]
struct Input {
    question_id: PublicId,
}

/// Run again after a crash it finds the first part graded already, and goes on.
fn regrade_question(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let input: Input = context.input()?;
        // Who corrected the key may have lost his office since; what he did stands.
        let system = context.system();
        let asks = system.clone();
        let (question, version_id) = context
            .app()
            .db
            .read(move |conn| questions::last_correction(conn, &asks, input.question_id))
            .await?;
        let (mut after, mut looked_at, mut changed) = (0, 0_u64, 0_u64);
        loop {
            let asks = system.clone();
            let step = context
                .app()
                .db
                .read(move |conn| regrading::asking(conn, &asks, question, after, STEP))
                .await?;
            let Some(last) = step.last().copied() else {
                break;
            };
            looked_at += step.len() as u64;
            let (closer, acts, fence) =
                (Closer::of(context.app()), system.clone(), context.fence());
            let regraded = context
                .app()
                .db
                .write(move |conn| {
                    fence.check(conn)?;
                    let mut changed = 0;
                    for id in &step {
                        let attempt = attempts::lock(conn, &acts, *id)?;
                        changed += u64::from(closer.regrade(conn, &acts, &attempt, version_id)?);
                    }
                    Ok(changed)
                })
                .await?;
            changed += regraded;
            after = last;
            context.progress(50).await?;
        }
        Ok(Finished {
            result: json!({"question_id": input.question_id, "attempts": looked_at, "changed": changed}),
            output: None,
        })
    })
}
