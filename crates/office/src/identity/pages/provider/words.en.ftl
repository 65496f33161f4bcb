# Signing in by a provider's word.

provider-title = Sign in with { $name }
provider-text = Link your account here with yours at { $name }, and sign in there next time.
provider-since = Linked since { $at }
provider-link-title = Link the account
provider-go-title = One step more
provider-go-text = Press the button to go to { $name } and sign in there; it leads back to this page.
provider-go = Go to { $name }
provider-end = End the link
provider-end-text = Without the link you can no longer come in that way; the other ways to sign in stay.
provider-silent = The place that vouches for the sign-in does not answer. Try again later, or sign in another way.
provider-see = See, link
provider-have-title = Have an account at { $name }?
provider-untrusted = What came back is not as it should be, so nobody was let in. Please try again; if it stays so, tell the office manager and sign in another way.
provider-late = That sign-in is no longer good: it took too long, or was opened elsewhere. Please do it again.
provider-refused = The place did not vouch for the sign-in. Please do it again, or sign in another way.
provider-unlinked = No account here is linked with that one. Sign in another way, then link it in My account.
provider-taken = That account is linked with another user already.
how-provider = Another place vouched
done-noi-khac = The account is linked. Next time you can sign in that way.
done-noi-khac-bo = The link is ended.
provider-own-only = Linking with { $name } is done by this person alone, on My account; nobody links for somebody else. Who has never come in yet gets a slip above.
provider-nobody-else = You alone can link your account; the office manager cannot link it for you.
