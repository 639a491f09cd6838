//! Bodies of answers and requests.

mod changes;
mod document;
mod item;
mod links;
mod own;
mod parts;

pub use changes::{LibraryChangeView, LibraryChangesView};
pub use document::LibraryDocumentView;
pub(super) use item::OwnView;
pub use item::{LibraryItemView, LibraryPageView};
pub use links::{LibraryLinkPageView, LibraryLinkView};
pub use own::{PutBookmark, PutReadingPosition, ReadingPositionView};
pub use parts::{LibraryContentsView, LibraryForceView, LibrarySectionView};
