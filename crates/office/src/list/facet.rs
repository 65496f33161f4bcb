//! Filters with counts: one pass over the rows finds those that are asked for, and how many there would be for each value of
//! each filter with the others as they are.

/// Which values of a filter are a row's, or asked for: one bit each.
pub type Mask = u64;

/// Values that one filter can have.
pub const VALUES: usize = Mask::BITS as usize;

/// What a pass over the rows found, with `N` filters that have counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sifted<const N: usize> {
    /// The places of the rows that are asked for, in their order.
    pub hits: Vec<u32>,
    /// For each filter and value, how many rows the list would have with this value and the other filters.
    pub counts: [[u32; VALUES]; N],
}

/// Passes over the rows. Of each, `masks` says by a bit which values of which filter are its own; `allowed` says by a bit
/// which are asked for (none: any). `holds` are conditions without counts. `within` is one more filter, the counts of which
/// are the caller's: each row that all the others let through is handed to `beside`.
pub fn sift<R, const N: usize>(
    rows: &[R],
    masks: impl Fn(&R) -> &[Mask; N],
    allowed: &[Mask; N],
    holds: impl Fn(&R) -> bool,
    within: impl Fn(&R) -> bool,
    mut beside: impl FnMut(&R),
) -> Sifted<N> {
    let mut found = Sifted { hits: Vec::new(), counts: [[0; VALUES]; N] };
    for (at, row) in rows.iter().enumerate() {
        let masks = masks(row);
        // The one filter that keeps the row out; two, and nothing is counted.
        let mut out = None;
        let mut kept_out = 0;
        for filter in 0..N {
            if allowed[filter] != 0 && allowed[filter] & masks[filter] == 0 {
                (out, kept_out) = (Some(filter), kept_out + 1);
            }
        }
        if kept_out > 1 || !holds(row) {
            continue;
        }
        let inside = within(row);
        if kept_out == 0 {
            beside(row);
            if inside {
                found.hits.push(at as u32);
                (0..N).for_each(|filter| add(&mut found.counts[filter], masks[filter]));
            }
        } else if inside && let Some(filter) = out {
            add(&mut found.counts[filter], masks[filter]);
        }
    }
    found
}

fn add(counts: &mut [u32; VALUES], mut mask: Mask) {
    while mask != 0 {
        counts[mask.trailing_zeros() as usize] += 1;
        mask &= mask - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A row by three filters, a condition and a place.
    type Row = ([Mask; 3], bool, u8);

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        prop::collection::vec(([0..16_u64, 0..16_u64, 0..16_u64], any::<bool>(), 0..4_u8), 0..60)
    }

    proptest! {
        #[test]
        fn each_count_is_the_length_of_the_list_that_it_promises(rows in rows(), allowed in [0..16_u64, 0..16_u64, 0..16_u64], place in 0..5_u8) {
            let list = |allowed: [Mask; 3], place: u8| {
                let fits = |row: &&Row| {
                    (0..3).all(|f| allowed[f] == 0 || allowed[f] & row.0[f] != 0) && row.1 && (place == 4 || row.2 == place)
                };
                rows.iter().filter(fits).copied().collect::<Vec<Row>>()
            };
            let mut places = [0; 4];
            let inside = |row: &Row| place == 4 || row.2 == place;
            let found = sift(&rows, |row| &row.0, &allowed, |row| row.1, inside, |row| places[row.2 as usize] += 1);
            let hits: Vec<Row> = found.hits.iter().map(|at| rows[*at as usize]).collect();
            prop_assert_eq!(hits, list(allowed, place));
            for filter in 0..3 {
                for value in 0..4 {
                    let mut other = allowed;
                    other[filter] = 1 << value;
                    prop_assert_eq!(found.counts[filter][value] as usize, list(other, place).len());
                }
            }
            for other in 0..4 {
                prop_assert_eq!(places[other as usize], list(allowed, other).len());
            }
        }
    }
}
