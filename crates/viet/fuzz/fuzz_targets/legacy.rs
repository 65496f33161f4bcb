//! Bytes of any charset: decoding never panics, what can be encoded comes back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use viet::legacy::{CHARSETS, decode, encode, latin};

fuzz_target!(|bytes: &[u8]| {
    let text = latin(bytes);
    let _ = viet::decode_auto(&text);
    for charset in CHARSETS {
        let decoded = decode(&text, charset);
        for word in &decoded.lost_capitals {
            assert!(decoded.text.get(word.clone()).is_some());
        }
        let _ = (decoded.with_capitals(), encode(&decoded.text, charset));
    }
});
