# The tree of units.

organisation = Organisation
org-look = Look at this unit
org-day = As of
org-today = Show today
org-other-day = The organisation as it was on { $day }.
org-empty = There was no unit within your reach on this day.
org-empty-hint = Choose another day, or look at today.
org-not-there = Not yet there on this day
org-changes = Changes on record
org-units = { $n ->
    [one] { $count } unit renamed
   *[other] { $count } units renamed
}
org-members = { $n ->
    [one] { $count } member
   *[other] { $count } members
}
org-members-column = Members
org-below = Units below
org-names = Names over time
count-commune_committee = { $n ->
    [one] { $count } commune committee
   *[other] { $count } commune committees
}
count-agency_committee = { $n ->
    [one] { $count } agency committee
   *[other] { $count } agency committees
}
count-cell = { $n ->
    [one] { $count } cell
   *[other] { $count } cells
}
count-front = { $n ->
    [one] { $count } Front committee
   *[other] { $count } Front committees
}
count-mass_organisation = { $n ->
    [one] { $count } mass organisation
   *[other] { $count } mass organisations
}
unit-kind-district_committee = District committee
unit-kind-commune_committee = Commune committee
unit-kind-agency_committee = Agency committee
unit-kind-cell = Cell
unit-kind-board = Advisory board
unit-kind-government = People's committee
unit-kind-front = Fatherland Front committee
unit-kind-mass_organisation = Mass organisation
