# Tasks from papers.

tasks = Tasks from papers
tasks-none = There is no task.
tasks-none-hint = Open a paper in the register and choose “Give a task”.
tasks-part-late = Late
tasks-part-review = Reported, waiting for whoever gave it
tasks-part-open = Being done
tasks-part-closed = Finished within 30 days
tasks-more = { $n ->
    [one] { $count } more task; choose a unit to see all.
   *[other] { $count } more tasks; choose a unit to see all.
}
tasks-late = Who is late
tasks-late-on = On { $day }:
tasks-late-count = { $n ->
    [one] { $count } late task
   *[other] { $count } late tasks
}
tasks-late-none = Nobody is late.
tasks-late-none-hint = Late tasks stand here by the unit that leads them, the latest first.
tasks-of-unit = All tasks of the unit
task = A task
task-paper = From the paper
task-what = What is to be done
task-what-hint = One sentence: what, and how far.
task-no-what = Type what is to be done.
task-clause = Clause
task-clause-hint = For example 2.1 or 3 b. May be left empty.
task-output = What is to come of it
task-output-hint = For example a plan, a report. May be left empty.
task-lead = Leads
task-organisations = { $n ->
   *[other] Each cell and committee right below: { $count }, a task for each
}
task-every = { $n ->
    [one] Each of the units below: { $count } committee
   *[other] Each of the units below: { $count } committees, a task each
}
task-communes = { $n ->
   *[other] Each commune: { $count } committees, a task for each
}
task-partners = Helps
task-partners-legend = Choose the units that help
task-giver = Given by
task-directed = Directed by
task-directed-hint = For example: the secretary, 23/11. May be left empty.
task-given-on = Given on
task-due = Due
task-due-hint = When the paper states a day, type it. Left empty, it is due by the rule: { $day }.
task-due-or-rule = Left empty, it is due by the rule.
task-due-past = It cannot be due before today.
task-due-on-day-off = This is a day off. The next working day is { $day }; type that one, or the working day before.
task-due-off = Note
task-due-off-text = It is due on a day off.
task-basis = Due by
task-basis-stated = the paper or whoever gave it
task-basis-default = the rule of the office
task-how-late = Late
task-state-new = New
task-state-doing = Being done
task-state-returned = Given back, to go on
task-state-submitted = Reported, to be looked at
task-state-done = Done
task-state-cancelled = Called off
task-late = Late ({ $state })
task-row = { $unit }. By { $paper }, due { $day }.
task-row-open = { $unit }. By { $paper }, due { $day }, { $left }.
task-duty = Task: { $what }
task-duty-review = Look at the report: { $what }
task-duty-answer = Answer who asks for more time: { $what }
task-duty-late = { $n ->
    [one] { $count } task that was given is long late. See who is late, remind or extend.
   *[other] { $count } tasks that were given are long late. See who is late, remind or extend.
}
task-duty-late-seen = { $n ->
    [one] { $count } task is long late. See which, and whose.
   *[other] { $count } tasks are long late. See which, and whose.
}
task-state-reminded = Reminded
task-reminded = Reminded
task-reminded-times = { $n ->
    [one] Reminded once,
   *[other] Reminded { $count } times,
}
task-reminded-last = last on { $at } by { $who }.
task-reminded-words = “{ $words }”
task-remind = Remind whoever leads
task-remind-words = Words
task-remind-hint = May be left empty. The words, your name and the day stand on the desk of whoever leads.
task-remind-do = Remind
task-remind-chosen = Remind of those chosen
task-remind-all = { $n ->
    [one] Remind of the one task
   *[other] Remind of all { $count } tasks
}
task-remind-of = Choose to remind of: { $what }
task-remind-none = Choose at least one task to remind of.
task-remind-today = { $who } has reminded of this task today. Once a day is enough; tomorrow it can be done again.
task-remind-again = All those chosen were reminded of today, or are reported.
task-remind-not = This task is reported, done or called off: there is nothing to remind of.
task-remind-failed = Not reminded
task-next = Next step
task-words = Report or reason
task-words-hint = What came of it when it is reported; the reason when it is sent back or called off. Taking it up needs no words.
task-no-words = Type what came of it, or the reason.
task-do-accept = Take it up
task-do-submit = Report it as done
task-do-return = Send it back
task-do-finish = Agree, it is done
task-do-cancel = Call it off
task-step-give = Given
task-step-accept = Taken up
task-step-submit = Reported
task-step-return = Sent back
task-step-finish = Agreed as done
task-step-cancel = Called off
task-step-extend = Extended
task-step-ask = More time asked for
task-step-refuse = More time refused
task-step-remind = Reminded
task-moved = Due moved from { $old } to { $new }.
task-extend = Extend
task-extend-do = Extend
task-new-due = Newly due
task-ask = More time
task-ask-until = Until
task-ask-hint = Whoever gave the task reads the reason, and extends it or answers.
task-ask-do = Ask for it
task-ask-not-later = The day has to be later than the present end, { $day }.
task-asked = More time is asked for, until { $day }: “{ $words }” ({ $who }, { $at }).
task-asked-until = Until { $day }.
task-refused = More time was refused: “{ $words }” ({ $who }, { $at }).
task-agree-do = Agree: newly due { $day }
task-refuse = Refuse more time
task-refuse-hint = Whoever leads the task reads the reason.
task-not-later = An extension moves the end to a later day than the present one, { $day }. To shorten it, cancel the task and give it again.
task-stale = Somebody has just changed this task. Load the page again and look.
task-give = Give a task from a paper
task-give-do = Give the task
task-propose = Find tasks in the paper
task-propose-look = The rules of the office found these clauses that speak to communes. Take the mark off what is not needed, mend sentence, unit and day, then give them.
task-take = Give this one
task-give-chosen = Give those that are chosen
task-none-chosen = Choose at least one.
task-no-text = Paste the text of the paper here.
task-text = Text of the paper
task-text-hint = Open the file, copy the part on how it is carried out, and paste it here. Paste no secret paper.
task-text-read = Find tasks
task-nothing-found = No clause was found that speaks to communes. Mend what was pasted, or use “Give a task”.
papers-came-tasks = Tasks given
done-viec-give = The task is given.
done-viec-giao-nhieu = The chosen tasks are given.
done-viec-accept = The task is taken up.
done-viec-submit = It is reported.
done-viec-return = It is sent back.
done-viec-finish = The task is done.
done-viec-cancel = The task is called off.
done-viec-extend = The task is extended.
done-viec-xin = It is asked; whoever gave the task finds it on the desk.
done-viec-khong-gia-han = More time is refused.
done-viec-nhac = Reminded; it stands on the desk of whoever leads.
done-viec-nhac-nhieu = Reminded of those chosen.
done-viec-nhac-tru = Reminded. What was reminded of today already, or is reported, was passed over.
verb-tasks-task-give = Task given from a paper
verb-tasks-task-accept = Task taken up
verb-tasks-task-submit = Task reported as done
verb-tasks-task-return = Report sent back
verb-tasks-task-finish = Task agreed as done
verb-tasks-task-cancel = Task called off
verb-tasks-task-extend = Task extended
verb-tasks-task-ask = More time asked for
verb-tasks-task-refuse = More time refused
verb-tasks-task-remind = Remind of a task
right-give_tasks = Give tasks from papers, extend and accept them
right-do_tasks = Take tasks up, report them
estate-tasks = Open tasks
