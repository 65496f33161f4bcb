//! Chance as a value that is passed in, so that a test can say what was drawn.

use crate::clock::Ts;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Where random bytes come from.
#[derive(Clone)]
pub struct Chance(Arc<ChanceKind>);

enum ChanceKind {
    System,
    /// The same bytes at every run: for the demo's people and for tests.
    Seeded {
        seed: u64,
        drawn: AtomicU64,
        lock: Mutex<()>,
    },
}

impl Chance {
    /// The operating system's.
    pub fn system() -> Chance {
        Chance(Arc::new(ChanceKind::System))
    }

    /// The same sequence for the same seed; never for secrets outside tests.
    pub fn seeded(seed: u64) -> Chance {
        Chance(Arc::new(ChanceKind::Seeded { seed, drawn: AtomicU64::new(0), lock: Mutex::new(()) }))
    }

    /// The next `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no random bytes to give: nothing safe can be done then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &*self.0 {
            ChanceKind::System => getrandom::fill(&mut bytes).expect("the operating system gives random bytes"),
            ChanceKind::Seeded { seed, drawn, lock } => {
                let _one_at_a_time = lock.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(8) {
                    let word = mix(seed.wrapping_add(drawn.fetch_add(1, Ordering::Relaxed)));
                    chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A number in `0..bound` (`bound` > 0).
    pub fn below(&self, bound: u64) -> u64 {
        // 64 bits over small bounds: the bias is far below what anybody could see in made-up people.
        u64::from_le_bytes(self.bytes()) % bound.max(1)
    }

    /// A UUIDv7 of the moment `at`: identities that leave the database.
    pub fn uuid(&self, at: Ts) -> Uuid {
        uuid::Builder::from_unix_timestamp_millis((at.0.max(0) / 1000) as u64, &self.bytes()).into_uuid()
    }

    /// 256 random bits as 64 hexadecimal digits: for links and session cookies.
    pub fn token(&self) -> String {
        crate::hex(&self.bytes::<32>())
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014), as a counter-based generator.
fn mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_chance_repeats_and_system_chance_does_not() {
        assert_eq!(Chance::seeded(7).bytes::<24>(), Chance::seeded(7).bytes::<24>());
        assert_ne!(Chance::seeded(7).bytes::<24>(), Chance::seeded(8).bytes::<24>());
        assert_ne!(Chance::system().token(), Chance::system().token());
    }
}
