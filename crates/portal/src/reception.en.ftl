# Where people are heard.

send-menu = Say what you think
send-title-opinion = Opinions and proposals
send-title-report = Report a problem
send-title-supervision = People's supervision
send-lead-opinion = Send an opinion or a proposal to the committee: on a policy, a paper, an article or a local matter.
send-lead-report = Report what is wrong where you live: roads, power, water, waste, schools, health stations, how an authority dealt with something.
send-lead-supervision = Send what you saw while watching over works, projects, contributions or what an authority does. The office passes it to the Front, the People's Inspection Board or the Community Investment Supervision Board.
send-wait = { $n ->
    [one] Within { $count } working day you learn whether it is taken up or to whom it was passed on.
   *[other] Within { $count } working days you learn whether it is taken up or to whom it was passed on.
}
send-not-here = Not here
send-not-urgent = Emergencies: call 113 (police), 114 (fire and rescue) or 115 (ambulance).
send-not-denounce = Denunciations of a named official or member: send a signed letter with your name and address, in person or by post, to the Inspection Committee. The law protects whoever denounces in that way; this page cannot take its place.
send-not-sent = Not sent yet
send-on-article = Say what you think of it
send-on-paper = Say what you think of this paper
send-about = About
send-subject = What it is about
send-subject-opinion = One line, such as: opening hours of the one-stop desk.
send-subject-report = One line, such as: the drain before the primary school is blocked.
send-subject-supervision = One line, such as: the hamlet's concrete road is thinner than designed.
send-text = What you want to say
send-text-hint = What, where, since when, and what you hope for. Please write no name and no telephone number here.
send-place = Where (if it has a place)
send-place-opinion = Hamlet, quarter, commune; leave it empty when it has no place.
send-place-report = The clearer, the easier to find: hamlet, road, before which house or school.
send-place-supervision = Hamlet, quarter, name of the works.
send-nameless = You may send it without a name: leave the two fields below empty. It is read all the same; the office answers by the code.
send-name = Your name (if you like)
send-name-hint = Only whoever receives it can open it, and each opening is noted.
send-contact = How to reach you (if you like)
send-contact-hint = Telephone, mail or address, so that the office can ask when something is unclear.
send-publish = Publishing the answer
send-publish-yes = The office may publish the question and the answer on this page, without my name
send-do = Send
send-kept = What you write is locked as it arrives: this server cannot read it, only the office can. Nobody keeps lists of senders by what they think.
send-kept-years = { $n ->
    [one] When the matter has been closed for { $count } year, what you wrote and who you are is erased.
   *[other] When the matter has been closed for { $count } years, what you wrote and who you are is erased.
}
send-kept-months = { $n ->
    [one] When the matter has been closed for { $count } month, what you wrote and who you are is erased.
   *[other] When the matter has been closed for { $count } months, what you wrote and who you are is erased.
}
send-copy = This is a copy as files; nothing can be sent or looked up here. Please write to the office or come in person.
send-shut = Nothing can be sent here at present. Please write to the office or come in person.
send-no-subject = Write one line: what it is about.
send-no-text = Write what you want to say.
send-long-subject = The line on what it is about has more than { $count } letters.
send-long-text = The text has more than { $count } letters. Please shorten it or send it in two parts.
send-long-place = The place has more than { $count } letters.
send-long-name = The name has more than { $count } letters.
send-long-contact = How to reach you has more than { $count } letters.
send-too-many = { $n ->
    [one] Much was sent from this connection just now. What you typed is still below; please wait { $count } minute and press Send again.
   *[other] Much was sent from this connection just now. What you typed is still below; please wait { $count } minutes and press Send again.
}
send-full = Too much is waiting at present, and nothing more can be taken. What you typed is still below; please send it later.
send-answered = Answered
send-answered-on = Published { $day }
send-others = Other pages
receipt-title = Received
receipt-code = Your code:
receipt-keep = Please write it down or print this page. The code is shown once; the office does not know it and cannot give it again.
ask-title = Look up by code
ask-code = Your code
ask-code-hint = 12 letters and digits, such as ABCD-EFGH-JKLM; small letters and no dashes will do.
ask-do = Look
ask-lost = Without the code nothing can be looked up, because this page does not know who sent what. Please send it again or ask the office in person.
ask-not-found = Nothing found yet
ask-no-code = A code has 12 letters and digits, never 0, 1, O or I. Please look at what you wrote down.
ask-unknown = Nothing bears this code. Please look at each letter of it.
ask-too-many = { $n ->
    [one] You have asked often. Please wait { $count } minute and ask again.
   *[other] You have asked often. Please wait { $count } minutes and ask again.
}
told-since = Since { $day }
told-said = The office says
told-waits = Sent
told-waits-hint = It waits for the office to fetch it.
told-received = The office has it
told-received-hint = The office is looking at whose matter it is.
told-accepted = Taken up
told-accepted-hint = The office will answer here.
told-forwarded = Passed on to whom it concerns
told-forwarded-hint = Whoever received it deals with it as their duty is.
told-refused = Not taken up
told-refused-hint = The reason stands below. You may send something else at any time.
told-working = Being worked on
told-working-hint = The office will answer here.
told-answered = Answered
told-answered-hint = If something is unclear, please send a new one and mention this.
told-closed = Closed
told-closed-hint = If it is not done, please send a new one and mention this.
