//! Who finds what: only what they may open, whatever they type.

use crate::testing::TestOffice;

/// How many answers there are, and their addresses.
fn addresses(page: &str) -> Vec<String> {
    let links =
        page.split("<ul class=\"links\">").nth(1).unwrap_or_default().split("</section>").next().unwrap_or_default();
    links.split("href=\"").skip(1).filter_map(|part| Some(part.split('"').next()?.to_owned())).collect()
}

#[tokio::test]
async fn only_what_one_may_open_is_found() {
    let office = TestOffice::new().await;
    let name: String = office.value("SELECT full_name FROM person ORDER BY id LIMIT 1", &[]).await;
    let ask = |text: &str| format!("/van-phong/tim?q={}", kit::web::encode(text));
    let member = |address: &String| address.contains("/dang-vien/");
    let questions = [name.as_str(), "chi bộ", "hocj taapj", "Nguyễn Văn", "đảng bộ", "van phong"];
    for (login, finds_members) in [("clerk", true), ("leader", true), ("cell_secretary", true), ("editor", false)] {
        let mut door = office.as_cast(login).await;
        let mut all = Vec::new();
        for question in questions {
            all.extend(addresses(&door.get(&ask(question)).await.html()));
        }
        for address in &all {
            assert_eq!(door.get(address).await.outcome(), "200", "{login}: {address}");
        }
        assert_eq!(all.iter().any(member), finds_members, "{login}: {all:?}");
    }
    let mut clerk = office.as_cast("clerk").await;
    let by_name = addresses(&clerk.get(&ask(&viet::fold(&name))).await.html());
    assert!(by_name.iter().any(member), "a name without its marks");
}

#[tokio::test]
async fn a_name_that_changed_is_found_by_the_new_one() {
    let office = TestOffice::new().await;
    let mut clerk = office.as_cast("clerk").await;
    let page = "/van-phong/tim?q=Khuynh+Diep+Xanh";
    assert_eq!(addresses(&clerk.get(page).await.html()), Vec::<String>::new());
    let somebody = addresses(&clerk.get("/van-phong/tim?q=nguyen").await.html());
    let uid = somebody.iter().find_map(|a| a.strip_prefix("/van-phong/dang-vien/")).expect("a Nguyễn").to_owned();
    let mut tx = office.office.db.begin().await.unwrap();
    tx.exec("UPDATE person SET full_name = 'Khuynh Diệp Xanh' WHERE uid = $1", &[&uid]).await.unwrap();
    let event = kit::journal::Event::new(None, "people.person.rename", "person", 1);
    kit::journal::write(&mut tx, &event, office.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let found = clerk.get(page).await.html();
    assert_eq!(addresses(&found).len(), 1, "{found}");
}

#[tokio::test]
async fn a_unit_is_found_by_its_code_in_groups_and_plain() {
    let office = TestOffice::new().await;
    let mut leader = office.as_cast("leader").await;
    let cell: String = office.value("SELECT uid FROM unit WHERE id = $1", &[&office.silent_cell]).await;
    let plain: String = office.value("SELECT code FROM unit_code WHERE unit_id = $1", &[&office.silent_cell]).await;
    for typed in [crate::org::code::written(&plain), plain] {
        let found = addresses(&leader.get(&format!("/van-phong/tim?q={typed}")).await.html());
        assert_eq!(found, [format!("/van-phong/to-chuc/{cell}")], "{typed}");
    }
}
