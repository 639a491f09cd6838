//! Words of question banks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::codes::codes;

codes! {
    /// How a question is answered.
    QuestionKind {
        /// One of several choices.
        SingleChoice = "single_choice",
        /// Any number of several choices.
        MultipleChoice = "multiple_choice",
        TrueFalse = "true_false",
        /// An option for each prompt.
        Matching = "matching",
        /// Items to be put in order.
        Ordering = "ordering",
        /// A few words, compared without case, spacing and signs.
        ShortAnswer = "short_answer",
        /// A number, right within a tolerance.
        Numeric = "numeric",
    }

    /// What a version changes of the one before.
    VersionChange {
        /// There is none before.
        First = "first",
        /// Words only: the same choices, the same key. Attempts are not touched.
        Minor = "minor",
        /// The key was wrong: the same choices. Attempts that were graded by it are graded again.
        Key = "key",
        /// Another question in its place: attempts keep the one they asked.
        Content = "content",
    }

    /// A file of questions.
    QuestionFormat {
        /// Moodle's text format.
        Gift = "gift",
        Xlsx = "xlsx",
    }
}

impl QuestionFormat {
    pub(in crate::questions) const fn media_type(self) -> &'static str {
        match self {
            Self::Gift => "text/plain; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}
