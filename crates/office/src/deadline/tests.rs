use super::*;
use crate::shell::LEXICON;
use kit::words::Lang;

#[test]
fn a_limit_says_its_day_how_it_was_counted_and_what_is_left() {
    let w = LEXICON.words(Lang::Vi);
    let due = working(Day::of(2018, 11, 23), 60);
    assert_eq!(Day(due.day), Day::of(2019, 2, 25));
    assert_eq!(
        how(w, &due, "quyết định có hiệu lực"),
        "Tính 60 ngày làm việc sau ngày 23-11-2018 (quyết định có hiệu lực); không tính thứ bảy, chủ nhật. \
         Không tính ngày nghỉ: Tết Dương lịch 2019 (31-12-2018), Tết Dương lịch (01-01-2019), \
         Tết Nguyên đán Kỷ Hợi (04-02-2019 đến 08-02-2019). Có tính ngày làm bù: 05-01-2019."
    );
    assert!(how(w, &working(Day::of(2026, 12, 28), 10), "x").contains("chưa có lịch nghỉ của năm 2027"));
    let due = Day(due.day);
    for (today, told, stands) in [
        (Day::of(2018, 11, 23), "còn 60 ngày làm việc", Pressure::Running),
        (Day::of(2019, 2, 10), "còn 11 ngày làm việc", Pressure::Running),
        (Day::of(2019, 2, 11), "còn 10 ngày làm việc", Pressure::Soon),
        (due, "hết hạn hôm nay", Pressure::Soon),
        (Day::of(2019, 2, 26), "quá hạn 1 ngày làm việc", Pressure::Late),
        (Day::of(2019, 3, 4), "quá hạn 5 ngày làm việc", Pressure::Late),
    ] {
        assert_eq!((left(w, today, due).as_str(), pressure(today, due, 10)), (told, stands), "{today}");
    }
    // A Friday's limit on the Saturday after it: the day has passed, no working day has.
    let friday = Day::of(2018, 11, 23);
    assert_eq!(left(w, friday.plus_days(1), friday), "quá hạn 1 ngày làm việc");
}
