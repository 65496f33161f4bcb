-- Which term ended a term by its beginning: an end that somebody gave has none.
ALTER TABLE unit_term ADD COLUMN cut_by BIGINT REFERENCES unit_term (id);
