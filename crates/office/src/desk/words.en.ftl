# Each person's desk.

desk-title = { $name }'s desk
desk-waits = Waiting for you
desk-nothing = Nothing waits for you.
desk-nothing-hint = When there is work within your reach, it stands here.
desk-todo = To do
desk-password = Choose a password
desk-password-text = You came in by a one-time link. Choose a password, so that you can sign in by yourself next time.
desk-exemptions = Look at exemptions again
desk-exemptions-text = { $n ->
    [one] { $count } exemption without an end is due to be looked at again.
   *[other] { $count } exemptions without an end are due to be looked at again.
}
desk-tally = Study numbers differed for a while
desk-tally-text = The check of { $at }: “{ $title }” differed from the record at { $n } units. It was counted anew from the record, what is shown is right. Look again at numbers that were sent before; tell whoever looks after the server.
desk-jobs = Work of the machine has stopped
desk-jobs-text = { $n } jobs of the machine were tried many times in vain. Tell whoever looks after the server; thenchot doctor says which.
desk-look = Look
desk-let-in = Somebody entered your account
desk-ways = A way in was made when somebody else had let you in
desk-ways-text = { $ways }. If you did not make it, drop it on the account page at once. If you did, say so there.
desk-let-in-text = At { $at } somebody came in by a link or slip that { $who } made. If that was not you: choose another password on the account page at once and tell the leader.
