//! Answers of a made-up device, looked at: each sentence of the standard that is broken is a refusal.

use super::ceremony::{Made, Refusal, Signed, Site, made, signed};
use super::key;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use proptest::prelude::*;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};

/// A device with one key, as honest or as dishonest as a test wants it.
pub(crate) struct Device {
    key: EcdsaKeyPair,
    credential: Vec<u8>,
    pub host: String,
    pub origin: String,
    pub flags: u8,
    pub count: u32,
}

/// What a device answers, in base 64: the client's words, the authenticator's, and the signature over both.
pub(crate) struct Answer {
    pub client: String,
    pub authenticator: String,
    pub signature: String,
}

impl Device {
    pub(crate) fn at(site: &Site) -> Device {
        let random = SystemRandom::new();
        let secret = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, secret.as_ref(), &random).expect("a key");
        let credential = Sha256::digest(key.public_key().as_ref())[..20].to_vec();
        Device { key, credential, host: site.host.clone(), origin: site.origin.clone(), flags: 0x05, count: 0 }
    }

    pub(crate) fn credential(&self) -> String {
        BASE64.encode(&self.credential)
    }

    /// Its public key as browsers hand it out.
    pub(crate) fn info(&self) -> String {
        let head = BASE64.decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE").expect("base 64");
        BASE64.encode([&head[..26], self.key.public_key().as_ref()].concat())
    }

    /// Its answer when it makes the key or signs with it.
    pub(crate) fn answer(&mut self, purpose: &str, question: &str) -> Answer {
        let client = format!(
            "{{\"type\":\"webauthn.{purpose}\",\"challenge\":\"{}\",\"origin\":\"{}\",\"crossOrigin\":false}}",
            BASE64.encode(question),
            self.origin
        );
        self.answer_with(&client, purpose == "create")
    }

    fn answer_with(&mut self, client: &str, makes: bool) -> Answer {
        let mut said = Sha256::digest(self.host.as_bytes()).to_vec();
        said.push(if makes { self.flags | 0x40 } else { self.flags });
        said.extend(self.count.to_be_bytes());
        if makes {
            said.extend([0; 16]);
            said.extend((self.credential.len() as u16).to_be_bytes());
            said.extend(&self.credential);
            // The key in CBOR, which nobody here reads.
            said.extend([0xa5; 77]);
        }
        let message = [&said[..], Sha256::digest(client.as_bytes()).as_slice()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).expect("a signature");
        Answer {
            client: BASE64.encode(client),
            authenticator: BASE64.encode(&said),
            signature: BASE64.encode(signature.as_ref()),
        }
    }

    fn made(&mut self, site: &Site, question: &str) -> Result<super::ceremony::NewKey, Refusal> {
        let (answer, credential, info) = (self.answer("create", "question"), self.credential(), self.info());
        let Answer { client, authenticator, .. } = &answer;
        made(site, question, &Made { credential: &credential, client, authenticator, algorithm: "-7", key: &info })
    }

    fn signed(&mut self, site: &Site, question: &str, before: u32) -> Result<u32, Refusal> {
        let answer = self.answer("get", "question");
        self.checked(site, question, before, &answer)
    }

    fn checked(&self, site: &Site, question: &str, before: u32, answer: &Answer) -> Result<u32, Refusal> {
        let Answer { client, authenticator, signature } = answer;
        let key = self.key.public_key().as_ref();
        signed(site, question, (-7, key, before), &Signed { client, authenticator, signature })
    }
}

fn site() -> Site {
    Site::at("https://vanphong.example").expect("a site")
}

