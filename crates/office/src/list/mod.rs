//! Lists, for the tables of all slices: what a list is asked for stands in its address ([`Ask`]), filters have counts
//! ([`sift`]), columns are chosen ([`Column`]), a filter is kept under a name ([`saved`]), many are changed at once with a way
//! back ([`batch`]), and what is shown is a file ([`file`]), of which the
//! journal knows who took it ([`noted`]). A slice brings its rows and says what their cells are.

mod ask;
pub mod batch;
mod facet;
mod file;
pub mod noted;
pub mod pages;
pub mod saved;
mod table;

pub use ask::{Ask, COLUMNS, FILE, ORDER, PAGE};
pub use facet::{Mask, Sifted, VALUES, sift};
pub use file::{KINDS, file};
pub use table::{Cell, Column, Head, Line, Pages, ROWS, Table, choices, chosen, order};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "list/0001_list", sql: include_str!("schema.sql") };
