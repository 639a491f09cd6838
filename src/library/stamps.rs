//! The stamps of secrecy that an edition seems to bear, wherever they were found, and the files of which nobody could say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Edition;
use super::views::{StampView, UnreadFileView};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::manuscripts::{Look, Refused, Stamp};

/// Stamps that are kept of the sections and of the files, each for itself, so that neither can push the other out; more
/// say nothing new.
const KEPT: usize = 10;

/// What a look through a file found.
#[derive(Debug, Clone, Default)]
pub(super) struct Borne {
    pub stamps: Vec<Stamp>,
    pub unread: Option<Refused>,
}

impl Borne {
    /// Of a file without text: of a scan nobody can say what it bears but who looks at it.
    pub fn of_picture(is_scan: bool) -> Self {
        Self {
            stamps: Vec::new(),
            unread: is_scan.then_some(Refused::NoText),
        }
    }
}

impl From<Look> for Borne {
    fn from(look: Look) -> Self {
        Self {
            stamps: look.stamps,
            unread: look.unread,
        }
    }
}

/// What a look found; it takes the place of what the look before had found there.
pub(super) enum Found {
    InSections(Vec<Stamp>),
    /// On the first pages of these files (public ids in the edition).
    InFiles(Vec<(PublicId, Borne)>),
}

/// What somebody has to look at, as it is stored: one list, in which an unread file counts like a stamp.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Stamp(StampView),
    Unread(UnreadFileView),
}

impl Kept {
    const fn is_of_file(&self) -> bool {
        match self {
            Self::Stamp(stamp) => stamp.file_id.is_some(),
            Self::Unread(_) => true,
        }
    }
}

fn kept(edition: &Edition) -> Result<Vec<Kept>, Error> {
    serde_json::from_value(edition.stamps.0.clone())
        .map_err(|error| Error::internal(format!("stamps of an edition: {error}")))
}

/// The stamps of an edition, and its files that could not be read for them.
pub(super) fn stored(edition: &Edition) -> Result<(Vec<StampView>, Vec<UnreadFileView>), Error> {
    let (mut stamps, mut unread) = (Vec::new(), Vec::new());
    for one in kept(edition)? {
        match one {
            Kept::Stamp(stamp) => stamps.push(stamp),
            Kept::Unread(file) => unread.push(file),
        }
    }
    Ok((stamps, unread))
}

/// The same for a copy of the edition, whose files have ids of their own.
pub(super) fn carried(mut stored: Value, ids: &[(PublicId, PublicId)]) -> Value {
    for one in stored.as_array_mut().into_iter().flatten() {
        let held = one.get("file_id").and_then(Value::as_str);
        let copy = ids
            .iter()
            .find(|(from, _)| held.is_some_and(|held| held == from.to_string()))
            .map(|(_, to)| Value::String(to.to_string()));
        if let (Some(copy), Some(members)) = (copy, one.as_object_mut()) {
            members.insert("file_id".to_owned(), copy);
        }
    }
    stored
}

/// The stamps of an edition after a look, as they are stored.
pub(super) fn merged(edition: &Edition, found: &Found) -> Result<Value, Error> {
    let looked_at_files = matches!(found, Found::InFiles(_));
    let mut all: Vec<Kept> = kept(edition)?
        .into_iter()
        .filter(|one| one.is_of_file() != looked_at_files)
        .collect();
    match found {
        Found::InSections(found) => {
            let found = found.iter().take(KEPT).cloned();
            all.extend(found.map(|stamp| Kept::Stamp(StampView::of(stamp, None))));
        }
        Found::InFiles(found) => {
            let stamps = found.iter().flat_map(|(file, borne)| {
                let stamps = borne.stamps.iter().cloned();
                stamps.map(|stamp| Kept::Stamp(StampView::of(stamp, Some(*file))))
            });
            all.extend(stamps.take(KEPT));
            all.extend(found.iter().filter_map(|(file, borne)| {
                let refused = borne.unread?;
                Some(Kept::Unread(UnreadFileView::of(*file, refused)))
            }));
        }
    }
    serde_json::to_value(all).map_err(|error| Error::internal(format!("stamps: {error}")))
}
