//! The inside house: one folder per slice.

pub mod archive;
pub mod candidate;
pub mod cast;
pub mod deadline;
pub mod desk;
pub mod exemption;
pub mod figures;
pub mod gazetteer;
pub mod identity;
pub mod inspection;
pub mod journal;
pub mod layout;
pub mod list;
pub mod newsroom;
pub mod org;
pub mod outgoing;
pub mod papers;
pub mod people;
pub mod posts;
pub mod proposals;
pub mod reception;
pub mod rights;
pub mod search;
pub mod shell;
pub mod study;
pub mod tasks;
#[cfg(test)]
mod testing;
pub mod transfer;

/// The tables of the record, in the order in which they refer to each other; after those of `kit`.
pub const MIGRATIONS: &[kit::db::Migration] = &[
    org::MIGRATION,
    people::MIGRATION,
    identity::MIGRATION,
    study::MIGRATION,
    inspection::MIGRATION,
    newsroom::MIGRATION,
    archive::MIGRATION,
    org::EVENTS,
    people::RECORD,
    people::SEALED,
    org::TERMS,
    people::STANDING,
    proposals::MIGRATION,
    rights::MIGRATION,
    inspection::CASES,
    identity::DOOR,
    people::REQUESTS,
    list::MIGRATION,
    people::roll::MIGRATION,
    identity::INVITATIONS,
    org::HANDED,
    transfer::MIGRATION,
    identity::SECOND,
    identity::PASSKEYS,
    org::CLOSING,
    exemption::MIGRATION,
    people::import::MIGRATION,
    proposals::RESULT,
    identity::LET_IN,
    newsroom::WORKFLOW,
    papers::MIGRATION,
    posts::MIGRATION,
    gazetteer::MIGRATION,
    study::CAMPAIGNS,
    study::SESSIONS,
    archive::OLD,
    candidate::MIGRATION,
    identity::PROVIDERS,
    tasks::MIGRATION,
    papers::DROP,
    newsroom::DRAFTS,
    newsroom::LINKS,
    newsroom::MEDIA,
    candidate::AGAIN,
    study::READING,
    layout::MIGRATION,
    study::CASCADE,
    study::REPORTS,
    study::PLEDGES,
    people::FACTS,
    newsroom::LANGUAGES,
    newsroom::CONTRIBUTIONS,
    newsroom::BESIDE,
    outgoing::MIGRATION,
    papers::PUBLIC,
    study::FIXED,
    study::OWN_PLEDGES,
    layout::SITES,
    archive::PIECES,
    reception::MIGRATION,
    reception::KEPT,
    transfer::POSTS,
    exemption::KIND,
    transfer::DIRECTED,
    study::CANCELLED,
    study::TAKEN_BACK,
    study::TAKEN_BACK_WHEN,
    archive::SITES,
    archive::REMOVALS,
    archive::LINKS,
    study::COMBINED,
    archive::CORRECTIONS,
    study::TAKINGS,
    archive::BANNERS,
    transfer::CLOSED,
    identity::FOLLOWS,
    archive::ALONE,
    org::CUT,
    org::DUE,
    transfer::LAPSED,
    people::ORDER,
    identity::BEHIND,
    inspection::WORKS,
];
