//! SQL of reports. It reads what `study` and `progress` keep and writes nothing.

pub(super) mod assignments;
pub(super) mod export;
pub(super) mod figures;
pub(super) mod people;
pub(super) mod units;
