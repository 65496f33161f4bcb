# The library of papers.

papers-found = { $n ->
    [one] One paper
   *[other] { $count } papers
}
papers = Library of papers
papers-all = Show all
papers-narrow = Narrow the list
papers-words = Symbol, subject
papers-kind = Kind
papers-any = All
papers-year = Year
papers-validity = Validity
papers-on-day = Validity on
papers-wrong-day = Write the day like 23/11/2018.
papers-day-form = day/month/year
papers-show = Show
papers-none = There is no paper.
papers-none-narrowed = No paper fits. Take some conditions away and look again.
papers-none-hint = Public papers of the committee are published here.
papers-list = Papers
paper-issuer = Issued by
paper-issued-on = Issued on
paper-signer = Signed by
paper-in-force-from = In force from
paper-ends-on = No longer in force from
paper-why-ended = Why it no longer holds
paper-recalled = Recalled
paper-replaced-by = Replaced by { $symbol }
paper-published = Published on
paper-validity-con = In force
paper-validity-het = No longer in force
paper-validity-chua = Not yet in force
paper-file = Download
paper-file-size = { $size } KB
paper-files = Files
paper-no-files = There is no file of this paper to download.
paper-says-based_on = Based on
paper-says-replaces = Replaces
paper-says-amends = Amends
paper-said-based_on = Papers based on this one
paper-said-replaces = Replaced by
paper-said-amends = Amended by
paper-not-public = (not in this library)
paper-withdrawn-title = The paper was taken from the library
kind-paper = Paper
