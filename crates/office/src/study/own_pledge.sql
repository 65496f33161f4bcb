-- What the member says came of a pledge stands in its sealed words; here only that it was said, and when.
ALTER TABLE pledge ADD COLUMN said_mid_on TEXT;
ALTER TABLE pledge ADD COLUMN said_year_on TEXT;
