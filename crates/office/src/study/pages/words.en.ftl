# Study campaigns on screen, in English.

study-duty-text = { $unit }: { $rate } took part, { $unmarked } not marked yet.
study-place = Where you are
study-target = Target: { $rate } or more.
study-rate = Participation
study-result = Result
study-exempt = Exempt
study-exempt-hint = not in the denominator
study-handins = Papers that count, of those who took part
study-handin-reflection = reflections
study-handin-cultivation_plan = cultivation plans
study-handin-pledge_notebook = pledge notebooks
study-missing = Units not marked yet
study-late = Units not done with marking, past the last day for studying
study-missing-n = See the names of { $count } units
cascade-untaken-n = See the names of { $count } units
study-by-unit = By unit
study-table = Table by unit
study-unit = Unit
study-expected = Expected
study-took-part = Took part
study-whole = Whole
study-names = Who studies
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
study-sheet-kept = What you had ticked on this device and not saved is back. Look at it, then press Save.
study-sheet-waits = There is no net, so the list could not be sent; it is kept on this device. Leave this page open and it goes by itself once the net is back. If you must close it, open it again later and press Save.
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
study-ahead = The first session of the unit is on { $day } and still to come, so nobody can be marked as present. If they studied earlier, enter that session first, or correct the day.
handin-hint = Tick what was received, then save. To add a scan or another day, press the name.
handin-receive = Receive a paper
handin-kind = Which paper
handin-no-kind = Choose which paper.
handin-before = It cannot have been handed in before { $day }, when the campaign begins.
handin-no-form = Choose the form.
handin-no-scan = For a scan, choose the file.
handin-on = Received on
handin-scan = Scan of the paper
handin-open-scan = Download the scan
done-thu-bai = The paper is received.

