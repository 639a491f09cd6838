//! What is wrong with sections that come back.

/// A fault of one section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SectionFault {
    /// From 0, in the order given.
    pub place: usize,
    pub code: SectionFaultCode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionFaultCode {
    NoSections,
    TooManySections,
    LevelOutOfRange,
    FirstLevel,
    LevelSkipped,
    Empty,
    TitleTooLong,
    NumberTooLong,
    SectionTooLong,
    HtmlTooLong,
    HtmlTooNested,
    TotalTooLong,
}

impl SectionFaultCode {
    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSections => "no_sections",
            Self::TooManySections => "too_many_sections",
            Self::LevelOutOfRange => "level_out_of_range",
            Self::FirstLevel => "first_level",
            Self::LevelSkipped => "level_skipped",
            Self::Empty => "empty_section",
            Self::TitleTooLong => "title_too_long",
            Self::NumberTooLong => "number_too_long",
            Self::SectionTooLong => "section_too_long",
            Self::HtmlTooLong => "html_too_long",
            Self::HtmlTooNested => "html_too_nested",
            Self::TotalTooLong => "total_too_long",
        }
    }

    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::NoSections => "Phải có ít nhất một mục.",
            Self::TooManySections => "Không được quá 2.000 mục.",
            Self::LevelOutOfRange => "Cấp của mục phải từ 1 đến 6.",
            Self::FirstLevel => "Mục đầu tiên phải ở cấp 1.",
            Self::LevelSkipped => "Mục chỉ được sâu hơn mục trước một cấp.",
            Self::Empty => "Mục phải có tiêu đề hoặc nội dung.",
            Self::TitleTooLong => "Tiêu đề không được quá 500 ký tự.",
            Self::NumberTooLong => "Số của mục không được quá 30 ký tự.",
            Self::SectionTooLong => "Nội dung một mục không được quá 200.000 ký tự; hãy tách mục.",
            Self::HtmlTooLong => "Nội dung có định dạng của một mục quá lớn.",
            Self::HtmlTooNested => "Nội dung có quá nhiều thẻ lồng nhau.",
            Self::TotalTooLong => "Toàn bộ nội dung không được quá 2 MB.",
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::NoSections => "There must be at least one section.",
            Self::TooManySections => "There may be at most 2,000 sections.",
            Self::LevelOutOfRange => "The level of a section is from 1 to 6.",
            Self::FirstLevel => "The first section must have level 1.",
            Self::LevelSkipped => "A section may be deeper by one level only.",
            Self::Empty => "A section needs a title or content.",
            Self::TitleTooLong => "A title has at most 500 characters.",
            Self::NumberTooLong => "A section's number has at most 30 characters.",
            Self::SectionTooLong => "A section has at most 200,000 characters; split it.",
            Self::HtmlTooLong => "The formatted content of a section is too large.",
            Self::HtmlTooNested => "The content has too many tags inside each other.",
            Self::TotalTooLong => "All content together has at most 2 MB.",
        }
    }
}

#[derive(Default)]
pub(super) struct Faults {
    pub found: Vec<SectionFault>,
}

impl Faults {
    pub fn add(&mut self, place: usize, code: SectionFaultCode) {
        self.found.push(SectionFault { place, code });
    }
}
