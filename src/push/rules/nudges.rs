//! Refusals of a nudge.

use crate::error::Rule;

pub(in crate::push) const ASSIGNMENT_OVER: Rule = Rule::conflict(
    "assignment_over",
    "Đợt học tập đã kết thúc; không còn gì để nhắc.",
    "The assignment is over; there is nothing to remind of.",
);