#[test]
fn a_site_is_a_name_over_https_or_the_machine_itself() {
    for (address, origin, host) in [
        ("https://vanphong.example", "https://vanphong.example", "vanphong.example"),
        ("https://VanPhong.Example/", "https://vanphong.example", "vanphong.example"),
        ("https://vanphong.example:8443", "https://vanphong.example:8443", "vanphong.example"),
        ("https://vanphong.example:443", "https://vanphong.example", "vanphong.example"),
        ("http://localhost:8080", "http://localhost:8080", "localhost"),
    ] {
        assert_eq!(Site::at(address), Some(Site { origin: origin.into(), host: host.into() }), "{address}");
    }
    for address in [
        "http://vanphong.example",
        "https://192.168.1.5",
        "https://[2001:db8::1]",
        "https://vanphong.example/van-phong",
        "https://vanphong.example:0x50",
        "https://vanphong.example:99999",
        "https://ai@vanphong.example",
        "https://-a.example",
        "https://a..example",
        "http://localhost.evil.example",
        "vanphong.example",
        "https://",
        "",
    ] {
        assert_eq!(Site::at(address), None, "{address}");
    }
}

#[test]
fn a_key_is_kept_when_everything_is_as_it_was_asked() {
    let mut device = Device::at(&site());
    let kept = device.made(&site(), "question").expect("a key");
    assert_eq!((kept.credential, kept.algorithm, kept.count), (device.credential(), -7, 0));
    assert_eq!(kept.key, device.key.public_key().as_ref());
    assert_eq!(device.signed(&site(), "question", 0), Ok(0), "a key that is kept on several devices does not count");
    device.count = 7;
    assert_eq!(device.signed(&site(), "question", 6), Ok(7));
}

#[test]
fn whatever_is_otherwise_is_refused() {
    type Change = fn(&mut Device);
    let changes: [(Change, Refusal); 6] = [
        (|device| device.host = "evil.example".into(), Refusal::Site),
        (|device| device.origin = "https://evil.example".into(), Refusal::Origin),
        (|device| device.origin = "https://vanphong.example.evil.example".into(), Refusal::Origin),
        (|device| device.flags = 0x04, Refusal::NotVerified),
        (|device| device.flags = 0x01, Refusal::NotVerified),
        (|device| device.flags = 0x15, Refusal::Unreadable),
    ];
    for (change, refusal) in changes {
        let mut device = Device::at(&site());
        change(&mut device);
        assert_eq!(device.made(&site(), "question"), Err(refusal));
        assert_eq!(device.signed(&site(), "question", 0), Err(refusal));
    }
    let mut device = Device::at(&site());
    assert_eq!(device.made(&site(), "another question"), Err(Refusal::Question));
    assert_eq!(device.signed(&site(), "another question", 0), Err(Refusal::Question));
    device.count = 6;
    assert_eq!(device.signed(&site(), "question", 6), Err(Refusal::Copied));
    device.count = 0;
    assert_eq!(device.signed(&site(), "question", 6), Err(Refusal::Copied));
    let for_making = device.answer("create", "question");
    assert_eq!(device.checked(&site(), "question", 0, &for_making), Err(Refusal::Purpose));
    let framed = "{\"type\":\"webauthn.get\",\"challenge\":\"cXVlc3Rpb24\",\"origin\":\"https://vanphong.example\",\"crossOrigin\":true}";
    let framed = device.answer_with(framed, false);
    assert_eq!(device.checked(&site(), "question", 0, &framed), Err(Refusal::Origin));
    let (mut right, other) = (device.answer("get", "question"), Device::at(&site()).answer("get", "question"));
    assert_eq!(device.checked(&site(), "question", 0, &right), Ok(0));
    right.signature = other.signature;
    assert_eq!(device.checked(&site(), "question", 0, &right), Err(Refusal::Signature));
    let (answer, info) = (device.answer("create", "question"), device.info());
    let credential = device.credential();
    let with = |credential: &str, algorithm: &str, key: &str| {
        let Answer { client, authenticator, .. } = &answer;
        made(&site(), "question", &Made { credential, client, authenticator, algorithm, key })
    };
    assert!(with(&credential, "-7", &info).is_ok());
    for (credential, algorithm, key) in [
        ("AAAA", "-7", info.as_str()),
        (&credential, "-8", &info),
        (&credential, "-257", &info),
        (&credential, "-35", &info),
        (&credential, "x", &info),
        (&credential, "-7", ""),
        (&credential, "-7", &info[..100]),
    ] {
        assert_eq!(with(credential, algorithm, key), Err(Refusal::Key), "{credential} {algorithm} {key}");
    }
}

