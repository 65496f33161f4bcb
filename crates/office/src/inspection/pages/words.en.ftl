# The room of discipline.

discipline = Discipline
discipline-text = Each member is counted once a year. The list of names is a room of the inspectors: each opening is noted in the journal.
discipline-table = By the year in which the decision was signed
discipline-list = List
discipline-open = Open the list
discipline-of = Discipline in { $year }
discipline-noted = This opening was noted in the journal.
discipline-none = There is no decision of this year within your reach.
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