# A campaign as a whole.
campaign = Study campaign
campaign-new = New study campaign
campaign-new-where = Choose the unit that runs it.
campaign-new-hint = Write it down from the committee's plan. A draft is seen by its own unit alone; the units below see it once it is issued.
campaign-edit = Change the draft
campaign-done = Closed campaigns
campaign-look = The numbers by unit
campaign-what = What is studied
campaign-title = Name of the campaign
campaign-title-hint = For example: Study of Resolution 36-NQ/TW
campaign-paper = Paper that calls for it
campaign-paper-hint = Kind, number, symbol, date and issuer
campaign-questions = Questions for the reflections
campaign-questions-hint = One a line. May be left empty.
campaign-who = Who studies
campaign-home = Run by
campaign-audience = Audience
campaign-audience-members = All members, each at the cell of main membership
campaign-audience-cadres = Members who hold a post
campaign-audience-mass_organisations = Members of the Front and its organisations, as their records say; each once, at the committee of the same area
campaign-branches = Scope
campaign-branches-hint = With none chosen, all units below count.
campaign-kinds = Kinds of unit
campaign-kinds-hint = With none chosen, all kinds count.
campaign-counting = How it is counted
campaign-rule = Rule and target
campaign-rule-target = { $title }: { $target } or more
campaign-cutoff = Cut-off day of the roll
campaign-cutoff-hint = Usually the first day of study, for example 05/12/2018
campaign-far = The cut-off day { $day } is more than a year from today. Look at the year again; if it is right, tick the box below and save again.
campaign-far-legend = The cut-off day is more than a year from today
campaign-far-sure = That is the day, I have looked again
campaign-roll = Roll that counts
campaign-roll-frozen = The roll of the cut-off day: who leaves, joins or is exempt later does not change the denominator
campaign-roll-current = The current roll: it changes with those who leave, join or are exempt, until the numbers are fixed
campaign-roll-frozen-on = Counted on the roll of { $day }
campaign-roll-current-on = Counted on the current roll, now that of { $day }
campaign-asked = What is asked, and until when
campaign-handins = Hand-ins required
campaign-no-handins = none
campaign-study-by = Study by
campaign-write-by = Hand in by
campaign-report-by = Report by
campaign-day-hint = Day, month, year. Leave empty where there is no deadline.
campaign-save-draft = Save the draft
campaign-draft = Draft
campaign-issued = Just issued
campaign-running = Under way
campaign-closed = Numbers fixed
campaign-reported = Reported
campaign-cancelled = Cancelled
campaign-closed-on = Numbers fixed on { $day }
campaign-reported-on = Reported on { $day }
campaign-cancelled-on = This campaign was cancelled on { $day }. Reason: { $why }.
campaign-issued-day = Issued on
campaign-closed-day = Numbers fixed on
campaign-report-sent = Report
campaign-do-issue = Issue
campaign-do-issue-hint = The units in its scope will find it on their desks. Once issued it cannot be changed.
campaign-do-close = Fix the numbers
campaign-do-close-hint = Keeps the numbers as they are now. After that nothing is marked or handed in.
campaign-do-reopen = Open again for a correction
campaign-do-reopen-hint = The numbers that were fixed are kept. Fix them again when it is corrected.
campaign-do-report = Note that it was reported
campaign-do-report-hint = Once the report is signed and sent.
campaign-do-cancel = Cancel the campaign
campaign-do-cancel-hint = For a campaign made by mistake. It counts in no period, no sum and no unit’s duties any more; the units see that it was cancelled and why. This cannot be taken back.
campaign-do-drop = Drop the draft
campaign-do-drop-hint = No unit has seen this draft. This cannot be taken back; the journal keeps it.
campaign-unmarked = { $n ->
    [1] One person is not marked yet and would count as not having studied.
   *[other] { $count } persons are not marked yet and would count as not having studied.
}
campaign-sure = I have looked at it, fix the numbers all the same
campaign-not-sure = Mark everybody first, or tick this box to fix the numbers all the same.
campaign-why = Reason for cancelling
campaign-why-hint = For example: issued by mistake, the same as the campaign on Resolution 36
campaign-no-why = Write the reason for cancelling.
campaign-reason = Why it is opened again
campaign-reason-hint = For example: the list of the make-up session of cell 3 was missing
campaign-report-day = Day of the report
campaign-report-paper = Number and symbol of the report
campaign-report-paper-hint = For example: 45-BC/HU
campaign-no-title = Write the name of the campaign.
campaign-no-paper = Write the paper that calls for it.
campaign-no-rule = Choose a rule and target.
campaign-rule-not-then = This rule does not hold on the cut-off day { $day }. Choose another rule or another day.
campaign-no-audience = Choose the audience.
campaign-no-roll = Choose the roll that counts.
campaign-deadline-before = This deadline must not be before { $day }, the deadline of what comes first.
campaign-deadline-before-cutoff = This is not to be before the cut-off day { $day }.
campaign-not-yet = On the cut-off day { $day } there was no { $units } yet. Choose a day after it was established, or leave it out of the scope.
campaign-nobody-due = On { $day } there is nobody in the scope and audience chosen. Choose more, or another cut-off day.
campaign-nobody-affiliated = On { $day } nobody in the scope is on record as belonging to the Front or an organisation of the same area. Enter it in each record, under Where the member belongs, and save again; or choose more.
campaign-elsewhere = On { $day } a unit chosen does not stand below the unit that runs it. Choose the scope again.
campaign-changed = Somebody has just taken another step with this campaign. Look at its state below and go on from there.
campaign-edited-meanwhile = Somebody has just changed this draft; the name on record is “{ $title }”. Press Save again to keep yours.
campaign-no-reason = Write why it is opened again.
campaign-no-report-paper = Write the number and symbol of the report.
study-duty-draft = { $unit }: a draft, not issued. Expected: { $expected } on { $cutoff }.
study-duty-issued = { $by ->
    [none] { $unit }: { $expected } are to study. Make a plan, invite, then mark attendance.
   *[other] { $unit }: { $expected } are to study by { $by }. Make a plan, invite, then mark attendance.
}
study-duty-report = { $report ->
    [none] { $unit }: { $rate } took part, fixed on { $closed }. Write the report for the office above.
   *[other] { $unit }: { $rate } took part, fixed on { $closed }. Write the report for the office above by { $report }.
}
study-duty-done = { $unit }: { $rate } took part, fixed on { $closed }.
study-duty-cancelled = { $unit }: { $cancelled }
study-overdue = Overdue
study-overdue-study = To be studied by { $day }: { $late }.
study-overdue-write = To be handed in by { $day }: { $late }.
study-overdue-report = To be reported by { $day }: { $late }.
study-closed-heading = Nothing more can be added
study-closed = The numbers were fixed on { $day }; nothing can be added. For a correction ask the unit that runs it to open it again.
study-cancelled = No attendance or paper is taken, and nothing of it counts any more.
done-dot-hoc-tap = Noted.
done-bo-ban-nhap = The draft was dropped.
done-dot-hoc-tap-moi = The draft is kept. Look at it and press Issue.
done-dot-hoc-tap-ban-hanh = This campaign was issued already; it cannot be changed.

