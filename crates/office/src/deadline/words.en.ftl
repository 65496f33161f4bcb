# Time limits.

due-left = { $n ->
    [one] { $count } working day left
   *[other] { $count } working days left
}
due-late = { $n ->
    [one] { $count } working day late
   *[other] { $count } working days late
}
due-today = ends today
due-how = { $count } working days counted after { $from } ({ $since }); Saturdays and Sundays left out.
due-how-off = { " " }Days off left out: { $feasts }.
due-how-worked = { " " }Days worked in exchange counted: { $days }.
due-how-uncovered = { " " }The program has no calendar for { $years } yet: public holidays of that year are not left out, so the true day may be later.
due-feast = { $name } ({ $from } to { $to })
due-feast-day = { $name } ({ $from })
