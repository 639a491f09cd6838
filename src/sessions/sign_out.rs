//! Ending one of the caller's own sessions.

use serde_json::json;

use super::model::EndReason;
use super::queries;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::kernel::ids::PublicId;

/// Which operation ends the session, and what is kept of why.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignOut {
    pub operation: &'static str,
    pub reason: EndReason,
}

/// Ends a live session of the caller.
///
/// # Errors
/// [`Error::NotFound`] when he has no such session.
pub(super) async fn end(
    app: &App,
    viewer: Viewer,
    session: PublicId,
    how: SignOut,
) -> Result<Answer, Error> {
    app.db
        .write(move |conn| {
            let row = queries::devices::own(conn, &viewer, session)?;
            queries::devices::end(conn, &viewer, row, how.reason)?;
            let detail = json!({"session_id": session});
            let entry = Entry::write(
                how.operation,
                Some(viewer.home_unit_id()),
                vec![viewer.member_id()],
                detail,
            );
            audit::record(conn, &viewer, &entry)
        })
        .await?;
    app.authenticator.refresh();
    Ok(Answer::no_content())
}
