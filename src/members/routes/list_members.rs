use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Grant;
use crate::auth::permissions::ReadMembers;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::Memory;
use crate::members::model::Listed;
use crate::members::queries::list::{self, Match, People, Place};
use crate::members::rules::{self, Search};
use crate::members::views::{MemberItemView, MemberListView};
use crate::units;

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListMembers {
    /// Only at and below this unit; without it, wherever the caller reads members.
    #[param(nullable = false)]
    unit_id: Option<PublicId>,
    /// `true`: only in that very unit, not below it; without `unit_id` it says nothing.
    #[param(nullable = false)]
    direct: Option<bool>,
    /// Beginnings of words of the name in any order, with or without marks; names with the same marks come first. Or a
    /// whole card number, for those who may see it.
    #[validate(length(min = 1, max = 100))]
    #[param(nullable = false, min_length = 1, max_length = 100)]
    q: Option<String>,
    /// Only of this standing; without it, those who belong to the organisation.
    #[param(nullable = false)]
    standing: Option<Standing>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// The page begins after: how well it matched (0: with the same marks), and who.
type Position = (u8, PublicId);

/// Members, in the Vietnamese order of names
///
/// Sorted by given name, then middle names, then family name. Only members whom the caller may see; every list is noted,
/// and the members can see who looked.
#[utoipa::path(
    tag = "members",
    params(ListMembers),
    responses(
        (status = 200, description = "A page of members.", body = MemberListView, headers(("Link" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[get("/members")]
pub async fn list_members(
    grant: Grant<ReadMembers>,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListMembers>,
) -> Result<Answer, Error> {
    let query = query.0;
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
    };
    let filter = (query.unit_id, query.direct, &query.q, query.standing);
    let cursor = Cursor::new(&grant, "list_members", &filter);
    let after: Option<Position> = cursor.decode(page.cursor.as_deref())?;
    let (reader, memory, limit) = (grant.clone(), app.members.clone(), page.limit());
    let (unit_id, found) = app
        .db
        .report(move |conn| {
            let (unit_id, people) = whom(conn, &reader, &memory, &query, limit + 1)?;
            Ok((unit_id, search(conn, &reader, &people, after, limit)?))
        })
        .await?;
    let last = found.shown.last().filter(|_| found.goes_on);
    let next_cursor = last.map(|(rank, row)| cursor.encode(&(rank, row.public_id)));
    let subjects = found.shown.iter().map(|(_, row)| row.id).collect();
    let entry = Entry::view("list_members", unit_id, subjects);
    app.views.note(&app, &grant, entry).await?;
    let items = found
        .shown
        .into_iter()
        .map(|(_, row)| MemberItemView::of(row))
        .collect::<Result<_, _>>()?;
    let view = MemberListView { items, next_cursor };
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}

/// What is shown, each with its rank, and whether more would be.
struct Found {
    shown: Vec<(u8, Listed)>,
    goes_on: bool,
}

/// Whom the query means, and the unit under which the look is recorded.
fn whom(
    conn: &mut Conn,
    grant: &Grant<ReadMembers>,
    memory: &Memory,
    query: &ListMembers,
    page: i64,
) -> Result<(Option<i64>, People), Error> {
    let unit = query
        .unit_id
        .map(|id| units::locate_for(conn, grant, id))
        .transpose()?;
    let roots = unit
        .as_ref()
        .map_or_else(|| grant.roots().to_vec(), |unit| vec![unit.id]);
    let recorded_under = if roots.len() == 1 {
        roots.first().copied()
    } else {
        None
    };
    let search = query.q.as_deref().map(Search::read);
    let place = match unit {
        Some(unit) if query.direct == Some(true) => Place::Unit(unit.id),
        _ => {
            let in_scope = head_count(conn, grant, memory, &roots)?;
            let total = everyone(conn, grant, memory)?;
            let walks_by_name = rules::walks_by_name(in_scope, total, page, search.is_some());
            Place::Subtrees {
                roots,
                walks_by_name,
            }
        }
    };
    let standings = match query.standing {
        Some(standing) => vec![standing.code()],
        None => Standing::ALL
            .into_iter()
            .filter(|standing| standing.is_active())
            .map(Standing::code)
            .collect(),
    };
    Ok((
        recorded_under,
        People {
            place,
            standings,
            search,
        },
    ))
}

/// About how many people there are.
fn everyone(conn: &mut Conn, grant: &Grant<ReadMembers>, memory: &Memory) -> Result<i64, Error> {
    if let Some(count) = memory.everyone(grant.now()) {
        return Ok(count);
    }
    let count = list::about_everyone(conn)?;
    memory.keep_everyone(count, grant.now());
    Ok(count)
}

/// How many people the subtrees hold, about.
fn head_count(
    conn: &mut Conn,
    grant: &Grant<ReadMembers>,
    memory: &Memory,
    roots: &[i64],
) -> Result<i64, Error> {
    let mut sum = 0_i64;
    for root in roots {
        let count = if let Some(count) = memory.head_count(*root, grant.now()) {
            count
        } else {
            let count = list::head_count(conn, grant, *root)?;
            memory.keep_head_count(*root, count, grant.now());
            count
        };
        sum = sum.saturating_add(count);
    }
    Ok(sum)
}

/// Matches with the same marks first, then the others.
fn search(
    conn: &mut Conn,
    grant: &Grant<ReadMembers>,
    people: &People,
    after: Option<Position>,
    limit: i64,
) -> Result<Found, Error> {
    let ranks: &[(u8, Match)] = match &people.search {
        Some(Search::Words(words)) if !words.marked.is_empty() => {
            &[(0, Match::Exact), (1, Match::Other)]
        }
        _ => &[(0, Match::Any)],
    };
    let begun = after.map_or(0, |(rank, _)| rank);
    let position = match after {
        Some((_, id)) => Some(list::position(conn, grant, id)?.ok_or(Error::NotFound)?),
        None => None,
    };
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut keys: Vec<(u8, i64)> = Vec::new();
    for (rank, which) in ranks.iter().filter(|(rank, _)| *rank >= begun) {
        if keys.len() > limit {
            break;
        }
        // One more than is shown tells whether there is another page.
        let missing = i64::try_from(limit + 1 - keys.len()).unwrap_or(1);
        let from = position.as_ref().filter(|_| *rank == begun);
        let page = list::page(conn, grant, people, *which, from, missing)?;
        keys.extend(page.into_iter().map(|id| (*rank, id)));
    }
    let goes_on = keys.len() > limit;
    keys.truncate(limit);
    let ids: Vec<i64> = keys.iter().map(|(_, id)| *id).collect();
    let mut rows = list::rows(conn, grant, &ids)?;
    let shown = keys
        .into_iter()
        .filter_map(|(rank, id)| Some((rank, rows.remove(&id)?)))
        .collect();
    Ok(Found { shown, goes_on })
}