# Sessions, and attendance by code.
sessions = The unit's sessions
sessions-none = No session on record. Plan one to take attendance by code, badge or printed list.
session-new = Plan a session
session-change = Correct or drop the session
session-wrong-hour = Hours are 0 to 23, minutes 0 to 59; for example: 7:30.
session-before = The day must not be before { $day }, on which this campaign began.
session-after = The unit's last day for studying is { $day }. Choose a day up to then; for a later one choose Make-up session.
session-changed = Somebody has just changed this session; saved: { $theirs }. Press again to do it your way.
session-attended = { $n ->
    [one] One person was taken down in this session: it cannot be dropped, be of another form, or be moved to a day to come. Correct the attendance on the cell's list.
   *[other] { $count } were taken down in this session: it cannot be dropped, be of another form, or be moved to a day to come. Correct the attendance on the cell's list.
}
session-kept = { $n ->
    [one] One person was taken down in this session, so it cannot be dropped; its day, time, place and lecturer can be corrected.
   *[other] { $count } were taken down in this session, so it cannot be dropped; its day, time, place and lecturer can be corrected.
}
session-drop = Drop this session
session-drop-hint = Nobody was taken down in it. It will not be listed any more; the journal keeps it.
session-of-above = { $what } (held by { $unit })
session-kind = Form
session-kind-hall = In a hall
session-kind-online = Online
session-kind-loudspeaker = By loudspeaker
session-kind-self_study = Self-study
session-kind-make_up = Make-up session
session-no-kind = Choose the form of the session.
session-on = Day
session-at = Time
session-at-hint = For example: 7:30
session-place = Place
session-place-hint = The hall, the address of the meeting, the loudspeakers
session-no-place = A session in a hall needs its place.
session-lecturer = Lecturer
session-materials = Materials
session-materials-hint = One a line
session-how = Four ways, equal in standing
session-how-hint = Each counts once, and at home, wherever they study.
session-by-sheet = Tick the cell's list
session-by-screen = Open the hall's screen with the changing code
session-by-badge = Read badges or type codes
session-print = Print the list with codes
session-badges = Print badges with QR codes
session-by-print = Enter codes from the signed list
session-names = Taken down in this session
session-nobody-yet = Nobody has been taken down by code yet.
session-way = How
session-way-screen = Screen code
session-way-badge = Badge
session-way-print = Printed list
session-way-sheet = List
session-seen = At
session-guest = from another unit
session-does-not-count = Under this campaign's rule self-study does not count as taking part. Whoever studied alone comes to a make-up session.
session-mistyped = The code “{ $code }” is mistyped. Compare it with the badge letter by letter.
session-nobody = The code “{ $code }” is nobody's. Look at the badge again.
session-not-on-roll = The owner of “{ $code }” is not on this campaign's roll.
session-twice = { $name } is on record already and is not counted twice.
session-corrected-absent = { $name } was set to absent at { $at }, after the code was read, and was left so. If they were there, correct it on the attendance sheet.
session-corrected-unmarked = The mark of { $name } was taken back at { $at }, after the code was read, and was left so. If they were there, mark them on the attendance sheet.
session-closed = Code “{ $code }”: the numbers were fixed { $day }; nothing can be added.
session-cancelled = Code “{ $code }”: this campaign was cancelled, nothing was written down.
session-code-does-not-count = Code “{ $code }”: under this campaign's rule self-study does not count as taking part. Whoever studied alone comes to a make-up session.
session-code-early = Code “{ $code }”: the session is on { $day }; nobody is taken down before. If the day is wrong, correct the session.
session-dropped = Code “{ $code }”: this session was dropped, the code is entered nowhere. Enter it in another session of the unit.
session-stranded = Codes of a dropped session
session-stranded-how = These codes were read in a session that was dropped; they are entered nowhere. Open the scanning page of the session that replaces it and press Enter in this session, or copy them.
session-stranded-take = Enter in this session
session-why-of = { $name }. { $why }
session-early = The session is on { $day }; nobody is taken down before. If the day is wrong, correct the session. Lists and badges can be printed now.
session-taken = { $name }: taken down
session-taken-guest = { $name }: taken down, counted at home
session-no-codes = Type at least one code.
session-codes = Codes
session-codes-hint = One a line, or with commas between them. Capitals and hyphens do not matter.
session-take = Take down
session-camera = Read with the camera
session-no-camera = The camera cannot be opened. Typing the code does as well.
session-insecure = This page was opened by http, so the phone allows no camera and keeps no codes without a net. Open it by the office’s https address (ask whoever set it up), type the codes below, or print a list with codes and enter it later.
session-waits = # codes wait to be sent. Go on; they are sent when there is a net.
session-send-refused = # codes were not sent. Open this page again to sign in and go on; the codes are still on this device.
session-send-gone = # codes were not sent: you may no longer keep that session. Ask whoever keeps the unit now; the codes are still on this device.
session-send-others = # codes that somebody else read on this device were not sent; they are sent when that person opens a scanning page.
session-screen = Attendance by the code of the screen
session-screen-how = Open this address on your phone, type the code of the screen and the code of your badge.
session-screen-qr = QR code that opens the page
session-screen-wrong = The code of the screen is wrong or has changed. Look at the screen and type it again.
session-count = { $n ->
    [one] { $count } taken down
   *[other] { $count } taken down
}
session-print-hint = Each signs in their row. Then enter the codes of those who signed.
session-print-print = Print the list
session-badges-hint = Cut them apart and hand them out. A badge serves for every session; its code is for attendance alone.
session-badges-print = Print the badges
session-no-badges = Some have no code yet.
session-give-badges = Give codes to those without
session-no = No.
session-code = Code
session-organisation = Organisation
session-signature = Signature
session-sign-clerk = TAKEN DOWN BY
session-sign-head = SECRETARY
present = I am here
present-screen = Code of the screen
present-screen-hint = Six digits, another one every half minute
present-badge = Code of my badge
present-badge-hint = For example: H7KM-3RTP-9XQF. Without a badge ask the clerk.
present-note = I am here
present-done = { $name } is taken down.
done-buoi-hoc = The session is on record.
done-bo-buoi-hoc = The session was dropped.

