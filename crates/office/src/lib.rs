//! The inside house: one folder per slice.
