#![no_main]

mod read;

use sotay::manuscripts::Format;

// The reader catches its own thread's panics, so they are no finding; without the hook that ends the process they stay caught.
libfuzzer_sys::fuzz_target!(
    init: { let _ = std::panic::take_hook(); },
    |bytes: &[u8]| read::read(Format::Pdf, bytes)
);
