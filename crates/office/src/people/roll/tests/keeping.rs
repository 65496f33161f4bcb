//! A filter that is kept: whose it is, who changes it, what it is called.

use super::*;

#[tokio::test]
async fn a_filter_is_kept_shared_renamed_and_dropped_by_its_owner() {
    let t = TestOffice::new().await;
    let mut owner = t.as_cast("organisation").await;
    let district: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let form = "/van-phong/bo-loc/moi";
    let begin = owner.get(&format!("{form}?danh-sach=members&dieu-kien=gioi%3Df")).await;
    let request = begin.field("request");
    let fields = |name| {
        [("request", &*request), ("danh-sach", "members"), ("dieu-kien", "gioi=f"), ("ten", name), ("cho", &*district)]
    };
    assert_eq!(owner.post(form, &fields("")).await.outcome(), "422");
    for _double_click in 0..2 {
        assert_eq!(owner.post(form, &fields("Nữ")).await.outcome(), format!("303 {ROLL}?gioi=f&xong=bo-loc"));
    }
    let uid: String = t.value("SELECT uid FROM saved_list", &[]).await;
    let one = format!("/van-phong/bo-loc/{uid}");
    for (who, role, unit, sees, changes) in [
        ("another officer", Role::OrganisationOfficer, t.district, true, "200"),
        ("the leader", Role::Leader, t.district, true, "403"),
        ("a clerk elsewhere", Role::CommuneClerk, t.elsewhere, false, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(ROLL).await.html().contains("?gioi=f\">Nữ</a>"), sees, "{who}");
        assert_eq!(door.get(&one).await.outcome(), changes, "{who}");
    }
    assert_eq!(
        owner.post(&one, &[("ten", "Phụ nữ"), ("version", "1")]).await.outcome(),
        "303 /van-phong/bo-loc?xong=luu"
    );
    // Beside it no other one has the name; whoever keeps its own name keeps it.
    let mut beside = t.signed_in("beside", Role::OrganisationOfficer, t.district).await;
    for (list, asked, name, outcome) in
        [("members", "gioi=m", "PHỤ  NỮ", "422"), ("papers", "", "Phụ nữ", "303"), ("members", "gioi=m", "Nam", "303")]
    {
        let fields = [("danh-sach", list), ("dieu-kien", asked), ("ten", name), ("cho", "")];
        assert_eq!(beside.post(form, &fields).await.outcome()[..3], *outcome, "{list} {name}");
    }
    let taken = beside.post(form, &[("danh-sach", "members"), ("dieu-kien", "gioi=m"), ("ten", "phụ nữ")]).await;
    assert!(taken.text().contains("đã có bộ lọc mang tên ấy") && taken.html().contains("phụ nữ"), "{}", taken.text());
    assert!(owner.post(&one, &[("ten", "Phụ nữ"), ("version", "2")]).await.outcome().starts_with("303"));
    let second = owner.post(&one, &[("ten", "Chị em"), ("version", "1")]).await;
    assert!(second.outcome() == "409" && second.text().contains("Phụ nữ") && second.html().contains("Chị em"));
    assert_eq!(owner.post(&format!("{one}/bo"), &[]).await.outcome(), "303 /van-phong/bo-loc?xong=bo-bo-loc");
    assert_eq!(owner.get(&one).await.outcome(), "404");
}
