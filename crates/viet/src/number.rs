//! Figures in print, in exact integer arithmetic.
//!
//! Vietnamese separators: a dot between thousands, a comma before decimals. The `_en` forms swap them.

/// A count with a dot between thousands: `16735341` is `"16.735.341"`. A minus sign goes first.
pub fn grouped(count: i64) -> String {
    signed(count, '.')
}

/// [`grouped`] for English pages: `"16,735,341"`.
pub fn grouped_en(count: i64) -> String {
    signed(count, ',')
}

/// A rate in per cent with two decimals, rounded half up: `rate(35_599, 35_900)` is `"99,16%"`.
///
/// `None` when the denominator is 0: a rate of nothing is not 0 %. A rate just below a target can print as the
/// target (35.899 of 35.900 prints as `100,00%`), so never compare printed rates.
pub fn rate(numerator: u64, denominator: u64) -> Option<String> {
    per_cent(numerator, denominator, '.', ',')
}

/// [`rate`] for English pages: `"99.16%"`.
pub fn rate_en(numerator: u64, denominator: u64) -> Option<String> {
    per_cent(numerator, denominator, ',', '.')
}

/// So many units of so many, both padded with zeros to at least `width` digits: `fraction(7, 14, 2)` is
/// `"07/14"`. Longer numbers are printed whole.
pub fn fraction(numerator: u64, denominator: u64, width: usize) -> String {
    format!("{numerator:0width$}/{denominator:0width$}")
}

fn signed(count: i64, separator: char) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", groups(count.unsigned_abs().into(), separator))
}

fn per_cent(numerator: u64, denominator: u64, thousands: char, decimal: char) -> Option<String> {
    let (n, d) = (u128::from(numerator), u128::from(denominator));
    if d == 0 {
        return None;
    }
    let hundredths = (n * 20_000 + d) / (d * 2);
    Some(format!("{}{decimal}{:02}%", groups(hundredths / 100, thousands), hundredths % 100))
}

fn groups(number: u128, separator: char) -> String {
    // Most numbers are small, and small ones are written much sooner.
    let digits = u64::try_from(number).map_or_else(|_| number.to_string(), |small| small.to_string());
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_have_dots() {
        for (count, vietnamese, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1.000", "1,000"),
            (35_900, "35.900", "35,900"),
            (16_735_341, "16.735.341", "16,735,341"),
            (-1_005, "-1.005", "-1,005"),
            (-100, "-100", "-100"),
            (i64::MIN, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!((grouped(count).as_str(), grouped_en(count).as_str()), (vietnamese, english));
        }
    }

    #[test]
    fn rates_are_rounded_half_up() {
        for (numerator, denominator, vietnamese, english) in [
            (35_599, 35_900, "99,16%", "99.16%"),
            (0, 7, "0,00%", "0.00%"),
            (1, 20_000, "0,01%", "0.01%"), // 0,005 exactly
            (49, 1_000_000, "0,00%", "0.00%"),
            (1, 3, "33,33%", "33.33%"),
            (2, 3, "66,67%", "66.67%"),
            (1, 1, "100,00%", "100.00%"),
            (35_899, 35_900, "100,00%", "100.00%"),
            (25, 2, "1.250,00%", "1,250.00%"),
        ] {
            assert_eq!(rate(numerator, denominator).as_deref(), Some(vietnamese));
            assert_eq!(rate_en(numerator, denominator).as_deref(), Some(english));
        }
        assert_eq!((rate(0, 0), rate_en(5, 0)), (None, None));
        assert_eq!(rate(u64::MAX, 1).as_deref(), Some("1.844.674.407.370.955.161.500,00%"));
    }

    #[test]
    fn fractions_are_padded() {
        assert_eq!(fraction(7, 14, 2), "07/14");
        assert_eq!(fraction(0, 0, 0), "0/0");
        assert_eq!(fraction(7, 114, 2), "07/114");
        assert_eq!(fraction(7, 14, 3), "007/014");
    }

    proptest! {
        #[test]
        fn a_grouped_count_reads_back(count: i64) {
            prop_assert_eq!(grouped(count).replace('.', "").parse::<i64>(), Ok(count));
            prop_assert_eq!(grouped_en(count), grouped(count).replace('.', ","));
        }

        #[test]
        fn a_printed_rate_is_within_half_a_hundredth(numerator: u64, denominator in 1u64..) {
            let printed = rate(numerator, denominator).unwrap();
            let hundredths: u128 = printed.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap();
            let (twice_exact, d) = (u128::from(numerator) * 20_000, u128::from(denominator));
            // 2·h·d - d <= 2·exact < 2·h·d + d, written without going below zero
            prop_assert!(2 * hundredths * d <= twice_exact + d && twice_exact < 2 * hundredths * d + d);
        }
    }
}
