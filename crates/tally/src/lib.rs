//! Exact counting over a dated tree of units. No IO.
