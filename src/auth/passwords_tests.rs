use std::task::Poll;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};

use super::{Password, Passwords, dummy, hash, is_weak, verify};

#[test]
fn a_hash_fits_its_password_only_and_both_ways_of_writing_it() {
    let composed = Password::new("Ngày b\u{1ec7}nh viện");
    let decomposed = Password::new("Ngày be\u{323}\u{302}nh viện");
    let stored = hash(&composed).unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    assert!(verify(&decomposed, &stored, ""));
    assert!(!verify(&Password::new("Ngày benh viện"), &stored, ""));
    assert_ne!(
        stored,
        hash(&composed).unwrap(),
        "each hash has its own salt"
    );
}

#[test]
fn weak_parameters_are_known() {
    let weak = |memory, passes| {
        let params = Params::new(memory, passes, 1, None).unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2
            .hash_password_with_salt(b"x", b"0123456789abcdef")
            .unwrap()
            .to_string()
    };
    assert!(is_weak(&weak(8, 2)));
    assert!(is_weak(&weak(19_456, 1)));
    assert!(!is_weak(&weak(19_456, 2)));
    assert!(!is_weak(&dummy().unwrap()));
    assert!(is_weak("plain text"));
}

#[actix_web::test]
async fn the_number_of_verifications_does_not_depend_on_the_hashes() {
    let passwords = Passwords::new().unwrap();
    let password = Password::new("một mật khẩu dài");
    let right = hash(&password).unwrap();
    for (hashes, matches) in [
        (vec![], vec![]),
        (vec![right.clone()], vec![0]),
        (vec!["unreadable".to_owned(), right.clone()], vec![1]),
        (vec![right.clone(), right.clone(), right], vec![0, 1, 2]),
    ] {
        let before = passwords.verifications();
        let checked = passwords.check(password.clone(), hashes, 3).await.unwrap();
        assert_eq!(checked.matches, matches);
        assert_eq!(checked.rehashed, None);
        assert_eq!(passwords.verifications() - before, 3);
    }
}

#[actix_web::test]
async fn a_weak_hash_is_made_anew() {
    let params = Params::new(64, 1, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt("một mật khẩu dài".as_bytes(), b"0123456789abcdef")
        .unwrap();
    let passwords = Passwords::new().unwrap();
    let password = Password::new("một mật khẩu dài");
    let checked = passwords
        .check(password.clone(), vec![weak.to_string()], 1)
        .await
        .unwrap();
    assert_eq!(checked.matches, [0]);
    let rehashed = checked.rehashed.unwrap();
    assert!(!is_weak(&rehashed) && verify(&password, &rehashed, ""));
}

#[actix_web::test]
async fn too_many_that_wait_are_told_so() {
    let passwords = Passwords::new().unwrap();
    let held = passwords.permits.available_permits();
    let _all = passwords
        .permits
        .acquire_many(u32::try_from(held).unwrap())
        .await
        .unwrap();
    let mut waiting: Vec<_> = (0..super::MAY_WAIT)
        .map(|_| Box::pin(passwords.hash(Password::new("một mật khẩu dài"))))
        .collect();
    for wait in &mut waiting {
        let waits =
            std::future::poll_fn(|context| Poll::Ready(wait.as_mut().poll(context).is_pending()));
        assert!(waits.await);
    }
    let refused = passwords.hash(Password::new("một mật khẩu dài")).await;
    assert!(matches!(refused, Err(crate::error::Error::Busy)));
    drop(waiting);
    assert_eq!(
        passwords.waiting.load(std::sync::atomic::Ordering::Acquire),
        0
    );
}
