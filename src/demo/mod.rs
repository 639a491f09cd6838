//! An invented but lifelike organisation to try the server with: a city committee, wards, cells, people with every
//! role and standing, and its papers. Nobody in it exists: names are drawn from lists, numbers from ranges that are not given out.

mod fill;
mod names;
mod offices;
mod papers;
mod plan;
mod queries;
mod seed;

pub use fill::fill;
pub use offices::SignIn;
pub use papers::publish as publish_papers;
pub use plan::Plan;
pub use seed::{Seed, Step, seed};

/// The password of every demo account.
pub const PASSWORD: &str = "so-tay-demo-2026";
