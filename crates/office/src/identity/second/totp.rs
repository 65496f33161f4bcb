//! Codes of six digits that change every thirty seconds: TOTP (RFC 6238) in the form that every authenticator reads,
//! SHA-1, six digits, thirty seconds. A secret has 160 random bits, as RFC 4226 advises.

use hmac::{Hmac, KeyInit, Mac};
use kit::clock::{Chance, SECOND, Ts};
use sha1::Sha1;
use std::fmt;

/// How long a code is shown.
const STEP: i64 = 30 * SECOND;
/// So many steps a telephone's clock may be ahead or behind.
const DRIFT: i64 = 1;
/// The letters of base 32 (RFC 4648), each at its value.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What a telephone and this office both know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret([u8; 20]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    pub fn draw(chance: &Chance) -> Secret {
        Secret(chance.bytes())
    }

    /// The secret of its 32 letters; blanks and small letters do not matter. `None` for anything else.
    pub fn read(text: &str) -> Option<Secret> {
        let (mut bytes, mut held, mut bits) = (Vec::with_capacity(20), 0_u32, 0);
        for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
            let value = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase())?;
            held = held << 5 | value as u32;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push((held >> bits) as u8);
                held &= (1 << bits) - 1;
            }
            if bytes.len() > 20 {
                return None;
            }
        }
        bytes.try_into().ok().map(Secret)
    }

    /// As it is typed into a telephone that reads no QR code: 32 letters.
    pub fn text(&self) -> String {
        let bit = |at: usize| usize::from(self.0[at / 8] >> (7 - at % 8) & 1);
        (0..32).map(|letter| (0..5).fold(0, |value, at| value << 1 | bit(letter * 5 + at))).map(letter).collect()
    }

    /// What the QR code says: the secret, whose it is and which office's.
    pub fn address(&self, office: &str, login: &str) -> String {
        let (office, login) = (kit::web::encode(office), kit::web::encode(login));
        format!("otpauth://totp/{office}:{login}?secret={}&issuer={office}", self.text())
    }

    /// The step for which the six digits that were typed are the code, at the moment `now`; blanks do not matter.
    pub fn step_of(&self, typed: &str, now: Ts) -> Option<i64> {
        let typed = digits(typed)?;
        let step = now.0.div_euclid(STEP);
        (step - DRIFT..=step + DRIFT).find(|step| self.code(*step) == typed)
    }

    /// The code that a telephone shows at the moment `now`.
    #[cfg(test)]
    pub fn shown(&self, now: Ts) -> String {
        format!("{:06}", self.code(now.0.div_euclid(STEP)))
    }

    fn code(&self, step: i64) -> u32 {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 0xf);
        let word = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]);
        (word & 0x7fff_ffff) % 1_000_000
    }
}

/// Six digits as a number; `None` for anything else.
pub fn digits(typed: &str) -> Option<u32> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).take(7).collect();
    (typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit())).then(|| typed.parse().ok()).flatten()
}

fn letter(value: usize) -> char {
    char::from(BASE32[value])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The secret of RFC 6238, appendix B.
    const KNOWN: Secret = Secret(*b"12345678901234567890");

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // Appendix B prints eight digits; six are the last six of them.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Ts(seconds * SECOND);
            assert_eq!(KNOWN.shown(now), code, "{seconds}");
            assert_eq!(KNOWN.step_of(code, now), Some(seconds / 30), "{seconds}");
        }
        assert_eq!(KNOWN.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_blanks_do_not_matter() {
        let shown = Ts(1_234_567_890 * SECOND);
        let step = 1_234_567_890 / 30;
        for (typed, seconds, found) in [
            ("005924", 0, Some(step)),
            ("005 924", 0, Some(step)),
            (" 005924 ", 30, Some(step)),
            ("005924", -30, Some(step)),
            ("005924", 60, None),
            ("005924", -60, None),
            ("5924", 0, None),
            ("0005924", 0, None),
            ("00592４", 0, None),
            ("+05924", 0, None),
            ("", 0, None),
        ] {
            assert_eq!(KNOWN.step_of(typed, shown.plus(seconds * SECOND)), found, "{typed:?} {seconds}");
        }
    }

    #[test]
    fn the_address_names_office_and_login_and_the_log_never_sees_the_secret() {
        let address = KNOWN.address("Văn phòng", "hanh.nt");
        assert!(address.starts_with(
            "otpauth://totp/V%C4%83n%20ph%C3%B2ng:hanh.nt?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
        ));
        assert_eq!(format!("{KNOWN:?}"), "Secret");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_anything_else_is_refused(bytes: [u8; 20], noise in "\\PC{0,60}") {
            let secret = Secret(bytes);
            prop_assert_eq!(Secret::read(&secret.text()), Some(secret));
            prop_assert_eq!(Secret::read(&secret.text().to_lowercase()), Some(secret));
            if let Some(read) = Secret::read(&noise) {
                prop_assert_eq!(read.text(), noise.replace(char::is_whitespace, "").to_ascii_uppercase());
            }
        }
    }
}
