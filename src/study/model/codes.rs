//! Words of study, as the database and the API spell them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::codes::codes;

codes! {
    /// Where an assignment is.
    AssignmentState {
        Draft = "draft",
        /// Opens by itself at `opens_at`.
        Scheduled = "scheduled",
        /// Its members are being enrolled.
        Opening = "opening",
        Open = "open",
        /// Nothing is counted any more.
        Closed = "closed",
        Cancelled = "cancelled",
    }

    /// What a requirement asks for.
    RequirementKind {
        /// Say that one has read an edition, or one that differs from it only in minor ways.
        ReadEdition = "read_edition",
        PassQuiz = "pass_quiz",
        /// Hand in a reflection (bài thu hoạch).
        Reflection = "reflection",
        /// Attend in person; the secretary records it.
        Attend = "attend",
    }

    /// What holds for those who join after it has opened.
    LateJoiners {
        /// The common deadline; who joins after it is not counted.
        SameDue = "same_due",
        /// Some days after joining, but not less than the common deadline.
        DaysAfterJoining = "days_after_joining",
        /// They are not counted.
        LeftOut = "left_out",
    }

    /// How somebody is kept out of the denominator.
    ExcuseKind {
        /// With a reason; shown apart.
        Excused = "excused",
        /// As if his standing exempted him.
        Exempt = "exempt",
    }
}

impl AssignmentState {
    /// Members are enrolled and counted.
    #[must_use]
    pub const fn runs(self) -> bool {
        matches!(self, Self::Opening | Self::Open)
    }

    /// Everything about it can still be changed.
    #[must_use]
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Draft | Self::Scheduled)
    }
}
