//! What was entered with a wrong day is put right until the decision, and the ceremony until the decision after it.

use super::again::{DECIDED, agreed};
use super::*;

#[tokio::test]
async fn a_step_entered_with_a_wrong_day_is_put_right_between_its_neighbours() {
    // Recommended on 1 June 2018, class on 1 July, file on 1 September, the cell on 20 November.
    for (which, day, paper, told) in [
        ("lop", "15/07/2018", "GCN 9", ""),
        ("ho-so", "20/11/2018", "", ""),
        ("gioi-thieu", "01/07/2018", "", ""),
        ("xet", "22/11/2018", "", ""),
        ("lop", "31/05/2018", "", "không được trước ngày 01-06-2018"),
        ("lop", "02/09/2018", "", "Bước sau đã ghi ngày 01-09-2018"),
        ("gioi-thieu", "04/05/1990", "", "không được trước ngày 06-05-1990"),
        ("xet", "31/08/2018", "", "không được trước ngày 01-09-2018"),
        ("xet", "24/11/2018", "", "Ngày này chưa tới"),
        ("ho-so", "mai", "", "Ghi ngày theo dạng"),
        ("quyet-dinh", "22/11/2018", "", "Chọn bước cần sửa"),
        ("", "22/11/2018", "", "Chọn bước cần sửa"),
    ] {
        let t = TestOffice::new().await;
        let at = agreed(&t, "Thạch Sóc Rên", "5/5/1990", "").await;
        let mut cell = t.as_cast("cell_secretary").await;
        let fields = [("step", which), ("step_day", day), ("step_paper", paper)];
        let answer = step(&mut cell, &at, "sua-buoc", &fields).await;
        assert_eq!(answer.starts_with("303"), told.is_empty(), "{which} {day}: {answer}");
        assert!(answer.contains(told), "{which} {day}: {answer}");
        let corrected = "SELECT count(*) FROM journal WHERE verb = 'candidate.correct'";
        assert_eq!(t.value::<i64>(corrected, &[]).await, i64::from(told.is_empty()), "{which} {day}");
        if told.is_empty() {
            let page = cell.get(&at).await.text();
            assert!(page.contains(&Day::parse(day).unwrap().written()) && page.contains(paper), "{page}");
        }
    }
}

