# Messages of the search in the office.

find = Find
find-label = Name of a person, a cell, an article, a campaign
find-do = Find
find-hint = Without marks will do. Only what you may see is searched.
find-found = { $n ->
    [0] Nothing was found.
    [1] One result.
   *[other] { $count } results.
}
find-none-hint = Try fewer words, or the name alone.
find-unit = Organisation
find-unit-ended = Unit that has ended
find-member = Party member
find-campaign = Study campaign
find-article = Article