# The numbers by group, and the report.
study-sections = Numbers by group
study-sections-hint = Each number opens its list.
study-section = Group
study-apart = { $made_up ->
    [0] { $who }: { $part } of { $whole } studied, { $rate }.
   *[other] { $who }: { $part } of { $whole } studied, { $rate }; { $late } of them made it up.
}
study-section-all = All
study-section-leaders = Holders of posts
study-section-women = Women
study-section-young = Under { $age }
study-together = Groups together: who belongs to all that are ticked
study-together-show = Show them together
study-which-roll = Roll
study-which-exempt = Exempt
study-which-due = Due
study-which-took_part = Took part
study-which-made_up = Of them made up
study-which-absent = Absent
study-which-unmarked = Not marked
study-reasons = Exempt by reason
study-compare = Compared
study-last = The campaign before ({ $day }): { $title }
study-year-ago = A year ago ({ $day }): { $title }
study-people = { $n ->
    [one] { $count } person
   *[other] { $count } persons
}
study-people-more = Only the first are shown here. The file has all of them.
study-nobody = Nobody.
report = Report
report-hint = Look it over, save it for Word to edit and sign.
report-country = COMMUNIST PARTY OF VIETNAM
report-no = No.
report-kept = Kept
report-told = { $unit } (for report)
report-print = Print the report
report-title = Report
report-subject = on a campaign of study
report-how = I. How it was done
report-paper = Under: { $paper }.
report-sessions = { $n } sessions were held: { $kinds }.
report-result = II. Result
report-who-members = members
report-who-cadres = cadres
report-who-mass_organisations = members of organisations
report-share = { $part }/{ $whole } { $who }, { $rate }
report-met = The target of { $target } or more is met
report-short = The target of { $target } or more is not met
report-whole = Took part: { $share }. { $target }.
report-parts = Of them { $made_up } made it up. Absent { $absent }, not marked { $unmarked }.
report-exempt = Exempt { $n }, not in the denominator: { $reasons }.
report-women = Women: { $share }.
report-young = Under { $age }: { $share }.
report-handin = Handed in, { $kind }: { $n }/{ $of } of those who studied, { $rate }.
report-earlier = { $what }: { $share }.
report-by-unit = III. By unit
report-missing = { $n ->
    [one] IV. Units not marked ({ $count })
   *[other] IV. Units not marked ({ $count })
}
report-late = Not done with marking past the last day for studying: { $units }.
report-to = To

