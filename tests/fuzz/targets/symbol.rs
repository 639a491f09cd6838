#![no_main]

use sotay::kernel::symbol::{Symbol, SymbolQuery, tokens};

// A symbol reads back as itself; a query for it means its number; folding words again changes none.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let words = tokens(text);
    assert_eq!(tokens(&words.join(" ")), words);
    let _ = SymbolQuery::readings(text);
    if let Ok(symbol) = Symbol::read(text) {
        assert_eq!(Symbol::read(symbol.as_str()).as_ref(), Ok(&symbol));
        let meant = SymbolQuery::readings(symbol.as_str());
        assert!(meant.iter().any(|query| query.number == symbol.number()));
    }
});
