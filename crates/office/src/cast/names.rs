//! Names of made-up persons: parts drawn by how often they are borne.

use kit::clock::Chance;

/// Parts counted in public lists; source and licence stand at its top.
const PARTS: &str = include_str!("names.csv");

/// Misspellings that the counted lists carry.
const SLIPS: [&str; 4] = ["Hùynh", "Đổ", "Vỏ", "Thi"];

/// Draws names.
pub struct Names {
    family: Weighted,
    middle: [Weighted; 2],
    given: [Weighted; 2],
}

#[derive(Default)]
struct Weighted {
    parts: Vec<(u64, &'static str)>,
    total: u64,
}

impl Weighted {
    fn add(&mut self, part: &'static str, weight: u64) {
        self.total += weight;
        self.parts.push((self.total, part));
    }

    fn draw(&self, chance: &Chance) -> &'static str {
        let at = chance.below(self.total);
        self.parts[self.parts.partition_point(|(up_to, _)| *up_to <= at)].1
    }
}

impl Names {
    /// Reads the parts.
    pub fn new() -> Names {
        let mut names = Names { family: Weighted::default(), middle: Default::default(), given: Default::default() };
        for line in PARTS.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let mut fields = line.split(',');
            let (Some(role), Some(part), Some(gender), Some(count)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let weight: u64 = count.parse().unwrap_or(0);
            if weight == 0 || SLIPS.contains(&part) {
                continue;
            }
            let of = match role {
                "family" => {
                    names.family.add(part, weight);
                    continue;
                }
                "middle" => &mut names.middle,
                "given" => &mut names.given,
                _ => continue,
            };
            for (index, sex) in ["m", "f"].into_iter().enumerate() {
                if gender == sex || gender == "u" {
                    of[index].add(part, weight);
                }
            }
        }
        names
    }

    /// Family, middle and given name of a man (`m`) or a woman (`f`).
    pub fn draw(&self, chance: &Chance, sex: &str) -> String {
        let index = usize::from(sex == "f");
        let (family, middle) = (self.family.draw(chance), self.middle[index].draw(chance));
        format!("{family} {middle} {}", self.given[index].draw(chance))
    }
}
