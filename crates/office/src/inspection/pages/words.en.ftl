# The room of discipline.

discipline = Discipline
discipline-text = Each member is counted once a year. The list has the decisions of the cases that are open to you; each opening is noted in the journal.
discipline-table = By the year in which the decision was signed
discipline-list = List
discipline-open = Open the list
discipline-of = Discipline in { $year }
discipline-noted = This opening was noted in the journal.
discipline-none = There is no decision of this year in the cases that are open to you.
discipline-decisions = Decisions by the day of signing
discipline-form = Form
discipline-signed = Signed
discipline-form-reprimand = Reprimand
discipline-form-warning = Warning
discipline-form-dismissal = Removal from post
discipline-form-expulsion = Expulsion
disciplined = Disciplined
year = Year
rate = Rate
cases = Closed cases
cases-text = Cases of inspection, discipline and cadre work open to those in the case alone. Being in charge of a unit does not open them. Each opening is noted in the journal.
case-unkept = Kept by nobody
case-unkept-text = Nobody in this case works in inspection here any more, so nobody can keep it or hand it over. Ask to open it to whoever carries on, which may be you; it opens to them when another one who may has agreed.
cases-unkept = { $n ->
    [one] { $count } case is kept by nobody: hand it over to whoever carries on.
   *[other] { $count } cases are kept by nobody: hand them over to whoever carries on.
}
cases-own = { $n ->
    [one] { $count } closed case is open to you
   *[other] { $count } closed cases are open to you
}
cases-barred = Closed cases do not open in this session: you came in by a link or slip that { $who } made, or by a password or passkey made behind it, and whoever made it could come in as well. Please sign out and sign in with your own password or passkey; a password that you have just chosen counts some days later.
cases-none = No case is open to you.
cases-none-hint = When somebody in a case asks to open it to you and another person agrees, it stands here.
cases-narrow = Look for closed cases
cases-named = Number, kind of case or unit
cases-all = Show all
cases-found = { $n ->
    [one] { $count } case is found.
   *[other] { $count } cases are found.
}
case = Case
case-new = Begin a case
case-name = { $kind } no. { $number }
case-kind = Kind of case
case-kind-inspection = Inspection
case-kind-discipline = Discipline
case-kind-cadre = Cadre
case-number = Number of the case
case-number-hint = As on its cover, such as 12/2018
case-unit = Unit
case-unit-choose = Choose the unit
case-person = Whom or what it concerns
case-whole-unit = The whole unit
case-known-to = Who knows of this case
case-known-to-heads = Those in it, and the heads of inspection, who know of it and cannot open it
case-known-to-members = Those in it alone
case-no-number = Give the number of the case, in at most 60 letters.
case-same-number = There is a case of this number about the same person or unit, begun on { $day }. If this is another one, tick the box below and save again.
case-no-kind = Choose the kind of case.
case-no-person = A case of discipline needs a member of the list.
case-opened = Begun on { $day }
case-members = In the case
case-member-since = Since
case-open = Open the case
case-open-text = What it holds is shown when you press this button, and the opening is noted in the journal.
case-not-open = The case is not open to you. You only know that there is one.
case-concerns = Concerns
case-nothing-yet = There is no decision in it yet.
case-decision-new = Enter a decision on discipline
case-let-in = Open it to another person
case-let-in-text = It opens to them when another person with the right agrees.
case-open-to = Open to
case-choose = (choose a person)
case-nobody-chosen = Choose a person of the list.
case-about-them = The case does not open to this person: whoever works on a case is not whom it concerns. Choose somebody else.
case-about-you = You do not begin a case about yourself. Let another one who is responsible for inspection begin it.
case-no-reason = Give a reason, in at most 300 letters.
case-leave = Leave this case
case-leave-last = Nobody else in this case may keep it: once you leave, nobody could open it any more. Open it to somebody who does inspection work, under Open it to one more; you can leave when they are in it.
case-send-out = Close it to them
case-open-to-you = Open to you
case-known = Known, not open
discipline-no-form = Choose the form of discipline.
discipline-no-rule-then = The office has no rule on discipline of that day, so it does not know the forms of then. Look at the year of the day again.
discipline-too-few = withheld
discipline-too-few-text = Where there are few members nothing is counted, because a small number would point at somebody.
done-ho-so-moi = The case is begun. It is open to you alone so far.
done-quyet-dinh = The decision is entered.
done-mo-cho = The case is open to them.
done-thoi-ho-so = The case is closed to them.
