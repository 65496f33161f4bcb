//! Nobody but the office can say anything, and nothing said can be changed on the way.

use super::*;
use crate::MAX_BYTES;
use ed25519_dalek::Signer;
use proptest::prelude::*;

fn sealed() -> Vec<u8> {
    seal(&office(), "portal", 41, &three_entries()).expect("a sound bundle")
}

fn opened(bytes: &[u8]) -> Result<crate::Bundle, BridgeError> {
    open(&[stranger().verifying_key(), office().verifying_key()], bytes)
}

/// A bundle with any body, signed as the format asks for: what a faulty sender could make.
fn signed(body: &str) -> Vec<u8> {
    let opening = format!("then-chot-bundle 1\nkey {}\n", keys::key_id(&office().verifying_key()));
    let signature = office().sign(format!("{opening}{body}").as_bytes()).to_bytes();
    format!("{opening}signature {}\n{body}", keys::to_hex(&signature)).into_bytes()
}

#[test]
fn what_was_sealed_comes_out() {
    let bundle = opened(&sealed()).expect("opens");
    let entries: Vec<Entry> = bundle.entries().map(|(_, entry)| entry.clone()).collect();
    assert_eq!(entries, three_entries());
    assert_eq!((bundle.stream(), bundle.first(), bundle.last()), ("portal", 41, 43));
    assert_eq!(bundle.key_id(), keys::key_id(&office().verifying_key()));
}

#[test]
fn sealing_twice_gives_the_same_bytes() {
    assert_eq!(sealed(), sealed());
}

#[test]
fn the_documented_format_is_the_real_one() {
    let bundle = sealed();
    let lines: Vec<&str> = std::str::from_utf8(&bundle).unwrap().splitn(4, '\n').collect();
    assert_eq!(lines[0], "then-chot-bundle 1");
    assert_eq!(lines[1].len(), "key ".len() + 16);
    assert_eq!(lines[2].len(), "signature ".len() + 128);
    assert!(
        lines[3].starts_with(r#"{"stream":"portal","first":41,"entries":[{"edition":{"article_id":12,"#),
        "{}",
        lines[3]
    );
    assert_eq!(signed(lines[3]), bundle);
}

#[test]
fn every_change_of_the_lines_above_the_body_is_refused() {
    let bundle = sealed();
    let body = bundle.iter().position(|byte| *byte == b'{').unwrap();
    for at in 0..body {
        // All 255 changes where the answer comes before the slow signature, the eight single bits elsewhere.
        let masks: Vec<u8> = if at < 40 { (1..=255).collect() } else { (0..8).map(|bit| 1 << bit).collect() };
        for mask in masks {
            let mut changed = bundle.clone();
            changed[at] ^= mask;
            assert!(opened(&changed).is_err(), "byte {at} xor {mask}");
        }
    }
}

proptest! {
    #[test]
    fn every_changed_byte_is_refused(at in any::<prop::sample::Index>(), mask in 1u8..) {
        let mut bundle = sealed();
        let at = at.index(bundle.len());
        bundle[at] ^= mask;
        prop_assert!(opened(&bundle).is_err());
    }

    #[test]
    fn every_cut_and_every_addition_is_refused(at in any::<prop::sample::Index>(), more in 1u8..) {
        let bundle = sealed();
        prop_assert!(opened(&bundle[..at.index(bundle.len())]).is_err());
        let mut longer = bundle.clone();
        longer.insert(at.index(bundle.len()), more);
        prop_assert!(opened(&longer).is_err());
    }

    #[test]
    fn bytes_of_chance_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(opened(&bytes).is_err());
        let mut after_magic = b"then-chot-bundle 1\n".to_vec();
        after_magic.extend(bytes);
        prop_assert!(opened(&after_magic).is_err());
    }
}

#[test]
fn refused_in_words() {
    let bundle = String::from_utf8(sealed()).unwrap();
    let own = keys::key_id(&office().verifying_key());
    for (bytes, words) in [
        (String::new(), "this is not a bundle: it does not begin with \"then-chot-bundle\""),
        ("then-chot-bundle 1".into(), "this is not a bundle: it does not begin with \"then-chot-bundle\""),
        ("<html>\n".into(), "this is not a bundle: it does not begin with \"then-chot-bundle\""),
        (bundle.replacen(" 1\n", " 2\n", 1), "the bundle is of version 2, this program reads version 1"),
        (bundle.replacen("key ", "kye ", 1), "the key line of the bundle is missing, cut off or misspelt"),
        (bundle[..60].into(), "the signature line of the bundle is missing, cut off or misspelt"),
        (bundle.replacen("\nsig", "\r\nsig", 1), "the key line of the bundle is missing, cut off or misspelt"),
        (
            bundle.replacen(&own, "0123456789abcdef", 1),
            "the bundle is signed with key 0123456789abcdef, which is not trusted here",
        ),
        (
            bundle.replacen("Đăng nhầm", "Đăng lại", 1),
            "the signature does not fit: the bundle was changed, cut off or signed by someone else",
        ),
        (
            bundle[..bundle.len() - 1].into(),
            "the signature does not fit: the bundle was changed, cut off or signed by someone else",
        ),
    ] {
        assert_eq!(opened(bytes.as_bytes()).unwrap_err().to_string(), words);
    }
}

