//! Who does which long work: rooms above `jobs` register their handlers here, a line each.

use crate::jobs::Registration;

/// Every kind of job that this binary can do.
pub fn job_kinds() -> Vec<Registration> {
    Vec::new()
}
