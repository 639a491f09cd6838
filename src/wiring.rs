//! Who does which long work: rooms above `jobs` register their handlers here, a line each.

use crate::jobs::Registration;
use crate::rosters;

/// Every kind of job that this binary can do.
pub fn job_kinds() -> Vec<Registration> {
    rosters::JOBS.to_vec()
}
