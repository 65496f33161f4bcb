//! Petitions: who can open what, what a code is, and what an entry may say of them.

use super::*;
use crate::{
    Code, Petition, PetitionKind, Reception, ReceptionKey, Reply, ReplyState, Shown, seal_petition, seal_reply,
};
use proptest::prelude::*;

fn petition(text: &str) -> Petition {
    Petition {
        kind: PetitionKind::Report,
        subject: "Cống thoát nước bị nghẹt".into(),
        text: text.into(),
        place: "Ấp Phú Nhứt".into(),
        about: String::new(),
        name: "Trần Thị Lành".into(),
        contact: "0912 345 678".into(),
        may_publish: true,
        at: 1_700_000_000_000_000,
    }
}

#[test]
fn an_envelope_opens_with_the_offices_key_under_its_own_receipt_and_not_otherwise() {
    let (office, other) = (ReceptionKey::of(&[7; 32]), ReceptionKey::of(&[8; 32]));
    let (code, another) = (Code::new([3; 12]), Code::new([4; 12]));
    let it = petition("Mưa là ngập nửa tháng nay.");
    let sealed = seal_petition(&office.public(), code.receipt(), &it).unwrap();
    assert_eq!(office.open(code.receipt(), &sealed), Ok(it.clone()));
    let mut changed = sealed.clone().into_bytes();
    let at = changed.len() - 9;
    changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
    let changed = String::from_utf8(changed).unwrap();
    for (key, receipt, envelope) in [
        (&other, code.receipt(), &*sealed),
        (&office, another.receipt(), &sealed),
        (&office, code.receipt(), &changed),
        (&office, code.receipt(), &sealed[..60]),
        (&office, code.receipt(), ""),
        (&office, code.receipt(), "không phải"),
    ] {
        assert_eq!(key.open(receipt, envelope), Err(BridgeError::BadEnvelope), "{envelope}");
    }
    let blank = seal_petition(&office.public(), code.receipt(), &petition(" ")).unwrap();
    assert_eq!(office.open(code.receipt(), &blank), Err(BridgeError::BadEnvelope));
    // Short ones are as long as each other, and no two seals are the same.
    let short = seal_petition(&office.public(), code.receipt(), &petition("Ngập.")).unwrap();
    assert_eq!(short.len(), sealed.len());
    assert_ne!(seal_petition(&office.public(), code.receipt(), &it).unwrap(), sealed);
    assert!(matches!(seal_petition("00", code.receipt(), &it), Err(BridgeError::BadKey { .. })));
    assert!(matches!(seal_petition(&"0".repeat(64), code.receipt(), &it), Err(BridgeError::BadKey { .. })));
}

#[test]
fn an_answer_opens_with_the_senders_code_alone() {
    let (code, another) = (Code::new([3; 12]), Code::new([4; 12]));
    let said = seal_reply(code.receipt(), "Xã đã cho nạo vét ngày 20/11.").unwrap();
    assert_eq!(code.open(&said).as_deref(), Ok("Xã đã cho nạo vét ngày 20/11."));
    assert_eq!(another.open(&said), Err(BridgeError::BadEnvelope));
}

#[test]
fn a_code_is_read_as_people_write_it() {
    let code = Code::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31]);
    assert_eq!(code.text(), "ABCD-EFGH-JKL9");
    for typed in ["ABCD-EFGH-JKL9", "abcdefghjkl9", " abcd efgh – jkl9. "] {
        assert_eq!(Code::read(typed).map(|read| read.receipt().to_owned()).as_deref(), Some(code.receipt()), "{typed}");
    }
    for typed in ["", "ABCD-EFGH-JKL", "ABCD-EFGH-JKL0", "ABCD-EFGH-JKLO", "ABCD-EFGH-JKL99", "ĐBCD-EFGH-JKL9"] {
        assert!(Code::read(typed).is_none(), "{typed}");
    }
    assert_eq!(code.receipt().len(), 64);
}

#[test]
fn an_entry_says_what_is_wrong_with_it() {
    let key = ReceptionKey::of(&[7; 32]).public();
    let receipt = Code::new([3; 12]).receipt().to_owned();
    let desk = |key: &str, days| Entry::Reception(Reception { key: key.into(), days, open: true, kept_months: 60 });
    let reply = |receipt: &str, on: &str, said: Option<&str>, shown: Option<(&str, &str)>| {
        let shown = shown.map(|(question, answer)| Shown {
            question: question.into(),
            answer: answer.into(),
            on: "2018-11-23".into(),
        });
        Entry::Reply(Box::new(Reply {
            receipt: receipt.into(),
            kind: PetitionKind::Opinion,
            state: ReplyState::Answered,
            on: on.into(),
            said: said.map(str::to_owned),
            shown,
        }))
    };
    for (entry, words) in [
        (desk(&key, 10), ""),
        (desk("xyz", 10), "key is no key"),
        (desk(&key, 0), "days should be from 1 to 366"),
        (reply(&receipt, "2018-11-23", Some("0a"), Some(("Hỏi", "Đáp"))), ""),
        (reply("xyz", "2018-11-23", None, None), "receipt is no key"),
        (reply(&receipt, "23/11/2018", None, None), "is not a day"),
        (reply(&receipt, "2018-11-23", Some("chữ"), None), "said is not sealed"),
        (reply(&receipt, "2018-11-23", None, Some((" ", "Đáp"))), "shown.question is blank"),
        (reply(&receipt, "2018-11-23", None, Some(("Hỏi", ""))), "shown.answer is blank"),
    ] {
        let said = through(entry).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{words}: {said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_sealed_comes_out_as_it_went_in(text in "\\PC{0,300}[a-z]", random in any::<[u8; 12]>()) {
        let (office, code) = (ReceptionKey::of(&[7; 32]), Code::new(random));
        let it = petition(&text);
        let sealed = seal_petition(&office.public(), code.receipt(), &it).unwrap();
        prop_assert_eq!(office.open(code.receipt(), &sealed), Ok(it));
        prop_assert_eq!(Code::read(&code.text()).map(|read| read.receipt().to_owned()), Some(code.receipt().to_owned()));
    }
}
