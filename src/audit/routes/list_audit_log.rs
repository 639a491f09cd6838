use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::audit::model::{Entry, Kind, LogFilter};
use crate::audit::queries::{self, LogRow, Person};
use crate::audit::views::{AuditEntryView, AuditPageView, SUBJECTS_SHOWN};
use crate::auth::Grant;
use crate::auth::permissions::ReadAudit;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What narrows the log.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AuditLogQuery {
    /// Only rows of this unit and the units below it.
    #[param(nullable = false)]
    pub unit_id: Option<PublicId>,
    /// Only what this member did.
    #[param(nullable = false)]
    pub actor_id: Option<PublicId>,
    /// Only what was about this member.
    #[param(nullable = false)]
    pub member_id: Option<PublicId>,
    /// Only this operation.
    #[validate(length(min = 1, max = 100))]
    #[param(
        nullable = false,
        min_length = 1,
        max_length = 100,
        example = "get_member"
    )]
    pub action: Option<String>,
    /// Only writes, only views or only exports.
    #[param(nullable = false)]
    pub kind: Option<Kind>,
    /// Only from this moment on.
    #[param(nullable = false)]
    pub from: Option<Instant>,
    /// Only before this moment.
    #[param(nullable = false)]
    pub to: Option<Instant>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    pub cursor: Option<String>,
}

/// Rows of the audit log
///
/// Newest first: what was written, seen and exported in the auditor's units; the auditor of a whole tree also gets
/// rows that concern no unit. Names are shown only of people inside the auditor's subtree. Reading the log is itself
/// recorded in it.
#[utoipa::path(
    tag = "audit",
    params(AuditLogQuery),
    responses((status = 200, description = "A page of rows.", body = AuditPageView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/audit-log")]
pub async fn list_audit_log(
    grant: Grant<ReadAudit>,
    app: Data<App>,
    request: HttpRequest,
    query: Query<AuditLogQuery>,
) -> Result<Answer, Error> {
    let Query(query) = query;
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let filter = LogFilter {
        unit_id: query.unit_id,
        actor_id: query.actor_id,
        member_id: query.member_id,
        action: query.action,
        kind: query.kind,
        from: query.from,
        to: query.to,
    };
    let cursor = Cursor::new(&grant, "list_audit_log", &filter);
    let after: Option<i64> = cursor.decode(page.cursor.as_deref())?;
    let limit = page.limit();
    let (reader, asked) = (grant.clone(), filter.clone());
    let mut found = app
        .db
        .report(move |conn| read(conn, &reader, &asked, after, limit + 1))
        .await?;
    let next_cursor = cursor.cut(&mut found.rows, limit, |row| row.id);
    app.views
        .note_reading(&app, &grant, reading(&grant, &filter)?)
        .await?;
    let next = next_cursor.clone();
    let body = AuditPageView {
        items: found.items(),
        next_cursor,
    };
    Ok(Answer::ok(&body)?.next_page(&request, next.as_deref()))
}

/// Rows with whom they name.
#[derive(Default)]
struct Found {
    rows: Vec<LogRow>,
    subjects: HashMap<i64, Vec<i64>>,
    people: HashMap<i64, Person>,
}

impl Found {
    fn items(self) -> Vec<AuditEntryView> {
        let item = |row: LogRow| {
            let subjects = self.subjects.get(&row.id).map_or(&[][..], Vec::as_slice);
            AuditEntryView::of(row, subjects, &self.people)
        };
        self.rows.into_iter().map(item).collect()
    }
}

fn read(
    conn: &mut Conn,
    grant: &Grant<ReadAudit>,
    filter: &LogFilter,
    after: Option<i64>,
    limit: i64,
) -> Result<Found, Error> {
    let Some(narrowed) = queries::narrow(conn, grant, filter)? else {
        return Ok(Found::default());
    };
    let rows = queries::list(conn, grant, &narrowed, after, limit)?;
    let subjects = queries::subjects(conn, grant, &rows, SUBJECTS_SHOWN)?;
    let mut named: Vec<i64> = subjects.values().flatten().copied().collect();
    named.extend(rows.iter().filter_map(|row| row.actor_id));
    named.sort_unstable();
    named.dedup();
    let people = queries::people(conn, grant, &named)?;
    Ok(Found {
        rows,
        subjects,
        people,
    })
}

/// What the log keeps of its own reading: the auditor's unit and what he looked for.
fn reading(grant: &Grant<ReadAudit>, filter: &LogFilter) -> Result<Entry, Error> {
    let detail =
        serde_json::to_value(filter).map_err(|error| Error::internal(error.to_string()))?;
    let unit_id = grant.roots().first().copied();
    Ok(Entry {
        detail,
        ..Entry::view("list_audit_log", unit_id, Vec::new())
    })
}
