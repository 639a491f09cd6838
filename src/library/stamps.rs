//! The stamps of secrecy that an edition seems to bear, wherever they were found.

use serde_json::Value;

use super::model::Edition;
use super::views::StampView;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::manuscripts::Stamp;

/// Stamps that are kept of the sections and of the files, each for itself, so that neither can push the other out; more
/// say nothing new.
const KEPT: usize = 10;

/// What a look found; it takes the place of what the look before had found there.
pub(super) enum Found {
    InSections(Vec<Stamp>),
    /// On the first pages of these files (public ids in the edition).
    InFiles(Vec<(PublicId, Stamp)>),
}

/// The stamps of an edition after a look, as they are stored.
pub(super) fn merged(edition: &Edition, found: &Found) -> Result<Value, Error> {
    let known: Vec<StampView> = serde_json::from_value(edition.stamps.0.clone())
        .map_err(|error| Error::internal(format!("stamps of an edition: {error}")))?;
    let looked_at_files = matches!(found, Found::InFiles(_));
    let mut stamps: Vec<StampView> = known
        .into_iter()
        .filter(|stamp| stamp.file_id.is_some() != looked_at_files)
        .take(KEPT)
        .collect();
    match found {
        Found::InSections(found) => {
            stamps.extend(
                found
                    .iter()
                    .cloned()
                    .map(|stamp| StampView::of(stamp, None)),
            );
        }
        Found::InFiles(found) => {
            let found = found.iter().take(KEPT).cloned();
            stamps.extend(found.map(|(file, stamp)| StampView::of(stamp, Some(file))));
        }
    }
    serde_json::to_value(stamps).map_err(|error| Error::internal(format!("stamps: {error}")))
}
