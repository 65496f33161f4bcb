-- What a reader made of a hand-in: taken as it is, with a grade, or given back, with words. The text that was typed or taken
-- down for somebody and the reader's words are sealed under the person's key; the sketch tells only what is nearly the same.
ALTER TABLE handin ADD COLUMN accepted_on TEXT;
ALTER TABLE handin ADD COLUMN grade TEXT NOT NULL DEFAULT '' CHECK (grade IN ('', 'good', 'fair', 'pass', 'fail'));
ALTER TABLE handin ADD COLUMN comment_sealed TEXT;
ALTER TABLE handin ADD COLUMN words_sealed TEXT;
ALTER TABLE handin ADD COLUMN taken_down BIGINT NOT NULL DEFAULT 0;
ALTER TABLE handin ADD COLUMN sketch TEXT;
