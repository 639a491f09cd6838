//! Editions as those who write and publish them see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::{LinkView, MetadataView, TermView};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::etag;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::model::{
    Change, Document, Edition, EditionFile, EditionState, FileRole, Kind, Metadata, Section, Step,
    Urgency,
};
use crate::library::queries::{catalogue, events, files, sections};
use crate::library::stamps;
use crate::manuscripts::{Refused, SecrecyLevel, Stamp};

/// An edition with all that is in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "number": 1,
    "change": "major", "state": "draft",
    "metadata": {"genre": "official", "kind": {"code": "nghi_quyet", "name": "Nghị quyết"},
        "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "symbol": "57-NQ/TU", "issuer": "Thành ủy Vĩnh An",
        "issued_on": "2026-03-12", "urgency": "normal", "links": []},
    "stamps": [], "unread_files": [], "sections": [{"anchor": "dieu-1", "level": 1, "kind": "article", "number": "1", "title": "Phạm vi",
        "html": "<p>Nghị quyết này áp dụng cho các chi bộ.</p>", "text": "Nghị quyết này áp dụng cho các chi bộ."}],
    "files": [{"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d09", "role": "original", "file_name": "57-NQ-TU.docx", "size": 20480,
        "media_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}],
    "created_at": "2026-03-12T02:15:00.000Z", "updated_at": "2026-03-12T02:15:00.000Z"
}))]
pub(in crate::library) struct EditionView {
    pub edition_id: PublicId,
    pub document_id: PublicId,
    #[schema(minimum = 1, maximum = 1000)]
    pub number: i32,
    pub change: Change,
    pub state: EditionState,
    pub metadata: MetadataView,
    /// What the authors say of this edition: what changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub note: Option<String>,
    /// The stamps of secrecy found on its first page, as they stand there.
    #[schema(max_items = 20)]
    pub stamps: Vec<StampView>,
    /// Its files of text that could not be read for stamps: somebody has to look himself. They are confirmed as stamps are.
    #[schema(max_items = 50)]
    pub unread_files: Vec<UnreadFileView>,
    /// When a second person said that the stamps are quoted, not borne, and that the unread files bear none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stamps_confirmed_at: Option<Instant>,
    /// When it is to be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publish_at: Option<Instant>,
    /// It was scheduled, could not go out at its time, and waits for a publisher again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publication_failure: Option<PublicationFailureView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_at: Option<Instant>,
    /// When it was superseded, withdrawn or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_at: Option<Instant>,
    /// In order; the tree follows from the levels.
    #[schema(max_items = 2000)]
    pub sections: Vec<SectionView>,
    #[schema(max_items = 50)]
    pub files: Vec<EditionFileView>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// Why a scheduled edition did not go out.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::library) struct PublicationFailureView {
    pub at: Instant,
    /// As the problem of a publication by hand would name it: `duplicate_identity`, `link_target_unknown` …
    #[schema(max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub code: String,
}

impl PublicationFailureView {
    /// Nothing where another step was taken since.
    fn load(conn: &mut Conn, actor: &impl Actor, edition: &Edition) -> Result<Option<Self>, Error> {
        if edition.state != EditionState::Approved {
            return Ok(None);
        }
        let last = events::last_of_edition(conn, actor, edition.document_id, edition.id)?;
        let failed = last.filter(|event| event.step == Step::PublicationFailed);
        Ok(failed.and_then(|event| {
            Some(Self {
                at: event.at,
                code: event.reason?,
            })
        }))
    }
}

/// A stamp of secrecy as it stands in the text.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub(in crate::library) struct StampView {
    pub level: SecrecyLevel,
    #[schema(max_length = 200)]
    pub line: String,
    /// The file on whose first page it stands; absent: in the sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file_id: Option<PublicId>,
}

/// A file of text that could not be read for stamps of secrecy.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub(in crate::library) struct UnreadFileView {
    pub file_id: PublicId,
    /// Why: `no_text` (it, or its first page, is only pictures), `empty`, `encrypted`, `corrupt`, `too_large`,
    /// `too_large_unpacked`, `too_long`, `too_many_pages`, `too_many_sections`, `legacy_tcvn3`, `legacy_vni`,
    /// `old_word_format`.
    #[schema(max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub reason: String,
}

