# Who may do what.

right-keep_accounts = Keep accounts and roles
right-read_organisation = See the organisation
right-keep_organisation = Change units and posts
right-read_people = See members
right-keep_people = Keep members' records
right-keep_moves = Keep transfers, candidates, probation
right-read_sensitive = Open what is sealed of a record
right-read_study = See study
right-keep_study = Mark attendance, receive hand-ins, enter exemptions
right-read_handins = Read and judge hand-ins
right-edit_article = Write articles
right-publish_article = Review and publish articles
right-read_discipline = See the counts of discipline
right-keep_discipline = Open cases and enter decisions on discipline
right-assign_cases = Say to whom a closed case is opened
right-read_journal = See the journal
right-confirm = Agree to what takes two persons
held-table = What may be done, and where
held-from = Where it comes from
held-until = Last day
held-no-end = No end on record
held-rights = May
held-by-role = A role that was given
held-by-post = By the post { $post }
held-by-delegation = Passed on by { $who }
held-passed-on = Passed on
held-nothing = No rights today.
who-see = Who may see this?
who-see-mine = Who may see my record?
who-title = Who may see this?
who-needs = It takes the right “{ $right }” at that unit. The list comes from what guards each page.
who-table = { $n ->
    [one] { $count } person may see it
   *[other] { $count } persons may see it
}
who-nobody = Nobody may see it today.
who-nobody-hint = Give a role to whoever is in charge, on the page of users.
who-a-member = A member of { $unit }
who-an-article = An article of { $unit }
roles-page = Roles and rights
roles-text = Rights come with roles; a role held at a unit holds for that unit and everything below it.
roles-table = Roles and what they allow
roles-posts = Posts that carry a role: whoever has an account and holds the post acts in the role, with nothing else entered
roles-at = Held at
roles-at-unit = the unit of the post
roles-at-above = the unit above it
roles-two-person-text = { $n ->
    [one] For these, one person asks and another one agrees within { $count } hour.
   *[other] For these, one person asks and another one agrees within { $count } hours.
}
roles-no-two-person = By the rules of this office nothing takes two persons.
roles-delegation-text = { $n ->
    [one] Rights are passed on for at most { $count } day at a time, never onward, never more than one holds.
   *[other] Rights are passed on for at most { $count } days at a time, never onward, never more than one holds.
}
findings = To be looked at
finding-one-person = One person alone may do this: { $act }.
finding-no-second = This takes two, but nobody else with an account could agree: { $act }.
finding-unheld = No role has the right: { $right }.
finding-unknown-role = Somebody holds a role that the rules do not know: { $role }. It allows nothing.
delegation = Passing rights on
delegation-text = When you are away, give some of your rights to another person until a set day. The journal says who acted for whom. It ends by itself; you can take it back at any time.
delegation-nothing = You hold no rights that could be passed on.
delegation-nothing-hint = Only rights of one's own are passed on, not those that somebody else passed on.
delegation-nobody = Nobody within your reach has an account to receive them.
delegation-nobody-hint = Ask the office's manager to add a user, then come back.
delegation-new = Pass rights on
delegation-from = From
delegation-to = To
delegation-to-hint = Those within your reach who have an account.
delegation-choose = (choose a person)
delegation-which = Rights
delegation-unit-hint = They may act at this unit and everything below it.
delegation-from-day = From the day
delegation-to-day = To the end of the day
delegation-days = Days
delegation-most = { $n ->
    [one] At most { $count } day.
   *[other] At most { $count } days.
}
delegation-reason = Reason
delegation-reason-hint = Such as: a course from 1 December, leave, illness.
delegation-give = Pass on
delegation-end = Take back
delegation-no-unit = Choose a unit that you are in charge of.
delegation-no-rights = Choose at least one right.
delegation-not-yours = One of the rights is not yours at this unit, so it cannot be passed on. Leave it out or choose another unit.
delegation-no-person = Choose a person of the list.
delegation-no-reason = Give a reason, in at most 300 letters.
delegation-too-early = The first day must not be before today.
delegation-backwards = The last day must not be before the first one.
delegation-too-long = { $n ->
    [one] Rights are passed on for at most { $count } day at a time. Choose an earlier last day.
   *[other] Rights are passed on for at most { $count } days at a time. Choose an earlier last day.
}
delegation-never-held = never held: the unit ended before
delegations-table = Passed on and received
delegation-state-coming = Not yet
delegation-state-running = In force
delegation-state-over = Over
delegation-state-ended = Taken back
done-uy-quyen = The rights are passed on.
done-thu-hoi = The rights are taken back.
delegation-twice = You have passed just these rights on to this person already, from { $from } to { $to }. Choose another time, or end the earlier one.
