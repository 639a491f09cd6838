use std::sync::Arc;

use super::*;
use crate::auth::principal::{Actor, RequestStamp};
use crate::auth::{Secret, System};
use crate::kernel::instant::Instant;

/// A sort key and a row key, as in the list of the library.
const POSITION: (i64, i64) = (1_795_862_680_458_216, 108);

struct Somebody(Option<i64>, System);

impl Somebody {
    fn new(member_id: Option<i64>, secret: u8) -> Self {
        let secret = Arc::new(Secret::new(&[secret; 32]).unwrap());
        Self(member_id, System::new(secret, Instant::default(), "test"))
    }
}

impl Actor for Somebody {
    fn stamp(&self) -> &RequestStamp {
        self.1.stamp()
    }
    fn member_id(&self) -> Option<i64> {
        self.0
    }
    fn acted_as(&self) -> &'static str {
        "member"
    }
}

#[test]
fn a_cursor_tells_nothing_of_its_position() {
    let caller = Somebody::new(Some(7), 1);
    let cursor = Cursor::new(&caller, "list_library", &"filter");
    let made = cursor.encode(&POSITION);
    let bytes = URL_SAFE_NO_PAD.decode(&made).unwrap();
    for shown in ["1795862680458216", ",108"] {
        let plain = bytes.windows(shown.len());
        assert_eq!(plain.filter(|part| *part == shown.as_bytes()).count(), 0);
    }
    // Nor does its length count what lies between, and neighbours do not resemble each other.
    let later = cursor.encode(&(POSITION.0 + 1, 1_234_567));
    assert_eq!(later.len(), made.len());
    let next = URL_SAFE_NO_PAD
        .decode(cursor.encode(&(POSITION.0, POSITION.1 + 1)))
        .unwrap();
    let same = bytes.iter().zip(&next).filter(|(a, b)| a == b);
    assert!(same.count() < bytes.len() / 4);
}

#[test]
fn the_same_position_is_the_same_cursor_unless_it_is_made_anew() {
    let caller = Somebody::new(Some(7), 1);
    let cursor = Cursor::new(&caller, "list_library", &"filter");
    let made = cursor.encode(&POSITION);
    assert_eq!(cursor.encode(&POSITION), made);
    assert!(made.len() < 100);
    let anew = [(); 2].map(|()| cursor.encode_anew(&POSITION).unwrap());
    assert_ne!(anew[0], anew[1]);
    for one in [&made, &anew[0], &anew[1]] {
        assert_eq!(one.len(), made.len());
        assert_eq!(cursor.decode(Some(one)).unwrap(), Some(POSITION));
    }
    assert_eq!(cursor.decode::<(i64, i64)>(None).unwrap(), None);
}

#[test]
fn a_cursor_fits_only_what_it_was_made_for() {
    let caller = Somebody::new(Some(7), 1);
    let made = Cursor::new(&caller, "list_library", &"filter").encode(&POSITION);
    let reads = |caller: &Somebody, operation: &str, filter: &str, text: &str| {
        let cursor = Cursor::new(caller, operation, &filter);
        cursor.decode::<(i64, i64)>(Some(text)).is_ok()
    };
    let own = |text: &str| reads(&caller, "list_library", "filter", text);
    assert!(own(&made));
    assert!(!reads(&caller, "list_library", "other", &made));
    assert!(!reads(&caller, "list_documents", "filter", &made));
    for other in [
        Somebody::new(Some(8), 1),
        Somebody::new(None, 1),
        Somebody::new(Some(7), 2),
    ] {
        assert!(!reads(&other, "list_library", "filter", &made));
    }
    for place in 0..made.len() {
        let mut text = made.clone().into_bytes();
        text[place] = if text[place] == b'A' { b'B' } else { b'A' };
        assert!(!own(&String::from_utf8(text).unwrap()), "{place}");
    }
    for text in [
        "",
        "AAAA",
        "WzAsMV0",
        "?",
        made.get(4..).unwrap(),
        &format!("{made}AAAA"),
    ] {
        assert!(!own(text), "{text}");
    }
    // Of another list's kind of position.
    let cursor = Cursor::new(&caller, "list_library", &"filter");
    assert!(cursor.decode::<(i64, String)>(Some(&made)).is_err());
}