# Reading what was handed in.
study-form-dictated = Told to a clerk who wrote it down
campaign-counts = When a hand-in counts
campaign-counts-accepted = Once its reader accepted it
campaign-counts-submitted = As soon as it is handed in, unless it is given back
campaign-no-counts = Choose when a hand-in counts.
handin-state-due = Not handed in
handin-state-submitted = To be read
handin-state-returned = Given back
handin-state-accepted = Accepted
handin-grade-good = good
handin-grade-fair = fair
handin-grade-pass = pass
handin-grade-fail = not yet
handin-words = The text
handin-words-hint = Write here what is told to you; a typed text may be pasted. The text is sealed: its author and whoever may read the papers of the unit can open it, and each opening is journalled.
handin-no-words = There is no text yet. Write the author's words here.
handin-words-need-form = A text that is written here is a typed one or one that was told to you. Choose one of the two.
handin-replace = Take the place of what is there
handin-replace-sure = I have looked: the new one takes the place of what is there
handin-lost-submitted = There is one already ({ $form }, received { $day }). Saving a new one loses it and its words for good. Tick the box and save again if that is meant.
handin-lost-accepted = This one ({ $form }, received { $day }) was accepted. Saving a new one loses it, its words and its grade for good. Tick the box and save again if that is meant.
handin-too-long = The text is too long. Shorten it, or take in a scan.
reading = Read hand-ins
reading-hint = Open each paper, read it, then say what you make of it. What is given back shows on the desk of the cell and of its author. Each opening is noted in the journal.
reading-nothing = This campaign asks for no paper, and nobody has handed one in.
reading-state = State
reading-late = after the deadline
reading-open = Open to read
reading-words = { $n ->
    [one] { $count } word
   *[other] { $count } words
}
reading-alike = Like somebody else's
reading-alike-who = { $name } ({ $born })
reading-alike-hint = A hint for readers; the author does not see it. Who studies the same paper uses its words; ask the author before you conclude anything.
reading-on-paper = The cell keeps it in handwriting. Read it on paper, then say here what you make of it.
reading-said = What the reader says
reading-judge = Your reading
reading-verdict = Result
reading-do-good = Accept: good
reading-do-fair = Accept: fair
reading-do-pass = Accept: pass
reading-do-read = Accept without a grade
reading-do-return = Not yet: give it back
reading-comment = To the author
reading-comment-hint = If you give it back, say what is to be added.
reading-no-verdict = Choose a result.
reading-no-comment = Say why it is given back and what is to be added.
reading-changed = Somebody has just read this paper, or it was handed in again. Read it below, then decide.
reading-own = This is your own paper; somebody else of the committee will read it.
reading-returned = It was given back and has not come again.
reading-duty = Hand-ins: { $title }
reading-duty-text = { $unit }: { $new } to be read, { $returned } given back and not handed in again.
done-doc-bai = Noted.

# What a member hands in themselves.
own-papers = My hand-ins
own-hint = What study campaigns ask you to write. Whoever prefers to write by hand gives it to the cell on paper.
own-nothing = No study campaign asks you for a paper now.
own-until = Hand in by { $day }
own-open = See what I handed in and what was said
own-write = Write it
own-words = Your text
own-words-hint = Write or paste it here. It is sealed: only you and the cell's reader can open it.
own-again = This takes the place of what you handed in before.
own-changed = Another paper was taken in here meanwhile, on { $day }. Handing in once more puts the text below in its place. To read it first, open “My papers” in another tab.
own-hand-in = Hand it in
own-accepted = This paper was accepted; it need not be handed in again.
own-duty = My hand-in: { $kind }, { $title }
own-duty-returned = It was given back. Open it, see what was said, add to it and hand it in again.
own-duty-due = Hand in by { $day }.
own-duty-open = Not handed in. There is no deadline; write it once you have studied.
done-nop-bai = Handed in.