#[test]
fn the_three_kinds_of_key_are_read_and_verified() {
    let random = SystemRandom::new();
    let secret = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
    let pair = Ed25519KeyPair::from_pkcs8(secret.as_ref()).expect("a key");
    let info = [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00], pair.public_key().as_ref()]
        .concat();
    let kept = key::read(-8, &info).expect("a key");
    assert!(key::has_signed(-8, kept, b"abc", pair.sign(b"abc").as_ref()));
    assert!(!key::has_signed(-8, kept, b"abd", pair.sign(b"abc").as_ref()));
    let info = BASE64.decode(RSA).expect("base 64");
    let signature = BASE64.decode(RSA_SIGNATURE).expect("base 64");
    let kept = key::read(-257, &info).expect("a key");
    assert!(key::has_signed(-257, kept, "Then Chốt".as_bytes(), &signature));
    assert!(!key::has_signed(-257, kept, "Then chốt".as_bytes(), &signature));
    assert!(!key::has_signed(-7, kept, "Then Chốt".as_bytes(), &signature));
    assert!(!key::has_signed(5, kept, "Then Chốt".as_bytes(), &signature));
}

/// Made with OpenSSL 3: a key of 2048 bits, and its signature over “Then Chốt” (PKCS #1, SHA-256).
const RSA: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvMOO1BSw6x-TuVSH94hI5leJydNpIPH7UrHN2kEeZD7npXBowFDMmJxM\
         Q6n31ibQcW79a3iUlvz2jutDpsCgV_WtFwYTBPp23e7AnmIA-8aCcZARCP54XKBCyTg4R3M70Ylr8Kr18IVcxpoQUWRdQ3Vl40Bm\
         Cg5JUtf1D9RhHpTNxS9zxAxQXQc3tMgj5OxTjQhsgyUjXlcS5bDRuaEj0YoiAVuzKxeSfhJ7jI4hDtCucXADtoDvO-0nQQttxVxM\
         sMRzhIsN8GxJJTzuD3MJkRqAjXyie-JSRgVu2F6tbxqAe1gsdmSeZWJglnAd5YqWHBqqodImAASAxMVU4AKxlQIDAQAB";
const RSA_SIGNATURE: &str = "nGT7z5bi65RvQMYmN9aDvizDFq1Sens_pjuXsfBi2RoHfUPevOfAh9cmSF_U2_1FBkwpHCgmCNynNM4dmJBl6tIydz4lMQfQznrZ\
         pyr7RV9gXi6iVolGyDOq6enO_Y0Rg-jhlT6piug3suH6ve8eFhW2NUFVK5LUD5o7XGmZgpd31l06ojHLD6GGizYoyo1awoVzbC9f\
         -CZ7QWnjihU2C9LCV4rL3q3AXWqmzsr4NiB06HGjlZgDXqiKbYgl6ovnwf5UID51uo39BV8RaySr1S05CX1lGI5hvqXk-PQ6QnmP\
         _WX940Z-rU5QwuYpwYNMFq3DDdIc5t05eVtPpMAp1A";

proptest! {
    #[test]
    fn whatever_comes_in_is_refused_without_a_fall(parts in prop::array::uniform4("[A-Za-z0-9_-]{0,200}"), algorithm in "-?[0-9]{0,4}") {
        let [credential, client, authenticator, key] = &parts;
        let new = Made { credential, client, authenticator, algorithm: &algorithm, key };
        prop_assert!(made(&site(), "question", &new).is_err());
        let signature = key;
        let answer = Signed { client, authenticator, signature };
        prop_assert!(signed(&site(), "question", (-7, &[4; 65], 0), &answer).is_err());
    }

    #[test]
    fn a_bit_that_was_turned_is_noticed(at in 0usize..37, bit in 0u8..8) {
        let mut device = Device::at(&site());
        let mut answer = device.answer("get", "question");
        let mut said = BASE64.decode(&answer.authenticator).unwrap();
        said[at] ^= 1 << bit;
        answer.authenticator = BASE64.encode(said);
        prop_assert!(device.checked(&site(), "question", 0, &answer).is_err());
    }
}
