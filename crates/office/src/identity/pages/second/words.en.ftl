# The second step of signing in.

second = Two-step sign-in
second-text = Besides the password, each sign-in asks for a code of 6 digits that your telephone shows. Whoever knows the password and does not have that telephone cannot get in.
second-state-on = On
second-state-off = Off
second-since = On since { $at }.
second-go-on = Turn two-step sign-in on
second-go-see = See it, make recovery codes, turn it off
second-needs-password = Choose a password first, then come back to this page.
second-app-title = 1. Install an authenticator on the telephone
second-app-text = Such as Google Authenticator or Microsoft Authenticator. It needs no network and costs nothing. If you have one, go to step 2.
second-scan-title = 2. Scan this square
second-scan-text = Open the authenticator, choose to add an account, and scan the square below.
second-qr = The square that the authenticator scans
second-key = It cannot be scanned? Choose “enter a key” in the authenticator and type:
second-type-title = 3. Type the code that it shows
second-code = Code of 6 digits
second-code-hint = It changes every 30 seconds.
second-turn-on = Turn on
second-code-wrong = The code is not right, or has changed. See whether the telephone's clock is right, then type the code that it shows now.
second-on-already = Two-step sign-in is on with another telephone already. To change telephones, turn it off first, then on again.
second-off = Turn it off, or change telephones
second-off-text = To change telephones, turn it off here, then on again with the new one. All other devices will be signed out.
second-turn-off = Turn two-step sign-in off
recovery = Recovery codes
recovery-left = { $n ->
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
  }
recovery-text = For when the telephone is not at hand; each is good for one time. New codes end the old ones.
recovery-new = Make ten new codes
recovery-title = Ten recovery codes
recovery-made = Made on { $day }.
recovery-print = Print the codes
recovery-once = Print or copy them now: the codes are shown this once.
recovery-once-text = Two-step sign-in is on; all your other devices were signed out. Keep the codes in a safe place, apart from the telephone. Codes made before hold no more.
recovery-how = Without the telephone at hand: sign in as usual, and type one code at the second step. Cross out each code that you have used.
recovery-kept = I have put the codes away
second-enter-title = Second step: the telephone's code
second-enter-text = Open the authenticator on the telephone, find the line “Then Chốt office”, and type the 6 digits that it shows.
second-enter-label = Code
second-enter-hint = 6 digits. Without the telephone at hand, type a recovery code that you printed, in the form XXXX-XXXX-XXXX.
second-enter-wrong = The code is not right, or was used already. Wait until the telephone shows a new one and type that.
second-enter-back = Sign in from the beginning
second-lost-title = Both the telephone and the codes are lost
second-lost-text = Tell the office manager. The second step is taken off only when two people with the right agree.
second-slowed = { $n ->
    [one] Codes were tried wrongly too often. Wait { $count } minute and try again.
   *[other] Codes were tried wrongly too often. Wait { $count } minutes and try again.
  }
second-lift = Take two-step sign-in off
second-lift-text = Only when they come in person and say that telephone and recovery codes are lost. It takes two people.
done-buoc-hai-tat = Two-step sign-in is off. All other devices were signed out.
done-buoc-hai-go = Two-step sign-in is taken off. They were signed out everywhere.
done-ma-du-phong = You came in with a recovery code. Cross it out. If the telephone is lost, turn it off below, then on again with a new one.
done-buoc-hai-can = Your role needs two-step sign-in. Turn it on before you go on; or make a passkey in My account and sign in with that.

# Passkeys.

passkeys = Passkeys
passkeys-text = Sign in with the finger, the face or the PIN of your own telephone or computer, without typing a password. Nobody can guess it, and no false page can trick you out of it.
passkeys-empty = You have no passkey yet. Make one on the device that you use most; a second one on another device helps when one is lost.
passkey-go-see = See and make passkeys
passkey-made = Made on
passkey-used = Last used
passkey-never = Not yet
passkey-name = Name of the passkey
passkey-name-hint = By which you will know the device, such as My telephone
passkey-name-usual = My device
passkey-wrong-name = Give the passkey a name of at most 60 characters.
passkey-too-many = The account has 20 passkeys already. Remove those that you no longer use.
passkey-rename = Rename
passkey-remove = Remove
passkey-remove-text = Remove the passkey of a device that is lost or no longer used. All other devices will be signed out.
passkey-new = Make a passkey
passkey-new-text = Do this on the very device that you will sign in with.
passkey-go-on = Go on
passkey-make = Make a passkey on this device
passkey-make-text = Press the button below and do what the device asks: your finger, your face or the device's PIN.
passkey-prove-first = Choose a password first, or sign out and come in again by a one-time link or a passkey.
passkey-not-made = The passkey was not made: it took too long, or somebody has this one already. Please do it again.
passkey-no-site = Passkeys cannot be used at this address yet. Whoever looks after the server starts the program with the office's name: --address https://… The other ways to sign in work as usual.
passkey-no-site-demo = Passkeys cannot be used at this address. This is the demo: open http://localhost with the same port, in place of 127.0.0.1, and passkeys can be used.
passkey-no-script = Passkeys need JavaScript, which this browser has switched off. You can still sign in with a password, a slip or a one-time link.
passkey-none = This browser cannot use passkeys. You can still sign in with a password, a slip or a one-time link.
passkey-cancelled = The device could not confirm it, or you have cancelled. Press the button to do it again.
passkey-twice = This device has a passkey of the account already. There is no need for another one.
passkey-failed = The device could not do this. Try again, or use another way.
passkey-enter-title = Sign in with a passkey
passkey-enter-text = Press the button, then use your finger, your face or the device's PIN. There is no login to type.
passkey-enter-go = Use a passkey
passkey-enter-back = Sign in another way
passkey-enter-wrong = This passkey did not get in: it took too long, the passkey was removed, or it belongs elsewhere. Press the button to try again, or sign in another way.
how-passkey = Passkey
done-khoa-truy-cap = The passkey is made. Next time choose “Sign in with a passkey”. All other devices were signed out.
done-khoa-truy-cap-xoa = The passkey is removed. All other devices were signed out.
passkeys-count = { $n ->
    [one] { $count } passkey
   *[other] { $count } passkeys
  }
passkey-have-title = You have a passkey (finger, face, PIN of the device)
