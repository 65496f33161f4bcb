//! What an older site left behind, read without the system that made it: MySQL dumps of Joomla 1.5 to 5, exports of
//! WordPress. Texts come out as structure, never as HTML; charsets and old fonts are put right; what was left out is told.
//!
//! Files are read as streams, an article at a time. Nothing is fetched from anywhere.

pub mod charset;
pub mod clean;
pub mod dump;
pub mod joomla;
pub mod picture;
pub mod site;
pub mod wordpress;
