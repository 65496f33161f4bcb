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
old-dead-target = No page of the portal stands at this address. Give that of a page that readers can open.
old-changed = Somebody has just changed this address: { $now }. Look again, and save once more if you still want to change it.
done-dia-chi-cu = Saved. The old address leads there at once.
old-alive = Readers find an article at this address: it leads nowhere else and cannot be said to be gone. To correct the article or take it off, use its own page.
old-to-article = Readers find an article of the older site at this address: open its page to correct it or take it off
brought = Articles of the older site
brought-text = Articles that were brought from the older site, found by the words in them. One that is wrong is corrected, one that should not be there is taken off: one person asks, another one agrees.
brought-waiting = Waiting for a second person
brought-find = Find in the articles
brought-find-hint = Words of the headline or the text, with or without capitals and marks, also a telephone number; or the address or number of the article.
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
brought-article = Article
brought-correct = Correct this article
brought-correct-about = Take out a telephone number, mend a name or a table. One person asks, another one agrees; readers see the new text with what was corrected, its address and its first day stay.
brought-correct-text = What you do not change stays as it was on the older site, to the letter, with its pictures, tables and links.
brought-body-hint = An empty line ends a paragraph. “## ” begins a heading, “- ” an item of a list. [[anh-cu:1|words below it|what it shows]] is a picture of the article, a paragraph of its own: the words can be changed; without the mark the picture is gone.
brought-hide-before = Readers have the text before it no longer (when something is to be hidden; always when a telephone or identity number is taken out)
brought-alone = Readers will have the text before it no longer.
brought-not-alone = Readers go on having the text before it, beside the new one.
brought-note-hint = Readers see just these words with the new text. Say what was corrected; do not repeat what is to be hidden.
brought-plain = { $n ->
    [one] One paragraph has strong or slanted words set in a way that cannot be written here. Left alone it stays as it is; changed, its words become plain.
   *[other] { $n } paragraphs have strong or slanted words set in a way that cannot be written here. Left alone they stay as they are; changed, their words become plain.
 }
brought-closed = Something in this article cannot be written out here without loss, so that it cannot be corrected; it can be taken off.
brought-is-off = The article was taken off and is not corrected.
brought-waits = Something about this article waits for a second person. Only then something else can be asked for.
brought-changed = The article has changed since this page was opened. Open it again, take your words along and ask again.
brought-no-note = Tell readers what was corrected.
brought-nothing-changed = Nothing is different from the article as it is.
brought-no-picture = The article has no picture { $mark }. The numbers are those in the article as it is.
brought-picture-not-alone = { $mark } has to be a paragraph of its own, with an empty line before and after it.
brought-own-mark = { $mark } is for articles of the newsroom and cannot stand in one of the older site.
brought-correct-ask = Ask to correct it
brought-proposed = Somebody asks to correct this article
brought-proposed-at = Asked at { $at }.
brought-proposed-second = When another person who may publish agrees, readers see the corrected text at once. No later file of the older site changes it.
brought-proposed-agree = Agree to correct it
brought-proposed-drop = Drop the correction
brought-changed-since = A new file has changed the article since this was asked for. Drop it and correct the new text.
brought-corrected = Readers have the text that the newsroom corrected.
brought-duty = Waits for your agreement
brought-duty-off = Somebody asks to take this article of the older site off: look, then agree or drop it
brought-duty-correct = Somebody asks to correct this article of the older site: look at what differs, then agree or drop it
done-bai-cu-propose = Asked for. Readers see the corrected text when another person agrees.
done-bai-cu-correct = The article was corrected.
done-bai-cu-leave = The correction was dropped; the article is as it was.
