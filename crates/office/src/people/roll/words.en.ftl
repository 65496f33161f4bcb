# The members' list, and what is done to many of them.

members = Members
sex-m = Male
sex-f = Female
roll-found = { $n ->
    [one] { $count } member
   *[other] { $count } members
}
roll-any = All
roll-counted = { $value } ({ $n })
roll-all-units = All units within reach
roll-narrow = Narrow the list
roll-show = Narrow
roll-more = More conditions
roll-name = Full name
roll-born = Born
roll-age = Age
roll-ages = Age group
roll-sex = Sex
roll-unit = Unit
roll-unit-text = Find a unit by its name
roll-no-such-unit = No unit within your reach has such a name. Type fewer letters, with or without marks.
roll-which-unit = Several units have such a name. Choose one:
roll-card = Card number
roll-joined = Admitted
roll-official = Official since
roll-party-age = Party age
roll-party-ages = Party age group
roll-standing = Standing
roll-exempt = Exemption
roll-is-exempt = Exempt
roll-not-exempt = Neither exempt nor reduced
roll-is-reduced = Reduced
roll-kind = Membership
roll-main = Main membership
roll-temporary = Temporary membership
roll-former = No longer a member
roll-all-kinds = All three
roll-post = Post
roll-any-post = With a post
roll-no-post = Without a post
roll-post-at = { $post }, { $unit }
roll-since = At the unit since
roll-check = Needs checking
roll-to-check = Needs checking
roll-not-to-check = Not marked
roll-lacks = Missing in the record
roll-lacks-ngay-sinh = No day of birth
roll-lacks-gioi = No sex
roll-lacks-so-the = No card number
roll-lacks-ngay-vao = No day of admission
roll-lacks-ngay-chinh-thuc = No day of becoming official
roll-lacks-dinh-danh = No citizen id
roll-lacks-khong = None of these is missing
roll-not-said = Not said
roll-restricted = Restricted
roll-no-party-age = No party age yet
roll-band = { $from } to { $to }
roll-band-below = Below { $count }
roll-band-from = { $count } and more
roll-from-age = From age
roll-to-age = To age
roll-from-party-age = Party age from
roll-to-party-age = Party age to
roll-joined-from = Admitted from
roll-joined-to = Admitted up to
roll-wrong-age = Write the years in figures, for example 35.
roll-wrong-value = There is no such choice. Please choose again.
roll-everybody = Drop all conditions
roll-not-read = Not narrowed yet
roll-none = There is no such member.
roll-none-hint = Drop a condition, or choose another unit or day.
roll-file-title = Members as of { $day }
roll-chip = { $what }: { $value }
roll-chip-ten = Name with “{ $value }”
roll-chip-tu-tuoi = From the age of { $value }
roll-chip-den-tuoi = Up to the age of { $value }
roll-chip-tu-tuoi-dang = Party age from { $value } years
roll-chip-den-tuoi-dang = Party age up to { $value } years
roll-chip-vao-tu = Admitted from { $value }
roll-chip-vao-den = Admitted up to { $value }
roll-chip-the = Card number beginning with { $value }
roll-chip-ngay = As of { $value }
roll-chip-chon = { $n ->
    [one] { $count } selected
   *[other] { $count } selected
}
bulk-chuyen = Move to another cell…
bulk-danh-dau = Mark as to be checked…
bulk-bo-dau = Clear the mark…
bulk-save = Save as { $kind }
bulk-who = Who
bulk-more = { $n ->
    [one] and { $count } more
   *[other] and { $count } more
}
bulk-again = Nothing was written. Please go back to the list and select again.
bulk-nobody = Nobody is selected. Tick the boxes before the names, or select the whole list.
bulk-too-many = This can be done to at most { $count } persons at once. Please narrow the list, for example unit by unit.
bulk-another-day = The list shows another day. What is done to many works on today’s list only.
bulk-not-main = Some of these are temporary or former members. Please select main members only.
bulk-others-now = The list has changed since you opened this page. Please look at those below; if they are right, press again.
bulk-undo-hint = It is done at once. For 30 seconds you can take all of it back.
bulk-posts = These hold a post at the cell that they leave; it ends on the day of the move:
bulk-moving = A transfer is under way. Moved to where it leads, it is over; moved elsewhere, it stays open.
bulk-chuyen-title = { $n ->
    [one] Move { $count } member to another cell
   *[other] Move { $count } members to another cell
}
bulk-chuyen-text = For regrouping the cells within your reach, by one paper.
bulk-chuyen-do = Move
bulk-chuyen-none = All of them are at this cell already.
bulk-danh-dau-title = { $n ->
    [one] Mark { $count } member as to be checked
   *[other] Mark { $count } members as to be checked
}
bulk-danh-dau-text = The mark only reminds those who keep the records; it changes no standing and no figure.
bulk-danh-dau-do = Mark
bulk-danh-dau-none = All of them are marked for this reason already.
bulk-bo-dau-title = { $n ->
    [one] Clear the mark of { $count } member
   *[other] Clear the marks of { $count } members
}
bulk-bo-dau-text = When their records have been looked at.
bulk-bo-dau-do = Clear
bulk-bo-dau-none = None of them is marked.
bulk-cell = Receiving cell
bulk-cell-hint = Type its name or a part of it, for example: ấp 3 nhà bàng
bulk-which = Choose the receiving cell
bulk-no-cell = No cell within your reach has such a name.
bulk-which-cell = Several cells have such a name. Choose one below.
bulk-day = From the day
bulk-elsewhere = On this day { $name } had not come to the present cell yet. Write a later day.
bulk-paper = Paper
bulk-paper-hint = Number, symbol and day, for example: Decision 12-QĐ/ĐU of 05/11/2018
bulk-no-paper = Write number, symbol and day of the paper, at most 200 characters.
bulk-reason = What is to be checked
bulk-reason-hint = For example: the day of admission differs from the CV. No illness and nothing private: whoever sees the list can read it.
bulk-no-reason = Write what is to be checked, at most 200 characters.
done-people-batch-transfer = { $n ->
    [one] { $count } member was moved.
   *[other] { $count } members were moved.
}
done-people-batch-mark = { $n ->
    [one] { $count } member is marked.
   *[other] { $count } members are marked.
}
done-people-batch-clear = { $n ->
    [one] The mark of { $count } member is cleared.
   *[other] The marks of { $count } members are cleared.
}
verb-people-batch-transfer = Move many members
verb-people-batch-mark = Mark many as to be checked
verb-people-batch-clear = Clear many marks
verb-people-membership-take_back = Take a move back
verb-people-check-set = Mark as to be checked
verb-people-check-clear = Clear the mark
verb-people-check-take_back = Take a mark back
bulk-cell-ends = This cell is there only up to and including { $day }: its change is on record. Choose the cell that carries on, or transfer after that day.
roll-code = Member's code
roll-home-place = Home place
roll-schooling = Schooling
roll-theory = Political theory
roll-occupation = Occupation
roll-smartphone = Smartphone
roll-on-paper = Paper
roll-wants-paper = Wants paper
roll-without-paper = Needs no paper
done-noi-tiep = The unit you chose has ended. This is the list of the unit that carries on.
roll-unit-not-then = { $unit } was not there yet on { $day }. Choose another day or another unit.