# A campaign on its way down.
study-next = Next:
study-next-receive = Take the campaign up and make the unit's plan.
study-next-below = { $n } units below have not taken it up: remind them.
study-next-session = Plan a session.
study-next-await = The session is on { $n }; mark attendance afterwards.
study-next-mark = Mark attendance: { $n } to go.
study-next-make-up = Hold a make-up session for { $n } who were absent.
study-next-collect = Collect and accept hand-ins: { $n } are missing.
study-next-done = The unit's part is done; the numbers wait to be fixed.
study-next-close = All units are done. Fix the numbers, then write the report.
cascade = In this unit
cascade-asked = Asked from above
cascade-asked-nothing = To study; no paper and no day is asked for.
cascade-asked-here = Asked of this unit:
cascade-asked-by = { $what } (asked by { $unit } beyond that)
cascade-own = The unit's plan
cascade-own-hint = Taking it up is enough; write more where there is a plan. It can be changed until the numbers are fixed.
cascade-paper = Number and day of the unit's plan
cascade-paper-hint = For example: Plan 12-KH/ĐU of 20/11/2018. May be left empty.
cascade-words = What is to be done
cascade-words-hint = Who sees to it, where, in how many sessions. May be left empty.
cascade-more = Asked for beyond that
cascade-fixed = asked from above
cascade-asks = Anything else
cascade-asks-hint = For example: each cell chooses one thing to do. What was asked from above can be added to, not taken away.
cascade-day-hint = Earlier than was asked. Left empty, the day from above holds.
cascade-later = This must not be after { $day }, the day set from above.
cascade-later-than-papers = This day must not be after { $day }, by which papers are due.
cascade-changed = Somebody has just written the unit's plan: “{ $words }”. Press Save again to keep yours.
cascade-take = Take it up and plan
cascade-change = Change the unit's plan
cascade-received = Taken up on { $day }.
cascade-plan-of = The plan of { $unit }
cascade-untaken = Units below that have not taken it up
done-ke-hoach-hoc-tap = The unit's plan is kept.

# Numbers put together otherwise.
study-section-heads = Heads of units
rollup-kind = By kind of unit
rollup-level = By level
rollup-level-n = { $n } below
rollup-units = Units
rollup-units-n = { $n ->
    [one] { $count } unit
   *[other] { $count } units
}
rollup-no-units = No unit.
rollup-paper-took_part = Took part
rollup-paper-counted = Count
rollup-paper-owed = Missing
rollup-paper-submitted = To be read
rollup-paper-returned = Given back
rollup-paper-accepted = Accepted
rollup-paper-rate = Share handed in
rollup-fixed = Fixed on { $day }: { $share }.
rollup-now = Counted since: { $share }. What was fixed stays.
period = By month, quarter, year
period-year = Study in { $n }
period-quarter = Quarter { $n }
period-month = Month { $n }
period-open = { $name } ({ $n } not closed yet)
period-open-one = , not closed yet
period-hint = By the month of the cut-off day, in turns: whoever studied in three campaigns is three turns. Quarters and the year are sums of months.
period-before = The year before
period-after = The year after
period-nothing = No campaign was issued in this year yet.
period-not-there = On the cut-off days of the year’s campaigns this unit was not there yet, or no more.
period-by-then-note = Each campaign is by the units of its own cut-off day, last year’s too. The people of a unit that joined later are not counted here, so “Same period last year” may be of another territory.
period-by-today-note = Still the people of each campaign, by the units of today, last year’s too: who went over with a part of a unit counts where it went, so “Same period last year” is of the same territory.
period-came = Units that have joined this one, with numbers of their own
period-ahead = Not in the table yet
period-ahead-one = { $title }: its cut-off day, { $day }, is still to come
period-campaigns = Campaigns
period-due = Turns expected
period-took-part = Turns taken
period-last = Same period last year
period-of = Campaigns of the year
period-of-some = Campaigns: { $name }
period-month-of = Month
minority = Members of ethnic minorities
minority-count = Count members of ethnic minorities
minority-how = The ethnic group is sealed. It is opened in memory to be counted; no mark is kept. A number below { $n }, or one from which somebody could be worked out, is not shown; the list behind it can be opened, and is noted as a reading of everyone on it. The journal says who counted.
minority-share = { $part }/{ $whole } members, { $rate }
minority-few = One of the groups has fewer than { $n } persons, so no rate is shown. Open the list to see it.
minority-unknown = Of { $n } persons no ethnic group is on record, or its use is restricted.
minority-open-why = What a list is opened for
minority-list-hint = Choose the purpose, then press "Open" in the row you need.
minority-number = Members
minority-hidden = not shown
minority-list = List
minority-list-open = Open
minority-list-of = Open the list: { $what }
minority-onward = Open those who follow
minority-noted = This opening was noted for { $n ->
    [one] one person
   *[other] { $count } persons
}.

