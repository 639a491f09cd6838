#![no_main]

mod read;

use sotay::manuscripts::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(Format::Markdown, bytes));
