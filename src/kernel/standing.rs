//! The standing of a member on a day: who may sign in, who is counted, who has gone.

use super::text;

/// A member's standing. Each change of standing is dated by whoever stores it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Full member (chính thức).
    Official,
    /// On probation before full membership (dự bị).
    Probationary,
    /// Excused from meetings and study for good, by age or health (miễn sinh hoạt).
    Exempt,
    /// Excused for a time (tạm miễn sinh hoạt).
    TemporarilyExempt,
    /// Moved to an organisation outside this deployment (chuyển sinh hoạt đi).
    TransferredOut,
    /// Left at their own request (ra khỏi Đảng).
    Left,
    /// Died (từ trần).
    Deceased,
    /// Expelled or struck off (khai trừ, xóa tên).
    Expelled,
}

impl Standing {
    /// Every standing, in the order in which lists show them.
    pub const ALL: [Self; 8] = [
        Self::Official,
        Self::Probationary,
        Self::Exempt,
        Self::TemporarilyExempt,
        Self::TransferredOut,
        Self::Left,
        Self::Deceased,
        Self::Expelled,
    ];

    /// The stable code, the same as in JSON and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Probationary => "probationary",
            Self::Exempt => "exempt",
            Self::TemporarilyExempt => "temporarily_exempt",
            Self::TransferredOut => "transferred_out",
            Self::Left => "left",
            Self::Deceased => "deceased",
            Self::Expelled => "expelled",
        }
    }

    /// The standing of an exact code, or `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.code() == code)
    }

    /// The standing a cell of a roster sheet names, or `None` when the words are not known.
    ///
    /// Marks, case and tone placement do not matter; the codes and the English words are taken too.
    #[must_use]
    pub fn parse_label(label: &str) -> Option<Self> {
        let key = text::search_key(label);
        let member_words = key.strip_prefix("dang vien ").unwrap_or(&key);
        match member_words {
            "chinh thuc" | "official" => Some(Self::Official),
            "du bi" | "probationary" => Some(Self::Probationary),
            "mien" | "mien sinh hoat" | "mien sinh hoat dang" | "exempt" => Some(Self::Exempt),
            "tam mien"
            | "tam mien sinh hoat"
            | "tam mien sinh hoat dang"
            | "temporarily exempt" => Some(Self::TemporarilyExempt),
            "chuyen di"
            | "chuyen sinh hoat"
            | "chuyen sinh hoat di"
            | "chuyen sinh hoat dang"
            | "da chuyen di"
            | "transferred out" => Some(Self::TransferredOut),
            "ra khoi dang" | "xin ra" | "xin ra khoi dang" | "left" => Some(Self::Left),
            "tu tran" | "da tu tran" | "da mat" | "qua doi" | "da qua doi" | "deceased" => {
                Some(Self::Deceased)
            }
            "khai tru" | "bi khai tru" | "xoa ten" | "bi xoa ten" | "expelled" => {
                Some(Self::Expelled)
            }
            _ => None,
        }
    }

    /// The Vietnamese label, as written in the sheets this software gives out.
    #[must_use]
    pub const fn label_vi(self) -> &'static str {
        match self {
            Self::Official => "Chính thức",
            Self::Probationary => "Dự bị",
            Self::Exempt => "Miễn sinh hoạt",
            Self::TemporarilyExempt => "Tạm miễn sinh hoạt",
            Self::TransferredOut => "Chuyển đi",
            Self::Left => "Ra khỏi Đảng",
            Self::Deceased => "Từ trần",
            Self::Expelled => "Khai trừ",
        }
    }

    /// Whether a member of this standing may sign in.
    #[must_use]
    pub const fn is_active(self) -> bool {
        !self.ends_membership()
    }

    /// Whether a member of this standing is in the denominator of a study requirement.
    #[must_use]
    pub const fn counts_for_study(self) -> bool {
        matches!(self, Self::Official | Self::Probationary)
    }

    /// Whether this standing ends membership in this deployment.
    #[must_use]
    pub const fn ends_membership(self) -> bool {
        matches!(
            self,
            Self::TransferredOut | Self::Left | Self::Deceased | Self::Expelled
        )
    }
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
