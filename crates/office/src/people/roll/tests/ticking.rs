//! Whoever stands in two lines of the list, by a main and by a temporary membership, is ticked once.

use super::*;

#[tokio::test]
async fn a_member_who_also_meets_elsewhere_is_one_member_to_whoever_ticks_the_row() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let both =
        "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main' AND m.to_day IS NULL
                JOIN membership g ON g.person_id = p.id AND g.kind = 'temporary' AND g.from_day <= '2018-11-23'
                AND (g.to_day IS NULL OR g.to_day > '2018-11-23') ORDER BY p.id LIMIT 1";
    let person: String = t.value(both, &[]).await;
    for (list, lines, why) in [("", 1, "Hỏi lại"), ("&loai=tat-ca", 2, "Hỏi lần nữa")] {
        let shown = rows(&mut door, &format!("chon={person}{list}")).await;
        assert_eq!(shown.len(), lines, "{list}: {shown:?}");
        let form = door.get(&format!("{ROLL}/loat/danh-dau?dong={person}{list}")).await;
        assert_eq!(form.outcome(), "200", "{list}: {}", form.text());
        let fields = ["request", "loc", "dau", "ve"].map(|name| (name, form.field(name).replace("&#38;", "&")));
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).chain([("ly-do", why)]).collect();
        let marked = door.post(&format!("{ROLL}/loat/danh-dau"), &fields).await;
        assert!(marked.outcome().starts_with("303"), "{list}: {}", marked.text());
    }
    // In a list of those who meet there temporarily it is that line, which nothing can be done to from here.
    let guest = door.get(&format!("{ROLL}/loat/danh-dau?dong={person}&loai=tam")).await;
    assert!(guest.outcome() == "422" && guest.text().contains("sinh hoạt tạm thời"), "{}", guest.text());
}
