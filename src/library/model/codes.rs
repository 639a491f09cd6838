//! Words of the library, as the database and the API spell them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::codes::codes;

codes! {
    /// What the library holds; they differ in what is said about them.
    Genre {
        /// A paper of an issuing body, with number and symbol.
        Official = "official",
        /// Study material.
        Material = "material",
    }

    /// Where a document is.
    DocumentState {
        /// Never published.
        Draft = "draft",
        Published = "published",
        /// Taken back, with a reason.
        Withdrawn = "withdrawn",
    }

    /// Where an edition is.
    EditionState {
        Draft = "draft",
        /// Waits for a publisher.
        InReview = "in_review",
        Approved = "approved",
        /// Approved, and to be published at a time.
        Scheduled = "scheduled",
        /// What readers see.
        Published = "published",
        /// A later edition took its place.
        Superseded = "superseded",
        Withdrawn = "withdrawn",
        /// Given up before it was published.
        Discarded = "discarded",
    }

    /// What an edition changes: after a minor one completions stand, a major one asks to be read again.
    Change {
        Minor = "minor",
        Major = "major",
    }

    /// How much a document is asked of its readers.
    Tier {
        Required = "required",
        Recommended = "recommended",
        /// Kept to be looked up.
        Archive = "archive",
    }

    /// Độ khẩn.
    Urgency {
        Normal = "normal",
        /// Khẩn.
        Urgent = "urgent",
        /// Thượng khẩn, hỏa tốc.
        VeryUrgent = "very_urgent",
    }

    /// Who may have it at all.
    Circulation {
        /// Only its audience.
        Internal = "internal",
        /// Also everybody else.
        Public = "public",
    }

    /// What a paper does to an earlier one.
    LinkKind {
        /// Sửa đổi, bổ sung.
        Amends = "amends",
        /// Thay thế.
        Replaces = "replaces",
        /// Bãi bỏ.
        Repeals = "repeals",
        /// Căn cứ, dẫn chiếu.
        Refers = "refers",
    }

    /// Whether a paper holds on a day.
    Force {
        /// Not yet.
        NotYet = "not_yet",
        InForce = "in_force",
        /// In force, and changed in part by a later paper.
        Amended = "amended",
        /// Its own last day has passed.
        Expired = "expired",
        /// A later paper took its place.
        Replaced = "replaced",
        /// A later paper put an end to it.
        Repealed = "repealed",
    }

    /// What a file is to its edition.
    FileRole {
        /// What the authors wrote: text, an office file or a PDF.
        Original = "original",
        /// As signed and issued: a PDF, or a picture of it.
        Signed = "signed",
        Audio = "audio",
        Video = "video",
        Image = "image",
        /// An appendix, a form, a slide deck: any file.
        Attachment = "attachment",
    }

    /// A step that somebody took with an edition or its document.
    Step {
        Created = "created",
        Submitted = "submitted",
        /// Sent back to its authors.
        Returned = "returned",
        /// A second person says that a stamp of secrecy is quoted, not borne, and that files that could not be read bear none.
        StampsConfirmed = "stamps_confirmed",
        Approved = "approved",
        Scheduled = "scheduled",
        Published = "published",
        /// Its time had come, and it could not go out: it is only approved again.
        PublicationFailed = "publication_failed",
        Withdrawn = "withdrawn",
        Discarded = "discarded",
        /// Tier, topic, audience or circulation was changed.
        Rescoped = "rescoped",
        AuthorAdded = "author_added",
        AuthorRemoved = "author_removed",
    }

    /// What readers learn of a document.
    ReaderChange {
        Published = "published",
        Withdrawn = "withdrawn",
        /// Who may read it, or how it is filed.
        Rescoped = "rescoped",
        /// A later paper touches its force, or no longer does.
        Force = "force",
        /// Papers are found by other words: for processes, which forget what they remember of words; readers are not told.
        Refiled = "refiled",
    }
}
