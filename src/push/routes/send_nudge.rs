use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::SendNudges;
use crate::auth::secret::sha256;
use crate::error::Error;
use crate::http::{Answer, Once, Path};
use crate::kernel::ids::PublicId;
use crate::push::nudging;
use crate::push::views::NudgeView;

/// Remind those who have not finished
///
/// Exactly the members of the cell who must finish the assignment and have not, whom `list_missing_members` names. It is in their
/// inbox at once; phones ring outside the quiet hours. Between two nudges of a cell about one assignment are four hours, and
/// nobody gets more than three nudges a day. Only for those whose role is over the cell itself.
#[utoipa::path(
    tag = "study",
    params(
        ("unit_id" = PublicId, Path, description = "The cell."),
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "Whom it reached.", body = NudgeView),
        (status = 403, description = "The caller's role is not over this very unit."),
        (status = 404, description = "There is no such unit, or no such assignment for it."),
        (status = 409, description = "`assignment_over`; `nudged_lately`: the text says from when on the next is allowed.")
    ),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/assignments/{assignment_id}/nudges")]
pub async fn send_nudge(
    grant: Grant<SendNudges>,
    app: Data<App>,
    path: Path<(PublicId, PublicId)>,
    once: Once,
) -> Result<Answer, Error> {
    let Path((unit, assignment)) = path;
    let actor = grant.clone();
    once.run(&app, &grant, sha256(b""), move |conn| {
        let nudged = nudging::nudge(conn, &actor, unit, assignment)?;
        let detail = json!({"assignment_id": assignment, "reminded": nudged.reminded});
        let entry = Entry::write("send_nudge", Some(nudged.unit_id), Vec::new(), detail);
        audit::record(conn, &actor, &entry)?;
        Answer::ok(&NudgeView {
            missing: nudged.missing,
            reminded: nudged.reminded,
            left_out: nudged.missing - nudged.reminded,
        })
    })
    .await
}