# Reports to the office above, and of offices below.
above = Signed reports
above-up = To the office above
above-up-hint = The file has the fixed numbers of each unit and the office's signature, and nobody's name. The office above takes it in and adds it up; nothing is typed again.
above-not-closed = Fix the numbers before a report is signed.
above-sign = Download the signed report
above-own-key = The key of this office
above-own-key-hint = Give these digits to the office above once, in a way that can be trusted (by hand, read out on the telephone).
above-key-id = Name of the key: { $id }
above-down = From offices below
above-own = Counted in this office
above-sum = Together with the reports taken in
added = Signed reports from below
added-told = The numbers on this page are without the reports taken in from { $n } units with offices of their own: { $share }. Together, each person once: { $whole }.
added-counted-here = Some reports do not count, because members of those units are counted here by now: { $units }.
added-look = See the reports taken in
above-none = No report was taken in. Only units with an office of their own report, which have no members on the roll here.
above-received-on = Taken in on { $day }.
above-corrected = Replaced by a correction on { $day }.
above-counted-elsewhere = Counted in another campaign since { $day }.
above-aside = Set aside on { $day }: { $why }
above-set-aside = Set this report aside
above-why = Why
above-no-why = Say why this report is set aside.
above-file = The report's file
above-file-hint = A file that ends in .thenchot, which the office below downloaded and sent.
above-take = Take the report in
above-cancelled = This campaign was cancelled and takes no reports in.
above-no-file = Choose the report's file.
above-no-report = This file is no signed report of Then Chốt, or its beginning is cut off. Ask the office below for another one.
above-foreign = The report is signed with key { $key }, which is not trusted here. Ask the office below for its key and enter it under Keys of offices below.
above-altered = The signature does not fit: the file was changed or damaged after it was signed. Nothing of it was taken in; ask for another one.
above-impossible = The report has numbers that cannot be ({ $what }). Nothing of it was taken in; tell the office below.
above-twice = This report was taken in on { $day }; it is not counted twice.
above-older = A later correction of this report is known. If the later one was set aside, upload that one again.
above-other-campaign = This report counts in another campaign: { $title }. Set it aside there first.
above-other-office = This report counts in a campaign of another unit of this office. Ask them to set it aside first.
above-another = Another report of this unit counts already: { $title }. Set that one aside first.
above-other-paper = This report is of another campaign: { $title }. Open that campaign and take it in there.
above-counted-here = Members of this unit are counted in this office; with the report they would count twice.
above-counted-since = Members of this unit are counted here by now, so the report counts no more.
above-overlaps = The report of { $unit } counts already and overlaps with this one. Set that one aside first.
above-not-below = This key speaks for a unit that is not below the one that runs the campaign.
above-fixed = Numbers fixed for time { $n }, on { $day }:
above-papers = { $kind }: handed in { $submitted }/{ $due } of those who studied, { $rate }; accepted { $accepted }.
above-papers-silent = { $n ->
    [one] { $count } report does not say all of papers, so the numbers of papers above lack it.
   *[other] { $count } reports do not say all of papers, so the numbers of papers above lack them.
}
above-papers-left-out = Not told in the file, as a report from below does not say it: { $kinds }.
above-lines = Unit by unit
above-keys = Keys of offices below
above-keys-hint = Each office has one key and reports for one unit. Compare the key in a way that can be trusted before you enter it.
above-unit = Unit
above-unit-hint = A unit below without members on the campaign's roll here.
above-no-unit = Choose the unit for which this key reports.
above-no-units = All units below are counted here; no report is needed.
above-key = Key
above-key-hint = 64 digits and letters a-f, from the office below.
above-key-is-own = This is the key of this office itself. Enter the one that the office below has sent.
above-no-key = A key has 64 digits and letters a-f. Compare it with the office below.
above-known-key = This key stands for { $unit } already. If that is a mistake, end it below first.
above-known-elsewhere = This key stands for a unit beyond this campaign already.
above-end-key = Trust this key no more
above-end-why = Reason
above-end-hint = If it was entered for the wrong unit, end it here and enter it again for the right one. Reports that were taken in with it still count; set aside above the ones that are wrong.
above-no-end = Give the reason why this key is trusted no more.
above-moved = Taken in, corrected or set aside since the close, so that the signed file lags behind: { $units }.
above-moved-how = Open again to correct, and close once more, and the file holds it all.
above-trust = Trust this key
done-nhan-bao-cao = The report is taken in; its signature is good.
done-khoa-bao-cao = The key is kept.
done-thoi-khoa = The key is trusted no more.
done-bo-bao-cao = The report is set aside.

