//! Which column of the sheet is which.

use crate::kernel::text::search_key;

/// A column; others are not read, and named in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::library) enum Column {
    File,
    Signed,
    Sections,
    Kind,
    Number,
    Symbol,
    Issuer,
    IssuedOn,
    IssuedAt,
    Signer,
    SignerTitle,
    Title,
    Abstract,
    EffectiveOn,
    ExpiresOn,
    Urgency,
    Circulation,
    Tier,
    Topic,
    Audience,
    Links,
    Attachments,
    DigestOn,
    OwnerUnit,
    Secrecy,
}

impl Column {
    /// In the order in which an export writes them.
    pub(in crate::library) const ALL: [Self; 25] = [
        Self::File,
        Self::Signed,
        Self::Sections,
        Self::Kind,
        Self::Number,
        Self::Symbol,
        Self::Issuer,
        Self::IssuedOn,
        Self::IssuedAt,
        Self::Signer,
        Self::SignerTitle,
        Self::Title,
        Self::Abstract,
        Self::EffectiveOn,
        Self::ExpiresOn,
        Self::Urgency,
        Self::Circulation,
        Self::Tier,
        Self::Topic,
        Self::Audience,
        Self::Links,
        Self::Attachments,
        Self::DigestOn,
        Self::OwnerUnit,
        Self::Secrecy,
    ];

    /// What a sheet must have.
    pub(in crate::library) const REQUIRED: [Self; 5] = [
        Self::File,
        Self::Kind,
        Self::Title,
        Self::Tier,
        Self::Audience,
    ];

    /// The header of exports, and the name that messages use.
    pub(in crate::library) const fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Signed => "signed",
            Self::Sections => "sections",
            Self::Kind => "kind",
            Self::Number => "number",
            Self::Symbol => "symbol",
            Self::Issuer => "issuer",
            Self::IssuedOn => "issued_on",
            Self::IssuedAt => "issued_at",
            Self::Signer => "signer",
            Self::SignerTitle => "signer_title",
            Self::Title => "title",
            Self::Abstract => "abstract",
            Self::EffectiveOn => "effective_on",
            Self::ExpiresOn => "expires_on",
            Self::Urgency => "urgency",
            Self::Circulation => "circulation",
            Self::Tier => "tier",
            Self::Topic => "topic",
            Self::Audience => "audience",
            Self::Links => "links",
            Self::Attachments => "attachments",
            Self::DigestOn => "digest_on",
            Self::OwnerUnit => "owner_unit",
            Self::Secrecy => "secrecy",
        }
    }

    /// The keys of the Vietnamese headers that mean it.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::File => &["tep", "ten tep", "tep goc"],
            Self::Signed => &["ban ky", "tep ban ky"],
            Self::Sections => &["noi dung", "tep noi dung"],
            Self::Kind => &["loai", "loai van ban", "loai tai lieu"],
            Self::Number => &["so"],
            Self::Symbol => &["so ky hieu", "ky hieu"],
            Self::Issuer => &["co quan ban hanh"],
            Self::IssuedOn => &["ngay ban hanh"],
            Self::IssuedAt => &["noi ban hanh"],
            Self::Signer => &["nguoi ky"],
            Self::SignerTitle => &["chuc vu", "chuc vu nguoi ky"],
            Self::Title => &["tieu de", "ten van ban", "ten tai lieu"],
            Self::Abstract => &["trich yeu"],
            Self::EffectiveOn => &["ngay co hieu luc", "ngay hieu luc"],
            Self::ExpiresOn => &["ngay het hieu luc"],
            Self::Urgency => &["do khan"],
            Self::Circulation => &["pho bien", "pham vi pho bien"],
            Self::Tier => &["muc do", "muc"],
            Self::Topic => &["chuyen de"],
            Self::Audience => &["doi tuong"],
            Self::Links => &["lien ket"],
            Self::Attachments => &["dinh kem", "tep dinh kem", "phu luc"],
            Self::DigestOn => &["ngay diem bao"],
            Self::OwnerUnit => &["don vi", "ma don vi"],
            Self::Secrecy => &["do mat"],
        }
    }

    /// The column that a header means; stars of required columns and what stands in parentheses do not count.
    pub(in crate::library) fn of_header(written: &str) -> Option<Self> {
        let bare = written.split('(').next().unwrap_or_default();
        let key = search_key(&bare.replace('*', " "));
        Self::ALL.into_iter().find(|column| {
            search_key(column.code()) == key || column.names().contains(&key.as_str())
        })
    }

    /// The column of what a problem points at (`/metadata/title`, `/audience/rules/0`).
    pub(in crate::library) fn of_pointer(pointer: &str) -> Option<Self> {
        pointer.split('/').find_map(|part| match part {
            "abstract_text" => Some(Self::Abstract),
            part => Self::ALL.into_iter().find(|column| column.code() == part),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn headers_are_known_by_code_and_in_vietnamese() {
        for column in Column::ALL {
            assert_eq!(Column::of_header(column.code()), Some(column));
        }
        for (header, column) in [
            ("Số, ký hiệu *", Column::Symbol),
            ("SỐ", Column::Number),
            ("Ngày ban hành (dd/mm/yyyy)", Column::IssuedOn),
            ("Đối tượng", Column::Audience),
            ("Đơn vị", Column::OwnerUnit),
        ] {
            assert_eq!(Column::of_header(header), Some(column), "{header}");
        }
        assert_eq!(Column::of_header("Ghi chú"), None);
        assert_eq!(Column::of_header(""), None);
    }

    #[test]
    fn problems_point_at_columns() {
        let of = Column::of_pointer;
        assert_eq!(of("/metadata/abstract"), Some(Column::Abstract));
        assert_eq!(of("/audience/rules/0/unit_id"), Some(Column::Audience));
        assert_eq!(of("/metadata/links/3"), Some(Column::Links));
        assert_eq!(of("/file_id"), None);
    }
}
