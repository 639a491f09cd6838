use actix_web::post;
use actix_web::web::Data;
use chrono::{Duration, NaiveDate};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::RecordStudy as MayRecord;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::http::{Answer, Json, Once, Path};
use crate::kernel::dates::day_end;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::text::{nfc, search_key};
use crate::members::{self, Member};
use crate::progress::deeds::{self, last_step};
use crate::progress::model::RecordKind;
use crate::progress::queries::people;
use crate::progress::queries::records::{self, NewRecord};
use crate::progress::rules::completion::{Deed, add};
use crate::progress::rules::events::{IN_FUTURE, NOT_RUNNING, ONLY_CORRECTIONS_TAKE_BACK};
use crate::progress::views::{RecordStudy, StudyRecordView};

/// Record study for a member
///
/// By the secretary or deputy of the member's own cell: that he studied in person or attended, or a correction, which can also
/// take back. It is marked so, with who, when and why; the history stays, and the member can read it.
#[utoipa::path(
    tag = "study",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = RecordStudy,
    responses(
        (status = 201, description = "The record; `Location` is the member's assignment.", body = StudyRecordView),
        (status = 409, description = "`assignment_not_running`.")
    ),
    security(("access_token" = []))
)]
#[post("/members/{member_id}/study-records")]
pub async fn record_study(
    grant: Grant<MayRecord>,
    app: Data<App>,
    member_id: Path<PublicId>,
    once: Once,
    body: Json<RecordStudy>,
) -> Result<Answer, Error> {
    let (Path(id), actor) = (member_id, grant.clone());
    let Json { value, digest } = body;
    once.run(&app, &grant, digest, move |conn| {
        record(conn, &actor, id, &value)
    })
    .await
}

fn record(
    conn: &mut Conn,
    grant: &Grant<MayRecord>,
    id: PublicId,
    body: &RecordStudy,
) -> Result<Answer, Error> {
    let (met, studied_on, reason) = read(body, grant.now())?;
    let member = members::locate_own(conn, grant, id)?;
    people::hold(conn, grant, &[member.id])?;
    let found = records::requirement(conn, grant, member.id, body.requirement_id)
        .map_err(unknown_requirement)?;
    let key = found.asked.id;
    let new = NewRecord {
        member_id: member.id,
        requirement_id: key,
        kind: body.kind,
        met,
        studied_on,
        reason,
    };
    let record_id = records::insert(conn, grant, &new)?;
    let deed = Deed {
        step: last_step(found.asked.kind),
        at: at(studied_on, grant.now()),
        source: body.kind.source(),
        seconds: 0,
    };
    let is_counted = deeds::count(conn, grant, member.id, key, |case| {
        if met {
            add(case, key, deed);
        } else {
            deeds::withdraw(case, key);
        }
    })?;
    if !is_counted {
        return Err(NOT_RUNNING.into());
    }
    audit_row(conn, grant, &member, body, record_id)?;
    let view = StudyRecordView {
        record_id,
        requirement_id: body.requirement_id,
        kind: body.kind,
        met,
        studied_on,
        reason: new.reason,
        recorded_by: Some(grant.viewer().member_public_id()),
        recorded_at: grant.stamp().now(),
    };
    let location = format!(
        "/api/v1/members/{}/assignments/{}",
        member.public_id, found.assignment
    );
    Answer::created(location, &view)
}

fn audit_row(
    conn: &mut Conn,
    grant: &Grant<MayRecord>,
    member: &Member,
    body: &RecordStudy,
    record_id: PublicId,
) -> Result<(), Error> {
    let detail = json!({"member_id": member.public_id, "record_id": record_id, "requirement_id": body.requirement_id,
        "kind": body.kind, "met": body.met.unwrap_or(true), "studied_on": body.studied_on});
    let subjects = vec![member.id];
    let entry = Entry::write("record_study", Some(member.home_unit_id), subjects, detail);
    audit::record(conn, grant, &entry)
}

fn read(body: &RecordStudy, now: Instant) -> Result<(bool, NaiveDate, String), Error> {
    let met = body.met.unwrap_or(true);
    if !met && body.kind != RecordKind::Correction {
        return Err(ONLY_CORRECTIONS_TAKE_BACK.into());
    }
    let studied_on = body.studied_on.unwrap_or_else(|| now.day());
    if studied_on > now.day() {
        return Err(IN_FUTURE.into());
    }
    let reason = nfc(body.reason.trim());
    if search_key(&reason).is_empty() {
        let why = Text::new("Chưa có nội dung.", "There is nothing to read in it.");
        return Err(Error::field("/reason", "blank", why));
    }
    Ok((met, studied_on, reason))
}

/// Some time of that day that is not ahead: the last one.
fn at(day: NaiveDate, now: Instant) -> Instant {
    (Instant::new(day_end(day)) - Duration::microseconds(1)).min(now)
}

fn unknown_requirement(error: Error) -> Error {
    match error {
        Error::NotFound => Error::field(
            "/requirement_id",
            "requirement_unknown",
            Text::new(
                "Người này không có yêu cầu học tập nào như vậy.",
                "No such requirement is asked of this member.",
            ),
        ),
        other => other,
    }
}
