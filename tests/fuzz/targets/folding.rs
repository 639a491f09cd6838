#![no_main]

use sotay::kernel::text::{char_count, exact_key, has_marks, nfc, search_key, words};

// Each key is its own key, and one key whatever the form the text came in.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let clean = nfc(text);
    assert_eq!(nfc(&clean), clean);
    assert!(char_count(&clean) <= clean.len());
    let (folded, exact) = (search_key(text), exact_key(text));
    assert_eq!(search_key(&folded), folded);
    assert_eq!(exact_key(&exact), exact);
    assert_eq!(search_key(&clean), folded);
    assert!(!has_marks(&folded));
    for (at, word) in words(text) {
        assert!(text[at..].starts_with(word));
    }
});
