# What stands around articles: lists, archive, feeds, looks, sharing, the days' views.

list-articles = { $n ->
    [1] one article
   *[other] { $count } articles
}
list-heading = Articles
page-of = Page { $page } of { $pages }
topics-none = There is no special topic yet.
topics-none-hint = A topic appears when the office publishes an article that belongs to it.
front-more = Older articles in the archive
front-says = News, articles and figures of { $site }.

archive = Archive
archive-year = { $year }
archive-month = { $month }/{ $year }
archive-day = { $day }

feed-rss = Follow by RSS
feed-follow = Follow this list

reading-time = { $n ->
    [1] about one minute to read
   *[other] about { $count } minutes to read
}
edition-changed = last changed { $date }
article-source = Source
related = Related articles
share-title = Share and keep
share-qr = Scan this code with Zalo or another telephone's camera to open the article.
share-copy = Copy the address
share-copied = Copied
share-send = Send to somebody
share-mail = Send by mail
share-facebook = Post on Facebook
save-html = Save as a file (HTML)
save-text = Save as plain text
saved-from = Address
saved-edition = Edition { $number } of the article, published { $date }
qr-label = QR code of this article's address
print-now = Print
listen = Listen
listen-pause = Pause
listen-go-on = Go on
listen-stop = Stop

look-title = Text size, colours
look-lead = Choose what is easiest for you to read.
look-size = Text size
look-size-usual = Usual
look-size-large = Large
look-size-largest = Very large
look-ground = Background
look-ground-system = As the device has it
look-ground-light = Light
look-ground-dark = Dark
look-contrast = Contrast
look-contrast-usual = As the device has it
look-contrast-more = More: strongest ink, strong lines
look-save = Apply
look-back = Back to the page before
look-saved = Applied, and remembered in this browser.
look-how = The choice stays in your browser alone, or in the page's address if the browser runs no script; the server keeps nothing and sets no cookie.

views-title = Views of each day
views-lead = How often articles were opened each day, by the time of Vietnam.
views-by-day = Day by day
views-today = Today
views-week = This week
views-day = Day
views-views = Views
views-sum = Sum
views-csv = Download all days (CSV)
views-carried = Beside these days there are { $count } views that the earlier site had counted and handed over; it kept no days.
counting-not = These are no views:
counting-not-programs = search engines, programs, browsers that do not say what they are, and questions for a page's headers;
counting-not-ahead = pages that the browser fetches before the reader opens them;
counting-not-reload = loading the same page again;
counting-not-parts = requests by scripts in a page or by frames on other sites.
counting-periods = “Today” begins at midnight in Vietnam, “this week” on Monday. Print versions and saved files add nothing. Opening an article again at another time is a new view.
copy-made = A copy as files, made at { $at }; the numbers below are of then.
copy-search = A copy of the portal as files has no search. Older articles stand by day in the archive, by section and topic on the front page.

language-vi = Tiếng Việt
language-en = English
language-km = ភាសាខ្មែរ
in-vietnamese = In Vietnamese
translated-from = Translated from Vietnamese:
translated-behind = The Vietnamese text was changed on { $date }, after this translation. The newest is in:
translated-alone = Translated from a Vietnamese text that is no longer here.
translated-to = This article is there in translation:
translated-not = This article is in Vietnamese only.
spoken-none-en = Nothing is in English yet; the articles below are in Vietnamese.
spoken-all-en = { $n ->
    [one] The one article is in English.
   *[other] All { $count } articles are in English.
}
spoken-some-en = { $n ->
    [one] One article is in English, the others are in Vietnamese.
   *[other] { $count } articles are in English, the others are in Vietnamese.
}
spoken-none-km = Nothing is in Khmer yet; the articles below are in Vietnamese.
spoken-all-km = { $n ->
    [one] The one article is in Khmer; the signs around it are in Vietnamese.
   *[other] All { $count } articles are in Khmer; the signs around them are in Vietnamese.
}
spoken-some-km = { $n ->
    [one] One article is in Khmer; the others and the signs around them are in Vietnamese.
   *[other] { $count } articles are in Khmer; the others and the signs around them are in Vietnamese.
}
papers-attached = Attached papers
paper-of = { $symbol } of { $day }
