//! What is known about a person, as types that cannot be wrong.
//!
//! Text becomes one of these at the edge and nowhere else. `Debug` never shows a value and there is no `Display`, so a
//! value cannot slip into a log; errors carry codes and messages, never what was typed.

mod digits;
mod email;
mod error;
mod full_name;
mod identity_numbers;
mod mask;
mod phone;
mod sex;

pub use self::email::Email;
pub use self::error::{PersonFieldError, Repair};
pub use self::full_name::FullName;
pub use self::identity_numbers::{CardNumber, CitizenId};
pub use self::mask::{mask_email, mask_tail};
pub use self::phone::Phone;
pub use self::sex::Sex;
pub use super::standing::Standing;

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "person_number_tests.rs"]
mod number_tests;
