# The tree of units.

organisation = Organisation
org-look = Look at this unit
org-day = As of
org-today = Show today
org-other-day = The organisation as it was on { $day }.
org-empty = There was no unit within your reach on this day.
org-empty-hint = Choose another day, or look at today.
org-not-there = Not yet there on this day
org-no-more = No longer there on this day
org-name-then = { $now } (then: { $then })
org-area = Area
org-changes = Changes on record
org-units = { $n ->
    [one] { $count } unit
   *[other] { $count } units
}
org-members = { $n ->
    [one] { $count } member
   *[other] { $count } members
}
org-members-column = Members
org-below = Units below
org-names = Names over time
count-commune_committee = { $n ->
    [one] { $count } commune committee
   *[other] { $count } commune committees
}
count-agency_committee = { $n ->
    [one] { $count } agency committee
   *[other] { $count } agency committees
}
count-cell = { $n ->
    [one] { $count } cell
   *[other] { $count } cells
}
count-front = { $n ->
    [one] { $count } Front committee
   *[other] { $count } Front committees
}
count-mass_organisation = { $n ->
    [one] { $count } mass organisation
   *[other] { $count } mass organisations
}
unit-kind-district_committee = District committee
unit-kind-commune_committee = Commune committee
unit-kind-agency_committee = Agency committee
unit-kind-cell = Cell
unit-kind-board = Advisory board
unit-kind-government = People's committee
unit-kind-front = Fatherland Front committee
unit-kind-mass_organisation = Mass organisation
org-ended = This unit ended on { $day }.
org-ended-shown = What stands below is of the time when it was at work.
org-to-come = This unit begins on { $day }. That another unit is dissolved into it, moves under it or passes members to it from that day on can be entered now; to rename, move or close the unit itself has to wait for that day.
org-will-end = This unit will end; its last day is { $day }.
org-story = What happened
change-title = Change the organisation
change-which = Choose what is to be done. Before anything is written, the office shows all that comes with it.
change-kind-establish = Establish a unit below
change-kind-rename = Rename
change-kind-move = Move under another unit
change-kind-merge = Merge units below
change-kind-split = Split into new units
change-kind-transfer_part = Hand a part over to another unit
change-kind-dissolve = Dissolve into another unit
change-does-establish = Adds a cell, a committee or another organisation right below this unit.
change-does-rename = It stays the same unit, under a new name from a day on.
change-does-move = Puts this unit below another one, with everything that is its.
change-does-merge = Several units below this one become one; members and open work go along.
change-does-split = One or several parts of this unit become new units; the rest is this unit still, or goes with a new one and this unit ends.
change-does-transfer_part = Some members go to another unit; this one goes on.
change-does-dissolve = This unit ends; everything that is its goes to the unit that carries on.
change-no-kind = Choose what is to be done.
change-day = In force from
change-paper = Deciding paper
change-paper-hint = Number, day, issuer, such as Quyết định 12-QĐ/HU ngày 05/11/2018
change-too-far = This day is more than { $years } years ahead. Look at the year again.
change-no-paper = Give the deciding paper.
change-name = Full name
change-name-hint = Such as Chi bộ ấp 3, xã An Cư
change-no-name = Give the full name, in at most 200 letters.
change-short = Short name
change-short-hint = For tables and telephones, such as Chi bộ ấp 3
change-no-short = Give the short name, in at most 200 letters.
change-into = Receiving unit
change-choose = (choose a unit)
change-into-begins = { $unit } begins on { $day }. Choose that day or a later one.
change-into-coming = { $unit } (from { $day })
change-no-target = Choose the receiving unit.
change-units = Units below
change-look = Show what comes with it
change-preview = This is what it would bring
change-preview-text = Nothing is written yet. Public addresses stay as they are. Look well, then press Make the change.
change-run = Make the change
change-again = Or change it
change-lineage = Old and new units
change-from = From
change-to = To
change-new = (new)
change-part-of = Part of { $unit }
change-rest-of = The rest of { $unit }
change-people = Members who belong elsewhere
change-members = { $n ->
    [one] { $count } person
   *[other] { $count } persons
}
change-temporary = Temporary members who stay elsewhere
change-areas-ended = Areas that end
change-areas = Areas of the new units
change-ended = Units that end
change-moved = Units under another one
change-along = Goes along with those units
change-work-along = Open work that goes along
change-lose = Lose their rights over those units
change-gain = Get rights over those units
change-codes-old = Codes that still have the group of the old unit above; enter a new one on the page of the unit
change-same-name = The unit bears this very name on that day. Enter a new one.
change-same-above = The unit stands under this very one on that day. Choose another one.
change-ends = Ends with them
part-apart = { $name } is a member of this unit and does not go to { $part }. If they are to hold the post there all the same, tick the box below.
part-apart-sure = Yes, somebody holds a post at a new unit of which they are no member
change-posts = Posts that end
change-roles = Users whose role ends
change-carried = Roles held at another unit
change-came-from = From { $units }
change-went-to = To { $units }
change-undone = Taken back { $at }
change-undo = Take it back
change-undo-title = Entered by mistake?
change-undo-text = Taking it back restores every row, as long as nothing else depends on this change.
change-depends = Something else depends on this change, so it cannot be taken back any more. Enter a new change.
change-not-there = There is no unit { $unit } on that day.
change-does-not-last = { $unit } has an end on record and cannot take over. Choose another unit.
change-ring = { $unit } would stand under itself. Choose another unit.
change-not-a-member = Somebody does not belong to this unit on that day. Untick that person or change the day.
done-thay-doi = The change is made.
done-hoan-tac = The change is taken back.
change-too-few = { $n ->
    [one] Tick at least { $count } unit or member.
   *[other] Tick at least { $count } units or members.
}
code = Organisation code
code-hint = 14 digits in five groups, such as 38.168.053.000.001. The 14 digits alone will do.
code-paper = Paper
code-borne = Codes over time
code-give = Give a code
code-another = another unit
code-taken = This code belongs to { $unit }. Check it.
code-letters = A code has only digits and dots, such as 38.168.053.000.001.
code-digits = { $n ->
    [one] A code has 14 digits; this one has { $count }.
   *[other] A code has 14 digits; this one has { $count }.
}
code-groups = Part the code into groups of 2, 3, 3, 3 and 3 digits, such as 38.168.053.000.001, or type the 14 digits alone.
code-stale = While you were writing, somebody gave the code { $theirs }; you typed { $yours }. Press Save again if yours is right.
terms = Terms of office
term-name = Term { $no } ({ $first } – { $last })
term-name-open = Term { $no } (from { $first })
term-now = Now
term-none = No term is on record yet.
term-none-hint = Enter the present term in the form below: papers are numbered by term.
term-all = All terms
term-add = Enter a term
term-correct = Correct the term
term-no = Number of the term
term-no-hint = In digits, such as 12
term-no-number = Give the number of the term, from 1 to 999.
term-from = First day
term-to = Last day
term-to-hint = Leave empty while nobody knows it; the term ends when the next one begins.
term-paper-hint = Resolution of the congress or decision that confirms the committee
term-number-taken = There is a term { $no } already. Give another number, or correct that term.
term-unit-ends = This unit lasts to the end of { $day }. Enter the last day of the term, that day at the latest.
term-overlaps = It overlaps term { $no }. Change the days.
term-papers-next = Numbered in term { $no }: { $papers }. The new term can begin on { $day } or later. If the day of a paper is a slip, correct the paper first.
term-papers-first = Numbered in term { $no }: { $papers }. This term begins on { $day } at the latest.
term-papers-last = Numbered in term { $no }: { $papers }. This term ends on { $day } at the earliest.
term-papers-more = and { $count } more
term-stale = While you were writing, somebody saved: { $theirs }. Press Save again if yours is right.
term-drop = Take away a term entered by mistake
term-drop-text = For a term that never was. The one before it that the program ended when this one was entered goes on; an end that somebody gave stays. The journal keeps it.
term-no-why = Say why this term was entered by mistake.
term-drop-stale = While you were looking, somebody saved: { $theirs }. Press again if it is still to go.
term-rests = This term cannot be taken away yet, because on it rest: { $what }. Correct or remove those first.
term-rest-paper = the numbered paper { $symbol }
term-rest-number = the kept number { $symbol }
term-rest-post = the post of { $name }
term-rest-change = the change of units that ended it (take that back first)
term-rests-more = { $count } more
code-drop = Take away a code given by mistake
code-drop-text = For a code that the unit never bore. The one before it that ended when it began goes on. The journal keeps it.
code-drop-which = The code given by mistake
code-no-why = Say why this code was given by mistake.
code-of-change = A change of units gave or ended this code. Take that change back first.
code-drop-stale = While you were looking, somebody changed the codes of this unit. Look again, then press once more.
entered-wrong-why = Why it was a mistake
entered-wrong-hint = One short line for whoever comes later.
unit-kind-province_committee = Province committee
unit-kind-attached_committee = Attached committee
unit-kind-party_group = Party group
unit-kind-association = Association
unit-kind-people_inspection = People's inspection board
unit-kind-community_supervision = Community investment supervision board
org-unit = Unit
org-above = Unit above
org-members-own = Members of the unit
org-members-branch = Members with all units below
org-file-title = Units as of { $day }
org-heir = It is now
org-heir-then = After that it is
org-heirs-others = { $n ->
    [one] { $count } other organisation, outside your reach, carries on too.
   *[other] { $count } other organisations, outside your reach, carry on too.
}
org-by = By the units of which time
org-by-then = By the units of that time
org-by-today = By today's units
org-by-then-note = The people of { $day }, by the units of that very day.
org-by-today-note = Still the people of { $day }, by the units of today: who went over with a part of a unit counts where it went.
chart = Chart of what happened
chart-look = Look at the chart
chart-none = No change of this unit is on record yet.
chart-hint = Old units stand left, new ones right. A dashed line: only a part went over.
chart-label = Old and new units, in force from { $day }
chart-share = How much
chart-all = All
chart-part = A part
chart-rest = The rest
closing = Close the unit
closing-intro = The unit goes on as usual, marked as closing, until each member, each unit below and each open piece of work has a destination. Before that it cannot be closed.
closing-begin = Begin closing
closing-day = First day without the unit
closing-heir = Unit that carries on
closing-heir-hint = It keeps the files of the old unit, and its register of papers and cases where no other unit is chosen; the old unit's page leads there.
closing-ready = Everything has a destination.
closing-goes-on = The unit still goes on.
closing-waits = { $n ->
    [one] { $count } thing has no destination yet.
   *[other] { $count } things have no destination yet.
}
closing-ends = Ends with the unit: { $what }
closing-sent = All have a destination
closing-choose = Choose one by one
closing-send = Send the selected
closing-send-all = Send all that are left
closing-no-rows = Tick at least one, or send all that are left.
closing-stale = Somebody else changed the destinations while you were looking. The page shows how it is now: look again and press once more.
closing-elsewhere = a unit outside your reach
closing-out-of-reach = Something goes to a unit outside your reach. Choose another one, or let somebody who keeps both close the unit.
closing-run = Close the unit
closing-correct = Correct the day, the paper, the unit that carries on
closing-leave = Do not close it after all
closing-leave-text = The unit goes on as before; the destinations that were chosen are dropped.
closing-banner = This unit is being closed: it is no more from { $day }, by { $paper }.
closing-go-on = Look at the destinations
closing-duty = Unit being closed: { $unit }
closing-duty-ready = Everything has a destination; see what comes with it, then close the unit.
closing-state = Closing
estate-members = Members
estate-units = Units below
estate-drafts = Units in preparation
estate-residence = Members in touch with their place of residence
estate-affiliations = Members of the Front's organisations
estate-posts = Posts
estate-roles = Roles of users
estate-delegations = Delegations
estate-exemptions = Exemptions
estate-lists = Lists being brought
estate-campaigns = Open study campaigns
estate-sessions = Sessions (current roll)
estate-sessions-then = Sessions to come (roll of a cut-off day)
estate-plans = Plans for study campaigns
estate-articles = Articles
estate-pictures = Pictures
estate-offers = Offered articles that wait
estate-offered = Articles offered above that wait
estate-sites = Trusted sites
estate-layouts = Arranged front page
estate-portals = Portal of its own
estate-files = Files on discipline
change-work = Work and registers that go along
change-overtaken = Transfers that are over (the member is where they were to lead)
change-addresses = Public addresses that name the unit (they stay)
draft-save = Save as a draft
draft-drop = Drop the draft
drafts = Units in preparation
draft-hint = Not in force: they stand in no tree, list or figure.
draft-no-day = no day yet
draft-stale = Somebody else saved the draft while you were writing: { $theirs }. Press once more if yours is the right one.
draft-gone = This draft was established or dropped. What you typed is still here.
done-nhap = The draft is saved.
done-bo-nhap = The draft is dropped.
estate-transfers-out = Transfers out under way
estate-transfers-in = Transfers in under way
estate-cases = Cases
depends-transfers-out = Transfers out
depends-transfers-in = Transfers in
change-preview-together = Nothing has been recorded yet. Public addresses stay. This takes two persons: look closely and ask; it is recorded when another one who may do so agrees.
change-together = This takes two persons: you ask, and it is done when another one who may do so agrees.
change-ask = Ask for it
change-ask-back = Ask to undo it
change-reason-hint = Whoever is to agree reads this. May be left empty.
change-which-kind = What is to be done
change-not-now = Cannot be done now
change-outdated = This was asked for before the program was upgraded: what was to go to which unit can no longer be read from it, so nobody can agree. Whoever asked takes it back and asks anew, or the second person declines.
change-moved-on = The units are not as they were when this was asked for. Please ask anew.
change-not-seen = Nothing was recorded: what would be recorded differs from what you looked at. What it brings now stands below; look at it and press again.
change-now-under = { $unit }, under { $above }
change-moved-from-to = { $unit }: from { $from } to { $to }
change-emptied = Unit left without any member
change-people-way = { $from } → { $to }: { $who }
change-more-people = { $n ->
    [one] and { $count } more
   *[other] and { $count } more
}
change-depends-on = It can no longer be taken back, because there is since then: { $what }. Remove that first, or record a new change.
estate-names = Name of the unit, changed again
estate-closings = Units being closed
estate-changes = Later changes of units
estate-gone = Units that are none, for their establishment was taken back
estate-filters = Saved filters
estate-results = Fixed study figures
estate-proposals = Waiting proposals
estate-codes = Organisation code
estate-terms = Term
estate-areas = Name of the area
fitting-not-under = { $kind }: such a unit does not stand under { $above } ({ $unit }). Choose another kind of unit or another unit above.
fitting-not-into = { $kind } ({ $unit }) does not merge into { $into }. Choose another receiving unit or another kind.
fitting-no-members = Members do not belong to units of this kind ({ $kind }) but to cells. Choose a cell.
fitting-twin = There is { $name } under { $above } already. If another unit of the same name is meant, tick the box below and press again.
fitting-twin-sure = Yes, this is another unit of the same name.
part-row = New unit { $row }
parts-intro = Each frame is a new unit. One that is left empty, and to which nothing goes, is passed over.
parts-posts = A post left with “the rest” stays with the old unit, and ends if that ends. To go on with it in a new unit, choose the unit.
part-code = Organisation code (if there is one)
part-add = Add a new unit
part-rest = The rest
part-goes-on = It is { $unit } still, which goes on
part-ends = It goes with { $part }; { $unit } ends
part-where = Goes to
part-stays = (the rest)
part-twice = Two new units bear the same name. Give another one.
part-gets-nothing = { $part }: choose at least one unit below or member that goes there.
part-no-seat = { $part } has { $count } seats for this post ({ $post }). Choose another place.
change-not-held = This post is not held by that person any more on that day. Choose again or change the day.
change-seated = Posts that go along
change-codes = Codes given
change-parts = New units
as-of-part = Part
as-of-who = Who
as-of-what = What
as-of-state = State
closing-whole = { $what }, if there are any
closing-send-whole = Choose this unit
closing-register = Register of papers
closing-register-hint = The register is closed when the unit ends, and the numbers given stay. Choose the unit that keeps and reads it.
change-rooms = Closed files and register
change-room = { $what }, if there are any: to { $unit }
change-register = The register of papers is closed; { $unit } keeps and reads it
unit-begins = This unit begins on { $day }; nothing can be entered from a day before.
unit-ends = This unit is there until { $day } only. Enter it at the unit that takes in its members, or undo the change of the unit first.
