//! Whether two texts are nearly the same: a sketch of each is kept, from which the text cannot be read, and sketches are
//! compared. A hint and nothing else: whoever writes about one paper uses its words.

use crate::fold;
use std::fmt;
use std::str::FromStr;

/// Numbers in a sketch.
const SIZE: usize = 64;
/// Words that stand side by side.
const RUN: usize = 4;
/// Shorter texts are alike by chance.
const WORDS: usize = 30;

/// What tells a text from others, as 64 numbers: of all runs of four words the least under each of 64 orders. The share of
/// numbers that two sketches have in common is about the share of runs that their texts have in common. It is written as
/// 512 hexadecimal digits, and means the same in every version of this crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch([u32; SIZE]);

impl Sketch {
    /// From how many of a hundred on two texts are called nearly the same.
    pub const NEAR: u32 = 60;

    /// The sketch of a text; `None` for one that is too short to say anything. Marks, capitals and what stands between
    /// words do not matter.
    pub fn of(text: &str) -> Option<Sketch> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if words.len() < WORDS {
            return None;
        }
        let mut least = [u32::MAX; SIZE];
        for run in words.windows(RUN) {
            let hash = run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| fnv(fnv(hash, word.as_bytes()), b" "));
            for (at, least) in least.iter_mut().enumerate() {
                *least = (*least).min((mix(hash ^ mix(at as u64)) >> 32) as u32);
            }
        }
        Some(Sketch(least))
    }

    /// How much of two texts is the same, of a hundred, as far as their sketches tell.
    pub fn likeness(&self, other: &Sketch) -> u32 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        (same * 100 / SIZE) as u32
    }

    /// How many words a text has, counted as the sketch counts them.
    pub fn words(text: &str) -> usize {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count()
    }
}

/// FNV-1a, which is the same everywhere and for ever.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The last step of splitmix64: near numbers come out far apart.
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

impl fmt::Display for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|number| write!(f, "{number:08x}"))
    }
}

/// What was read is no sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSketch;

impl FromStr for Sketch {
    type Err = NoSketch;

    fn from_str(written: &str) -> Result<Sketch, NoSketch> {
        if written.len() != SIZE * 8 || !written.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NoSketch);
        }
        let mut numbers = [0; SIZE];
        for (number, digits) in numbers.iter_mut().zip(written.as_bytes().chunks(8)) {
            let digits = std::str::from_utf8(digits).map_err(|_| NoSketch)?;
            *number = u32::from_str_radix(digits, 16).map_err(|_| NoSketch)?;
        }
        Ok(Sketch(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// The share of runs that two texts really have in common, of a hundred.
    fn common(one: &[String], other: &[String]) -> f64 {
        let runs = |words: &[String]| words.windows(RUN).map(<[String]>::to_vec).collect::<HashSet<_>>();
        let (one, other) = (runs(one), runs(other));
        100.0 * one.intersection(&other).count() as f64 / one.union(&other).count() as f64
    }

    const TEXT: &str = "Qua học tập Nghị quyết Trung ương 4 khóa XII, bản thân tôi nhận thức sâu sắc rằng việc tăng cường xây \
                        dựng, chỉnh đốn Đảng là nhiệm vụ then chốt. Tôi tự liên hệ còn ngại va chạm, chưa mạnh dạn góp ý \
                        cho đồng chí trong chi bộ, và hứa sẽ khắc phục trong quý I năm 2019.";

    #[test]
    fn a_text_copied_with_another_name_and_without_marks_is_near_and_another_one_is_not() {
        let of = |text: &str| Sketch::of(text).unwrap();
        let copy = fold(TEXT).to_uppercase().replace(',', " -") + " Người viết: Nguyễn Văn Bền";
        assert!(of(TEXT).likeness(&of(&copy)) >= Sketch::NEAR);
        let other = "Sau khi được nghe quán triệt, tôi thấy trách nhiệm nêu gương bắt đầu từ việc nhỏ: đi họp đúng giờ, nói đi \
                     đôi với làm, giữ gìn đoàn kết ở ấp. Tôi đăng ký giúp hai hộ khó khăn trong năm tới và báo cáo kết quả với chi bộ.";
        assert!(of(TEXT).likeness(&of(other)) < 20);
        assert_eq!(Sketch::of("Tôi hứa phấn đấu."), None);
    }

    #[test]
    fn what_was_kept_years_ago_still_compares() {
        let kept = Sketch::of(TEXT).unwrap().to_string();
        assert_eq!(&kept[..16], FIRST, "a sketch is kept for years: how it is made must not change");
    }

    const FIRST: &str = "0526ff72008624ef";

    fn words(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("[a-zđàảãáạăâêôơư]{1,6}", n)
    }

    proptest! {
        #[test]
        fn a_text_is_like_itself_whatever_its_marks_and_capitals(text in words(30..120)) {
            let text = text.join(" ");
            let sketch = Sketch::of(&text).unwrap();
            prop_assert_eq!(sketch.likeness(&Sketch::of(&text.to_uppercase()).unwrap()), 100);
            prop_assert_eq!(sketch.likeness(&Sketch::of(&fold(&text).replace(' ', ",\n")).unwrap()), 100);
            prop_assert_eq!(sketch.to_string().parse::<Sketch>(), Ok(sketch));
        }

        #[test]
        fn it_tells_about_how_much_is_the_same(same in words(30..80), one in words(0..80), other in words(0..80)) {
            let (one, other) = ([same.clone(), one].concat(), [same, other].concat());
            let (a, b) = (Sketch::of(&one.join(" ")).unwrap(), Sketch::of(&other.join(" ")).unwrap());
            prop_assert_eq!(a.likeness(&b), b.likeness(&a));
            // Five times the standard deviation of 64 draws.
            let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
            let off = f64::from(a.likeness(&b)) - common(&folded(&one), &folded(&other));
            prop_assert!(off.abs() < 33.0, "off by {off}");
        }

        #[test]
        fn no_text_and_no_sketch_is_too_strange(text in ".{0,300}", written in ".{0,600}") {
            let _ = (Sketch::of(&text), written.parse::<Sketch>());
        }
    }
}
