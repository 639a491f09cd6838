//! What holds for every report: pure.

pub(super) mod chart;
pub(super) mod limits;
pub(super) mod months;
pub(super) mod rates;
pub(super) mod svg;
pub(super) mod words;
