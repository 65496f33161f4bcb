# Study campaigns on screen, in English.

save = Save
study-desk-title = The desk of { $name }
study-no-duties = Nothing waits for you now.
study-no-duties-hint = When a study campaign runs in a unit of yours, what is to be done appears here.
study-duty-text = { $unit }: { $rate } took part, { $unmarked } not marked yet.
study-place = Where you are
study-target = Target: { $rate } or more.
study-rate = Participation
study-result = Result
study-exempt = Exempt
study-exempt-hint = not in the denominator
study-handins = Handed in
study-handin-reflection = reflections
study-handin-cultivation_plan = cultivation plans
study-handin-pledge_notebook = pledge notebooks
study-missing = Units not marked yet
study-by-unit = By unit
study-table = Table by unit
study-unit = Unit
study-expected = Expected
study-took-part = Took part
study-whole = Whole
study-names = Members
study-name = Name
study-born = Born
study-mark = Participation
study-mark-attended = Present
study-mark-made_up = Made up
study-mark-absent = Absent
study-mark-exempt = Exempt
study-mark-unmarked = Not marked yet
study-marked = marked
study-mark-all = Mark present those not marked yet
study-state-met = Met
study-state-short = Not met
study-state-late = Incomplete
study-state-missing = Missing
study-state-off = Not counted
study-gap = { $n ->
    [1] one more reaches it
   *[other] { $count } more reach it
}
study-sheet = Attendance
study-papers = Hand-ins
study-papers-form = How it came
study-form-handwritten_received = Handwritten, kept by the cell
study-form-typed = Typed
study-form-scan = Scan
study-conflict = Somebody has just changed this sheet
study-conflict-text = Nothing was saved yet. Here is what differs; the sheet shows your choices. Check them and press Save to keep yours.
study-conflict-line = { $name }: saved “{ $theirs }”, you chose “{ $yours }”
