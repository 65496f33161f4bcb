//! Any text may be read for papers, dates and numbers; what is found stands in it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for citation in viet::cite(text) {
        assert!(text.get(citation.span).is_some());
    }
    let _ = (viet::Date::find(text), viet::words::from_words(text), viet::words::read_decimal(text));
});
