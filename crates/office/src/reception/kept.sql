-- What was said in a petition and who said it are erased when the time for which they are kept is over.
ALTER TABLE petition ADD COLUMN erased_on TEXT;
