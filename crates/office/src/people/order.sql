-- Names stand by given, family, middle: the keys are made anew at the next start (people/keys.rs).
UPDATE person SET name_key = '';
UPDATE candidate SET name_key = '';
