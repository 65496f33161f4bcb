-- What a reader made of a hand-in: accepted as it is, with a grade, or given back; and when. What the words of a text are,
-- what the reader says of it, and the sketch that tells what is nearly the same are sealed under the person's key. A text may
-- have been taken down for somebody who told it.
ALTER TABLE handin ADD COLUMN read_on TEXT;
ALTER TABLE handin ADD COLUMN grade TEXT NOT NULL DEFAULT '' CHECK (grade IN ('', 'good', 'fair', 'pass', 'fail'));
ALTER TABLE handin ADD COLUMN comment_sealed TEXT;
ALTER TABLE handin ADD COLUMN words_sealed TEXT;
ALTER TABLE handin ADD COLUMN sketch_sealed TEXT;
ALTER TABLE handin ADD COLUMN word_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE handin ADD COLUMN dictated BIGINT NOT NULL DEFAULT 0;

-- Whether what was handed in counts at once, or only when a reader accepted it.
ALTER TABLE campaign ADD COLUMN handin_rule TEXT NOT NULL DEFAULT 'submitted' CHECK (handin_rule IN ('submitted', 'accepted'));
