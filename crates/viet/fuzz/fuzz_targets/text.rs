//! Forms of any text: none panics, and doing it twice changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use viet::ToneStyle;

fuzz_target!(|text: &str| {
    let (folded, settled, placed) = (viet::fold(text), viet::settle(text), viet::tone_style(text, ToneStyle::Old));
    assert_eq!(viet::fold(&folded), folded);
    assert_eq!(viet::settle(&settled), settled);
    assert_eq!(viet::tone_style(&placed, ToneStyle::Old), placed);
    assert_eq!(viet::slug(&viet::slug(text)), viet::slug(text));
    let _ = (viet::keys(text), viet::name_key(text), viet::text_key(text), viet::Syllable::parse(text));
});
