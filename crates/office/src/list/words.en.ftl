# Lists: filters, columns, order, pages, files, keys, kept filters, and what is done to many.

list-number = No.
list-page = Page { $at } of { $of }
list-pages = Pages
list-earlier = Earlier page
list-later = Later page
list-save = Save { $kind }
list-files = Save the list as shown
list-asked = Narrowed by
list-drop = Drop the condition { $what }
list-columns = Choose columns
list-columns-legend = The columns of the list and of the saved file
list-columns-show = Show these columns
list-sort = Order by { $column }
list-sort-back = Reverse order by { $column }
list-select = Select { $name }
list-select-page = Select this whole page
list-select-all = { $n ->
    [one] Select the one row of the list
   *[other] Select all { $count } rows of the list
}
list-selected = Selected: { $n }
list-keep = Keep this filter
list-keep-text = The filter keeps the conditions, the order and the columns of the list { $list } as it is shown. The list itself still holds only those within the reach of whoever opens it.
list-keep-name = Name of the filter
list-keep-name-hint = For example: Women below 35, without a card number
list-keep-no-name = Give the filter a name.
list-keep-name-taken = This list has a filter of that name already. Choose another one to tell them apart.
list-keep-long-name = The name is longer than { $count } characters. Please shorten it.
list-keep-too-many = There are { $count } filters already. Drop older ones first.
list-keep-whose = Who has this filter
list-keep-own = Only I
list-keep-shared = I and the officers with the same task at { $unit }
list-kept = Kept filters
list-kept-all = Change the filters
list-kept-shared = Shared at { $unit }
list-kept-none = No filter is kept yet.
list-kept-none-hint = In the list of members, choose conditions and press Keep this filter.
list-kept-edit = Rename, drop
list-kept-rename = Rename the filter
list-kept-drop = Drop the filter
list-kept-drop-hint = Those who share it lose it too. The list and the records do not change.
list-kept-conflict = Somebody has just renamed this filter
list-kept-conflict-text = The kept name: “{ $theirs }”. What you typed is still below; if you still want it, press Save again.
done-bo-loc = The filter is kept.
done-bo-bo-loc = The filter is dropped.
list-undo = Undo
list-undo-until = This can be undone until { $time }.
list-undo-left = { $seconds } seconds left.
list-undo-late-title = The time to undo is over
list-undo-late = What is done to many can be undone for 30 seconds only. Mend it on each person’s page, or select them again and do the opposite.
list-undo-changed-title = Not undone
list-undo-changed = Somebody changed one of these records after you. So that their work is not lost, nothing was changed; open the list and look again.
list-back = To the list
done-nhu-truoc = Undone: everything is as it was.
keys = Keyboard shortcuts
keys-text = They work while the caret is in no field.
keys-next = Down to the next row
keys-previous = Up to the row before
keys-open = Open the row
keys-select = Select the row, or take it out
keys-select-page = Select the whole page, or take it out
keys-select-all = Select the whole list
keys-filter = To the first filter
keys-earlier = Earlier page
keys-later = Later page
keys-overview = Open this table
keys-on = Use keyboard shortcuts on this machine
keys-close = Close
keys-enter = Enter
verb-list-saved-keep = Keep a filter
verb-list-saved-rename = Rename a filter
verb-list-saved-drop = Drop a filter
verb-list-batch-undo = Undo what was done to many
list-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
