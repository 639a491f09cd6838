//! How much an upload may hold. Everything that is kept in memory while reading is bounded by one of these.

/// Bytes of a `.docx` file as uploaded.
pub const DOCX_BYTES: usize = 50 * 1024 * 1024;
/// Entries of its archive.
pub const DOCX_ENTRIES: usize = 10_000;
/// Bytes of its text parts (`document.xml`, styles, numbering, headers) together, unpacked. Pictures are never unpacked.
pub const DOCX_UNPACKED: u64 = 64 * 1024 * 1024;
/// Elements open inside each other.
pub const DOCX_NESTING: usize = 256;
/// Header parts that are looked at for a secrecy stamp.
pub const DOCX_HEADERS: usize = 8;

/// Bytes of a PDF file as uploaded.
pub const PDF_BYTES: usize = 20 * 1024 * 1024;
pub const PDF_PAGES: usize = 1_500;
/// Words and brackets in the file as it stands and in its object streams: each may become an object of two hundred
/// bytes.
pub const PDF_OBJECTS: usize = 1_500_000;
/// Bytes that all streams together may inflate to while they are only counted.
pub const PDF_INFLATED: u64 = 1024 * 1024 * 1024;
/// Streams of one file.
pub const PDF_STREAMS: usize = 50_000;
/// Work of finding lengths that are kept in object streams: their number times that of all objects.
pub const PDF_LENGTHS: usize = 300_000_000;
/// Bytes of one object stream, cross-reference stream or character map, inflated.
pub const PDF_STREAM: usize = 2 * 1024 * 1024;
/// Bytes of one page's or form's instructions, inflated.
pub const PDF_PAGE: usize = 3 * 1024 * 1024;
/// Bytes of all pages' instructions together.
pub const PDF_CONTENT: usize = 128 * 1024 * 1024;
/// Characters that one font may map.
pub const PDF_FONT: usize = 70_000;

/// Bytes of a Markdown file.
pub const MARKDOWN_BYTES: usize = 2 * 1024 * 1024;

/// Paragraphs, those in tables included.
pub const PARAGRAPHS: usize = 60_000;
/// Characters of all paragraphs together.
pub const CHARACTERS: usize = 2_000_000;

/// Sections of one edition.
pub const SECTIONS: usize = 2_000;
/// Characters of one section's plain text.
pub const SECTION_TEXT: usize = 200_000;
/// Bytes of one section's HTML.
pub const SECTION_HTML: usize = 1024 * 1024;
/// Bytes of all sections' HTML and text together.
pub const TOTAL_BYTES: usize = 2 * 1024 * 1024;
/// Characters of a section's title.
pub const TITLE: usize = 500;
/// Characters of a section's number.
pub const NUMBER: usize = 30;
/// The deepest level of a section.
pub const LEVEL: u8 = 6;
/// Tags open inside each other in a section's HTML.
pub const HTML_NESTING: usize = 100;

/// Characters of what counts as the first page where a file does not say.
pub const FIRST_PAGE: usize = 3_500;
