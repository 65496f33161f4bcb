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
