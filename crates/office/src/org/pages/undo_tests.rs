//! What was entered at a new unit stands in the way of taking its establishment back.

use super::tests::{home, uid};
use crate::testing::TestOffice;

#[tokio::test]
async fn a_unit_at_which_something_was_entered_is_not_taken_back() {
    for (what, told) in [
        ("nothing", ""),
        ("a term", "Nhiệm kỳ: 1"),
        ("a code", "Mã tổ chức: 89890009000055"),
        ("its closing", "Đơn vị đang kết thúc: QĐ 5"),
        ("the closing of another one", "Đơn vị đang kết thúc: QĐ 5"),
        ("a draft below it", "Đơn vị đang chuẩn bị lập: Tổ đảng 1"),
    ] {
        let t = TestOffice::new().await;
        let mut officer = t.as_cast("organisation").await;
        let (above, beside) = (uid(&t, home(&t).await).await, uid(&t, t.silent_cell).await);
        let page = |unit: &str| format!("/van-phong/to-chuc/{unit}");
        let fields = [
            ("kind", "establish"),
            ("day", "01/11/2018"),
            ("paper", "QĐ 1"),
            ("name", "Chi bộ ấp 9"),
            ("short", "Ấp 9"),
            ("unit_kind", "cell"),
        ];
        let made = t.changed(&mut officer, &format!("{}/thay-doi", page(&above)), &fields).await;
        let event = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&made).to_owned();
        let new: String = t.value("SELECT uid FROM unit ORDER BY id DESC LIMIT 1", &[]).await;
        let at = page(&new);
        let closing = |into: &str| {
            [("do", "begin"), ("day", "01/12/2018"), ("paper", "QĐ 5"), ("into", into)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec()
        };
        let typed = |fields: &[(&str, &str)]| {
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        let draft = [
            ("kind", "establish"),
            ("do", "draft"),
            ("name", "Tổ đảng 1"),
            ("unit_kind", "party_group"),
            ("short", "Tổ 1"),
        ];
        let (path, fields) = match what {
            "a term" => (format!("{at}/nhiem-ky"), typed(&[("no", "1"), ("from", "05/11/2018"), ("paper", "QĐ 2")])),
            "a code" => {
                (format!("{at}/ma"), typed(&[("code", "89.890.009.000.055"), ("day", "05/11/2018"), ("paper", "QĐ 3")]))
            }
            "its closing" => (format!("{at}/ket-thuc"), closing(&beside)),
            "the closing of another one" => (format!("{}/ket-thuc", page(&beside)), closing(&new)),
            "a draft below it" => (format!("{at}/thay-doi"), typed(&draft)),
            _ => (String::new(), vec![]),
        };
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if !path.is_empty() {
            let entered = officer.post(&path, &fields).await;
            assert!(entered.outcome().starts_with("303"), "{what}: {}", entered.text());
        }
        let undone = officer.post(&format!("{event}/hoan-tac"), &[]).await;
        let gone = officer.get(&at).await.outcome();
        if told.is_empty() {
            assert_eq!((undone.outcome(), gone), (format!("303 {event}?xong=hoan-tac"), "404".to_owned()), "{what}");
        } else {
            assert_eq!((undone.outcome(), gone), ("409".to_owned(), "200".to_owned()), "{what}");
            assert!(undone.text().contains(told), "{what}: {}", undone.text());
        }
        // What the page advises can be done: what was entered by mistake is taken away first.
        let taken_at = match what {
            "a term" => {
                let term: String = t.value("SELECT uid FROM unit_term ORDER BY id DESC LIMIT 1", &[]).await;
                format!("{at}/nhiem-ky/{term}")
            }
            "a code" => format!("{at}/ma"),
            _ => continue,
        };
        let form = officer.get(&taken_at).await;
        let which: String = t.value("SELECT CAST(max(id) AS TEXT) FROM unit_code", &[]).await;
        let known =
            ["version", "seen", "request"].map(|name| (name, form.html().contains(&format!("name=\"{name}\""))));
        let known = known.into_iter().filter(|(_, there)| *there).map(|(name, _)| (name, form.field(name)));
        let known: Vec<(&str, String)> =
            known.chain([("which", which), ("why", "Ghi nhầm đơn vị".to_owned())]).collect();
        let fields: Vec<(&str, &str)> = known.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let taken = officer.post(&format!("{taken_at}/bo"), &fields).await;
        assert!(taken.outcome().ends_with("?xong=luu"), "{what}: {}", taken.text());
        let undone = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
        assert_eq!(undone, format!("303 {event}?xong=hoan-tac"), "{what}");
    }
}
