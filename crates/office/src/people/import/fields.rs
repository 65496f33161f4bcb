//! What a column of a list may hold, and what its heading tells of that.

use crate::people::facts::Fact;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Family, middle and given name.
    Name,
    /// Family and middle name, in lists that part them from the given name.
    FamilyPart,
    /// The given name alone.
    GivenPart,
    /// Day or year of birth.
    Birth,
    /// The same of men; what stands here tells the sex too.
    BirthOfMen,
    /// The same of women.
    BirthOfWomen,
    /// The sex in words.
    Sex,
    /// A mark at men.
    MarkOfMen,
    /// A mark at women.
    MarkOfWomen,
    /// The day of admission.
    Joined,
    /// The day of becoming official.
    Official,
    /// Official or probationary, in words.
    Standing,
    /// The number of the member's card.
    Card,
    /// The citizen id.
    CitizenId,
    /// The telephone.
    Phone,
    /// The ethnic group.
    Ethnicity,
    /// The religion.
    Religion,
    /// A fact beside the core of the record.
    Fact(Fact),
    /// The unit of main membership.
    Unit,
    /// Since when a member of that unit.
    Since,
}

impl Field {
    /// All of them with their words, in the order of pages.
    pub const ALL: &'static [(Field, &'static str)] = &[
        (Field::Name, "name"),
        (Field::FamilyPart, "family"),
        (Field::GivenPart, "given"),
        (Field::Birth, "birth"),
        (Field::BirthOfMen, "birth-men"),
        (Field::BirthOfWomen, "birth-women"),
        (Field::Sex, "sex"),
        (Field::MarkOfMen, "men"),
        (Field::MarkOfWomen, "women"),
        (Field::Joined, "joined"),
        (Field::Official, "official"),
        (Field::Standing, "standing"),
        (Field::Card, "card"),
        (Field::CitizenId, "citizen-id"),
        (Field::Phone, "phone"),
        (Field::Ethnicity, "ethnicity"),
        (Field::Religion, "religion"),
        (Field::Fact(Fact::Code), "member_code"),
        (Field::Fact(Fact::HomePlace), "home_place"),
        (Field::Fact(Fact::Schooling), "schooling"),
        (Field::Fact(Fact::Theory), "theory"),
        (Field::Fact(Fact::Occupation), "occupation"),
        (Field::Fact(Fact::Smartphone), "smartphone"),
        (Field::Fact(Fact::OnPaper), "on_paper"),
        (Field::Unit, "unit"),
        (Field::Since, "since"),
    ];

    /// The word in forms, plans and messages (`import-field-…`).
    pub fn word(self) -> &'static str {
        Field::ALL.iter().find(|(field, _)| *field == self).map_or("", |(_, word)| word)
    }

    /// The field of a word.
    pub fn of(word: &str) -> Option<Field> {
        Field::ALL.iter().find(|(_, known)| *known == word).map(|(field, _)| *field)
    }

    /// Whether its cells are days.
    pub fn is_day(self) -> bool {
        use Field::{Birth, BirthOfMen, BirthOfWomen, Joined, Official, Since};
        matches!(self, Birth | BirthOfMen | BirthOfWomen | Joined | Official | Since)
    }
}

/// Words of headings, folded; the first field of which one stands in the heading is it.
const WORDS: &[(Field, &[&str])] = &[
    (Field::CitizenId, &["cccd", "can cuoc", "cmnd", "cmt", "cmtnd", "chung minh", "dinh danh", "citizen id"]),
    (Field::Fact(Fact::Smartphone), &["dien thoai thong minh", "dt thong minh", "smartphone"]),
    (Field::Fact(Fact::OnPaper), &["nhan ban giay", "ban giay", "nhan giay", "on paper", "wants paper"]),
    (Field::Fact(Fact::Code), &["ma dang vien", "ma dv", "so ly lich", "sll", "member code"]),
    (Field::Fact(Fact::HomePlace), &["que quan", "nguyen quan", "que", "home place"]),
    (Field::Fact(Fact::Schooling), &["hoc van", "trinh do van hoa", "van hoa", "schooling"]),
    (Field::Fact(Fact::Theory), &["ly luan chinh tri", "ly luan", "llct", "political theory"]),
    (Field::Fact(Fact::Occupation), &["nghe nghiep", "nghe", "cong viec", "occupation"]),
    (Field::Card, &["so the", "the dang vien", "the dang", "card"]),
    (Field::Phone, &["dien thoai", "sdt", "so dt", "dt", "dtdd", "di dong", "phone", "telephone", "mobile"]),
    (Field::Official, &["chinh thuc", "official"]),
    (Field::Joined, &["vao dang", "ket nap", "du bi", "joined", "admission", "admitted"]),
    (Field::Standing, &["tinh trang", "loai dang vien", "dien dang vien", "tu cach", "standing"]),
    (Field::Sex, &["gioi tinh", "phai", "gioi", "nam nu", "sex", "gender"]),
    (Field::Ethnicity, &["dan toc", "ethnicity", "ethnic group"]),
    (Field::Religion, &["ton giao", "religion"]),
    (Field::Since, &["ngay ve", "chuyen den", "chuyen ve", "sinh hoat tu", "o don vi tu", "since"]),
    (Field::Unit, &["chi bo", "noi sinh hoat", "don vi", "to chuc dang", "dang bo", "unit", "cell"]),
    (
        Field::Birth,
        &[
            "ngay sinh",
            "nam sinh",
            "ngay thang nam sinh",
            "thang nam sinh",
            "sinh ngay",
            "ntns",
            "date of birth",
            "birth",
            "born",
            "dob",
        ],
    ),
    (
        Field::FamilyPart,
        &[
            "ho dem",
            "ho lot",
            "ho va dem",
            "ho va lot",
            "ho chu dem",
            "ho va chu dem",
            "ho va chu lot",
            "ho va ten dem",
            "ho ten dem",
            "family name",
            "surname",
        ],
    ),
    (Field::Name, &["ho va ten", "ho ten", "hovaten", "hoten", "ten dang vien", "full name", "name"]),
];

