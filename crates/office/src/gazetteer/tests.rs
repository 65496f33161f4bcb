//! The register through its door: a name in all its meanings, lists that are brought again, what is wrong with them.

use super::*;
use crate::identity::reach::Grant;
use crate::org::NOWHERE;
use crate::shell::LEXICON;
use crate::testing::TestOffice;
use kit::clock::{Chance, Day};
use kit::words::Lang;
use std::collections::{BTreeSet, HashSet};

/// A corner of the lists: one name for a town that was a district, for a ward of it, and for a ward of today.
const OLD: &str = "code,name,kind,parent_code
89,An Giang,tỉnh,
91,Kiên Giang,tỉnh,
890,Tịnh Biên,thị xã,89
899,Giồng Riềng,huyện,91
30520,Tịnh Biên,phường,890
30526,An Cư,xã,890
30529,An Nông,xã,890
30541,Hòa Hưng,xã,899
";
const NEW: &str = "code,name,kind,parent_code
91,An Giang,tỉnh,
30520,Tịnh Biên,phường,91
30526,An Cư,xã,91
30541,Hoà Hưng,xã,91
";
const BECAME: &str = "old_code,new_code,part,source
89,91,whole,both
91,91,whole,both
30520,30520,whole,both
30529,30520,part,both
30529,30526,default,both
30526,30526,whole,both
30541,30541,whole,both
30541,30520,,community
00001,30520,whole,both
";

/// Brings the corner; what was brought.
pub(crate) async fn bring_corner(t: &TestOffice) -> Brought {
    bring_lists(t, OLD, NEW).await
}

async fn bring_lists(t: &TestOffice, old: &str, new: &str) -> Brought {
    let edition = |year, text, from, to| Edition { year, from, to, places: places(text).expect("a list") };
    let editions = [edition(2024, old, None, Some(lists::DAY)), edition(2025, new, Some(lists::DAY), None)];
    let (links, left) = successors(BECAME).expect("a list");
    assert_eq!(left, 1, "a community alone is not believed");
    let mut tx = t.office.db.begin().await.unwrap();
    let with = (&Chance::seeded(3), t.office.clock.now());
    let grant = Grant::console(NOWHERE);
    let brought = bring(&mut tx, grant, &editions, &links, "a.csv", with).await.unwrap();
    tx.commit().await.unwrap();
    brought
}

/// The localities found for a text on a day, each in its line.
async fn found(t: &TestOffice, text: &str, day: Day) -> Vec<String> {
    let register = t.office.gazetteer.now(&mut t.office.db.read().await.unwrap()).await.unwrap();
    let w = LEXICON.words(Lang::Vi);
    register.find(text, day).into_iter().map(|place| Told::of(&register, place, w).label).collect()
}

