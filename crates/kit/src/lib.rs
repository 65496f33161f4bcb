//! What every slice stands on: database, journal, pages, forms, failures, files, jobs, clock, testing.
