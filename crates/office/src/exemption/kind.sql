-- Whole or in part: which kind a member is exempt by. Whether whoever is of that kind is left out of denominators is what the
-- ruleset said under which the cell decided.
ALTER TABLE exemption_request ADD COLUMN kind TEXT NOT NULL DEFAULT 'exempt';
ALTER TABLE exemption ADD COLUMN kind TEXT NOT NULL DEFAULT 'exempt';
ALTER TABLE exemption ADD COLUMN excluded BIGINT NOT NULL DEFAULT 1;
-- What was asked for, where the cell decided otherwise: a list of a day between says what was asked.
ALTER TABLE exemption_request ADD COLUMN asked_kind TEXT;
ALTER TABLE exemption_request ADD COLUMN asked_from TEXT;
ALTER TABLE exemption_request ADD COLUMN asked_to TEXT;