/// Headings that name something else with the same words.
const OTHER: &[&str] = &[
    "ngay cap",
    "noi cap",
    "tuoi dang",
    "ghi chu",
    "nghi quyet",
    "quyet dinh",
    "nguoi gioi thieu",
    "noi ket nap",
    "chi bo ket nap",
    "noi vao dang",
    "ngay phat the",
    "noi chinh thuc",
];

/// What a heading stands for: of two rows, the one above several columns and the one below it.
pub fn guess(above: &str, below: &str) -> Option<Field> {
    let (over, under) = (words(above), words(below));
    let whole = [over.as_str(), under.as_str()].join(" ").trim().to_owned();
    let has = |phrase: &str| format!(" {whole} ").contains(&format!(" {phrase} "));
    let of_place = has("noi sinh") && !has("sinh hoat");
    if of_place || OTHER.iter().any(|other| has(other)) {
        return None;
    }
    // “Nam” is a man, “năm” is a year: here the marks are looked at.
    let exact = viet::settle(if below.trim().is_empty() { above } else { below });
    let of_birth = has("sinh") && !has("sinh hoat") && !under.is_empty();
    match (if under.is_empty() { &*over } else { &*under }, exact.trim()) {
        (_, "năm") if has("sinh") => return Some(Field::Birth),
        ("nam", _) => return Some(if of_birth { Field::BirthOfMen } else { Field::MarkOfMen }),
        ("nu", _) => return Some(if of_birth { Field::BirthOfWomen } else { Field::MarkOfWomen }),
        ("ho", _) => return Some(Field::FamilyPart),
        ("ten", _) => return Some(Field::GivenPart),
        _ => {}
    }
    if has("chinh thuc") && has("du bi") {
        return Some(Field::Standing);
    }
    WORDS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| has(phrase))).map(|(field, _)| *field)
}

/// Folded, letters and digits only, single blanks.
pub fn words(text: &str) -> String {
    let folded = viet::fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_understood_as_offices_write_them() {
        use crate::people::facts::Fact::{Code, HomePlace, Occupation, OnPaper, Schooling, Smartphone, Theory};
        use Field::*;
        for (above, below, field) in [
            ("Họ và tên", "", Some(Name)),
            ("HỌ VÀ TÊN ĐẢNG VIÊN", "", Some(Name)),
            ("Ho ten", "", Some(Name)),
            ("Họ và chữ đệm", "", Some(FamilyPart)),
            ("Họ và tên", "Tên", Some(GivenPart)),
            ("Tên", "", Some(GivenPart)),
            ("Năm sinh", "", Some(Birth)),
            ("NGÀY, THÁNG, NĂM SINH", "", Some(Birth)),
            ("Ngày tháng năm sinh", "Nam", Some(BirthOfMen)),
            ("Năm sinh", "Nữ", Some(BirthOfWomen)),
            ("NAM SINH", "NAM", Some(BirthOfMen)),
            ("Ngày sinh", "Năm", Some(Birth)),
            ("Giới tính", "", Some(Sex)),
            ("Nam/Nữ", "", Some(Sex)),
            ("Nam", "", Some(MarkOfMen)),
            ("Giới tính", "Nữ", Some(MarkOfWomen)),
            ("Ngày vào Đảng", "", Some(Joined)),
            ("Ngày vào Đảng", "Dự bị", Some(Joined)),
            ("Ngày vào Đảng", "Chính thức", Some(Official)),
            ("Ngày kết nạp", "", Some(Joined)),
            ("Chính thức/Dự bị", "", Some(Standing)),
            ("Số thẻ ĐV", "", Some(Card)),
            ("Số CCCD/CMND", "", Some(CitizenId)),
            ("Số định danh cá nhân", "", Some(CitizenId)),
            ("Ngày cấp CCCD", "", None),
            ("ĐT", "", Some(Phone)),
            ("Số điện thoại", "", Some(Phone)),
            ("Dân tộc", "", Some(Ethnicity)),
            ("Tôn giáo", "", Some(Religion)),
            ("Chi bộ", "", Some(Unit)),
            ("Nơi sinh hoạt Đảng", "", Some(Unit)),
            ("Đơn vị công tác", "", Some(Unit)),
            ("Ngày về chi bộ", "", Some(Since)),
            ("Quê quán", "", Some(Fact(HomePlace))),
            ("Trình độ học vấn", "", Some(Fact(Schooling))),
            ("Trình độ", "LLCT", Some(Fact(Theory))),
            ("Nghề nghiệp", "", Some(Fact(Occupation))),
            ("Có điện thoại thông minh", "", Some(Fact(Smartphone))),
            ("Mã đảng viên", "", Some(Fact(Code))),
            ("Nhận bản giấy", "", Some(Fact(OnPaper))),
            ("Nơi sinh", "", None),
            ("STT", "", None),
            ("Ghi chú", "", None),
            ("", "", None),
        ] {
            assert_eq!(guess(above, below), field, "{above} | {below}");
        }
        for (field, word) in Field::ALL {
            assert_eq!(Field::of(word), Some(*field));
        }
    }
}
