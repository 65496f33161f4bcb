-- Addresses that led nowhere, and how often they were asked for. Nothing of who asked.
CREATE TABLE miss (
  address   TEXT PRIMARY KEY,
  times     BIGINT NOT NULL,
  last_day  TEXT NOT NULL
);
