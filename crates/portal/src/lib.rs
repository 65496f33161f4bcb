//! The public house: one folder per slice.
