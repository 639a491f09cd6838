//! What a password must be: long enough, not one of the commonest, not what everybody knows of its owner.

use std::collections::BTreeSet;

use crate::error::{Error, Rule, Text};
use crate::kernel::text;

/// Characters, counted in NFC.
pub const SHORTEST: usize = 8;
pub const LONGEST: usize = 128;
/// Different characters that a password has at least.
const FEWEST_DIFFERENT: usize = 3;
/// Parts of an identifier that are shorter do not matter.
const PART: usize = 5;

/// The passwords that guessers try first, as far as they are long enough: folded, without spaces.
const COMMONEST: [&str; 48] = [
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "987654321",
    "0123456789",
    "12341234",
    "11223344",
    "123123123",
    "1q2w3e4r",
    "1qaz2wsx",
    "q1w2e3r4",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "qwerty12",
    "asdfghjk",
    "asdfghjkl",
    "zxcvbnm123",
    "password",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "abc12345",
    "abc123456",
    "abcd1234",
    "abcdefgh",
    "a1234567",
    "a12345678",
    "aa123456",
    "aaa11111",
    "admin123",
    "admin1234",
    "iloveyou",
    "matkhau1",
    "matkhau123",
    "matkhau12",
    "anhyeuem",
    "emyeuanh",
    "yeuem123",
    "vietnam1",
    "vietnam123",
    "dangvien",
    "dangcongsan",
    "sotaydangvien",
    "hochiminh",
    "chibodang",
];

/// What is known of the owner.
#[derive(Clone, Default)]
pub struct Owner {
    pub full_name: String,
    pub card_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// Checks that the password is not one that others would guess: one of the commonest, or what is known of its owner.
/// Callers ask this after the proof of who the owner is, so that it tells strangers nothing.
///
/// # Errors
/// 422 with what to change. `pointer` names the member of the body.
pub fn check(password: &str, owner: &Owner, pointer: &'static str) -> Result<(), Error> {
    let (lower, folded) = (password.to_lowercase(), fold(password));
    let distinct: BTreeSet<char> = lower.chars().collect();
    let is_common = COMMONEST.contains(&lower.as_str()) || COMMONEST.contains(&folded.as_str());
    if is_common || distinct.len() < FEWEST_DIFFERENT {
        return Err(too_common(pointer).into());
    }
    check_owner(&folded, owner, pointer)
}

/// Checks the length: the only rule for a password that is offered to sign in.
///
/// # Errors
/// 422: shorter than `shortest`, or longer than any password.
pub fn check_length(password: &str, shortest: usize, pointer: &'static str) -> Result<(), Error> {
    let length = text::char_count(password);
    if length < shortest {
        let (vi, en) = (
            format!("Mật khẩu cần ít nhất {shortest} ký tự."),
            format!("The password needs at least {shortest} characters."),
        );
        return Err(Error::field(pointer, "too_short", Text::owned(vi, en)));
    }
    if length > LONGEST {
        let (vi, en) = (
            format!("Mật khẩu có tối đa {LONGEST} ký tự."),
            format!("The password has at most {LONGEST} characters."),
        );
        return Err(Error::field(pointer, "too_long", Text::owned(vi, en)));
    }
    Ok(())
}

fn check_owner(folded: &str, owner: &Owner, pointer: &'static str) -> Result<(), Error> {
    let phone = owner
        .phone
        .as_deref()
        .map(|phone| phone.trim_start_matches("+84"));
    let email_name = owner
        .email
        .as_deref()
        .and_then(|email| email.split('@').next());
    let parts = [
        Some(owner.full_name.as_str()),
        owner.card_number.as_deref(),
        phone,
        email_name,
    ];
    let holds = |part: &str| part.chars().count() >= PART && folded.contains(part);
    if parts
        .into_iter()
        .flatten()
        .map(fold)
        .any(|part| holds(&part))
    {
        return Err(too_personal(pointer).into());
    }
    Ok(())
}

/// Lower case without marks, spaces and separators.
fn fold(text: &str) -> String {
    text::search_key(text).split(' ').collect()
}

const fn too_common(pointer: &'static str) -> Rule {
    Rule::invalid(
        "password_too_common",
        pointer,
        "Mật khẩu này quá dễ đoán; hãy chọn mật khẩu khác, ví dụ một câu ngắn mà chỉ bạn nhớ.",
        "This password is too easy to guess; choose another, such as a short sentence only you remember.",
    )
}

const fn too_personal(pointer: &'static str) -> Rule {
    Rule::invalid(
        "password_too_personal",
        pointer,
        "Mật khẩu không được chứa họ tên, số thẻ, số điện thoại hoặc địa chỉ thư của bạn.",
        "The password must not hold your name, card number, phone number or e-mail address.",
    )
}

#[cfg(test)]
mod tests {
    use super::{Owner, SHORTEST, check, check_length};
    use crate::error::Error;

    fn code(result: Result<(), Error>) -> String {
        match result {
            Ok(()) => "ok".to_owned(),
            Err(error) => error.fields()[0].code.to_string(),
        }
    }

    #[test]
    fn length_counts_characters_after_nfc() {
        let e = "e\u{323}\u{302}"; // ệ in three code points
        assert_eq!(code(check_length(&e.repeat(128), 8, "/password")), "ok");
        assert_eq!(
            code(check_length(&e.repeat(129), 8, "/password")),
            "too_long"
        );
        assert_eq!(
            code(check_length(
                &format!("{}abcd", e.repeat(3)),
                SHORTEST,
                "/password"
            )),
            "too_short"
        );
        assert_eq!(
            code(check_length(
                &format!("{}abcde", e.repeat(3)),
                SHORTEST,
                "/password"
            )),
            "ok"
        );
    }

    #[test]
    fn what_guessers_try_first_is_refused() {
        for bad in [
            "12345678",
            "Password1",
            "MẬT KHẨU 123",
            "aaaaaaaa",
            "11112222",
            "P@ssw0rd",
            "đảng viên",
            "        ",
        ] {
            assert_eq!(
                code(check(bad, &Owner::default(), "/password")),
                "password_too_common",
                "{bad}"
            );
        }
        for good in ["trời mưa to quá", "Xk29-dfQ1", "12345678x!", "ba con mèo"] {
            assert_eq!(
                code(check(good, &Owner::default(), "/password")),
                "ok",
                "{good}"
            );
        }
    }

    #[test]
    fn what_others_know_of_the_owner_is_refused() {
        let owner = Owner {
            full_name: "Nguyễn Văn Bình".to_owned(),
            card_number: Some("012345678901".to_owned()),
            phone: Some("+84912345678".to_owned()),
            email: Some("binh.nguyen@example.org".to_owned()),
        };
        for bad in [
            "012345678901",
            "x012345678901",
            "0912345678",
            "912 345 678",
            "nguyenvanbinh",
            "Nguyễn Văn Bình 1960",
            "binh.nguyen",
            "BinhNguyen99",
        ] {
            assert_eq!(
                code(check(bad, &owner, "/password")),
                "password_too_personal",
                "{bad}"
            );
        }
        for good in ["trời mưa to quá", "bình minh trên biển"] {
            assert_eq!(code(check(good, &owner, "/password")), "ok", "{good}");
        }
        assert_eq!(
            code(check("trời mưa", &Owner::default(), "/password")),
            "ok"
        );
    }
}
