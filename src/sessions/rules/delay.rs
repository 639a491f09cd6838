//! How long to wait after wrong attempts.
//!
//! Attempts are counted for an identifier together with the network they come from, so that a stranger elsewhere
//! cannot make the member wait. Against guessing from many networks there is a second, wider count for the identifier
//! alone; it slows only networks from which nobody has ever signed in to the account.

use chrono::Duration;

/// Wrong attempts from one network before each further one has to wait.
const FREE: u32 = 3;
/// The longest wait of one network, in seconds.
const LONGEST_SECONDS: i64 = 300;

/// Wrong attempts from unknown networks together before each further one of them has to wait.
const FREE_OF_ALL: u32 = 20;
/// The longest wait of unknown networks together, in seconds.
const LONGEST_OF_ALL_SECONDS: i64 = 60;

/// Wrong tries of a one-time code from one network, after which that network needs a new code.
pub const CODE_TRIES: u32 = 5;

/// The wait after `failures` wrong attempts from one network: 8 s, 16 s … 5 minutes.
#[must_use]
pub fn of_network(failures: u32) -> Duration {
    if failures < FREE {
        return Duration::zero();
    }
    Duration::seconds(power_of_two(failures).min(LONGEST_SECONDS))
}

/// The wait after `failures` wrong attempts from all unknown networks: 1 s, 2 s … 1 minute.
#[must_use]
pub fn of_all(failures: u32) -> Duration {
    failures
        .checked_sub(FREE_OF_ALL)
        .map_or(Duration::zero(), |beyond| {
            Duration::seconds(power_of_two(beyond).min(LONGEST_OF_ALL_SECONDS))
        })
}

fn power_of_two(exponent: u32) -> i64 {
    1_i64.checked_shl(exponent.min(62)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{of_all, of_network};

    #[test]
    fn waits_double_up_to_five_minutes() {
        let waits: Vec<i64> = (0..12).map(|n| of_network(n).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert_eq!(of_network(u32::MAX).num_seconds(), 300);
    }

    #[test]
    fn many_networks_together_wait_up_to_a_minute() {
        for (failures, seconds) in [
            (0, 0),
            (19, 0),
            (20, 1),
            (21, 2),
            (25, 32),
            (26, 60),
            (u32::MAX, 60),
        ] {
            assert_eq!(of_all(failures).num_seconds(), seconds, "{failures}");
        }
    }
}
