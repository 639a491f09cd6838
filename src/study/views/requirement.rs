//! Requirements as they are sent and shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::study::model::RequirementKind;
use crate::study::queries::requirements::{self, Named};

/// Something to do: `read_edition` names an `edition_id` that readers see now, `pass_quiz` a `quiz_id` that is published,
/// `reflection` and `attend` a `title` (the question, the meeting).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementBody {
    pub kind: RequirementKind,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub edition_id: Option<PublicId>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub quiz_id: Option<PublicId>,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 300))]
    #[schema(nullable = false, min_length = 1, max_length = 300)]
    pub title: Option<String>,
}

/// A requirement: what it asks for and about what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequirementView {
    pub requirement_id: PublicId,
    /// Where it stands; one for a later edition has the place of the one it replaces.
    #[schema(minimum = 1, maximum = 100)]
    pub place: i32,
    pub kind: RequirementKind,
    /// What is to be read, taken, answered or attended.
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document: Option<NamedView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quiz_id: Option<PublicId>,
    pub added_at: Instant,
    /// A later edition asks for more: this one no longer counts.
    pub replaced: bool,
}

/// The edition that is to be read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NamedView {
    pub document_id: PublicId,
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1000)]
    pub edition_number: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
}

impl RequirementView {
    /// The requirements of these assignments (row keys), each with its row key, in the order in which they stand.
    ///
    /// # Errors
    /// The database.
    pub fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        assignments: &[i64],
    ) -> Result<Vec<(i64, i64, Self)>, Error> {
        let rows = requirements::named(conn, actor, assignments)?;
        let replaced: Vec<i64> = rows
            .iter()
            .filter_map(|(_, (requirement, ..))| requirement.replaces_id)
            .collect();
        let view = |(assignment, row): (i64, Named)| {
            let key = row.0.id;
            (assignment, key, Self::of(row, replaced.contains(&key)))
        };
        Ok(rows.into_iter().map(view).collect())
    }

    fn of((requirement, document, edition, quiz): Named, replaced: bool) -> Self {
        let title = requirement
            .title
            .or_else(|| document.as_ref().map(|(_, title, _)| title.clone()))
            .or_else(|| quiz.as_ref().map(|(_, title)| title.clone()));
        let document = document.zip(edition).map(
            |((document_id, _, symbol), (edition_id, edition_number))| NamedView {
                document_id,
                edition_id,
                edition_number,
                symbol,
            },
        );
        Self {
            requirement_id: requirement.public_id,
            place: requirement.place,
            kind: requirement.kind,
            title: title.unwrap_or_default(),
            document,
            quiz_id: quiz.map(|(id, _)| id),
            added_at: requirement.added_at,
            replaced,
        }
    }
}
