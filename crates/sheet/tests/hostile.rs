//! Hostile files in bounded memory and time. One test in a program of its own, because it looks at the program's memory.

use std::time::{Duration, Instant};

/// The most that this program may hold while it refuses one file, the file itself included.
const MEMORY: u64 = 512 << 20;
const TIME: Duration = Duration::from_secs(30);

/// A value in KB from what the system says of this program.
fn status(name: &str) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().strip_suffix("kB")?.trim().parse().ok())
}

#[test]
fn each_hostile_file_is_refused_with_its_reason_in_bounded_memory_and_time() {
    for file in sheet::testing::HOSTILE {
        let bytes = (file.make)();
        // From here on the highest mark is counted anew (Linux; elsewhere only reasons and time are looked at).
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let started = Instant::now();
        let refused = sheet::book(&bytes).err();
        let took = started.elapsed();
        assert_eq!(refused, Some(file.refusal), "{}", file.what);
        assert!(took < TIME, "{} took {took:?}", file.what);
        if let Some(highest) = status("VmHWM").map(|kb| kb << 10) {
            println!(
                "{:<40} {:>10} bytes  {:>6} ms  {:>4} MB",
                file.what,
                bytes.len(),
                took.as_millis(),
                highest >> 20
            );
            assert!(highest < MEMORY, "{} took {} MB", file.what, highest >> 20);
        }
    }
}

#[test]
fn no_half_of_a_file_and_no_changed_byte_makes_it_stop() {
    let list = sheet::xlsx("A", &["a".into()], &vec![vec!["b".into(), "c".into()]; 20]).expect("a list");
    for whole in [sheet::testing::OLD, &list] {
        for cut in (0..whole.len()).step_by(97) {
            let _ = sheet::book(&whole[..cut]);
        }
        let mut bytes = whole.to_vec();
        for at in (0..bytes.len()).step_by(13) {
            let kept = bytes[at];
            for other in [0, 0xff, kept ^ 0x80] {
                bytes[at] = other;
                let _ = sheet::book(&bytes);
            }
            bytes[at] = kept;
        }
    }
}
