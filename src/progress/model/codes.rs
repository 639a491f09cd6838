//! Words of progress, as the database and the API spell them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::codes::codes;

codes! {
    /// How far somebody is with an assignment, whether or not he is counted.
    State {
        Assigned = "assigned",
        /// He has opened what is to be read.
        Opened = "opened",
        InProgress = "in_progress",
        Completed = "completed",
        /// After his deadline.
        CompletedLate = "completed_late",
    }

    /// Where somebody stands in the figures.
    Counted {
        /// In the denominator.
        Counted = "counted",
        /// Shown apart.
        Excused = "excused",
        /// Out of the denominator by standing or decision.
        Exempt = "exempt",
        /// Nowhere: the audience no longer admits him.
        Left = "left",
    }

    /// How far somebody is with a requirement; the last four are each the end of one kind.
    StudyStep {
        Opened = "opened",
        InProgress = "in_progress",
        Read = "read",
        Passed = "passed",
        HandedIn = "handed_in",
        Attended = "attended",
    }

    /// How it is known that a requirement was done.
    Source {
        /// The member himself, on his phone.
        Phone = "phone",
        Quiz = "quiz",
        /// The secretary: studied in person.
        InPerson = "in_person",
        /// The secretary: put right.
        Correction = "correction",
    }

    /// What a phone tells.
    EventKind {
        Opened = "opened",
        SectionShown = "section_shown",
        Position = "position",
        /// "I have read this edition."
        Read = "read",
    }

    /// What a secretary records.
    RecordKind {
        InPerson = "in_person",
        Correction = "correction",
    }
}

impl RecordKind {
    #[must_use]
    pub const fn source(self) -> Source {
        match self {
            Self::InPerson => Source::InPerson,
            Self::Correction => Source::Correction,
        }
    }
}