# Pledges of the year.
pledges = Pledges of the year
pledges-of = Pledges of { $year }
pledge-state-due = Not registered
pledge-state-exempt = Exempt
pledge-state-registered = To be approved
pledge-state-approved = Approved
pledge-state-mid_review = Looked at in mid-year
pledge-state-year_review = Looked at at the end
pledge-count-due = Expected
pledge-count-missing = Without a pledge
pledge-list-none = Nobody.
pledge-list-found = { $n ->
    [one] { $count } member
   *[other] { $count } members
}
pledge-list-more = { $n ->
   *[other] This page has the first { $count }; the file has them all.
}
pledge-count-registered = Registered
pledge-count-approved = Approved
pledge-count-mid = Mid-year
pledge-count-year = End of year
pledge-count-done = Things done, of those looked at at the end
pledge-due-register = { $n } members have not registered a pledge.
pledge-due-late = The time to register is over; { $n } members have no pledge.
pledge-due-approve = { $n } pledges wait for the cell's approval.
pledge-due-mid = Mid-year: { $n } pledges to look at.
pledge-due-year = End of year: { $n } pledges to look at.
pledge-duty = Pledges of { $year }
pledge-said = What is pledged
pledge-items = { $n ->
    [one] { $count } thing
   *[other] { $count } things
}
pledge-mid-said = { $n }/{ $of } done by mid-year
pledge-year-said = { $n }/{ $of } done in the year
pledge-open = Open
pledge-nobody = Nobody in this unit is expected to register a pledge for this year.
pledge-do-register = Keep the pledge
pledge-do-approve = The cell approves
pledge-do-mid = Look at it in mid-year
pledge-do-year = Look at it at the end
pledge-register-hint = One to five things, each of which can be checked. Written anew after the cell approved it, it is to be approved again.
pledge-thing = Thing { $n }
pledge-content = What
pledge-measure = How it is checked
pledge-until = Until
pledge-result = Result
pledge-result-done = Done
pledge-result-part = Done in part
pledge-result-not = Not done
pledge-self = What the member says
pledge-cell = What the cell says
pledge-nothing = Write at least one thing.
pledge-no-content = Thing { $n }: say what it is.
pledge-no-measure = Thing { $n }: say how it is checked.
pledge-no-result = Thing { $n }: choose a result.
pledge-changed = Somebody has just written this pledge, or it is not yet at this step. Look at it below and go on from there.
done-cam-ket = The pledge is kept.
own-pledge = My pledge
own-pledge-of = My pledge of { $year }
own-pledge-hint = What you undertake to do in the year. The cell approves it; in mid-year and at the end you say first what came of it, and the cell concludes. The words are sealed, and each opening is noted in the journal.
own-pledge-nobody = This account belongs to no member of a unit here, so there is no pledge.
own-pledge-exempt = You are exempt and need not register a pledge. You may if you wish.
own-pledge-open = Open my pledge
own-pledge-none = There is no pledge of yours for { $year } here.
own-pledge-say-hint = Choose the result of each thing, with a sentence or two for the cell. It can be written anew until the cell has concluded at the end of the year.
own-pledge-words = Your words (as you like)
own-pledge-duty = My pledge of { $year }
own-pledge-due-register = You have not registered one. Write one to five things for the cell to approve.
own-pledge-due-mid = Mid-year: say what came of each thing that you pledged, for the cell to look at.
own-pledge-due-year = End of the year: say what came of each thing that you pledged, for the cell to look at.
pledge-do-own-mid = Say what came of it in mid-year
pledge-do-own-year = Say what came of it in the year
pledge-own-says = the member says
pledge-cell-says = the cell concludes
pledge-day-registered = Registered on
pledge-day-approved = Approved by the cell on
pledge-day-said-mid = Own word in mid-year on
pledge-day-mid = Looked at in mid-year on
pledge-day-said-year = Own word at the end on
pledge-day-year = Looked at at the end on
pledge-own-said-mid = own word in mid-year given
pledge-own-said-year = own word at the end given
done-cam-ket-cua-toi = Kept. The cell will look at it.
