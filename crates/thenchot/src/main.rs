//! The binary: subcommands, the two houses joined, the demo.
fn main() {}
