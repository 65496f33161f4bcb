//! Vietnamese text: folding, name order, slugs. No IO.
