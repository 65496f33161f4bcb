# What `thenchot import joomla` and `import wordpress` say.

legacy-found-joomla = Joomla { $version }, tables { $prefix }*, { $articles } articles
legacy-found-wordpress = WordPress, { $articles } articles
legacy-site = Old site: { $name }{ $first ->
    [yes] {""}
   *[no] {" (kept apart from the site that was brought before)"}
}
legacy-another-site = Nothing was brought: this house has articles of the site “{ $there }”, and this file { $guess ->
    [none] is of another one
   *[other] is of “{ $guess }”
}{ $others ->
    [0] .
   *[other] : { $others } articles have the same number and differ in headline and day.
}
    If it is another site: run it again with --site NAME (best the host that it had, like tanchau.gov.vn); the two are kept apart.
    If it is that site: run it again with --site { $there }
legacy-site-name = “{ $name }” cannot name a site: small letters without marks, digits, dots and hyphens only, like tanchau.gov.vn
legacy-row = line { $line } ({ $name }): { $what }
legacy-more = … and { $rows } rows more, see the report
legacy-breaks-off = the file breaks off in what begins at this line; what stands before it was read
legacy-unreadable = it cannot be read further: { $why }
legacy-not-understood = a statement is not understood and was passed over
legacy-too-long = a value is longer than 16 MiB; its row was passed over
legacy-columns = the row has { $found } values, its table { $expected } columns
legacy-no-columns = the table { $table } has no names of columns; export it with its structure
legacy-progress = { $done } of { $all } articles, { $speed } a second, about { $left } left
legacy-seconds = { $n } seconds
legacy-minutes = { $n } minutes
legacy-preview = { $public } articles would be shown, { $kept } kept and not shown, { $gone } were thrown away (their addresses say so), { $wrong } rows are wrong, { $addresses } old addresses, { $pictures } pictures. Nothing was changed.
legacy-done = batch { $batch }: { $new } new, { $changed } changed, { $same } the same, { $wrong } rows wrong, { $addresses } old addresses, { $pictures } pictures, in { $seconds } seconds
legacy-sections = Sections: { $names }
legacy-states = Not shown: { $names }
legacy-reads = Carried over: read { $reads } times
legacy-noted = To be looked at: { $outside } links to elsewhere, { $removed } links taken out (hidden, gambling, unsafe), { $hidden } hidden texts left out, { $fonts } passages of old fonts, { $missing } pictures missing, { $files } files of papers, { $menus } menu entries that lead nowhere here, { $undated } articles without a day (they have the day of the import, and are no news), { $left } articles that the newsroom has taken off, { $corrected } that it has corrected (all left alone)
legacy-report = Article by article: { $file }
legacy-ask-report = Add --report report.csv for a list, article by article.
legacy-kept-unpublished = not published
legacy-kept-restricted = for who is signed in only
legacy-kept-category = in a category that is not published or for who is signed in only
legacy-kept-expired = its time is over
legacy-kept-later = its time has not come
legacy-kept-module = a box of text beside articles
legacy-kind-wrong = wrong
legacy-kind-kept = kept, not shown
legacy-kind-outside = link to elsewhere
legacy-kind-hidden-link = hidden link, taken out
legacy-kind-gambling = link to gambling, taken out
legacy-kind-unsafe = unsafe link, taken out
legacy-kind-hidden = hidden text, left out
legacy-kind-font = old font converted
legacy-kind-capitals = capitals that may be lost
legacy-kind-embedded = film, frame, program, left out
legacy-kind-foreign = picture elsewhere, not brought
legacy-kind-missing = picture not in the folder
legacy-kind-undated = no day: has the day of the import, stands last of all, is no news
legacy-kind-picture = picture
legacy-kind-file = file of a paper, to be put up again
legacy-kind-sign = sign of an extension, left out
legacy-kind-menu = menu entry that leads nowhere here
legacy-kind-left = taken off by the newsroom, left alone
legacy-kind-corrected = corrected by the newsroom, left alone
legacy-kind-banner = banner
legacy-picture-folder = give the folder of pictures with --images
legacy-picture-absent = there is no such file
legacy-picture-large = larger than { $most } MB
legacy-picture-none = no JPEG, PNG, GIF or WebP, or too many dots
legacy-pieces = { $pieces ->
    [0] There is no menu, box of links or banner to bring along.
    [one] one menu, box of links or banner waits for an editor to take it into the front page.
   *[other] {$pieces} menus, boxes of links and banners wait for an editor to take them into the front page.
}
legacy-undone = { $articles } articles of batch { $batch } were taken back, and { $pictures } of their pictures; what it had changed is again as it was.
legacy-batch = { $batch }  { $at }  { $file }  { $articles } articles{ $undone ->
    [yes] {"  taken back"}
   *[no] {""}
}
legacy-no-batches = No file was brought yet.
rows-look = { $right } articles could be brought, { $wrong } rows are wrong. Nothing was changed.
rows-done = batch { $batch }: { $new } new, { $changed } changed, { $same } the same, { $left } left alone as the newsroom has taken them off or corrected them, { $wrong } rows wrong, in { $seconds } s
rows-progress = { $done } rows, { $speed } a second
rows-wrong = line { $line }: { $what }
rows-more = … and { $rows } more wrong rows
rows-not-brought = { $rows } rows were not brought; mend them and run the file again
rows-twice = id { $id } was on a line before
rows-unreadable = cannot be read: { $why }
rows-broken = the file is broken: { $why }
rows-too-long = the line is longer than { $most } bytes
legacy-no-batch = There is no batch { $batch }; thenchot import list says which there are
legacy-no-joomla = There is no Joomla in this file: no table whose name ends in “content” has articles. Of a WordPress take what Tools, Export gives, and thenchot import wordpress.
legacy-several = There is more than one Joomla in this file; choose one with --prefix: { $prefixes }
legacy-no-wordpress = There is no post and no page in this file; it should be what WordPress exports (Tools, Export).
legacy-all-wrong = Nothing was brought: { $rows } rows are wrong.
live-no-user = The address does not say who signs in; write it like mysql://user@host:3306/database
live-no-database = The address does not name the database; write it like mysql://user@host:3306/database
live-no-port = “{ $port }” is no port; write it like mysql://user@host:3306/database
live-odd-signs = The address has signs that none has; write it like mysql://user@host:3306/database
live-password = The password must not stand in the address, where every user of this machine can read it. Put it into a file and name that with --password-file, or into { $variable }.
live-no-file = The file with the password, { $file }, cannot be read
live-odd-password = The password has a line break or another sign that cannot be typed.
live-not-started = { $program } cannot be started
live-no-program = None of { $programs } is installed (Debian: apt install mariadb-client). Without one, name a dump file instead.
live-refused = { $program } cannot read the database: { $said }
live-refused-password = The database does not take this user or this password. { $said }
live-refused-rights = This user may not read that database. { $said }
live-refused-database = There is no database of that name. { $said }
live-refused-place = No server answers at that address and port. { $said }
legacy-head-line = Line
legacy-head-name = Article
legacy-head-kind = What
legacy-head-what = About