impl UnreadFileView {
    pub(in crate::library) fn of(file_id: PublicId, refused: Refused) -> Self {
        Self {
            file_id,
            reason: refused.code().to_owned(),
        }
    }
}

impl StampView {
    pub(in crate::library) fn of(stamp: Stamp, file_id: Option<PublicId>) -> Self {
        Self {
            level: stamp.level,
            line: stamp.line,
            file_id,
        }
    }
}

/// A part of an edition.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::library) struct SectionView {
    /// Stable within the document.
    #[schema(max_length = 200)]
    pub anchor: String,
    /// 1 at the top.
    #[schema(minimum = 1, maximum = 6)]
    pub level: i32,
    /// `chapter`, `article`, `clause` …
    #[schema(max_length = 20, pattern = "^[a-z_]+$")]
    pub kind: String,
    /// Without the word, which `kind` says: `I` of Chương I, `5` of Điều 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub title: Option<String>,
    /// Safe: only tags of text, lists and tables.
    #[schema(max_length = 1_000_000)]
    pub html: String,
    /// The same without tags, to be read aloud.
    #[schema(max_length = 200_000)]
    pub text: String,
}

/// A file of an edition.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::library) struct EditionFileView {
    pub file_id: PublicId,
    pub role: FileRole,
    #[schema(max_length = 200)]
    pub file_name: String,
    /// Bytes.
    #[schema(minimum = 1, maximum = 2_147_483_648_i64)]
    pub size: i64,
    /// As found from its bytes.
    #[schema(max_length = 100)]
    pub media_type: String,
}

impl EditionFileView {
    pub(in crate::library) fn of(file: EditionFile) -> Self {
        Self {
            file_id: file.public_id,
            role: file.role,
            file_name: file.file_name,
            size: file.size,
            media_type: file.media_type,
        }
    }
}

impl SectionView {
    pub(in crate::library) fn of(section: Section) -> Self {
        Self {
            anchor: section.anchor,
            level: section.level,
            kind: section.kind,
            number: section.number,
            title: section.title,
            html: section.html,
            text: section.text,
        }
    }
}

impl MetadataView {
    pub(in crate::library) fn of(metadata: Metadata, kind: Kind) -> Self {
        Self {
            genre: kind.genre,
            kind: TermView {
                code: kind.code,
                name: kind.name,
            },
            title: metadata.title,
            abstract_text: metadata.abstract_text,
            symbol: metadata.symbol,
            issuer: metadata.issuer,
            issued_on: metadata.issued_on,
            issued_at: metadata.issued_at,
            signer: metadata.signer,
            signer_title: metadata.signer_title,
            effective_on: metadata.effective_on,
            expires_on: metadata.expires_on,
            digest_on: metadata.digest_on,
            urgency: Urgency::from_code(&metadata.urgency).unwrap_or(Urgency::Normal),
            links: metadata
                .links
                .into_iter()
                .map(|link| LinkView {
                    kind: link.kind,
                    document_id: link.document_id,
                    holds_from: link.holds_from,
                })
                .collect(),
        }
    }
}

impl EditionView {
    /// The view and its tag.
    pub(in crate::library) fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        document: &Document,
        edition: &Edition,
    ) -> Result<(Self, String), Error> {
        let metadata = Metadata::read(&edition.metadata.0)?;
        let kind = catalogue::kind_by_key(conn, actor, metadata.kind_id)?;
        let sections = sections::of_edition(conn, actor, edition.id)?;
        let files = files::of_edition(conn, actor, edition.id)?;
        let (stamps, unread_files) = stamps::stored(edition)?;
        let view = Self {
            edition_id: edition.public_id,
            document_id: document.public_id,
            number: edition.number,
            change: edition.change,
            state: edition.state,
            metadata: MetadataView::of(metadata, kind),
            note: edition.note.clone(),
            stamps,
            unread_files,
            stamps_confirmed_at: edition.stamps_confirmed_at,
            publish_at: edition.publish_at,
            publication_failure: PublicationFailureView::load(conn, actor, edition)?,
            published_at: edition.published_at,
            ended_at: edition.ended_at,
            sections: sections.into_iter().map(SectionView::of).collect(),
            files: files.into_iter().map(EditionFileView::of).collect(),
            created_at: edition.created_at,
            updated_at: edition.updated_at,
        };
        let etag = etag::of_view(edition.revision, &view)?;
        Ok((view, etag))
    }
}
