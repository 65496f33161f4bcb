# Addresses of the older site.

old-addresses = Old addresses
old-text = Readers still open addresses of the older site. Let those that lead nowhere lead somewhere; readers are taken there as soon as you save.
old-misses = Leading nowhere
old-misses-table = Addresses that were opened in vain, the most wanted first
old-empty = No address was opened in vain.
old-empty-hint = When somebody opens an address that has no page, it stands here.
old-address = Address
old-asked = Opened
old-last = Last
old-mend = Mend
old-change = Change
old-more = { $n ->
    [one] … and one address more
   *[other] … and { $n } addresses more
 }
old-times = { $n ->
    [one] opened once
   *[other] opened { $n } times
 }
old-mended = Mended here
old-mended-table = The latest first
old-leads = Leads to
old-when = Mended at
old-leads-to = Leads to { $path }
old-leads-gone = Says that it is gone
old-leads-nowhere = Leads nowhere
old-form = Mend an old address
old-to-title = The page is here now
old-to = Address on the portal
old-to-hint = Open the page it should lead to, copy the address from the browser and paste it. It can only lead to a page of this portal.
old-to-do = Lead to this page
old-gone-title = The page is gone
old-gone-text = Readers and search engines are told that it is gone for good.
old-gone-do = Say that it is gone
old-forget-do = Undo, as if never mended
old-wrong-target = This is no address of a page of the portal. Write it like /xay-dung-dang/name-12, without blanks.
old-changed = Somebody has just changed this address: { $now }. Look again, and save once more if you still want to change it.
done-dia-chi-cu = Saved. The old address leads there at once.
old-alive = Readers find an article at this address: it leads nowhere else and cannot be said to be gone. To take the article off, use its own page.
old-to-article = Readers find an article of the older site at this address: open its page to take it off
brought = Articles of the older site
brought-text = Articles that were brought from the older site, found by the words in them. One that should not be there is taken off: one person asks, another one agrees.
brought-waiting = Waiting for a second person
brought-find = Find in the articles
brought-find-hint = Words just as they stand in the headline or the text, also a telephone number; or the address or number of the article.
brought-find-do = Find
brought-nothing = No article of the older site has these words.
brought-more = There are more; find with more words.
brought-alive = Readers have it.
brought-off-withdrawn = Taken off: the text stays under a notice.
brought-off-error = Taken off as an error: nothing of the text is left.
brought-take-off = Take this article off
brought-take-off-text = Its address goes on answering and says why it was taken off; it leaves the lists and the search. No later file of the older site brings it back.
brought-fate = What readers still see
brought-fate-withdrawn = The text as it was, under a notice
brought-fate-error = Only the reason, nothing of the text (personal data, a wrong name, published by mistake)
brought-reason = Reason
brought-reason-hint = Readers see just these words; do not repeat what is to be hidden.
brought-ask = Ask to take it off
brought-asked = Somebody asks to take this article off
brought-asked-at = Asked at { $at }. Readers would still see: { $fate }.
brought-second = When another person who may publish agrees, it is taken off at once.
brought-agree = Agree to take it off
brought-drop = Keep it
brought-no-fate = Say what readers still see.
brought-no-reason = Give a reason of no more than 1,000 letters.
brought-own = Whoever asks does not agree to it; it takes another person.
brought-stale = Somebody else has just done this, or it is taken off in this way already. See above.
done-bai-cu-ask = Asked for. It is taken off when another person agrees.
done-bai-cu-agree = The article was taken off.
done-bai-cu-drop = The article stays with its readers.
