# Bringing members along from spreadsheets.

import-title = Bring a list of members
import-intro = Bring a whole list from Excel into the record. Nothing is written until you have looked at it and pressed Write.
import-not-read = The file could not be read
import-for = Which unit's list it is
import-file = The list
import-file-hint = Excel (.xlsx, .xls), ODS or CSV, up to 32 MB. It need not be tidied first: titles, old charsets and days in many forms are read.
import-no-file = Choose the file; in an empty one there is nothing to read.
import-read = Read the file
import-reading = Reading…
import-lists = Lists that were brought
import-none = No list was brought yet.
import-none-hint = Choose a file above and press Read the file.
import-at = When
import-who = Who
import-state = State
import-console = Console
import-state-open = Columns being chosen
import-state-checking = Being checked
import-state-checked = To be looked at
import-state-running = Being written
import-state-done = Written
import-state-undoing = Being taken back
import-state-undone = Taken back
import-state-dropped = Dropped
import-people = { $n ->
    [one] { $count } person
   *[other] { $count } persons
}
import-rows = { $n ->
    [one] { $count } row
   *[other] { $count } rows
}
import-refused-kind = “{ $file }” is no spreadsheet that can be read. Open it in Excel, choose Save As, Excel Workbook (.xlsx), and choose it again.
import-refused-markup = “{ $file }” is a web page under the name of a spreadsheet. Open it in Excel, choose Save As, Excel Workbook (.xlsx), and choose it again.
import-refused-macros = “{ $file }” has macros and is not taken. Open it, choose Save As, Excel Workbook (.xlsx) without macros, and choose it again.
import-refused-locked = “{ $file }” is locked with a password. Open it, remove the password, save it and choose it again.
import-refused-large = “{ $file }” is too large: more than 200,000 rows or 120 columns, or too much once unpacked. Divide the list into several files, delete sheets that are not needed.
import-refused-unsafe = “{ $file }” has contents that no spreadsheet program writes, and is not taken. Copy the list into a new Excel file and choose that.
import-refused-damaged = “{ $file }” is damaged, or a part of it is missing. Try to open it in Excel, save it and choose it again.
import-refused-empty = “{ $file }” has no filled cell.
import-stale = Somebody has just changed this list. Look at it again and press once more.

import-columns = What each column is
import-columns-hint = It was guessed from the headings and from what was chosen last time. Change what is wrong; leave columns that are not needed at Pass over.
import-not-yet = Not yet
import-sheet = Sheet
import-header = Row of headings
import-header-hint = If the wrong row was taken for headings, give its number (5, or 5-6 for headings in two rows, or 0 for a list without headings); when empty they are looked for.
import-read-again = Read again
import-other-rows = Another sheet, other headings
import-column = Column
import-sample = First cells
import-holds = Is
import-holds-of = Column { $column } is
import-charset = Charset
import-charset-of = Charset of column { $column }
import-charset-found = Read as Unicode.
import-month-first = month before day
import-pass-over = Pass over
import-field-name = Full name
import-field-family = Family and middle name
import-field-given = Given name
import-field-birth = Day or year of birth
import-field-birth-men = Birth (column of men)
import-field-birth-women = Birth (column of women)
import-field-sex = Sex
import-field-men = Mark at men
import-field-women = Mark at women
import-field-joined = Admitted on
import-field-official = Official since
import-field-standing = Official or probationary
import-field-card = Member's card
import-field-citizen-id = Citizen id
import-field-phone = Telephone
import-field-ethnicity = Ethnic group
import-field-religion = Religion
import-field-unit = Cell
import-field-since = Member of the cell since
import-whole-unit = Cell of the whole list
import-unit-by-list = As the column says, or the names of cells within the list
import-since = Members of the cell since
import-since-hint = For those of whom the list does not say it.
import-official = Those without a day of becoming official are
import-official-yes = Official members
import-official-no = Probationary members
import-replace = Put in place of values that the record has (otherwise only what is missing is filled)
import-preview = Look first
import-checking = Checking…
import-drop = Drop this file
import-twice = Two columns are “{ $field }”. Leave one at Pass over.
import-no-name = No column is the full name.
import-no-birth = No column is the day or year of birth.
import-wrong-header = Give the number of the row, 5 or 5-6; 0 for a list without headings.
import-wrong-unit = Choose a cell within the reach of this list.
import-wrong-since = Give the day as day/month/year, not after today.

