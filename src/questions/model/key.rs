//! What is right, in the form that grading needs.

/// Thousandths of a whole.
pub const WHOLE: i32 = 1_000;

/// The key of a question. Choices, options and items are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The weight of each choice.
    One(Vec<i32>),
    /// The weight of each choice.
    Many(Vec<i32>),
    Truth(bool),
    Matching {
        /// The options that are right for each prompt: several where they read the same.
        right: Vec<Vec<i32>>,
        options: i32,
    },
    /// The item at each place.
    Ordering(Vec<i32>),
    Text {
        marks_matter: bool,
        /// Folded forms with their weights.
        forms: Vec<(String, i32)>,
    },
    Number(Vec<Range>),
}

/// Numbers that are accepted, both ends included, in units of [`super::Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub low: i64,
    pub high: i64,
    pub weight: i32,
}
