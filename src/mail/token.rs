//! What a link that unsubscribes carries: whom it is for, and a keyed tag that nobody can guess.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::auth::Secret;
use crate::auth::secret::{Purpose, Tag};
use crate::kernel::ids::PublicId;

const ID_BYTES: usize = 16;

/// The token of a member. It is good for as long as he is there: an old mail must still unsubscribe.
#[must_use]
pub fn of(secret: &Secret, member: PublicId) -> String {
    let bytes = [&member.as_bytes()[..], &tag(secret, member)].concat();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whose token it is; `None`: nobody's.
pub(super) fn read(secret: &Secret, token: &str) -> Option<PublicId> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (id, given) = bytes.split_at_checked(ID_BYTES)?;
    let member = PublicId::from_uuid(Uuid::from_slice(id).ok()?);
    verify_slices_are_equal(given, &tag(secret, member))
        .is_ok()
        .then_some(member)
}

fn tag(secret: &Secret, member: PublicId) -> Tag {
    secret.tag(Purpose::Unsubscribe, &[b"weekly_digest", member.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::{of, read};
    use crate::auth::Secret;
    use crate::kernel::ids::PublicId;
    use crate::kernel::instant::Instant;

    #[test]
    fn only_the_deployment_makes_tokens_and_each_is_one_members() {
        let secret = Secret::new(&[1; 32]).unwrap();
        let (one, other) = (
            PublicId::new(Instant::default()),
            PublicId::new(Instant::default()),
        );
        let token = of(&secret, one);
        assert_eq!(token.len(), 64);
        assert_eq!(read(&secret, &token), Some(one));
        assert_ne!(of(&secret, other), token);
        let foreign = Secret::new(&[2; 32]).unwrap();
        assert_eq!(read(&foreign, &token), None);
        let swapped = {
            // The id of one with the tag of the other.
            let (id, tag) = (of(&secret, other), token.clone());
            id.chars()
                .take(22)
                .chain(tag.chars().skip(22))
                .collect::<String>()
        };
        for wrong in [
            &token.chars().take(63).collect::<String>(),
            "",
            "a",
            &"A".repeat(64),
            &swapped,
            &format!("{token}AAAA"),
        ] {
            assert_eq!(read(&secret, wrong), None, "{wrong}");
        }
    }
}
