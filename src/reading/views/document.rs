//! A document and its parts: the same for everybody who may read it.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::Metadata;
use crate::reading::model::{
    AttachedFile, Change, Circulation, FileRole, Force, Genre, PastEdition, Section, TermView,
    Terms, Tier, Urgency, Whole,
};

/// A section of an edition; the tree follows from order and level.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryPartView {
    /// Stable within the document.
    #[schema(max_length = 200)]
    pub anchor: String,
    /// 1 at the top.
    #[schema(minimum = 1, maximum = 20)]
    pub level: i32,
    /// `chapter`, `article`, `clause` …
    #[schema(max_length = 20, pattern = "^[a-z_]+$")]
    pub kind: String,
    /// Without the word, which `kind` says: `I` of Chương I, `5` of Điều 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub title: Option<String>,
    /// Safe HTML: no script, nothing loaded from elsewhere.
    #[schema(max_length = 1_048_576)]
    pub html: String,
    /// The same as plain text, to be read aloud or searched.
    #[schema(max_length = 200_000)]
    pub text: String,
}

impl From<Section> for LibraryPartView {
    fn from(section: Section) -> Self {
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

/// A file of an edition.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryFileView {
    pub file_id: PublicId,
    pub role: FileRole,
    /// Under which to save it.
    #[schema(max_length = 200)]
    pub file_name: String,
    /// Bytes.
    #[schema(minimum = 0, maximum = 1_099_511_627_776_i64)]
    pub size: i64,
    #[schema(max_length = 100)]
    pub media_type: String,
    /// Of its bytes, hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
}

impl From<AttachedFile> for LibraryFileView {
    fn from(file: AttachedFile) -> Self {
        Self {
            file_id: file.public_id,
            role: file.role,
            file_name: file.file_name,
            size: file.size,
            media_type: file.media_type,
            sha256: hexadecimal(&file.sha256),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into memory does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An edition that was published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryEditionView {
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub number: i32,
    pub change: Change,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_at: Option<Instant>,
}

impl From<PastEdition> for LibraryEditionView {
    fn from(edition: PastEdition) -> Self {
        Self {
            edition_id: edition.public_id,
            number: edition.number,
            change: edition.change,
            published_at: edition.published_at,
        }
    }
}

/// A document whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
    "edition_number": 1, "change": "major", "published_at": "2026-03-14T01:00:00.000Z", "genre": "official", "kind": {"code": "nghi_quyet", "name": "Nghị quyết"},
    "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "abstract_text": "Về chuyển đổi số trong công tác đảng",
    "symbol": "57-NQ/TU", "issuer": "Thành ủy Hải Vân", "issued_on": "2026-03-12", "issued_at": "Hải Vân",
    "signer": "Nguyễn Văn A", "signer_title": "Bí thư", "effective_on": "2026-04-01",
    "topic": {"code": "chuyen_doi_so", "name": "Chuyển đổi số"}, "tier": "required", "urgency": "normal",
    "circulation": "internal", "force": "in_force", "shown_at": "2026-03-14T01:00:00.000Z",
    "sections": [{"anchor": "dieu-1", "level": 1, "kind": "article", "number": "1", "title": "Mục tiêu",
        "html": "<p>Đến năm 2030 …</p>", "text": "Đến năm 2030 …"}],
    "files": [{"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "role": "original", "file_name": "57-NQ-TU.pdf",
        "size": 182_044, "media_type": "application/pdf",
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],
    "editions": [{"edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "number": 1, "change": "major",
        "published_at": "2026-03-14T01:00:00.000Z"}]
}))]
pub struct LibraryDocumentView {
    pub document_id: PublicId,
    /// The edition that is shown.
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub edition_number: i32,
    /// What it changes in the edition before.
    pub change: Change,
    /// When this edition was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_at: Option<Instant>,
    pub genre: Genre,
    pub kind: TermView,
    #[schema(max_length = 300)]
    pub title: String,
    /// Trích yếu.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2_000)]
    pub abstract_text: Option<String>,
    /// Number and symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// The place of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub issued_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub signer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub signer_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub effective_on: Option<NaiveDate>,
    /// The first day on which it no longer holds, whatever ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ends_on: Option<NaiveDate>,
    /// Of a press digest: the day it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub digest_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub topic: Option<TermView>,
    pub tier: Tier,
    pub urgency: Urgency,
    pub circulation: Circulation,
    /// Whether it holds today.
    pub force: Force,
    pub shown_at: Instant,
    #[schema(max_items = 2_000)]
    pub sections: Vec<LibraryPartView>,
    #[schema(max_items = 100)]
    pub files: Vec<LibraryFileView>,
    /// Those that were published, the newest first.
    #[schema(max_items = 100)]
    pub editions: Vec<LibraryEditionView>,
}

impl LibraryDocumentView {
    pub(in crate::reading) fn of(
        whole: Whole,
        terms: &Terms,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let (paper, edition) = (whole.paper, whole.edition);
        let said = Metadata::read(&whole.metadata.0)?;
        let force = paper.span().on(today);
        Ok(Self {
            document_id: paper.public_id,
            edition_id: edition.public_id,
            edition_number: edition.number,
            change: edition.change,
            published_at: edition.published_at,
            genre: paper.genre,
            kind: terms.kind(paper.kind_id)?,
            title: paper.title,
            abstract_text: paper.abstract_text,
            symbol: paper.symbol,
            issuer: paper.issuer,
            issued_on: paper.issued_on,
            issued_at: said.issued_at,
            signer: said.signer,
            signer_title: said.signer_title,
            effective_on: paper.effective_on,
            ends_on: paper.ends_on,
            digest_on: said.digest_on,
            topic: terms.topic(paper.topic_id),
            tier: paper.tier,
            urgency: paper.urgency,
            circulation: paper.circulation,
            force,
            shown_at: paper.shown_at,
            sections: whole.sections.into_iter().map(Into::into).collect(),
            files: whole.files.into_iter().map(Into::into).collect(),
            editions: whole.editions.into_iter().map(Into::into).collect(),
        })
    }
}