#[tokio::test]
async fn a_class_whose_certificate_was_worth_nothing_any_more_is_told_when_its_day_is_put_right() {
    let t = TestOffice::new().await;
    let at = agreed(&t, "Thạch Sóc Rên", "5/5/1990", "").await;
    let mut tx = t.office.db.begin().await.unwrap();
    let earlier = "UPDATE candidate_step SET day = '2010-01-01'
                   WHERE step = 'recognised' AND candidate_id = (SELECT max(id) FROM candidate)";
    tx.exec(earlier, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let fields = [("step", "lop"), ("step_day", "1/7/2010")];
    let answer = step(&mut t.as_cast("cell_secretary").await, &at, "sua-buoc", &fields).await;
    assert!(answer.starts_with("422") && answer.contains("còn điều kiện chưa đạt"), "{answer}");
}

#[tokio::test]
async fn only_the_cells_side_puts_a_step_right_and_only_before_the_decision() {
    for (who, outcome) in [
        ("visitor", "303"),
        ("another commune's officer", "404"),
        ("leader", "403"),
        ("editor", "403"),
        ("cell_secretary", "303"),
        ("clerk", "303"),
    ] {
        let t = TestOffice::new().await;
        let at = agreed(&t, "Thạch Sóc Rên", "5/5/1990", "").await;
        let version = t.as_cast("cell_secretary").await.get(&at).await.field("version");
        let fields = [("version", &*version), ("step", "lop"), ("step_day", "15/07/2018")];
        let answer = somebody(&t, who).await.post(&format!("{at}/sua-buoc"), &fields).await.outcome();
        assert_eq!(&answer[..3], outcome, "{who}");
        let corrected: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'candidate.correct'", &[]).await;
        assert_eq!(corrected, i64::from(["cell_secretary", "clerk"].contains(&who)), "{who}");
    }
    let t = TestOffice::new().await;
    let at = agreed(&t, "Thạch Sóc Rên", "5/5/1990", "").await;
    assert!(step(&mut t.as_cast("organisation").await, &at, "buoc/quyet-dinh", &DECIDED).await.starts_with("303"));
    let mut cell = t.as_cast("cell_secretary").await;
    let page = cell.get(&at).await;
    assert!(!page.text().contains("Sửa ngày, văn bản"), "{}", page.text());
    let late = [("version", "6"), ("step", "lop"), ("step_day", "15/07/2018")];
    assert_eq!(cell.post(&format!("{at}/sua-buoc"), &late).await.outcome(), "409");
}

/// Says another day of the ceremony, as the form for that does.
async fn ceremony(door: &mut Door, trial: &str, day: &str) -> String {
    let version = door.get(&format!("{trial}?buoc=le")).await.field("version");
    let answer = door.post(&format!("{trial}/le"), &[("version", &*version), ("day", day)]).await;
    format!("{} {}", answer.outcome(), answer.text())
}

#[tokio::test]
async fn the_day_of_the_ceremony_is_put_right_and_probation_with_it() {
    let t = TestOffice::new().await;
    let at = agreed(&t, "Thạch Sóc Rên", "5/5/1990", "").await;
    let decided = step(&mut t.as_cast("organisation").await, &at, "buoc/quyet-dinh", &DECIDED).await;
    let trial = decided.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&decided).to_owned();
    t.office.clock.advance(200 * DAY);
    let mut cell = t.as_cast("cell_secretary").await;
    assert!(step(&mut cell, &trial, "le", &[("day", "15/05/2019")]).await.starts_with("303"));
    let page = cell.get(&trial).await;
    assert!(page.text().contains("15-05-2020") && page.html().contains("?buoc=le"), "{}", page.text());
    let form = cell.get(&format!("{trial}?buoc=le")).await;
    assert_eq!(form.field("day"), "15-05-2019", "what is on record stands in the form");
    let early = ceremony(&mut cell, &trial, "21/11/2018").await;
    assert!(early.starts_with("422") && early.contains("22-11-2018"), "{early}");
    assert!(ceremony(&mut cell, &trial, "05/12/2018").await.starts_with("303"));
    assert!(cell.get(&trial).await.text().contains("05-12-2019"));
    // What the cell has reviewed was over by then, and stays so.
    t.office.clock.advance(200 * DAY);
    let mut cell = t.as_cast("cell_secretary").await;
    let review = [("day", "06/12/2019"), ("proposal", "official")];
    assert!(step(&mut cell, &trial, "xet", &review).await.starts_with("303"));
    let later = ceremony(&mut cell, &trial, "07/12/2018").await;
    assert!(later.starts_with("422") && later.contains("Chi bộ đã xét ngày 06-12-2019"), "{later}");
    assert!(ceremony(&mut cell, &trial, "04/12/2018").await.starts_with("303"));
}

#[tokio::test]
async fn nobody_is_recommended_before_leaving_the_party_or_born_long_ago() {
    let t = TestOffice::new().await;
    let mut cell = t.as_cast("cell_secretary").await;
    let unit = uid(&t, t.silent_cell).await;
    for (born, left, day, told) in [
        ("5/5/1980", "1/1/2017", "1/2/2016", "ra khỏi Đảng ngày 01-01-2017"),
        ("5/5/1980", "1/1/2017", "1/1/2017", "ra khỏi Đảng ngày 01-01-2017"),
        ("5/5/1980", "1/1/1979", "1/2/2016", "05-05-1980"),
        ("12/3/1850", "", "1/2/2016", "Xem lại năm sinh"),
        ("5/5/1980", "1/1/2012", "1/2/2016", ""),
    ] {
        let fields = [
            ("unit", &*unit),
            ("full_name", "Thạch Sóc Rên"),
            ("birth_day", born),
            ("schooling", "university"),
            ("left_on", left),
            ("day", day),
        ];
        let answer = cell.post(&format!("{LIST}/moi"), &fields).await;
        assert_eq!(answer.outcome().starts_with("303"), told.is_empty(), "{born} {left} {day}: {}", answer.text());
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    let at = candidate(&t, "recognised").await;
    let answer = step(&mut cell, &at, "bo-sung", &[("schooling", "university"), ("birth_day", "12/3/1850")]).await;
    assert!(answer.starts_with("422") && answer.contains("Xem lại năm sinh"), "{answer}");
}
