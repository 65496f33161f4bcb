//! `viet FILE…`: how fast the library reads Vietnamese text, in megabytes a second of one core, and how that compares to
//! plain NFC normalisation of the same text in the same run. The best of five rounds counts.

use std::hint::black_box;
use std::time::Instant;
use unicode_normalization::UnicodeNormalization;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let texts: Vec<String> = std::env::args().skip(1).map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let text = texts.concat();
    anyhow::ensure!(!text.is_empty(), "viet FILE…");
    let text = text.repeat(4_000_000 / text.len() + 1);
    let legacy = viet::legacy::latin(
        &text
            .chars()
            .flat_map(|c| viet::legacy::encode(&c.to_string(), viet::legacy::Charset::Vni).unwrap_or_default())
            .collect::<Vec<u8>>(),
    );
    println!("{:.1} MB of text, {:.0} % of its bytes beyond ASCII", text.len() as f64 / 1e6, beyond_ascii(&text));
    let floor = rate(&text, |t| t.nfc().collect::<String>());
    println!("{:22} {floor:8.0} MB/s  (the floor)", "NFC");
    let told = |name: &str, rate: f64| println!("{name:22} {rate:8.0} MB/s  {:6.2} x NFC", rate / floor);
    told("fold", rate(&text, viet::fold));
    told("settle", rate(&text, viet::settle));
    told("tone_style", rate(&text, |t| viet::tone_style(t, viet::ToneStyle::New)));
    told("slug", rate(&text, viet::slug));
    told("keys", rate(&text, viet::keys));
    told("decode VNI", rate(&legacy, |t| viet::legacy::decode(t, viet::legacy::Charset::Vni)));
    told("detect, by line", rate(&legacy, |t| t.lines().map(viet::detect).collect::<Vec<_>>()));
    told("cite, by line", rate(&text, |t| t.lines().map(viet::cite).collect::<Vec<_>>()));
    Ok(())
}

fn beyond_ascii(text: &str) -> f64 {
    100.0 * text.bytes().filter(|b| *b >= 0x80).count() as f64 / text.len() as f64
}

fn rate<T>(text: &str, read: impl Fn(&str) -> T) -> f64 {
    let best = (0..5).map(|_| {
        let started = Instant::now();
        black_box(read(black_box(text)));
        started.elapsed().as_secs_f64()
    });
    text.len() as f64 / 1e6 / best.fold(f64::INFINITY, f64::min)
}
