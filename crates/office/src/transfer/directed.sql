-- Where a transfer was to go before the unit above said otherwise, so that a list of an earlier day says it as it was.
CREATE TABLE transfer_directed (
  id            {{id}},
  transfer_id   BIGINT NOT NULL REFERENCES transfer (id),
  day           TEXT NOT NULL,
  had_unit      BIGINT REFERENCES unit (id),
  had_elsewhere TEXT NOT NULL
);
CREATE INDEX transfer_directed_transfer ON transfer_directed (transfer_id);
