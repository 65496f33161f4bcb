-- The posts that ended when somebody left this office by a transfer, as they were before: who is taken back holds them again.
CREATE TABLE transfer_post (
  id           {{id}},
  transfer_id  BIGINT NOT NULL REFERENCES transfer (id),
  holding_id   BIGINT NOT NULL REFERENCES post_holding (id),
  to_before    TEXT,
  to_set       TEXT NOT NULL
);
CREATE INDEX transfer_post_transfer ON transfer_post (transfer_id);
