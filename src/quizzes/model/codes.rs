//! Words of quizzes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::codes::codes;

codes! {
    /// Where a quiz is.
    QuizState {
        /// Only for those who write it.
        Draft = "draft",
        /// Members may take it, in its opening hours.
        Published = "published",
        /// Nobody begins any more.
        Closed = "closed",
    }

    /// Which of a member's attempts counts.
    Counts {
        /// The one with the most points.
        Best = "best",
        Last = "last",
    }

    /// When a member sees what was right.
    Review {
        Never = "never",
        /// Once his attempt is closed.
        AfterAttempt = "after_attempt",
        /// Once nobody can take the quiz any more, and answers on their way are no longer taken either: 15 seconds after it
        /// has closed.
        AfterQuiz = "after_quiz",
    }

    /// Where an attempt is.
    AttemptState {
        Open = "open",
        /// Graded.
        Closed = "closed",
        /// An upload that came too late or after another device had ended the attempt: kept and shown, counted for nothing.
        Superseded = "superseded",
    }

    /// How an attempt ended.
    Ended {
        Submitted = "submitted",
        /// Its time was over: what was saved is graded.
        Expired = "expired",
        /// Taken without a network and uploaded.
        Uploaded = "uploaded",
    }
}
