//! Keyset paging: a sealed cursor that fits only the caller and the filter it was made for, and tells him nothing: sort
//! keys and row keys count what he may not know of.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::principal::Actor;
use crate::auth::secret::Purpose;
use crate::error::{Error, Text};

/// Positions are filled up to a multiple of this many bytes: how long a cursor is tells no more than that.
const STEP: usize = 16;

/// The paging part of a list's query; flatten it by hand (a `limit` and a `cursor` member).
#[derive(Debug, Clone, Default, Deserialize, Serialize, Validate, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(max_length = 1000, nullable = false)]
    pub cursor: Option<String>,
}

/// Makes and reads cursors for one list: one caller, one operation, one filter.
pub struct Cursor<'a, A> {
    actor: &'a A,
    /// What a cursor is bound to.
    context: Vec<u8>,
}

impl<'a, A: Actor> Cursor<'a, A> {
    /// `operation` and `filter` (whatever narrows the list) bind the cursor.
    pub fn new<F: Serialize>(actor: &'a A, operation: &str, filter: &F) -> Self {
        let mut context = actor.member_id().unwrap_or(0).to_be_bytes().to_vec();
        context.extend(serde_json::to_vec(&(operation, filter)).unwrap_or_default());
        Self { actor, context }
    }

    /// A cursor that stands after `position` (the sort key and id of the last item shown). The same position gives the same
    /// cursor: it is part of bodies of which tags are made.
    #[must_use]
    pub fn encode<P: Serialize>(&self, position: &P) -> String {
        let secret = self.actor.stamp().secret();
        let sealed = secret.seal_alike(Purpose::Cursor, &self.context, filled(position));
        // Nothing that fits into memory is too long to be sealed; if it were, its cursor would fit nothing.
        URL_SAFE_NO_PAD.encode(sealed.unwrap_or_default())
    }

    /// The same, but another each time: for a position that moves also past what the caller may not know of.
    ///
    /// # Errors
    /// The operating system has no random bytes.
    pub fn encode_anew<P: Serialize>(&self, position: &P) -> Result<String, Error> {
        let secret = self.actor.stamp().secret();
        let sealed = secret.seal_in_place(Purpose::Cursor, &self.context, filled(position))?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The position of a cursor that a caller sent.
    ///
    /// # Errors
    /// 422 at `?cursor` when it was altered or made for another list.
    pub fn decode<P: DeserializeOwned>(&self, cursor: Option<&str>) -> Result<Option<P>, Error> {
        let Some(cursor) = cursor else {
            return Ok(None);
        };
        let sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| unfit())?;
        let secret = self.actor.stamp().secret();
        let position = secret
            .open_in_place(Purpose::Cursor, &self.context, sealed)
            .map_err(|_| unfit())?;
        serde_json::from_slice(&position)
            .map(Some)
            .map_err(|_| unfit())
    }

    /// Cuts a list that was read with one row too many, and makes the cursor of the next page.
    pub fn cut<T, P: Serialize>(
        &self,
        rows: &mut Vec<T>,
        limit: i64,
        position: impl Fn(&T) -> P,
    ) -> Option<String> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return None;
        }
        rows.truncate(limit);
        rows.last().map(|row| self.encode(&position(row)))
    }
}

impl PageQuery {
    /// Items a page, 50 unless said.
    #[must_use]
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50).clamp(1, 200)
    }
}

/// A position as JSON, which may end in blanks.
fn filled<P: Serialize>(position: &P) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(position).unwrap_or_default();
    bytes.resize(bytes.len().next_multiple_of(STEP), b' ');
    bytes
}

fn unfit() -> Error {
    Error::field(
        "?cursor",
        "cursor_unfit",
        Text::new(
            "Con trỏ trang không hợp lệ cho danh sách này; hãy tải lại từ đầu.",
            "The cursor does not fit this list; start again from the first page.",
        ),
    )
}

#[cfg(test)]
#[path = "cursor_tests.rs"]
mod tests;
