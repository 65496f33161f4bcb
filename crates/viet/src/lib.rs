//! Vietnamese text: folding, name order, slugs, numbers. No IO.

pub mod number;