import-look = Look before writing
import-look-hint = Nothing is written yet. Mend the rows that are wrong, decide on possible doubles, then press Write at the end of the page.
import-to-columns = Change what the columns are
import-new = New
import-changed = Changed
import-same = On record, unchanged
import-doubtful = Possible doubles
import-wrong = Wrong
import-skipped = Left out
import-left-out = Not written
import-units = Units that are not clear
import-units-hint = Choose once for each name; it is remembered for the next list.
import-unit-said = “{ $unit }” ({ $rows }) is
import-unit-later = Not chosen yet
import-units-save = Keep the units
import-mend = { $n ->
    [one] Mend { $count } wrong row
   *[other] Mend { $count } wrong rows
}
import-decide = { $n ->
    [one] Decide on { $count } possible double
   *[other] Decide on { $count } possible doubles
}
import-error-file = Save the wrong rows as a file
import-notices = Worth a look
import-notices-look = Look at these rows
import-samples = The first rows as the office reads them
import-leave-out = { $n ->
    [one] Leave out { $count } row that is wrong or not decided
   *[other] Leave out { $count } rows that are wrong or not decided
}
import-must-leave = Some rows are wrong or not decided. Mend them, decide on them, or tick that they are left out.
import-bring = { $n ->
    [one] Write { $count } person into the record
   *[other] Write { $count } persons into the record
}
import-bring-hint = The list is written as a whole or not at all; within 30 days it can be taken back as a whole.
import-bringing = Writing…
import-nothing = There is nobody to write.
import-doing-checking = The list is being checked
import-doing-running = The list is being written
import-doing-undoing = The list is being taken back
import-waiting = It waits for its turn.
import-done-of = { $done } of { $of } rows are done ({ $percent }%).
import-leave-page = You may close this page and come back later; the work goes on.
import-refresh = Look again now
import-done-told = Written on { $at }.
import-undone-told = Taken back on { $at }. Who was new is no longer among the members; who was changed reads as before.
import-dropped-told = This list was dropped; the contents of the file are deleted.
import-undo-title = Take the whole list back
import-undo-text = Possible up to { $day }, while nothing more was entered of these persons.
import-undo = Take back
import-undoing = Taking back…
import-not-undone = Not taken back
import-another = Bring another list
import-problem-meanwhile = The record changed meanwhile, so nothing was written. The list was checked again; look at it and press Write.
import-problem-rights = Your rights have changed, so nothing was written.
import-problem-elsewhere = Many citizen ids in this list belong to persons outside your reach, so nothing more is said of them. Leave the column of citizen ids at Pass over, or ask the organisation board above.
import-problem-late = More than 30 days have passed; the list can no longer be taken back as a whole. Correct persons one by one on their pages.
import-problem-depends = { $n ->
    [one] { $count } thing was entered of these persons since. The list is taken back once that is gone; where it cannot go, correct persons one by one on their pages.
   *[other] { $count } things were entered of these persons since. The list is taken back once those are gone; where they cannot go, correct persons one by one on their pages.
}
import-depends-record = the record was corrected
import-depends-exemption = an exemption
import-depends-exemption_request = asked to be exempt
import-depends-post_holding = a post
import-depends-attendance = attendance was marked
import-depends-attendance_taken_back = a mark of attendance was taken back
import-depends-pledge = has a pledge of the year
import-depends-handin = a hand-in
import-depends-study_badge = a printed code for study
import-depends-account = an account
import-depends-residence_link = a link to the place of residence
import-depends-affiliation = an affiliation
import-depends-discipline = something else was entered
import-depends-closed_case = something else was entered
import-depends-transfer = a transfer
import-depends-candidate = a candidate's file
import-depends-candidate_sponsor = sponsors a candidate
import-depends-probation = on probation
import-depends-data_request = a request about their data
import-depends-restriction = data under a restriction
import-depends-member_check = still marked as to be checked (choose them in the list of members and press Clear the mark)
import-depends-membership = belongs elsewhere
import-depends-member_state = another standing