#[tokio::test]
async fn a_name_is_found_in_all_its_meanings_and_told_apart() {
    let t = TestOffice::new().await;
    bring_corner(&t).await;
    let (today, town, ward) = (
        "phường Tịnh Biên, tỉnh An Giang (từ 01-07-2025)",
        "thị xã Tịnh Biên, tỉnh An Giang (đến hết 30-06-2025)",
        "phường Tịnh Biên, thị xã Tịnh Biên, tỉnh An Giang (đến hết 30-06-2025)",
    );
    for (text, expected) in [
        ("tinh bien", vec![today, town, ward]),
        ("Tịnh Biên", vec![today, town, ward]),
        ("tịnh biê", vec![today, town, ward]),
        ("phuong tinh bien", vec![today, ward]),
        ("thi xa tinh bien", vec![town]),
        ("phường Tịnh Biên, thị xã Tịnh Biên", vec![ward]),
        // What it was called until 2023, with marks or without.
        ("huyen tinh bien", vec![today, town, ward]),
        ("Huyện Tịnh Biên", vec![today, town, ward]),
        ("huyện tĩnh biên", vec![today, town, ward]),
        ("huyen tinh bien an giang", vec![today, town, ward]),
        ("Huyện Tịnh Biên, tỉnh An Giang", vec![today, town, ward]),
        ("huyen khong co", vec![]),
        ("30520", vec![today, ward]),
        ("tĩnh biên", vec![today, town, ward]),
        (
            "hoa hung",
            vec![
                "xã Hoà Hưng, tỉnh An Giang (từ 01-07-2025)",
                "xã Hòa Hưng, huyện Giồng Riềng, tỉnh Kiên Giang (đến hết 30-06-2025)",
            ],
        ),
        ("khong co", vec![]),
        ("", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        assert_eq!(found(&t, text, lists::DAY).await, expected, "{text}");
    }
    let before = lists::DAY.plus_days(-1);
    assert_eq!(found(&t, "tinh bien", before).await, [town, ward, today], "what is there on the day comes first");
    let mut door = t.as_cast("cell_secretary").await;
    let page = door.get("/van-phong/dia-danh?q=tinh+bien").await.text();
    for seen in [
        "3 nơi",
        "Phường Tịnh Biên tỉnh An Giang · từ 01-07-2025 · mã 30520",
        "Lập từ: phường Tịnh Biên, thị xã Tịnh Biên; một phần xã An Nông, thị xã Tịnh Biên",
        "Thị xã Tịnh Biên tỉnh An Giang · đến hết 30-06-2025 · mã 890 Sau đó là: phường Tịnh Biên, tỉnh An Giang; xã An Cư, tỉnh An Giang",
    ] {
        assert!(page.contains(seen), "{seen}: {page}");
    }
    let picked = door.get("/van-phong/dia-danh/tim?q=tinh+bien").await;
    let picked: serde_json::Value = serde_json::from_slice(&picked.body).unwrap();
    assert_eq!((picked[0]["label"].as_str(), picked.as_array().unwrap().len()), (Some(town), 3));
    assert_eq!(picked[0]["plain"].as_str(), Some("thị xã Tịnh Biên, tỉnh An Giang"));
    let uid: String = t.value("SELECT uid FROM locality WHERE code = '890'", &[]).await;
    let page = door.get(&format!("/van-phong/dia-danh/{uid}")).await.text();
    for seen in ["Thuộc tỉnh An Giang", "Sau đó là (2)", "Gồm (3)", "Xã An Nông"] {
        assert!(page.contains(seen), "{seen}: {page}");
    }
    for address in ["/van-phong/dia-danh", "/van-phong/dia-danh/tim?q=a"] {
        assert!(t.visitor().get(address).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    }
    assert_eq!(door.get("/van-phong/dia-danh/none").await.outcome(), "404");
}

#[tokio::test]
async fn what_was_chosen_is_that_and_what_is_unclear_is_asked() {
    let t = TestOffice::new().await;
    bring_corner(&t).await;
    let register = t.office.gazetteer.now(&mut t.office.db.read().await.unwrap()).await.unwrap();
    let w = LEXICON.words(Lang::Vi);
    for place in ["30520", "890", "89", "30541"].into_iter().flat_map(|code| register.find(code, lists::DAY)) {
        let label = Told::of(&register, place, w).label;
        assert_eq!(register.meant(&label, lists::DAY, w), Meant::One(place), "{label}");
    }
    assert!(matches!(register.meant("xã An Nông", lists::DAY, w), Meant::One(place) if place.code == "30529"));
    assert!(matches!(register.meant("tinh bien", lists::DAY, w), Meant::Several(all) if all.len() == 3));
    assert_eq!(register.meant("nowhere", lists::DAY, w), Meant::Nothing);
}

#[tokio::test]
async fn lists_brought_again_change_what_has_changed_and_keep_who_is_who() {
    let t = TestOffice::new().await;
    let first = bring_corner(&t).await;
    assert_eq!((first.new, first.changed, first.same, first.successors, first.lost), (12, 0, 0, 7, 1));
    let uids = "SELECT uid FROM locality WHERE code = '30526' AND edition = 2025";
    let before: String = t.value(uids, &[]).await;
    let second = bring_lists(&t, OLD, &NEW.replace("An Cư,xã", "An Cư,phường")).await;
    assert_eq!((second.new, second.changed, second.same), (0, 1, 11));
    assert_eq!(t.value::<String>(uids, &[]).await, before);
    assert_eq!(
        found(&t, "phuong an cu", lists::DAY).await,
        ["phường An Cư, tỉnh An Giang (từ 01-07-2025)"],
        "the register is read anew"
    );
    let rows: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'gazetteer.import'", &[]).await;
    assert_eq!(rows, 2);
}

#[tokio::test]
async fn the_lists_that_come_with_the_program_are_whole_and_tell_every_locality_apart() {
    let t = TestOffice::new().await;
    let (editions, became) = lists::with_the_program().expect("the lists are read");
    let levels = |edition: &Edition| [2, 3, 5].map(|len| edition.places.iter().filter(|p| p.code.len() == len).count());
    assert_eq!((levels(&editions[0]), levels(&editions[1])), ([63, 696, 10_035], [34, 0, 3_321]));
    let mut tx = t.office.db.begin().await.unwrap();
    let with = (&Chance::seeded(3), t.office.clock.now());
    let brought = bring(&mut tx, Grant::console(NOWHERE), &editions, &became, lists::NAME, with).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((brought.new, brought.lost, brought.successors), (14_149, 0, became.len() as i64));
    let register = t.office.gazetteer.now(&mut t.office.db.read().await.unwrap()).await.unwrap();
    let w = LEXICON.words(Lang::Vi);
    let kinds = found(&t, "tinh bien", lists::DAY).await;
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    let mut conn = t.office.db.read().await.unwrap();
    let uids: Vec<(String,)> = conn.all("SELECT uid FROM locality", &[]).await.unwrap();
    let all: Vec<&Locality> = uids.iter().map(|(uid,)| register.by_uid(uid).expect("a locality")).collect();
    let labels: HashSet<String> = all.iter().map(|place| Told::of(&register, place, w).label).collect();
    assert_eq!(labels.len(), 14_149, "no two localities are told alike");
    // Every district and commune of before is followed to today, but for two of which no official table says it.
    let lost = all.iter().filter(|it| it.to_day.is_some() && register.became(it).is_empty());
    let lost: BTreeSet<&str> = lost.map(|place| place.code.as_str()).collect();
    assert_eq!(lost, BTreeSet::from(["01651", "02482"]));
    // What was chosen from the picker is taken for just that, whatever it is called.
    for place in all.iter().copied().step_by(211) {
        let label = Told::of(&register, place, w).label;
        assert_eq!(register.meant(&label, lists::DAY, w), Meant::One(place), "{label}");
    }
}
