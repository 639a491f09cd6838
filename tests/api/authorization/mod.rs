//! Operation × actor → status.

mod audit;
mod jobs;
mod members;
mod rosters;
mod sessions;
mod system;
mod units;