import-mend-wrong = Wrong rows
import-mend-notice = Rows worth a look
import-mend-skipped = Rows left out
import-mend-save = Keep the changes
import-back = Back to the preview
import-none-left = No such row is left.
import-row = Row
import-row-no = Row { $row }
import-skip = Leave this row out
import-unskip = Take this row in again
import-now-says = The list now says “{ $text }”.
import-reason = Reason
import-error-title = Wrong rows of { $file }
import-doubtful-reason = Possibly somebody on record.
import-fault-no-name = There is no name.
import-fault-not-a-name = The name has digits or signs in it, or is too long; remarks belong into another column.
import-fault-no-birth = There is no day or year of birth.
import-fault-not-a-day = This is no day. Write 5/3/1962, 3/1962 or 1962.
import-fault-not-a-year = No likely year of birth.
import-fault-to-come = This day has not come yet.
import-fault-before-birth = This day is before the birth.
import-fault-before-joined = Official before admitted.
import-fault-not-a-sex = Write Nam or Nữ.
import-fault-not-a-standing = Write chính thức or dự bị.
import-fault-id-digits = A citizen id has 12 digits.
import-fault-id-letters = A citizen id has digits only.
import-fault-id-rounded = The spreadsheet has rounded this number and lost digits. Write all 12 digits.
import-fault-id-twice = This citizen id is also in row { $row }.
import-fault-id-elsewhere = This number is already on record outside your reach, or is that of somebody who has left the Party. Check the number; who is admitted again is entered as a new member; else ask the organisation board above.
import-fault-not-a-phone = This is no telephone number.
import-fault-not-a-card = The card's number is too long.
import-fault-error = The spreadsheet shows an error in this cell.
import-fault-no-unit = The cell is not clear: this row says none, or the list has no column for it. Write it into the row, or choose a cell for the whole list in the step before.
import-fault-unknown-unit = It is not clear which cell is meant. Change the name here, or choose the unit on the preview.
import-fault-unit-not-yet = This cell is not there yet on the day from which the row counts. Look at the day of the membership.
import-fault-unit-ends = It is decided that this cell ends. Enter the row at the cell that takes in its members.
import-notice-id-padded = Citizen ids that had lost a zero in front, put back
import-notice-id-old = Old identity numbers of 9 digits, left out
import-notice-id-differs = Citizen ids that tell another sex or year of birth
import-notice-phone-unusual = Unusual telephone numbers
import-notice-phone-first = Several telephone numbers, the first is taken
import-notice-day-part = Days of admission or of becoming official of which only the year is known, left out
import-notice-too-young = Taken from the list, a record would have somebody admitted below the age
import-notice-other-unit = The list has people at another unit than the record; bringing a list moves nobody, move them under Members or Transfers
import-notice-name-short = Names of one word

import-twins-doubtful = Possible doubles
import-twins-doubtful-hint = Compare each row with the record, and choose.
import-twins-changed = Persons who change
import-twins-changed-hint = Untick what should not be taken from the list.
import-same-as-row = The same as row { $row } of this list.
import-not-moved = A list moves nobody
import-same-person = The same person: { $name }
import-other-person = Somebody else: a new person
import-former = This person was a member: { $state }, from { $day }. A list admits nobody again. If it is this person, choose what to take from the list into the record that exists, or leave the row out; the new admission is entered on the page
import-away = This person left for another office from { $day }. A list takes nobody in again. If it is this person, choose what to take from the list into the record that exists, or leave the row out; they are taken in on the page
import-former-go = Enter a new member
import-in-list = In the list
import-in-record = On record
import-take = Take from the list
import-sealed = there is one (sealed)
import-decide-save = Keep the choices
import-change-full_name = Full name
import-change-birth_day = Birth
import-change-sex = Sex
import-change-joined_on = Admitted on
import-change-official_on = Official since
import-change-card_no = Member's card
import-change-citizen_id = Citizen id
import-change-phone = Telephone
import-change-ethnicity = Ethnic group
import-change-religion = Religion
import-change-unit = Cell
done-bo-tep = The file was dropped; its contents are deleted.
import-field-member_code = Member's code
import-field-home_place = Home place
import-field-schooling = Schooling
import-field-theory = Political theory
import-field-occupation = Occupation
import-field-smartphone = Has a smartphone (yes, no)
import-field-on_paper = Wants paper (yes, no)
import-change-member_code = Member's code
import-change-home_place = Home place
import-change-schooling = Schooling
import-change-theory = Political theory
import-change-occupation = Occupation
import-change-smartphone = Has a smartphone
import-change-on_paper = Wants paper
import-fault-not-yes-or-no = Write yes or no.
import-fault-too-long = Longer than 120 characters.
done-chua-chon = Nothing was recorded: no row was decided. Choose for each row, then press the button.
done-doc-lai = The list was read again by its row of headings. Look at each column, then press Look first.
