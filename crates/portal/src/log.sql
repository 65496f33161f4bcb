-- Everything that crossed, byte for byte as it was signed; nothing is changed or taken out. What the portal shows is made
-- from this alone, and can be proven against the signatures of the bundles.
CREATE TABLE crossed (
  stream  TEXT NOT NULL,
  seq     BIGINT NOT NULL,
  kind    TEXT NOT NULL, -- edition, withdrawal, figure
  subject TEXT NOT NULL,   -- the article's number, the figure's id
  edition BIGINT NOT NULL, -- 0 for what is no edition
  content TEXT NOT NULL,
  PRIMARY KEY (stream, seq)
);
CREATE UNIQUE INDEX crossed_edition ON crossed (subject, edition) WHERE kind = 'edition';
CREATE INDEX crossed_subject ON crossed (kind, subject, seq);

-- The three lines above the body of each bundle. Together with its entries they are the bundle again.
CREATE TABLE bundle (
  stream TEXT NOT NULL,
  first  BIGINT NOT NULL,
  last   BIGINT NOT NULL,
  head   TEXT NOT NULL,
  PRIMARY KEY (stream, first)
);

-- What crossed before signatures were kept crosses once more.
DELETE FROM applied;
DROP TABLE edition;
DROP TABLE withdrawal;
DROP TABLE figure;
