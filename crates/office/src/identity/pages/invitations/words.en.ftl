# Invitations on slips, and coming in with one.

have-slip-title = With an invitation slip
by-code-title = Come in with the code of a slip
by-code-text = Type the code printed on the slip. Capitals, small letters, with or without hyphens are all fine.
by-code-label = Code on the slip
by-code-hint = Twelve letters and digits, for example H7KM-3RTP-9XQF. The code has no vowels, so a Vietnamese keyboard cannot change it.
by-code-have-password = I have a password
by-code-confirm = This slip lets in once. Press the button on the computer or telephone on which you will work.
by-code-not-mine = Not your name? Close this page and give the slip back to the office manager.
by-code-gone = This code is wrong, was used, or is too old. Look at the newest slip; if that does not help, ask the office manager for another one.
by-code-wrong-length = A code has 12 letters and digits; you typed { $what }.
by-code-wrong-letter = No code has the letter “{ $what }”. Look at the slip again.
by-code-wrong-check = One letter is mistyped, or two are swapped. Compare each group of four with the slip.
welcome = Begin
welcome-name = Welcome, { $name }
welcome-text = One thing is left: choose a password, so that you can sign in by yourself next time. Note the login below.
welcome-later = Later
done-vao-bang-phieu = You are in the office. The slip is used up and may be thrown away.
done-san-sang = The password is chosen. Next time, come in with this login and password.
invitations = Invitations
invitations-text = Slips for people who have no password or forgot it. Each lets in once.
invitations-by-state = Invitations by state
invitations-waiting = Waiting
invitations-used = Used
invitations-ended = Ended
invitations-table = Invitations
invitations-none = There are no invitations.
invitations-none-text = Invite many people at once by their post, or open a user's page and press Print an invitation slip.
invitations-tick-somebody = Tick at least one invitation.
invitations-anew = Print the slips of those ticked anew
invitations-anew-text = Codes are kept nowhere, so printing anew makes new ones: the person's old slip is worth nothing at once.
invitations-withdraw = Withdraw the invitations ticked
invitation-tick = Tick
invitation-tick-one = Tick { $name }
invitation-made = Printed on
invitation-until = Until
invitation-state-waiting = Waiting
invitation-used-on = Used on { $day }
invitation-state-ended = Ended
done-thu-hoi-loi-moi = Withdrawn. Those slips let nobody in any more.
done-phieu-da-lap = The slips were made when you pressed before, and are shown once. If they were not printed, tick those people and print their slips anew.
invite-one = Print an invitation slip
invite-by-post = Invite by post
invite-text = Makes accounts and slips for everybody who holds a post. Their role in the office follows their post; nothing else is entered.
invite-unit = In the unit
invite-show = Show the list
invite-group = { $post }, { $kind } ({ $count })
invite-at-unit = Unit
invite-left = { $n ->
    [one] { $count } person has no account yet
   *[other] { $count } people have no account yet
  }
invite-nobody = Nobody holds this post in the unit chosen.
invite-nobody-text = Choose a wider unit or another post. Who holds which post is kept on the unit's page.
invite-idle = This post carries no role, so whoever is invited will find nothing to do. After inviting, give them a role on their own page.
invite-tick-somebody = Tick at least one person.
invite-too-many = At most 500 people are invited at once. Choose a narrower unit.
invite-address = The office's address on the slips
invite-address-hint = An address that the invited can open on a telephone, for example https://vanphong.tinhbien.vn
invite-wrong-address = Write an address like https://vanphong.tinhbien.vn, with nothing behind a slash.
invite-make = Make the slips and look at them
invite-state-none = No account
invite-state-wait = No password
invite-state-done = In use
invite-state-off = Closed
invite-state-elsewhere = Kept elsewhere
slips-title = Invitation slips
slips-count = { $n ->
    [one] { $count } slip, six to a sheet of A4.
   *[other] { $count } slips, six to a sheet of A4.
  }
slips-print = Print the slips
slips-once = Print now: the slips are shown this once.
slips-once-text = Cut along the lines and put each into its owner's hand. Whoever holds a slip can enter the account on it, so do not send pictures of it to a group.
slip-qr = QR code of { $name }
slip-code = Code for the office
slip-login = Login:
slip-step-open = Point a telephone's camera at the square; or on a computer, open this page and type the code:
slip-step-choose = Press “Enter the office”, then choose a password of your own.
slip-step-until = The slip works once, up to { $day }; if it is lost, tell the office manager at once.
slips-asked = { $n ->
    [one] One holder of a leading post gets a slip only when a second person has agreed.
   *[other] { $count } holders of leading posts get slips only when a second person has agreed.
}
power-post = Post
power-carries = That post allows
power-then = When agreed
power-then-text = They have an account; the manager can make their slip.
