-- Whole or in part: which kind a member is exempt by. Whether whoever is of that kind is left out of denominators is what the
-- ruleset said under which the cell decided.
ALTER TABLE exemption_request ADD COLUMN kind TEXT NOT NULL DEFAULT 'exempt';
ALTER TABLE exemption ADD COLUMN kind TEXT NOT NULL DEFAULT 'exempt';
ALTER TABLE exemption ADD COLUMN excluded BIGINT NOT NULL DEFAULT 1;
