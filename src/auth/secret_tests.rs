use super::*;

#[test]
fn what_is_sealed_in_place_is_sealed_as_ever() {
    let secret = Secret::new(&[7; 32]).unwrap();
    let open = |context: &[u8], sealed: &[u8]| secret.open(Purpose::JobFile, context, sealed);
    for (plain, room) in [("", 0), ("x", 0), ("a list of names", 100)] {
        let plain = plain.as_bytes();
        let mut own = Vec::with_capacity(room);
        own.extend_from_slice(plain);
        for sealed in [
            secret.seal(Purpose::JobFile, b"1", plain).unwrap(),
            secret.seal_in_place(Purpose::JobFile, b"1", own).unwrap(),
        ] {
            assert_eq!(sealed.len(), plain.len() + SEAL_BYTES);
            assert_eq!(open(b"1", &sealed).unwrap(), plain);
            assert!(open(b"2", &sealed).is_err(), "of another file");
            let (_, tail) = sealed.split_at(1);
            assert!(open(b"1", tail).is_err(), "cut");
            let mut changed = sealed.clone();
            *changed.last_mut().unwrap() ^= 1;
            assert!(open(b"1", &changed).is_err(), "altered");
        }
    }
    assert!(open(b"1", b"short").is_err());
}

#[test]
fn what_is_sealed_alike_differs_with_all_it_depends_on() {
    let secret = Secret::new(&[7; 32]).unwrap();
    let seal = |secret: &Secret, context: &[u8], plain: &[u8]| {
        secret
            .seal_alike(Purpose::Cursor, context, plain.to_vec())
            .unwrap()
    };
    let nonce = |sealed: &[u8]| sealed[..aead::NONCE_LEN].to_vec();
    let sealed = seal(&secret, b"1", b"a place");
    assert_eq!(seal(&secret, b"1", b"a place"), sealed);
    assert_eq!(
        secret.open(Purpose::Cursor, b"1", &sealed).unwrap(),
        b"a place"
    );
    assert!(secret.open(Purpose::Cursor, b"2", &sealed).is_err());
    assert!(secret.open(Purpose::JobFile, b"1", &sealed).is_err());
    for (context, plain) in [
        (&b"2"[..], &b"a place"[..]),
        (b"1", b"b place"),
        (b"1a", b" place"),
    ] {
        assert_ne!(nonce(&seal(&secret, context, plain)), nonce(&sealed));
    }
    let other = Secret::new(&[8; 32]).unwrap();
    assert_ne!(nonce(&seal(&other, b"1", b"a place")), nonce(&sealed));
    // Where nothing may be compared, nothing is alike.
    let anew = || secret.seal(Purpose::Cursor, b"1", b"a place").unwrap();
    assert_ne!(anew(), anew());
}
