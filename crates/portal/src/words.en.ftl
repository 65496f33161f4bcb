# The portal's messages in English.

online-some-guests = { $n ->
    [1] one guest
   *[other] { $count } guests
}
online-some-members = { $n ->
    [1] one member
   *[other] { $count } members
}
online-both = { $guests } and { $members } online
online-guests = { $guests } and no members online
online-members = No guests, { $members } online
online-nobody = No guests and no members online

skip = To the content
demo-label = Demonstration
demo-notice = Demonstration data: all personal names and internal figures here are made up.
home = Front page
portal-kind = Information portal
nav-sections = Sections
nav-index = Contents
nav-place = Where you are
figures = Figures
figures-lead = Every number in an article opens: its definition, numerator, denominator, scope, date and the rule it was computed under.
figures-none = No figure has been published yet.
figures-none-hint = When the office publishes an article with a figure, the figure appears here.
topics = Special topics
topic-articles = { $n ->
    [1] one article
   *[other] { $count } articles
}
aside = Special topics and visits
now-here = Online now
views-all = Article views, all time
counting = How they are counted
front-none = There is no article yet.
front-none-hint = Articles published by the office appear here.
latest = Latest
views-of = { $n ->
    [1] one view
   *[other] { $count } views
}
print = Print version
print-back = Back to the article
correction = Correction
turn = Previous and next article
earlier-article = Previous article
later-article = Next article
editions = Published editions
edition-number = Edition { $number }
edition-old = This is an earlier edition of the article.
picture-gone = (A later edition no longer has this picture.)
edition-to-current = See the current edition
edition-current = current
figure-mark = figure
figure-published = Published figure
figure-as-of = As of
figure-unit = Scope
figure-counted = Numerator
figure-out-of = Denominator
figure-target = Target
figure-target-at-least = { $rate } or more
figure-rule = Rule
figure-rule-from = in force from { $day }
figure-source = Source
figure-definition = Definition
figure-frozen = Frozen in the article
figure-today = Today
figure-not-computed = Not computed again yet.
figure-scope = By unit
figure-scope-unit = Unit
figure-year = Year
figure-rate = Rate
figure-withheld = withheld
figure-whole = Whole
figure-articles = Articles that use this figure
counting-title = How visits and views are counted
counting-online = Online now
counting-online-text = Guests are the different browsers that opened a page within the last five minutes. Two people behind one network address with the same browser count as one guest. Members are people signed in to the office and active within five minutes; this site knows the number only, not who they are.
counting-views = Article views
counting-views-text = Each time a person opens an article the number grows by one. It goes on from the earlier site's total and survives a restart; a sudden power cut loses the views of the last second at most.
counting-privacy = Nothing kept about you
counting-privacy-text = No cookie is used. Network address and browser name are only mixed into a random number in memory, under a key that changes daily and is never written to disk.
office = Office
withdrawn-title = The article was withdrawn
withdrawn-text = Reason: { $reason }
withdrawn-notice = The article was withdrawn at { $at }.
failure-title = There is no such page
failure-text = The address may have been mistyped, or the article has moved.
failure-onward = Pages that may help

pages = Pages
page-newer = Previous page
page-older = Next page
search = Search
search-results = Results
search-label = Words to find
search-for = Search: “{ $text }”
search-found = { $n ->
    [0] Nothing was found.
    [1] One result.
   *[other] { $count } results.
}
search-meant = Looking for: “{ $text }”.
search-lacking = What does not say “{ $text }” is counted too.
search-hint = With or without marks, even as typed with the input method off (“tinh bieen”). When marks are typed, results with those marks come first.
search-filling = The search index is being made anew, so not everything is found yet. Please try again in some minutes.
search-none-hint = Try fewer words, leave marks out, or use another name.
search-by-relevance = Best first
search-by-date = Newest first
search-feed = Follow by Atom
search-widen = (drop this condition)
facet-section = Section
facet-year = Year
facet-author = Author
facet-kind = Kind
kind-article = Article
kind-figure = Figure
kind-topic = Topic
block-chosen = Chosen articles
nav-portals = Other portals
article-home = From
contact-title = Contact
contact-address = Address
contact-phone = Telephone
contact-email = E-mail
contact-hours = Opening hours
contact-persons = Whom to ask
contact-more = Whom to ask
contact-as-of = As published on { $day }.
monitor-title = Measured by the state
monitor-text = The state's system that measures portals (EMC) also counts views of this page, by the code { $code }: your browser loads its script from { $host }. The pages on which you send something or search do not have it. The script may set a cookie; this portal sets none.
