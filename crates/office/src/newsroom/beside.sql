-- Papers that belong to an article, and articles that somebody put beside it: one to a line, as they were typed.
ALTER TABLE article ADD COLUMN attached TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN related TEXT NOT NULL DEFAULT '';
