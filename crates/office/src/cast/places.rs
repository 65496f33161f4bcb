//! Places and bodies of the district of Tịnh Biên in 2018. Names and numbers of cells are made up.

use kit::clock::Day;

/// A commune of 2018 and what became of it in 2023.
pub struct Commune {
    /// Official code.
    pub code: &'static str,
    /// Its name without the kind.
    pub name: &'static str,
    /// A township (thị trấn) rather than a commune (xã).
    pub township: bool,
    /// Became a ward (phường) on [`TOWN_FROM`].
    pub ward_later: bool,
    /// The secretary is also chairman.
    pub both_posts: bool,
    /// Out of a thousand due, how many did not study.
    pub absent_per_mille: u64,
}

const fn commune(
    code: &'static str,
    name: &'static str,
    (township, ward_later, both_posts): (bool, bool, bool),
    absent_per_mille: u64,
) -> Commune {
    Commune { code, name, township, ward_later, both_posts, absent_per_mille }
}

/// The fourteen communes; seven have one person in both posts. Which ones is made up, the number is not.
pub const COMMUNES: [Commune; 14] = [
    commune("30502", "Nhà Bàng", (true, true, true), 4),
    commune("30505", "Chi Lăng", (true, true, false), 4),
    commune("30508", "Núi Voi", (false, true, true), 40),
    commune("30511", "Nhơn Hưng", (false, true, false), 4),
    commune("30514", "An Phú", (false, true, true), 4),
    commune("30517", "Thới Sơn", (false, true, false), 4),
    commune("30520", "Tịnh Biên", (true, true, true), 4),
    commune("30523", "Văn Giáo", (false, false, false), 36),
    commune("30526", "An Cư", (false, false, true), 2),
    commune("30529", "An Nông", (false, false, false), 4),
    commune("30532", "Vĩnh Trung", (false, false, true), 4),
    commune("30535", "Tân Lợi", (false, false, false), 4),
    commune("30538", "An Hảo", (false, false, true), 4),
    commune("30541", "Tân Lập", (false, false, false), 4),
];

/// The commune in which the cast's clerk and cell secretary work, by its place in [`COMMUNES`].
pub const HOME: usize = 8;

/// Since when places and bodies are taken to exist.
pub const SINCE: Day = Day::of(1979, 8, 23);

/// The district became a town on this day.
pub const TOWN_FROM: Day = Day::of(2023, 4, 10);

/// The paper that made it one.
pub const TOWN_PAPER: &str = "Nghị quyết 721/NQ-UBTVQH15 ngày 13-02-2023";

/// Cells of each commune besides its hamlets.
pub const COMMUNE_CELLS: [&str; 6] =
    ["Cơ quan", "Trường Tiểu học", "Trường Trung học cơ sở", "Trạm Y tế", "Quân sự", "Công an"];

/// Hamlets with a cell in each commune.
pub const HAMLETS: usize = 4;

/// Advisory bodies of the district committee.
pub const BOARDS: [&str; 5] = [
    "Văn phòng Huyện ủy",
    "Ban Tổ chức Huyện ủy",
    "Ban Tuyên giáo Huyện ủy",
    "Ban Dân vận Huyện ủy",
    "Ủy ban Kiểm tra Huyện ủy",
];

/// Cells right below the district committee; those of [`BOARDS`] first and in the same order.
pub const AGENCY_CELLS: [&str; 16] = [
    "Văn phòng Huyện ủy",
    "Ban Tổ chức Huyện ủy",
    "Ban Tuyên giáo Huyện ủy",
    "Ban Dân vận Huyện ủy",
    "Ủy ban Kiểm tra Huyện ủy",
    "Mặt trận và các đoàn thể huyện",
    "Văn phòng HĐND và UBND huyện",
    "Phòng Nội vụ",
    "Phòng Tài chính – Kế hoạch",
    "Phòng Nông nghiệp và Phát triển nông thôn",
    "Tòa án nhân dân huyện",
    "Viện Kiểm sát nhân dân huyện",
    "Chi cục Thi hành án dân sự huyện",
    "Kho bạc Nhà nước huyện",
    "Bảo hiểm xã hội huyện",
    "Trường Trung học phổ thông Tịnh Biên",
];

/// Other committees below the district committee, with the number of their cells.
pub const AGENCY_COMMITTEES: [(&str, usize); 4] =
    [("Quân sự huyện", 4), ("Công an huyện", 5), ("Trung tâm Y tế huyện", 4), ("Phòng Giáo dục và Đào tạo", 3)];

/// The Front and the five mass organisations, as (name, short name).
pub const FRONT: (&str, &str) = ("Ủy ban Mặt trận Tổ quốc Việt Nam", "Mặt trận");
/// See [`FRONT`].
pub const MASS_ORGANISATIONS: [(&str, &str); 5] = [
    ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Đoàn Thanh niên"),
    ("Hội Liên hiệp Phụ nữ", "Phụ nữ"),
    ("Hội Nông dân", "Nông dân"),
    ("Hội Cựu chiến binh", "Cựu chiến binh"),
    ("Công đoàn", "Công đoàn"),
];

impl Commune {
    /// The kind's key before 2023.
    pub fn kind(&self) -> &'static str {
        if self.township { "township" } else { "commune" }
    }

    /// `xã An Cư`, `thị trấn Nhà Bàng`.
    pub fn full(&self) -> String {
        format!("{} {}", if self.township { "thị trấn" } else { "xã" }, self.name)
    }

    /// What a hamlet is called in it.
    pub fn hamlet(&self) -> &'static str {
        if self.township { "khóm" } else { "ấp" }
    }
}