#[test]
fn only_trusted_keys_open() {
    let unknown = BridgeError::UnknownKey { key_id: keys::key_id(&office().verifying_key()) };
    assert_eq!(open(&[], &sealed()), Err(unknown.clone()));
    assert_eq!(open(&[stranger().verifying_key()], &sealed()), Err(unknown));
    // A stranger who writes the office's key id above his own signature.
    let own = keys::key_id(&office().verifying_key());
    let bytes = String::from_utf8(seal(&stranger(), "portal", 41, &three_entries()).unwrap()).unwrap();
    let forged = bytes.replacen(&keys::key_id(&stranger().verifying_key()), &own, 1);
    assert_eq!(opened(forged.as_bytes()), Err(BridgeError::BadSignature));
}

#[test]
fn a_signed_body_of_another_schema_is_refused() {
    let reason = r#""reason":"x""#;
    let entry = format!(r#"{{"withdrawal":{{"article_id":1,"at":1,{reason}}}}}"#);
    let body = |stream: &str, first: &str, entries: &str| {
        signed(&format!(r#"{{"stream":"{stream}","first":{first},"entries":[{entries}]}}"#))
    };
    assert!(opened(&body("portal", "1", &entry)).is_ok());
    for (bytes, words) in [
        (signed(""), "not understood"),
        (signed("{}"), "missing field `stream`"),
        (body("portal", "1", "{\"erasure\":{}}"), "unknown variant `erasure`"),
        (body("portal", "1", &entry.replace("\"at\"", "\"colour\":1,\"at\"")), "unknown field `colour`"),
        (body("portal", "1", &entry.replace("\"at\"", "\"at\":2,\"at\"")), "duplicate field `at`"),
        (body("portal", "1", &entry).into_iter().chain(*b"{}").collect(), "signature does not fit"),
        (body("portal", "-1", &entry), "not understood"),
        (body("portal", "0", &entry), "the numbering is impossible: 1 entries from number 0"),
        (body("portal", "9223372036854775807", &entry), "the numbering is impossible"),
        (body("portal", "18446744073709551615", &entry), "the numbering is impossible"),
        (body("portal", "1", ""), "the numbering is impossible: 0 entries from number 1"),
        (body("Portal", "1", &entry), "\"Portal\" cannot name a stream"),
        (body("", "1", &entry), "cannot name a stream"),
        (
            body("portal", "5", &format!("{entry},{}", entry.replace("\"x\"", "\" \""))),
            "entry 6 is refused: withdrawal of article 1: reason is blank",
        ),
    ] {
        let said = opened(&bytes).unwrap_err().to_string();
        assert!(said.contains(words), "{said} | {words}");
    }
}

#[test]
fn a_signature_does_not_excuse_a_javascript_link() {
    let bundle = String::from_utf8(sealed()).unwrap();
    let body = bundle.splitn(4, '\n').last().unwrap();
    let bytes = signed(&body.replacen("/so-lieu/hoc-tap-2018", "javascript:alert(1)", 1));
    let said = opened(&bytes).unwrap_err().to_string();
    assert!(said.contains("link \"javascript:alert(1)\" should be http, https, mailto or relative"), "{said}");
}

#[test]
fn a_bundle_has_a_largest_size() {
    let long = Entry::Withdrawal { article_id: 1, at: 1, reason: "x".repeat(MAX_BYTES), fate: crate::Fate::Gone };
    assert!(matches!(seal(&office(), "portal", 1, &[long]), Err(BridgeError::TooLarge { .. })));
    assert!(matches!(opened(&vec![b'x'; MAX_BYTES + 1]), Err(BridgeError::TooLarge { .. })));
}

#[test]
fn keys_survive_being_written_down() {
    let (secret, public) = (office(), office().verifying_key());
    let written = format!("  {}\n", keys::signing_key_to_hex(&secret).to_uppercase());
    assert_eq!(keys::signing_key_from_hex(&written).unwrap(), secret);
    assert_eq!(keys::verifying_key_from_hex(&keys::verifying_key_to_hex(&public)).unwrap(), public);
    assert_eq!(keys::key_id(&public).len(), 16);
    assert_ne!(keys::key_id(&public), keys::key_id(&stranger().verifying_key()));
    let weak = format!("01{}", "00".repeat(31));
    for text in ["", "12", "g", &"g".repeat(64), &"0".repeat(63), &"0".repeat(65), &weak, &"é".repeat(32)] {
        assert!(keys::verifying_key_from_hex(text).is_err(), "{text}");
    }
}
